"""Letters to organisations that are asked by a link: whether they take part, whether a record is still true."""

from django.utils import timezone

from directory.mail.links import link
from directory.mail.outbox import write
from directory.models import ConfirmationRequest, Invitation, Mail, Role
from directory.models.by_link import LINK_DAYS


def invitation(asked: Invitation, token: str, *, asking: str, to: str, language: str) -> None:
    """A partner is asked whether it takes part. Of what the registrant typed, only the names and the role are in it: nobody
    can send a text of their own to any address through us."""
    write(
        "invitation",
        to=to,
        language=language,
        key=f"{invitation_key(asked.pk, asked.token_hash)}:{to}"[:200],
        context={
            "asked": asked.name,
            "asking": asking,
            "title": asked.submission.title,
            "role": Role(asked.role).label,
            "link": link("open_answer", token, language=language),
            "days": LINK_DAYS,
        },
    )


def invitation_key(pk: int, token_hash: str) -> str:
    """The beginning of the keys of all mails that carry one link of an invitation."""
    return f"invitation:{pk}:{token_hash[:16]}"


def invitation_reminder(first: Mail) -> bool:
    """A partner that has not answered is reminded, once; False where it was before. The first mail is quoted: nobody knows its
    link any more, and a new one would end it."""
    written = write(
        "invitation_reminder",
        to=first.recipient,
        language=first.language,
        key=f"reminder:{first.pk}",
        context={"day": timezone.localdate(first.created_at), "first": first.text},
    )
    return written is not None


def confirmation(request: ConfirmationRequest, token: str, *, language: str) -> None:
    """An organisation is asked whether a record is still true."""
    partnership = request.partnership
    write(
        "confirmation",
        to=request.email,
        language=language,
        key=f"confirmation:{request.pk}:{request.token_hash[:16]}",
        context={
            "title": partnership.title,
            "organisation": request.organisation.name,
            "day": partnership.confirmed_on,
            "page": link("partnership", partnership.slug, language=language),
            "link": link("open_confirmation", token, language=language),
            "days": LINK_DAYS,
        },
    )
