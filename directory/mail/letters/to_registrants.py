"""Letters to those who register a partnership: what became of a draft or a submission."""

from collections.abc import Iterable

from django.utils import timezone

from directory.mail.links import link, page_of
from directory.mail.outbox import write
from directory.models import Partnership, Question, Submission, SubmissionEvent, User


def submission_received(submission: Submission, *, to: User, key: str) -> None:
    """A questionnaire has been sent in: who did so is told that we have it, and what happens next."""
    write(
        "submission_received",
        to=to.email,
        language=to.language,
        key=key,
        context={"title": submission.title, "url": link("draft", submission.pk, language=to.language)},
    )


def submission_accepted(submission: Submission, *, event: SubmissionEvent, partnership: Partnership) -> None:
    """To the registrant: it is public now, with what the reviewer says besides."""
    _about_submission("submission_accepted", submission, event, record=partnership)


def submission_returned(
    submission: Submission, *, event: SubmissionEvent, questions: Iterable[Question]
) -> None:
    """To the registrant: what the reviewer asks."""
    texts = [question.text for question in questions]
    _about_submission("submission_returned", submission, event, questions=texts)


def submission_refused(submission: Submission, *, event: SubmissionEvent) -> None:
    """To the registrant: why, and what can be done."""
    _about_submission("submission_refused", submission, event)


def _about_submission(kind: str, submission: Submission, event: SubmissionEvent, **context: object) -> None:
    """A mail about a decision. None where the account is gone."""
    if registrant := submission.registrant:
        if record := context.get("record"):
            page = page_of(record, language=registrant.language)
        else:
            page = link("draft", submission.pk, language=registrant.language)
        facts = {"title": submission.title, "message": event.reason, "page": page, **context}
        write(
            kind, to=registrant.email, language=registrant.language, key=f"decision:{event.pk}", context=facts
        )


def draft_expires(draft: Submission, *, to: User, days: int) -> None:
    """A draft that nobody has changed for long is deleted soon."""
    write(
        "draft_expires",
        to=to.email,
        language=to.language,
        key=f"draft-expires:{draft.pk}:{draft.changed_at.isoformat()}:{to.pk}",
        context={
            "title": draft.title,
            "day": timezone.localdate(draft.changed_at),
            "days": days,
            "link": link("draft", draft.pk, language=to.language),
        },
    )
