"""Lists of others by the command: questions answered in words, rows compared and applied, and remembered for the sender."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from directory import importing
from directory.importing import judging
from directory.importing.checking import RowPosition
from directory.importing.lists import planning
from directory.importing.lists.plans import ListQuestion
from directory.importing.roads import FileOfSender, read_of_sender
from directory.models import Decision, ImportSender
from directory.tabular import Reading, Unreadable

MOST_PAGES = 5  # of questions, each of which may follow from the answers before
SAME = "same/"  # begins the name of the question which record a doubtful row is about
ANOTHER = Decision.ANOTHER.value


class OpenQuestions(Exception):
    """Only a person can say what is meant. `questions` are in the order of the file, each with the name that it is answered by."""

    def __init__(self, questions: Iterable[tuple[str, ListQuestion]]) -> None:
        self.questions = list(questions)
        super().__init__(len(self.questions))


@dataclass
class ListReport:
    """What a list does: its rows as they were judged, and which of them were left out."""

    reading: Reading
    rows: list[judging.JudgedRow]
    left_out: set[RowPosition] = field(default_factory=set)

    def rows_in(self, *states: str) -> list[judging.JudgedRow]:
        return [row for row in self.rows if row.state in states]


def read_with_answers(
    path: Path, sender: ImportSender, answers: Mapping[str, str], *, take_suggestions: bool = False
) -> FileOfSender:
    """Read a file, with answers to the questions about it, which are kept in the sender. Where `take_suggestions`, what is
    suggested needs no answer. Raises OpenQuestions, UnknownAnswer and Unreadable."""
    remaining = {name: answer for name, answer in answers.items() if not name.startswith(SAME)}
    for _page in range(MOST_PAGES):
        file = read_of_sender(path, sender)
        if file.reading is not None:
            break
        given = {name: answer for name, answer in remaining.items() if _is_asked(file, name)}
        missing = [
            (f"{planned_table.shape}: {question.name}", question)
            for planned_table in file.planned_tables
            for question in planned_table.questions
            if not {question.name, f"{planned_table.shape}: {question.name}"} & given.keys()
            if question.needs_answer or not take_suggestions
        ]
        if missing:
            raise OpenQuestions(missing)
        sender.plans |= planning.answer(file.planned_tables, given)
        remaining = {name: answer for name, answer in remaining.items() if name not in given}
    if file.reading is None:
        raise Unreadable(_("The answers lead to ever further questions."))
    if remaining:
        names = ", ".join(sorted(remaining))
        raise planning.UnknownAnswer(_("Nothing asks for these answers: %(names)s.") % {"names": names})
    return file


def _is_asked(file: FileOfSender, name: str) -> bool:
    return any(
        name in (question.name, f"{planned_table.shape}: {question.name}")
        for planned_table in file.planned_tables
        for question in planned_table.questions
    )


def compare(reading: Reading, answers: Mapping[str, str], *, source: str) -> ListReport:
    """What the rows of a list would do. Raises OpenQuestions for rows that may be about records which are there."""
    decisions = _decisions(reading, answers)
    rows = judging.judge(reading, decisions, by=None, source=source, report_progress=lambda _count: None)
    return ListReport(reading, rows)


def same_question(row: judging.JudgedRow) -> tuple[str, ListQuestion]:
    """The question which record a doubtful row is about, with its name."""
    name = f"{SAME}{row.position.sheet}/{row.key}"
    if row.is_older:
        words = _("“%(name)s” rests on an older source than the record")
        choices = [(decision.value, str(decision.label)) for decision in (Decision.KEEP, Decision.OLDER)]
        return name, ListQuestion(name, words % {"name": row.name}, tuple(choices))
    choices = [(ANOTHER, str(Decision.ANOTHER.label))]
    choices += [(key, f"{record_name}: {' '.join(reasons)}") for key, record_name, reasons in row.alike]
    return name, ListQuestion(name, _("What is “%(name)s”?") % {"name": row.name}, tuple(choices))


def _decisions(reading: Reading, answers: Mapping[str, str]) -> dict[RowPosition, judging.RowDecision]:
    decisions = {}
    for name, sheet in reading.sheets.items():
        for row in sheet.rows:
            if answer := answers.get(f"{SAME}{name}/{row.cells.get('key', '')}"):
                position = RowPosition(name, row.number, row.part)
                is_decision = answer in Decision.values
                decisions[position] = judging.RowDecision(
                    answer if is_decision else Decision.UPDATE, "" if is_decision else answer
                )
    return decisions


def apply(
    report: ListReport, answers: Mapping[str, str], sender: ImportSender, *, source: str, why: str
) -> None:
    """Write what was compared, and remember which record each of the sender's is."""
    decisions = _decisions(report.reading, answers)
    seen = {row.position: judging.SeenRow(row.state, row.changes) for row in report.rows}
    with transaction.atomic():
        left_out = judging.apply(
            report.reading,
            decisions,
            seen,
            by=None,
            source=source,
            why=why,
            report_progress=lambda _count: None,
        )
        if left_out is None:
            raise Unreadable(_("The directory has changed since the file was compared. Try again."))
        report.left_out = set(left_out)
        remember_keys(sender, report.reading, report.left_out)
        sender.save()
    importing.learn()


def remember_keys(sender: ImportSender, reading: Reading, left_out: Iterable[RowPosition]) -> None:
    """Keep in a sender the keys of the records that a list brought in, by the sender's numbers or names."""
    not_taken = set(left_out)
    for name, sheet in reading.sheets.items():
        for row in sheet.rows:
            if row.sender_key and RowPosition(name, row.number, row.part) not in not_taken:
                sender.record_keys.setdefault(name, {})[row.sender_key] = row.cells["key"]
