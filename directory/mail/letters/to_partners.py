"""Letters to organisations that are asked by a link: whether they take part, whether a record is still true."""

from django.utils import timezone

from directory.mail.links import link_to
from directory.mail.outbox import body, write
from directory.models import ConfirmationRequest, Invitation, Mail, Role
from directory.models.by_link import LINK_DAYS


def partner_invited(
    invitation: Invitation, token: str, *, registering_name: str, to: str, language: str
) -> None:
    """A partner is asked whether it takes part, by the organisation of that name, which may be empty.

    Of what the registrant typed, only the names and the role are in it: nobody can send a text of their own to any
    address through us.
    """
    write(
        "invitation",
        to=to,
        language=language,
        key=f"{invitation_key(invitation)}:{to}"[:200],
        context=_invited(invitation, token, registering_name=registering_name, language=language),
        by_anybody=True,
    )


def _invited(invitation: Invitation, token: str, *, registering_name: str, language: str) -> dict:
    return {
        "asked": invitation.name,
        "asking": registering_name,
        "title": invitation.submission.title,
        "role": Role(invitation.role).label,
        "link": link_to("open_answer", token, language=language),
        "ends_at": timezone.localtime(invitation.expires_at),
    }


def invitation_key(invitation: Invitation) -> str:
    """The beginning of the `Mail.key` of all mails that carry the link of an invitation: several owners may get it."""
    return f"invitation:{invitation.pk}:{invitation.token_hash[:16]}"


def invitation_reminder(
    invitation: Invitation, token: str, *, registering_name: str, first_mail: Mail
) -> bool:
    """A partner that has not answered is reminded, once; False where it was before.

    The mail with the invitation is quoted as it would be written today: what it said is not kept.
    """
    to, language = first_mail.recipient, first_mail.language
    context = _invited(invitation, token, registering_name=registering_name, language=language)
    _subject, first_text = body("invitation", language=language, context=context)
    reminder = write(
        "invitation_reminder",
        to=to,
        language=language,
        key=f"reminder:{first_mail.pk}",
        context={**context, "day": timezone.localdate(first_mail.created_at), "first": first_text},
        repeated=True,
    )
    return reminder is not None


def confirmation_requested(request: ConfirmationRequest, token: str, *, language: str) -> None:
    """An organisation is asked whether a record is still true."""
    partnership = request.partnership
    write(
        "confirmation",
        to=request.email,
        language=language,
        # With the token's hash, so that a renewed link is mailed, too
        key=f"confirmation:{request.pk}:{request.token_hash[:16]}",
        context={
            "title": partnership.title,
            "organisation": request.organisation.name,
            "day": partnership.confirmed_on,
            "page": link_to("partnership", partnership.slug, language=language),
            "link": link_to("open_confirmation", token, language=language),
            "days": LINK_DAYS,
        },
        repeated=True,
    )
