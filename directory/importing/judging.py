"""What the rows of a file would change: each is new, changed, same, doubtful or wrong.

The answer comes from publishing itself, in a transaction that is rolled back. So the report shows what applying would do.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from directory.importing.checking import (
    SHEETS,
    CheckedRow,
    RowPosition,
    check_rows,
    mixtures,
    references,
    refuse,
)
from directory.importing.older_statements import OlderStatement, older_statements
from directory.importing.publishable import (
    Batch,
    in_directory,
    missing_columns,
    missing_keys,
    publishable,
    records_of,
)
from directory.models import Actor, Decision, Organisation, Partnership, RowState, User
from directory.records import duplicates
from directory.records.batches import Outcome, Record, Refused
from directory.records.fields import split_cell
from directory.records.publishing import publish
from directory.records.record_form import RecordForm
from directory.tabular import FileProblem, Reading

AT_ONCE = 100  # names that are compared in one statement
LONGEST_VALUE = 300  # characters of a cell that a report keeps
LONGEST_KEY = 300  # characters of a key, and of a file's name, that fit into an ImportRow
LONGEST_MESSAGE = 1000  # characters

ReportProgress = Callable[[int], None]  # is given the number of rows that were looked at


class NamedSheet(NamedTuple):
    """A sheet whose new records are compared by name with those of the directory."""

    model: type[Model]
    name_column: str


NAMED_SHEETS = {
    "organisations": NamedSheet(Organisation, "name"),
    "partnerships": NamedSheet(Partnership, "title"),
}


@dataclass(slots=True)
class JudgedRow:
    """A row of the report, in the form in which an ImportRow keeps it."""

    position: RowPosition
    file: str
    key: str
    name: str
    state: str
    cells: dict[str, str]
    changes: list[list[str]] = field(default_factory=list)  # [column, what stands there, what would]
    problems: list[list[str]] = field(default_factory=list)  # [column, value, message]
    alike: list[list] = field(default_factory=list)  # [key, name, reasons] of records that may be the same
    is_older: bool = False  # whether it would put an older statement over a newer one
    # [column, value, sentence] of names that the directory has not got so, with a word of several scripts
    mixtures: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What a reviewer said about a row: `same_as` is the key of the record that it is about."""

    decision: str
    same_as: str = ""


class SeenRow(NamedTuple):
    """What a reviewer saw of a row before it was applied, as in JudgedRow."""

    state: str
    changes: list[list[str]]


Decisions = Mapping[RowPosition, RowDecision]


def judge(
    reading: Reading,
    decisions: Decisions,
    *,
    by: User | None,
    source: str,
    report_progress: ReportProgress,
) -> list[JudgedRow]:
    """All rows of a file that was read, in the order of their sheets. Nothing is written."""
    checked_rows = _check(reading, decisions, report_progress)
    judged_rows = [_judged_alone(row) for row in checked_rows]
    _mark_doubtful(checked_rows, judged_rows, decisions, report_progress)
    kept_positions = _kept_positions(decisions)
    leave_out = set(kept_positions)
    older: dict[RowPosition, OlderStatement] = {}
    while True:
        batch = publishable(checked_rows, leave_out=leave_out)
        try:
            with transaction.atomic():
                outcomes = publish(records_of(batch), by=by, source=source, why="")
                undecided = _undecided(older_statements(batch, outcomes), decisions)
                transaction.set_rollback(True)
        except Refused as refusal:
            refuse(batch[refusal.form], refusal)
            judged_rows = [
                judged if row.record else _judged_alone(row)
                for row, judged in zip(checked_rows, judged_rows, strict=True)
            ]
            continue
        if not undecided:
            break
        # What the others do is looked at once more, for these will be left out
        leave_out |= undecided.keys()
        older |= undecided
    _add_outcomes(checked_rows, judged_rows, batch, outcomes)
    _mark_older(judged_rows, older)
    for checked_row, judged_row in zip(checked_rows, judged_rows, strict=True):
        if judged_row.state != RowState.SAME:
            changed_columns = {column for column, _old, _new in judged_row.changes} or None
            judged_row.mixtures = list(map(_problem_in_words, mixtures(checked_row, changed_columns)))
        if judged_row.state != RowState.WRONG and judged_row.position in kept_positions:
            judged_row.state = RowState.SAME
    return judged_rows


NOT_APPLIED = (RowState.WRONG, RowState.DOUBTFUL)


def apply(
    reading: Reading,
    decisions: Decisions,
    seen: Mapping[RowPosition, SeenRow],
    *,
    by: User | None,
    source: str,
    why: str,
    report_progress: ReportProgress,
) -> list[RowPosition] | None:
    """Publish the rows of a file but for those that were seen as wrong or doubtful, and for what refers to them.

    Returns the positions of the rows that were left out. Where a row would not do now what the reviewer saw, nothing is
    written and the answer is None.
    """
    checked_rows = _check(reading, decisions, lambda _count: None)
    kept_positions = _kept_positions(decisions)
    leave_out = {position for position, row in seen.items() if row.state in NOT_APPLIED}
    try:
        with transaction.atomic():
            batch = publishable(checked_rows, leave_out=leave_out | kept_positions, without_record=leave_out)
            judged_rows = [_judged_alone(row) for row in checked_rows]
            outcomes = publish(
                records_of(batch),
                by=by,
                source=source,
                why=why,
                actor=Actor.IMPORT,
                report_progress=report_progress,
            )
            _add_outcomes(checked_rows, judged_rows, batch, outcomes)
            _mark_older(judged_rows, _undecided(older_statements(batch, outcomes), decisions))
            published = {row.position for rows_of_form in batch.values() for row in rows_of_form}
            published_rows = [row for row in judged_rows if row.position in published]
            if any((row.state, row.changes) != seen.get(row.position) for row in published_rows):
                transaction.set_rollback(True)
                return None
    except Refused:
        return None
    return [row.position for row in checked_rows if row.position not in published | kept_positions]


def _undecided(
    older: Mapping[RowPosition, OlderStatement], decisions: Decisions
) -> dict[RowPosition, OlderStatement]:
    """Those that no reviewer has said to take."""
    return {
        position: statement
        for position, statement in older.items()
        if not (decision := decisions.get(position)) or decision.decision != Decision.OLDER
    }


# Rows, with what was decided about them


def _check(reading: Reading, decisions: Decisions, report_progress: ReportProgress) -> list[CheckedRow]:
    _use_keys_of_the_directory(reading, decisions)
    return check_rows(reading.sheets, reading.problems, report_progress)


def _use_keys_of_the_directory(reading: Reading, decisions: Decisions) -> None:
    """Where a reviewer said that a row is about a record of the directory, write that record's key in place of the
    row's own: in the row itself and in all cells that refer to it."""
    directory_keys = _directory_keys(reading, decisions)
    for name, sheet in reading.sheets.items():
        for reference in references(SHEETS[name]):
            if keys := directory_keys.get(reference.model):
                for row in sheet.rows:
                    cell = row.cells.get(reference.column, "")
                    file_keys = split_cell(cell) if reference.are_many else [cell]
                    # The other cells stay as they were typed: the forms show them beside an error.
                    if keys.keys() & set(file_keys):
                        row.cells[reference.column] = ";".join(keys.get(key, key) for key in file_keys)
        if name in NAMED_SHEETS and (keys := directory_keys.get(NAMED_SHEETS[name].model)):
            for row in sheet.rows:
                row.cells["key"] = keys.get(row.cells.get("key", ""), row.cells.get("key", ""))


def _directory_keys(reading: Reading, decisions: Decisions) -> dict[type[Model], dict[str, str]]:
    """By model and by the key that stands in the file, the key of the record that a reviewer found it to be."""
    keys: dict[type[Model], dict[str, str]] = {}
    for name, (model, _name_column) in NAMED_SHEETS.items():
        sheet = reading.sheets.get(name)
        for row in sheet.rows if sheet else ():
            decision = decisions.get(RowPosition(name, row.number, row.part))
            if decision and decision.same_as:
                keys.setdefault(model, {})[row.cells.get("key", "")] = decision.same_as
    return keys


def _kept_positions(decisions: Decisions) -> set[RowPosition]:
    """The rows about records that are to stay as they are."""
    return {position for position, decision in decisions.items() if decision.decision == Decision.KEEP}


def _judged_alone(row: CheckedRow) -> JudgedRow:
    """The row as far as it can be judged without the directory: wrong, or the same until publishing says otherwise."""
    cells = {column: text[:LONGEST_VALUE] for column, text in row.cells.items() if text}
    problems = [_problem_in_words(problem) for problem in row.problems]
    if not row.record and not problems:
        problems = [["", "", _("A column that must be there is missing in this sheet.")]]
    return JudgedRow(
        position=row.position,
        file=row.file[:LONGEST_KEY],
        key=row.key[:LONGEST_KEY],
        name=next((cells[column] for column in ("name", "title", "text") if cells.get(column)), row.key),
        state=RowState.SAME if row.record else RowState.WRONG,
        cells=cells,
        problems=problems,
    )


def _problem_in_words(problem: FileProblem) -> list[str]:
    return [problem.column[:100], problem.value[:LONGEST_VALUE], str(problem.message)[:LONGEST_MESSAGE]]


# What may be there already


class _NewRow(NamedTuple):
    """A row whose key is new to the directory: its record may be there under another one."""

    checked: CheckedRow
    judged: JudgedRow


def _mark_doubtful(
    checked_rows: Sequence[CheckedRow],
    judged_rows: Sequence[JudgedRow],
    decisions: Decisions,
    report_progress: ReportProgress,
) -> None:
    """Mark rows that would make a record like one that is there, until a reviewer decides; and say where two new rows
    of the file have the same name."""
    existing_keys = _existing_keys(checked_rows)
    for name, (model, name_column) in NAMED_SHEETS.items():
        new_rows = [
            _NewRow(checked, judged)
            for checked, judged in zip(checked_rows, judged_rows, strict=True)
            if checked.sheet.name == name
            and checked.record
            and checked.record["key"] not in existing_keys.get(model, ())
        ]
        _report_repeated_names(new_rows, name_column)
        undecided = [
            row
            for row in new_rows
            if not (decision := decisions.get(row.checked.position)) or decision.decision != Decision.ANOTHER
        ]
        for start in range(0, len(undecided), AT_ONCE):
            _find_alike(undecided[start : start + AT_ONCE], model, name_column)
            report_progress(len(checked_rows))


def _existing_keys(checked_rows: Sequence[CheckedRow]) -> dict[type[Model], set[str]]:
    """By model, those keys of the named sheets that the directory knows."""
    keys: dict[type[Model], set[str]] = {}
    for row in checked_rows:
        if row.sheet.name in NAMED_SHEETS and row.record:
            keys.setdefault(row.form.model, set()).add(row.record["key"])
    return {model: in_directory(model, keys_of_model) for model, keys_of_model in keys.items()}


def _report_repeated_names(new_rows: Sequence[_NewRow], name_column: str) -> None:
    first_numbers: dict[str, int] = {}
    for checked, judged in new_rows:
        # NFKC makes one of letters that only differ in width or composition.
        folded = unicodedata.normalize("NFKC", checked.record[name_column]).casefold()
        first = first_numbers.setdefault(folded, checked.row.number)
        if first != checked.row.number:
            message = _("Row %(first)s has the same name. Are they about the same?") % {"first": first}
            judged.problems.append([name_column, checked.record[name_column], message])


def _find_alike(new_rows: Sequence[_NewRow], model: type[Model], name_column: str) -> None:
    """Mark those whose record may be in the directory already. Two queries."""
    typed = [_typed_name(str(index), row.checked.record, name_column) for index, row in enumerate(new_rows)]
    for index, alike in duplicates.alike(model, typed).items():
        judged = new_rows[int(index)].judged
        judged.state = RowState.DOUBTFUL
        judged.alike = [
            [
                likeness.record.slug,
                str(likeness.record),
                likeness.sentences,
            ]
            for likeness in alike
        ]


def _typed_name(key: str, record: Record, name_column: str) -> duplicates.TypedRecord:
    countries = record.get("countries") or [record.get("country")]
    return duplicates.TypedRecord(
        key,
        record[name_column],
        record.get("acronym") or "",
        record.get("website") or "",
        tuple(filter(None, countries)),
    )


# What publishing did


def _add_outcomes(
    checked_rows: Sequence[CheckedRow],
    judged_rows: Sequence[JudgedRow],
    batch: Batch,
    outcomes: Mapping[type[RecordForm], Outcome],
) -> None:
    """Put what each row changed into the report, and what a row waits for that could not be published."""
    judged_at = {judged.position: judged for judged in judged_rows}
    published = set()
    for form, rows_of_form in batch.items():
        for row, differing in zip(rows_of_form, outcomes[form].former_cells, strict=True):
            published.add(row.position)
            _add_outcome(judged_at[row.position], row, differing)
    missing = missing_keys([row for row in checked_rows if row.position not in published])
    for row in checked_rows:
        judged = judged_at[row.position]
        if row.record and row.position not in published and (columns := missing_columns(row, missing)):
            judged.state = RowState.WRONG
            message = _("It names a record of this file whose own row is wrong or left out.")
            judged.problems += [[column, _in_words(row.record.get(column)), message] for column in columns]


def _add_outcome(judged: JudgedRow, row: CheckedRow, differing: dict[str, str] | None) -> None:
    """`differing` has what stood in each column that changed; None where the record was not there."""
    if judged.state == RowState.DOUBTFUL:
        return  # what it would do is not known before a reviewer says which record it is about
    judged.state = RowState.NEW if differing is None else RowState.CHANGED if differing else RowState.SAME
    judged.changes = [
        [column, old[:LONGEST_VALUE], _in_words(row.record.get(column))]
        for column, old in (differing or {}).items()
    ]


def _mark_older(judged_rows: Iterable[JudgedRow], older: Mapping[RowPosition, OlderStatement]) -> None:
    """Say of rows which newer statement they would replace, and with what."""
    for judged in judged_rows:
        if statement := older.get(judged.position):
            _add_outcome(judged, statement.row, dict(statement.former_cells))
            judged.state, judged.is_older = RowState.DOUBTFUL, True
            judged.problems.append(_problem_in_words(statement.problem))


def _in_words(cleaned: object) -> str:
    if isinstance(cleaned, Iterable) and not isinstance(cleaned, str):
        return "; ".join(sorted(map(str, cleaned)))[:LONGEST_VALUE]
    return ("" if cleaned is None else str(cleaned))[:LONGEST_VALUE]
