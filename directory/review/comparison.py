"""A submission beside what is public now, field by field, with the words that changed marked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from django.forms import BoundField
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.models import Flag, Organisation, Submission, User
from directory.records.addresses import record_of

NEW, CHANGED, EMPTIED, SAME = "new", "changed", "emptied", ""
MOST_COMPARED = 3_000_000  # pairs of words: the worst texts of that length took about a second


class AnswerPosition(NamedTuple):
    """Where an answer stands in the questionnaire. `item` is empty in a step that does not repeat."""

    step: str
    item: str
    field: str


class Passage(NamedTuple):
    """Words that stand on one side of a comparison. The space after a marked passage stands apart, so that it is not
    underlined."""

    words: str
    space: str
    is_marked: bool

    @classmethod
    def of(cls, text: str, *, is_marked: bool) -> "Passage":
        words = text.rstrip() if is_marked else text
        return cls(words, text[len(words) :], is_marked and bool(words))


@dataclass
class ComparedRow:
    """An answer, `text`, beside the public one, `before`, both in words. `change` is one of the words above."""

    position: AnswerPosition
    label: str
    before: str
    text: str
    change: str
    flags: list[Flag] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)  # that a reviewer asked about it before
    ask: BoundField | None = None  # where a reviewer asks about it

    @property
    def question_field(self) -> str:
        """The name of the field in which a reviewer asks about it."""
        return "ask-" + "-".join(self.position)

    # Comparing long texts takes up to a second, and a decision that succeeds shows none of them.
    @cached_property
    def _both_marked(self) -> tuple[list[Passage], list[Passage]]:
        return marked(self.before, self.text, mark=self.change == CHANGED)

    @property
    def public(self) -> list[Passage]:
        return self._both_marked[0]

    @property
    def proposed(self) -> list[Passage]:
        return self._both_marked[1]


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of a step, or of one partner or resource. `same` are those that did not change."""

    title: str
    rows: list[ComparedRow]
    same: list[ComparedRow]


def compared(submission: Submission, *, by: User) -> list[ComparedRow]:
    """The answers beside the public ones, without those that are empty on both sides.

    Of a change, answers that only the public record has come last; partners and resources have nothing beside them, for
    they are added to the public ones. What `by` may not see is not compared.
    """
    references = questionnaire.AnswerReferences(submission.answers)
    proposed = {_position(answer): answer for answer in _in_words(submission.answers, references)}
    public = {}
    if organisation := _organisation(submission) if submission.is_change else None:
        public_answers = questionnaire.answers_of(submission.partnership, organisation, by=by)
        public = {_position(answer): answer for answer in _in_words(public_answers, references)}
    only_public = {position: answer for position, answer in public.items() if position not in proposed}
    rows = []
    for position, answer in (proposed | only_public).items():
        before = public[position].text if position in public else ""
        after = proposed[position].text if position in proposed else ""
        if before or after:
            change = _change(before, after) if submission.is_change else SAME
            rows.append(ComparedRow(position, answer.label, before, after, change))
    return rows


def grouped(
    rows: Iterable[ComparedRow],
    submission: Submission,
    *,
    flags: Iterable[Flag],
    questions: Iterable[Mapping[str, str]],
) -> list[Group]:
    """The rows in their groups, each with its flags and with the questions that were asked about it before."""
    rows_by_item: dict[tuple[str, str], list[ComparedRow]] = {}
    for row in rows:
        row.flags = [flag for flag in flags if (flag.step, flag.item, flag.field) == row.position]
        row.questions = [
            question["text"]
            for question in questions
            if (question["step"], question["item"], question["field"]) == row.position
        ]
        rows_by_item.setdefault((row.position.step, row.position.item), []).append(row)
    return [_group(title, rows, submission) for title, rows in _titled(rows_by_item)]


def _in_words(
    answers: Mapping[str, dict], references: questionnaire.AnswerReferences
) -> list[questionnaire.AnswerInWords]:
    answered_steps = questionnaire.answered_steps(_ordered(answers), references=references)
    return list(questionnaire.answers_in_words(answered_steps))


def _ordered(answers: object) -> object:
    """The same answers with the choices in one order, whichever was ticked first: their order is no change."""
    if isinstance(answers, Mapping):
        return {key: _ordered(answer) for key, answer in answers.items()}
    return sorted(answers) if isinstance(answers, list) else answers


def _position(answer: questionnaire.AnswerInWords) -> AnswerPosition:
    return AnswerPosition(answer.step, answer.item, answer.field)


def _organisation(submission: Submission) -> Organisation | None:
    if submission.organisation:
        return submission.organisation
    chosen = submission.answers.get("organisation", {}).get("organisation", "")
    return record_of(Organisation, chosen)


def _change(before: str, after: str) -> str:
    if before == after:
        return SAME
    return CHANGED if before and after else NEW if after else EMPTIED


def _titled(
    rows_by_item: Mapping[tuple[str, str], list[ComparedRow]],
) -> Iterator[tuple[str, list[ComparedRow]]]:
    """The groups in the order of the questionnaire; items of a step that repeats are counted from 1."""
    for step in questionnaire.STEPS.values():
        groups = [rows for (step_key, _item), rows in rows_by_item.items() if step_key == step.key]
        for number, rows in enumerate(groups, 1):
            title = str(step.title)
            if step.repeats:
                title = _("%(step)s: number %(number)s") % {"step": title, "number": number}
            yield title, rows


def _group(title: str, rows: list[ComparedRow], submission: Submission) -> Group:
    """A new registration has nothing to be the same as, and a flagged answer is shown though it did not change."""
    is_same = [row.change == SAME and submission.is_change and not row.flags for row in rows]
    return Group(
        title,
        [row for row, same in zip(rows, is_same, strict=True) if not same],
        [row for row, same in zip(rows, is_same, strict=True) if same],
    )


def partners_in(rows: Iterable[ComparedRow], *, without: set[str]) -> dict[str, str]:
    """The names of the partners that the answers name, by their keys, but for those in `without`."""
    return {
        row.position.item: row.text
        for row in rows
        if row.position.step == "partners"
        and row.position.field in ("organisation", "state", "member_partnership", "name")
        and row.position.item not in without
    }


# Words


def marked(before: str, after: str, *, mark: bool = True) -> tuple[list[Passage], list[Passage]]:
    """Both texts in passages; marked are those of the first that the second has not, and the other way round. Without
    `mark` each text is one passage. An empty text has none."""
    if not mark:
        return _unmarked(before), _unmarked(after)
    old, new = _words(before), _words(after)
    first, second = [], []
    for what, start, end, begin, stop in _matched(old, new):
        is_marked = what != "equal"
        if start < end:
            first.append(Passage.of("".join(old[start:end]), is_marked=is_marked))
        if begin < stop:
            second.append(Passage.of("".join(new[begin:stop]), is_marked=is_marked))
    return first, second


def _unmarked(text: str) -> list[Passage]:
    return [Passage.of(text, is_marked=False)] if text else []


def _words(text: str) -> list[str]:
    """Each word with the space after it, so that the frequent spaces are not compared one by one."""
    return re.findall(r"\S+\s*|\s+", text)


def _matched(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(old) * len(new) > MOST_COMPARED:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new]).get_opcodes()
