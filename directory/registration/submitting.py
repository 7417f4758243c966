"""What becomes of a draft: sent in, withdrawn, deleted, sent once more, looked at by a second reviewer."""

from collections.abc import Container, Iterator

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
from directory.models.text_search import by_name
from directory.questionnaire import DIFFERENT
from directory.records.duplicates import mixture_in_words
from directory.registration.decision_times import day_of_decision

NAMES = {
    "name",
    "title",
    "acronym",
    "other_names",
    "mailbox",
    "website",
}  # questions by whose answers one is known


class NotComplete(Exception):
    """Something is missing or wrong."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the answers since they were checked."""


class NotPossible(Exception):
    """The submission is in another state by now."""


def count_of_saves(submission: Submission) -> int:
    """How often anything in it was saved. It only grows, so that answers that were checked can be told from newer ones."""
    return sum(submission.versions.values())


@transaction.atomic
def submit(submission: Submission, *, seen: int, by: User) -> None:
    """Send it in for review, once. `seen` is the `count_of_saves` of the answers that `by` has checked. Raises
    NotPossible, ChangedMeanwhile or NotComplete, and then nothing has happened."""
    now = timezone.now()
    this_submission = Submission.objects.filter(pk=submission.pk)
    # Claimed before anything is looked at: of two that send it at once, the second waits for this row, and finds it sent
    if not this_submission.open_to_change().update(state=State.WAITING, submitted_at=now, changed_at=now):
        raise NotPossible
    submission = this_submission.select_related("partnership", "registrant").get()
    if count_of_saves(submission) != seen:
        raise ChangedMeanwhile
    if not questionnaire.is_ready(submission):
        raise NotComplete
    if submission.reference is None:
        _number(submission)
    submission.questions.filter(resolved_at=None).update(resolved_at=now)
    event = SubmissionEvent.objects.create(submission=submission, what=Step.SUBMITTED, by=by, at=now)
    _flag(submission)
    invitations.ask(submission)
    to_registrants.submission_received(
        submission,
        to=by,
        key=f"submission-received-{event.pk}",
        decided_by=day_of_decision(submission),
        asked=submission.invitations.unanswered().asked().order_by(by_name()),
        unasked=submission.invitations.unasked().order_by(by_name()),
    )


def _number(submission: Submission) -> None:
    """Give it the number by which people speak of it from now on."""
    year = timezone.localdate(submission.submitted_at).year
    submission.number_year, submission.number_in_year = Submission.objects.next_reference(year)
    submission.save(update_fields=["number_year", "number_in_year"])


def _flag(submission: Submission) -> None:
    """Tell the reviewer what may be listed already, and which names only look like another."""
    suspicions = (Suspicion.DUPLICATE, Suspicion.LOOKALIKE)
    # Sent in once more, other names may look alike now; what a reviewer has cleared stays cleared
    submission.flags.filter(suspicion__in=suspicions, cleared_at=None).delete()
    flags = list(_flags_of_likeness(submission))
    lookalikes = {
        (flag.step, flag.item, flag.field) for flag in flags if flag.suspicion == Suspicion.LOOKALIKE
    }
    flags += _flags_of_mixed_scripts(submission, leave_out=lookalikes)
    Flag.objects.bulk_create(flags, ignore_conflicts=True)


def _flags_of_mixed_scripts(
    submission: Submission, *, leave_out: Container[tuple[str, str, str]]
) -> Iterator[Flag]:
    """For names that look like no listed one: whose they pretend to be may not be listed yet. `leave_out` are the step, item
    and field of others."""
    for answered in questionnaire.answered_steps(submission.answers):
        for field in sorted(NAMES & answered.form.data.keys()):
            if (answered.step.key, answered.item, field) in leave_out:
                continue
            if mixture := mixture_in_words(str(answered.form.data[field])):
                yield Flag(
                    submission=submission,
                    suspicion=Suspicion.LOOKALIKE,
                    step=answered.step.key,
                    item=answered.item,
                    field=field,
                    note=mixture[:500],
                )


def _flags_of_likeness(submission: Submission) -> Iterator[Flag]:
    changes = submission.partnership if submission.is_change else None
    reasons = submission.answers.get(DIFFERENT, {})
    for key, candidates in questionnaire.likely_duplicates(submission.answers, changes=changes).items():
        step, _slash, item = key.partition("/")
        flagged_field = {
            "submission": submission,
            "step": step,
            "item": item,
            "field": "title" if step == "partnership" else "name",
            "statement": reasons.get(key, {}).get("because", "")[:1000],
        }
        for candidate in candidates:
            likeness = " ".join(str(reason) for reason in candidate.reasons_in_words)
            note = f"{candidate.record} – {likeness}"
            yield Flag(suspicion=Suspicion.DUPLICATE, note=note[:500], **flagged_field)
            if "lookalike" in candidate.reasons:
                yield Flag(
                    suspicion=Suspicion.LOOKALIKE, note=candidate.letters_in_words[:500], **flagged_field
                )


@transaction.atomic
def withdraw(submission: Submission, *, by: User) -> None:
    """Take it back before it is decided. Links that were mailed to partners end. Raises NotPossible."""
    sent_in = Submission.objects.filter(pk=submission.pk, state__in=[State.WAITING, State.RETURNED])
    if not sent_in.update(state=State.WITHDRAWN, changed_at=timezone.now()):
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
    # After the update, which waits for another request of this submission: the second of two sees the first one's event.
    # Raising takes the update back
    if submission.events.filter(what=Step.APPEALED).exists():
        raise NotPossible
    SubmissionEvent.objects.create(submission=submission, what=Step.APPEALED, by=by, reason=why)
