"""What becomes of a draft: sent in, withdrawn, deleted, sent once more, looked at by a second reviewer."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from directory import questionnaire
from directory.asking import invitations
from directory.mail.letters import to_registrants
from directory.models import (
    Flag,
    Invitation,
    State,
    Step,
    Submission,
    SubmissionEvent,
    Suspicion,
    User,
)
from directory.questionnaire import DIFFERENT


class NotComplete(Exception):
    """Something is missing or wrong."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the answers since they were checked."""


class NotPossible(Exception):
    """The submission is in another state by now."""


def saves(submission: Submission) -> int:
    """How often anything in it was saved: what was checked is told from what is there now."""
    return sum(submission.versions.values())


@transaction.atomic
def submit(submission: Submission, *, seen: int, by: User) -> None:
    """Send it in for review, once. Raises NotPossible, ChangedMeanwhile or NotComplete, and then nothing has happened."""
    now = timezone.now()
    mine = Submission.objects.filter(pk=submission.pk)
    if not mine.open_to_change().update(state=State.WAITING, submitted_at=now, changed_at=now):
        raise NotPossible
    submission = mine.select_related("partnership", "registrant").get()
    if saves(submission) != seen:
        raise ChangedMeanwhile
    if not questionnaire.is_complete(questionnaire.answered(submission.answers)):
        raise NotComplete
    submission.questions.filter(resolved_at=None).update(resolved_at=now)
    event = SubmissionEvent.objects.create(submission=submission, what=Step.SUBMITTED, by=by, at=now)
    _flag(submission)
    invitations.ask(submission)
    to_registrants.submission_received(submission, to=by, key=f"submission-received-{event.pk}")


def _flag(submission: Submission) -> None:
    """Tell the reviewer what may be listed already, and which names only look like another."""
    likely = (Suspicion.DUPLICATE, Suspicion.LOOKALIKE)
    submission.flags.filter(suspicion__in=likely, cleared_at=None).delete()
    Flag.objects.bulk_create(_flags(submission), ignore_conflicts=True)


def _flags(submission: Submission) -> Iterator[Flag]:
    changes = submission.partnership if submission.is_change else None
    said = submission.answers.get(DIFFERENT, {})
    for key, alike in questionnaire.likely_duplicates(submission.answers, changes=changes).items():
        step, _slash, item = key.partition("/")
        where = {
            "submission": submission,
            "step": step,
            "item": item,
            "field": "title" if step == "partnership" else "name",
            "statement": said.get(key, {}).get("because", "")[:1000],
        }
        for one in alike:
            reasons = " ".join(str(reason) for reason in one.reasons_in_words)
            yield Flag(suspicion=Suspicion.DUPLICATE, note=f"{one.record} – {reasons}"[:500], **where)
            if "lookalike" in one.reasons:
                yield Flag(suspicion=Suspicion.LOOKALIKE, note=one.letters_in_words[:500], **where)


@transaction.atomic
def withdraw(submission: Submission, *, by: User) -> None:
    """Take it back before it is decided. Links that were mailed to partners end. Raises NotPossible."""
    mine = Submission.objects.filter(pk=submission.pk, state__in=[State.WAITING, State.RETURNED])
    if not mine.update(state=State.WITHDRAWN, changed_at=timezone.now()):
        raise NotPossible
    SubmissionEvent.objects.create(submission=submission, what=Step.WITHDRAWN, by=by)
    Invitation.objects.filter(submission=submission).revoke()


def delete(submission: Submission) -> None:
    """Delete a draft for good. Raises NotPossible where it was sent in meanwhile."""
    deleted, _rows = Submission.objects.filter(pk=submission.pk, state=State.DRAFT).delete()
    if not deleted:
        raise NotPossible


@transaction.atomic
def ask_for_second_reviewer(submission: Submission, *, why: str, by: User) -> None:
    """Put a refused submission back into the queue, once. Raises NotPossible."""
    refused = Submission.objects.filter(pk=submission.pk, state=State.REFUSED)
    if not refused.update(state=State.WAITING, taken_by=None, taken_at=None, changed_at=timezone.now()):
        raise NotPossible
    if submission.events.filter(what=Step.APPEALED).exists():
        raise NotPossible
    SubmissionEvent.objects.create(submission=submission, what=Step.APPEALED, by=by, reason=why)
