"""Letters to officials: whether they are verified, and until when."""

from directory.mail.links import link_to
from directory.mail.outbox import write
from directory.models import Mail, Verification


def official_verified(verification: Verification) -> None:
    """Somebody is a verified official from now on. The official address hears of it as well, whoever reads it."""
    _about_official("official_verified", verification, to=verification.user.email)
    if verification.mailbox != verification.user.email:
        _about_official("official_verified", verification, to=verification.mailbox)


def official_refused(verification: Verification) -> None:
    """A reviewer refused that somebody is an official."""
    _about_official("official_refused", verification, to=verification.user.email)


def official_withdrawn(verification: Verification) -> None:
    """A reviewer or an owner ended that somebody is an official."""
    _about_official("official_withdrawn", verification, to=verification.user.email)


def official_ends(verification: Verification) -> bool:
    """The year of a verification ends soon. Written once; False where it was before."""
    key = f"official-ends:{verification.pk}"
    return bool(_about_official("official_ends", verification, to=verification.user.email, key=key))


def _about_official(kind: str, verification: Verification, *, to: str, key: str | None = None) -> Mail | None:
    language = verification.user.language
    context = {
        "organisation": verification.organisation.name,
        "person": str(verification.user),
        "mailbox": verification.mailbox,
        "expires_at": verification.expires_at,
        "link": link_to("ask_official", verification.organisation.slug, language=language),
        "report": link_to("report_problem", language=language),
    }
    return write(kind, to=to, language=language, key=key, context=context)
