"""Letters to those who speak for an organisation, or want to."""

from directory.mail.links import link_to
from directory.mail.outbox import write
from directory.models import ColleagueInvitation, Representative, User


def claim_granted(representative: Representative) -> None:
    """Somebody speaks for an organisation from now on."""
    _about_representation(representative, "claim_granted", to=representative.user)


def claim_refused(representative: Representative) -> None:
    """A reviewer refused that somebody speaks for an organisation."""
    _about_representation(representative, "claim_refused", to=representative.user, page="claim")


def right_changed(representative: Representative) -> None:
    """An owner or a reviewer changed what somebody may do for an organisation."""
    _about_representation(representative, "right_changed", to=representative.user)


def representation_ended(representative: Representative) -> None:
    """An owner ended that somebody speaks for an organisation."""
    _about_representation(representative, "representation_ended", to=representative.user, page="claim")


def colleague_joined(representative: Representative, *, to: User) -> None:
    """To an owner: somebody else speaks for the organisation as well."""
    _about_representation(representative, "colleague_joined", to=to)


def colleague_invited(invitation: ColleagueInvitation, *, token: str, language: str) -> None:
    """A link by which a colleague may speak for the organisation as well."""
    context = {
        "organisation": invitation.organisation.name,
        "inviter": str(invitation.invited_by),
        "link": link_to("join", token, language=language),
        "expires_at": invitation.expires_at,
    }
    write(
        "colleague_invited",
        to=invitation.email,
        language=language,
        key=colleague_key(invitation),
        context=context,
        by_anybody=True,
    )


def colleague_key(invitation: ColleagueInvitation) -> str:
    """The `Mail.key` of the mail with the link of an invitation."""
    return f"colleague:{invitation.pk}"


def _about_representation(representative: Representative, kind: str, *, to: User, page: str = "team") -> None:
    # Whoever does not speak for the organisation cannot see its team: what they get leads to the page for a claim
    organisation = representative.organisation
    context = {
        "organisation": organisation.name,
        "representative": representative,
        "person": str(representative.user),
        "link": link_to(page, organisation.slug, language=to.language),
    }
    write(kind, to=to.email, language=to.language, context=context)
