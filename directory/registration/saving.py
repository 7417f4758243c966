"""Saving a draft: the answers of one step, or of one item, in one transaction.

Each save says which version its writer has seen, so that nobody overwrites somebody else's answers unread.
"""

import time
from collections.abc import Iterable, Mapping
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from directory.gate.guard import Finding
from directory.models import Flag, Organisation, Partnership, Representative, Submission, Suspicion, User
from directory.questionnaire import DIFFERENT, QuestionnaireStep, Typed, answer_key, answers_of
from directory.records.addresses import record_of

Findings = Mapping[str, list[Finding]]  # what the guard found, by field

MOST_DRAFTS = 20  # of one account
MOST_ITEMS = {"partners": 100, "resources": 50}  # of one draft


class Closed(Exception):
    """The answers cannot be changed any more: somebody sent them in, or withdrew them."""

    def __init__(self, submission: Submission):
        self.submission = submission


class Conflict(Exception):
    """Somebody else saved other words since the page was opened. `saved` is None where they took the item out."""

    def __init__(self, saved: Typed | None, version: int):
        self.saved, self.version = saved, version


class Full(Exception):
    """There are as many drafts, or as many items of this kind, as there may be."""


def start(
    *, by: User, answers: Mapping[str, dict] | None = None, partnership: Partnership | None = None
) -> Submission:
    """A new draft; with a `partnership`, of a change to it. Raises Full where the account has MOST_DRAFTS."""
    if Submission.objects.open_to_change().filter(registrant=by).count() >= MOST_DRAFTS:
        raise Full
    answers = dict(answers or {})
    return Submission.objects.create(
        registrant=by,
        language=get_language() or "en",
        answers=answers,
        organisation=spoken_for(answers, by=[by]),
        partnership=partnership,
        is_change=partnership is not None,
    )


def start_change(partnership: Partnership, organisation: Organisation, *, by: User) -> Submission:
    """The open draft in which the organisation changes the partnership: the one there is, or a new one."""
    drafts = Submission.objects.open_to_change().visible_to(by)
    draft = drafts.filter(partnership=partnership, organisation=organisation, is_change=True).first()
    return draft or start(
        by=by, answers=answers_of(partnership, organisation, by=by), partnership=partnership
    )


def saved_answer(submission: Submission, step: QuestionnaireStep, item: str = "") -> Typed | None:
    """What is kept of a step, or of one of its items; None where nothing was saved yet."""
    kept = submission.answers.get(step.key)
    return (kept or {}).get(item) if step.repeats else kept


def version(submission: Submission, step: QuestionnaireStep, item: str = "") -> int:
    """How often a step, or one of its items, was saved."""
    return submission.versions.get(answer_key(step.key, item), 0)


def new_item() -> str:
    """The key of an item. Keys sort in the order in which they were made, since a JSON object has no order."""
    # Microseconds: 14 hexadecimal digits last until the year 4253, so all keys are of one length and sort as text
    return f"i{time.time_ns() // 1000:014x}"


@transaction.atomic
def save(
    submission: Submission,
    step: QuestionnaireStep,
    item: str,
    typed: Typed | None,
    *,
    seen: int,
    by: User,
    findings: Findings | None = None,
    statement: str = "",
    was: Mapping[str, str] | None = None,
) -> Submission:
    """Save the answers to a step, or to one of its items, right or not; None takes the item out.

    `seen` is the version from which `by` set out: where another has been saved since, that is a Conflict; with `was`, the
    `digest` of each answer at that time, only where both changed the same one.
    `findings` are what the guard found, by field, and `statement` why it is no case data: a reviewer looks at them.
    Raises Closed, Conflict or Full. What is kept already is no conflict. Returns the submission as it is now.
    """
    submission = _locked(submission)
    saved, saved_version = saved_answer(submission, step, item), version(submission, step, item)
    _flag(submission, step.key, item, findings or {}, statement)
    # A button pressed twice sends the same again with a version that is old by then
    if saved == typed or (submission.is_change and saved and typed and _said(saved) == _said(typed)):
        return submission
    if saved_version != seen:
        merged = _merged(saved, typed, was) if saved and typed and was else None
        if merged is None:
            raise Conflict(saved, saved_version)
        typed = merged
    if step.repeats:
        items = dict(submission.answers.get(step.key) or {})
        if typed is None:
            del items[item]
        elif item not in items and len(items) >= MOST_ITEMS[step.key]:
            raise Full
        else:
            items[item] = typed
        submission.answers[step.key] = items
    else:
        submission.answers[step.key] = typed
    return _keep(submission, answer_key(step.key, item), by=by)


def _said(typed: Typed) -> Typed:
    """The answers that are not empty: a record that is changed has none to questions that it was never asked."""
    return {name: answer for name, answer in typed.items() if answer}


def digest(answer: str | list[str]) -> str:
    """By which a page remembers an answer as it was opened."""
    return sha256(repr(answer).encode()).hexdigest()[:12]


def _merged(saved: Typed, typed: Typed, was: Mapping[str, str]) -> Typed | None:
    """What two people changed in one step, where each changed other answers; None where they changed the same one."""
    merged = dict(saved)
    for name, answer in typed.items():
        saved_answer_of_name = saved.get(name, "")
        if answer == saved_answer_of_name or digest(answer) == was.get(name):
            continue  # the same, or not changed by this person
        if digest(saved_answer_of_name) != was.get(name):
            return None
        merged[name] = answer
    return merged


@transaction.atomic
def say_different(
    submission: Submission,
    key: str,
    *,
    because: str,
    records: Iterable[str],
    by: User,
    findings: Findings | None = None,
    statement: str = "",
) -> None:
    """Keep the reason why the record typed under that `answer_key` is none of these. Raises Closed."""
    submission = _locked(submission)
    step, _slash, item = key.partition("/")
    _flag(submission, step, item, findings or {}, statement)
    reasons = submission.answers.get(DIFFERENT) or {}
    # Of which records it was said: one that comes to look alike later is asked about anew
    submission.answers[DIFFERENT] = {**reasons, key: {"because": because, "from": sorted(records)}}
    _keep(submission, answer_key(DIFFERENT, key), by=by)


@transaction.atomic
def say_same(submission: Submission, key: str, organisation: Organisation, *, by: User) -> None:
    """Take an organisation of the directory for the one that is typed under that `answer_key`. What was typed about it is
    kept, in case it was not the same after all. Raises Closed."""
    submission = _locked(submission)
    step, _slash, item = key.partition("/")
    if item:
        submission.answers[step][item]["organisation"] = organisation.slug
    else:
        key = "organisation"
        submission.answers[key] = {"organisation": organisation.slug, "is_new": ""}
    _keep(submission, key, by=by)


def _flag(submission: Submission, step: str, item: str, findings: Findings, statement: str) -> None:
    """Flag, for a reviewer, the texts that look like case data and that their writer states to be none."""
    step_and_item = {"submission": submission, "suspicion": Suspicion.CASE_DATA, "step": step, "item": item}
    Flag.objects.bulk_create(
        [
            Flag(
                **step_and_item,
                field=field,
                note=" ".join(map(str, found_in_field))[:500],
                statement=statement,
            )
            for field, found_in_field in findings.items()
        ],
        ignore_conflicts=True,  # the same was flagged when the step was saved before
    )


def _locked(submission: Submission) -> Submission:
    """The submission as it is now; others who would change it wait. Raises Closed."""
    submission = (
        Submission.objects.select_for_update(of=("self",)).select_related("registrant").get(pk=submission.pk)
    )
    if not submission.is_open_to_change:
        raise Closed(submission)
    return submission


def _keep(submission: Submission, key: str, *, by: User) -> Submission:
    """Save the answers, and count one more version of what is under that `answer_key`."""
    submission.versions[key] = submission.versions.get(key, 0) + 1
    submission.changed_at = timezone.now()
    submission.reminded_at = None  # of its deletion: that is far away again
    changed_columns = ["answers", "versions", "changed_at", "reminded_at"]
    if key == "organisation":
        submission.organisation = spoken_for(submission.answers, by=[submission.registrant, by])
        changed_columns.append("organisation")
    submission.save(update_fields=changed_columns)
    return submission


def spoken_for(answers: Mapping[str, dict], *, by: Iterable[User | None]) -> Organisation | None:
    """The organisation of the directory that the answers name, where one of these people speaks for it; None otherwise.
    Whoever speaks for it sees the draft, so naming an organisation alone must not share it."""
    key = answers.get("organisation", {}).get("organisation")
    if not key:
        return None
    speaking = Representative.objects.current().filter(user__in=[user for user in by if user])
    organisation = record_of(Organisation, key)
    if organisation is None or organisation.removed_at:
        return None
    return organisation if speaking.filter(organisation=organisation).exists() else None
