"""Letters to organisations that a reviewer has asked about records that nobody ever confirmed."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone, translation

from directory.mail.languages import language_for
from directory.mail.links import link_to
from directory.mail.outbox import body, unwritten, write
from directory.models import ContactPoint, FirstConfirmation, Mail, Organisation, Role
from directory.models.by_link import LINK_DAYS
from directory.models.first_confirmations import AGAIN_AFTER_DAYS
from directory.models.partial_dates import in_words

LINK_OF_PREVIEW = "…"  # where the link of a mail has its token


class FirstQuestion(NamedTuple):
    """A record that is asked about in a letter: its request, the roles of the member, the date of the newest source, and
    the token of the link."""

    request: FirstConfirmation
    roles: tuple[str, ...]  # codes of Role
    as_of: str
    token: str = LINK_OF_PREVIEW


def first_asked(questions: Sequence[FirstQuestion]) -> Mail | None:
    """One mail with all questions to one organisation at one address: each has its own link."""
    first = questions[0].request
    key = f"first-confirmation:{first.pk}:{first.token_hash[:16]}"
    return write(
        "first_confirmation",
        to=first.email,
        language=first.language,
        # With the token's hash, so that a renewed link is mailed, too
        key=key,
        context=_context(questions),
        repeated=True,
    )


def preview(questions: Sequence[FirstQuestion]) -> Mail:
    """The mail as `first_asked` would write it, but for the links' tokens, which nobody but its reader gets to see."""
    first = questions[0].request
    return unwritten(
        "first_confirmation", to=first.email, language=first.language, context=_context(questions)
    )


def first_reminder(first_mail: Mail, questions: Sequence[FirstQuestion]) -> bool:
    """Remind once of the questions of a mail that were not answered; False where it was done before.

    The first mail is quoted as it would be written today, with these questions alone: what it said is not kept.
    """
    _subject, first_text = body(
        "first_confirmation", language=first_mail.language, context=_context(questions)
    )
    reminder = write(
        "first_confirmation_reminder",
        to=first_mail.recipient,
        language=first_mail.language,
        key=f"reminder:{first_mail.pk}",
        context={
            "day": timezone.localdate(first_mail.created_at),
            "first": first_text,
            "titles": [question.request.partnership.title for question in questions],
        },
        repeated=True,
    )
    return reminder is not None


def _context(questions: Sequence[FirstQuestion]) -> dict:
    first = questions[0].request
    language = language_for([first.language])
    with translation.override(language):
        return {
            "organisation": first.organisation.name,
            "in_place_of": first.in_place_of.name if first.in_place_of else "",
            "is_beside": first.is_beside,
            "desk": first.contact_point.name if first.contact_point else "",
            "origin": first.address_origin,
            "days": LINK_DAYS,
            "again_after": AGAIN_AFTER_DAYS,
            "add_desk": "" if _has_desk(first) else _add_desk_link(first.organisation, language),
            "records": [
                {
                    "title": question.request.partnership.title,
                    "roles": [str(Role(role).label) for role in question.roles],
                    "status": question.request.partnership.get_status_display(),
                    "as_of": in_words(question.as_of),
                    "page": link_to("partnership", question.request.partnership.slug, language=language),
                    "link": _link(question.token, language),
                }
                for question in questions
            ],
        }


def _has_desk(request: FirstConfirmation) -> bool:
    """Whether the organisation has one. A query where the letter does not go to it."""
    goes_there = request.contact_point and request.contact_point.organisation_id == request.organisation_id
    return bool(goes_there) or ContactPoint.objects.of(request.organisation).exists()


def _add_desk_link(organisation: Organisation, language: str) -> str:
    """Where somebody begins to speak for an organisation, and so to add its desk."""
    return link_to("claim", organisation.slug, language=language)


def _link(token: str, language: str) -> str:
    if token == LINK_OF_PREVIEW:
        return f"{link_to('still_true', language=language)}{LINK_OF_PREVIEW}/"
    return link_to("open_still_true", token, language=language)
