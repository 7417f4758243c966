"""A submission beside what is public now, field by field, with the words that changed marked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.forms import BoundField
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.models import Flag, Organisation, Submission, User

NEW, CHANGED, EMPTIED, SAME = "new", "changed", "emptied", ""
MOST_COMPARED = 3_000_000  # pairs of words: the worst texts of that length took about a second


@dataclass(slots=True)
class Row:
    """An answer in words, `text`, beside the public one, both as HTML. `change` is one of the words above."""

    place: tuple[str, str, str]
    label: str
    text: str
    public: SafeString
    proposed: SafeString
    change: str
    flags: list[Flag] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    ask: BoundField | None = None  # where a reviewer asks about it

    @property
    def asking(self) -> str:
        """The name of the field in which a reviewer asks about it."""
        return "ask-" + "-".join(self.place)


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of a step, or of one partner or resource. `same` are those that did not change."""

    title: str
    rows: list[Row]
    same: list[Row]


def compared(
    submission: Submission,
    *,
    by: User,
    flags: Iterable[Flag] = (),
    questions: Iterable[Mapping[str, str]] = (),
) -> list[Group]:
    """The answers in their groups; those that are empty on both sides are left out. `questions` are those asked before."""
    known = questionnaire.FewKnown(submission.answers)
    proposed = _said(submission.answers, known)
    public = {}
    if organisation := _organisation(submission) if submission.is_change else None:
        answers = questionnaire.answers_of(submission.partnership, organisation, by=by)
        public = {(one.step, "", one.field): one for one in _said(answers, known)}
    told: dict[tuple[str, str], list[Row]] = {}
    for one in [*proposed, *(public[place] for place in public.keys() - {_place(one) for one in proposed})]:
        before = public[_place(one)].text if _place(one) in public else ""
        after = one.text if one in proposed else ""
        if before or after:
            change = _change(before, after) if submission.is_change else SAME
            row = Row(_place(one), one.label, after, *marked(before, after, mark=change == CHANGED), change)
            row.flags = [flag for flag in flags if (flag.step, flag.item, flag.field) == row.place]
            row.questions = [
                one["text"] for one in questions if (one["step"], one["item"], one["field"]) == row.place
            ]
            told.setdefault(row.place[:2], []).append(row)
    return [_group(step, rows, submission) for step, rows in _numbered(told)]


def _said(answers: Mapping[str, dict], known: questionnaire.FewKnown) -> list[questionnaire.Said]:
    return list(questionnaire.in_words(questionnaire.answered(_ordered(answers), known=known)))


def _ordered(answers: object) -> object:
    """The same with what was chosen in one order, whichever was ticked first."""
    if isinstance(answers, Mapping):
        return {key: _ordered(one) for key, one in answers.items()}
    return sorted(answers) if isinstance(answers, list) else answers


def _place(one: questionnaire.Said) -> tuple[str, str, str]:
    return one.step, one.item, one.field


def _organisation(submission: Submission) -> Organisation | None:
    if submission.organisation:
        return submission.organisation
    chosen = submission.answers.get("organisation", {}).get("organisation", "")
    return Organisation.objects.filter(slug=chosen).first()


def _change(before: str, after: str) -> str:
    if before == after:
        return SAME
    return CHANGED if before and after else NEW if after else EMPTIED


def _numbered(
    told: Mapping[tuple[str, str], list[Row]],
) -> Iterator[tuple[tuple[questionnaire.Step, int], list[Row]]]:
    """The groups in the order of the questionnaire; items of a step that repeats are counted from 1."""
    for step in questionnaire.STEPS.values():
        items = [rows for (key, _item), rows in told.items() if key == step.key]
        for number, rows in enumerate(items, 1):
            yield (step, number), rows


def _group(step: tuple[questionnaire.Step, int], rows: list[Row], submission: Submission) -> Group:
    kind, number = step
    title = str(kind.title)
    if kind.repeats:
        title = _("%(step)s: number %(number)s") % {"step": title, "number": number}
    is_same = [row.change == SAME and submission.is_change and not row.flags for row in rows]
    return Group(
        title,
        [row for row, same in zip(rows, is_same, strict=True) if not same],
        [row for row, same in zip(rows, is_same, strict=True) if same],
    )


def partners_in(groups: Iterable[Group], *, without: set[str]) -> dict[str, str]:
    """The names of the partners that the answers name, by their keys, but for those in `without`."""
    rows = [row for group in groups for row in (*group.rows, *group.same) if row.place[0] == "partners"]
    return {
        row.place[1]: row.text
        for row in rows
        if row.place[2] in ("organisation", "name") and row.place[1] not in without
    }


# Words


def marked(before: str, after: str, *, mark: bool = True) -> tuple[SafeString, SafeString]:
    """Both texts as HTML, with `del` around the words that only the first has and `ins` around those of the second."""
    if not mark:
        return escape(before), escape(after)
    old, new = _words(before), _words(after)
    first, second = [], []
    for what, start, end, begin, stop in _matched(old, new):
        gone, come = "".join(old[start:end]), "".join(new[begin:stop])
        first.append(_within("del", gone) if what != "equal" else escape(gone))
        second.append(_within("ins", come) if what != "equal" else escape(come))
    return SafeString("".join(first)), SafeString("".join(second))


def _words(text: str) -> list[str]:
    """Each word with the space after it, so that the frequent spaces are not compared one by one."""
    return re.findall(r"\S+\s*|\s+", text)


def _matched(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    if len(old) * len(new) > MOST_COMPARED:
        return [("replace", 0, len(old), 0, len(new))]
    return SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new]).get_opcodes()


def _within(tag: str, text: str) -> str:
    """The space after the last word stays outside, so that it is not underlined."""
    words = text.rstrip()
    return f"<{tag}>{escape(words)}</{tag}>{escape(text[len(words) :])}" if words else escape(text)
