"""Reading what people send into the directory: CSV files, a workbook, JSON of ours or Open Referral's HSDS.

One way for the command and for the reviewers' page: `read` the file into sheets, let the forms check each row
(`checking`), see what each would change (`judging`), publish, and undo it (`undoing`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from directory import tabular
from directory.database import statistics
from directory.finding import spelling
from directory.gate.plain_text import spelled_out
from directory.importing import json_files, open_referral
from directory.importing.checking import (
    COLUMNS,
    SHEETS,
    CheckedRow,
    RowPosition,
    check_rows,
    mixtures,
    refuse,
)
from directory.importing.lists.planning import PlannedTable
from directory.importing.older_statements import OlderStatement, older_statements
from directory.importing.open_referral import hsds_folders
from directory.importing.own_keys import find_keys
from directory.importing.own_words import NAME_COLUMNS, understand_words
from directory.models import User
from directory.records.batches import Outcome, Refused
from directory.records.publishing import publish
from directory.records.record_form import RecordForm
from directory.tabular import FileProblem, Reading, SenderNames, Unreadable

__all__ = ["COLUMNS", "SHEETS", "Report", "import_directory", "read"]

MANY = 1000  # new records of one kind, after which the planner's statistics of its table are too old to be of use


@dataclass
class Report:
    """The problems in a file, and for each of its sheets how many records were new, changed or the same. `outcomes` is
    empty where an error kept everything from being written. `older` are the rows that would put an older statement over
    a newer one, and were left out."""

    problems: list[FileProblem] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    older: list[OlderStatement] = field(default_factory=list)

    @property
    def errors(self) -> list[FileProblem]:
        return [problem for problem in self.problems if not problem.is_warning]

    @property
    def warnings(self) -> list[FileProblem]:
        return [problem for problem in self.problems if problem.is_warning]


class OwnReading(Reading):
    """Sheets in our own columns. `questions` has those in which only a person can say what a word means."""

    questions: Sequence[PlannedTable] = ()


def read(
    path: Path,
    *,
    sender_names: SenderNames | None = None,
    defaults: Mapping[str, Mapping[str, str]] | None = None,
    hsds_sender: open_referral.SenderOfHSDS | None = None,
    plans: Mapping[str, Mapping[str, Any]] | None = None,
) -> OwnReading:
    """The sheets at a path, and what is wrong or noteworthy in them; of whatever kind the file is.

    `sender_names` are the sender's names of sheets and columns; `defaults` has by sheet and column the text that stands
    in a cell where the file says nothing; `hsds_sender` knows the words of the sender's HSDS; `plans` what a person said about
    words in each sheet, see `own_words`. Raises Unreadable when the file as a whole cannot be read.
    """
    defaults = defaults or {}
    reading = OwnReading(_known_sheets(defaults), sender_names or SenderNames())
    if json_files.is_json(path):
        json_files.read_into(reading, path, sender=hsds_sender)
    elif hsds_folders.is_hsds_folder(path):
        gathered = hsds_folders.gather(path)
        open_referral.add_to(reading, spelled_out(path.name), gathered, sender=hsds_sender)
    else:
        tabular.read_into(reading, path)
    for name, sheet in reading.sheets.items():
        for column, value in defaults.get(name, {}).items():
            if value:
                sheet.columns += [column] if column not in sheet.columns else []
                for row in sheet.rows:
                    row.cells[column] = row.cells.get(column) or value
    reading.questions = understand_words(reading, plans or {})
    find_keys(reading)
    return reading


def _known_sheets(defaults: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, bool]]:
    """The columns of each sheet, and whether the file must have them: a column that a default fills need not be there, nor a key
    that can be made from a name."""
    return {
        name: {
            column: must
            and not defaults.get(name, {}).get(column)
            and not (column == "key" and name in NAME_COLUMNS)
            for column, must in columns.items()
        }
        for name, columns in COLUMNS.items()
    }


def import_directory(
    path: Path,
    *,
    by: User | None = None,
    why: str,
    dry_run: bool = False,
    take_older: bool = False,
    defaults: Mapping[str, Mapping[str, str]] | None = None,
) -> Report:
    """Make the directory hold what the sheets at `path` say, in one transaction: all or nothing.

    `why` stands in the history of each record that changes. With errors, or in a dry run, nothing is written. The same
    file twice changes nothing. A row that would put an older statement over a newer one is left out, but for `take_older`.
    Raises tabular.Unreadable when the file cannot be read at all.
    """
    reading = read(path, defaults=defaults)
    if not reading.sheets_in_file and not reading.holds_other_records:
        raise Unreadable(
            _("None of the expected sheets is there. Their names are: %(names)s.")
            % {"names": ", ".join(SHEETS)}
        )
    report = Report(reading.sorted_problems())
    rows: dict[type[RecordForm], list[CheckedRow]] = {
        SHEETS[name]: [] for name in SHEETS if name in reading.sheets
    }
    read_problems = set(report.problems)
    for checked_row in check_rows(reading.sheets, report.problems):
        report.problems += [problem for problem in checked_row.problems if problem not in read_problems]
        if checked_row.record is not None:
            rows[checked_row.form].append(checked_row)
    if report.errors:
        return report
    with transaction.atomic():
        outcomes = _publish(report, rows, by=by, source=path.name, why=why, take_older=take_older)
        analyse([form.model for form, outcome in outcomes.items() if outcome.new > MANY])
        transaction.set_rollback(dry_run)
    report.outcomes = {name: outcomes[form] for name, form in SHEETS.items() if form in outcomes}
    if not dry_run and any(outcome.new or outcome.changed for outcome in outcomes.values()):
        learn()
    return report


def _publish(
    report: Report,
    rows: dict[type[RecordForm], list[CheckedRow]],
    *,
    by: User | None,
    source: str,
    why: str,
    take_older: bool,
) -> dict[type[RecordForm], Outcome]:
    """Publish rows, and give what that did. The report gets which rows were left out, for they are older than what is there; and
    what is wrong in rows that the database refused: then nothing was written."""
    older: dict[RowPosition, OlderStatement] = {}
    while True:
        batch = {
            form: [row for row in rows_of_form if row.position not in older]
            for form, rows_of_form in rows.items()
        }
        try:
            with transaction.atomic():
                records = {form: [row.record for row in rows_of_form] for form, rows_of_form in batch.items()}
                outcomes = publish(records, by=by, source=source, why=why)
                further_older = {} if take_older else older_statements(batch, outcomes)
                # What the others do is looked at once more, for these are left out
                transaction.set_rollback(bool(further_older))
        except Refused as refusal:
            report.problems += refuse(batch[refusal.form], refusal)
            return {}
        if not further_older:
            report.older = list(older.values())
            report.problems += _mixtures(batch, outcomes)
            return outcomes
        older |= further_older


def _mixtures(
    batch: Mapping[type[RecordForm], Sequence[CheckedRow]], outcomes: Mapping[type[RecordForm], Outcome]
) -> list[FileProblem]:
    """Which new or changed names have a word of several scripts."""
    return [
        mixture
        for form, rows in batch.items()
        for row, former_cells in zip(rows, outcomes[form].former_cells, strict=True)
        for mixture in mixtures(row, former_cells)
    ]


def learn() -> None:
    """Take in what an import wrote, once it is committed: how many rows the tables have, and which words there are."""
    statistics.refresh_grown()
    spelling.learn_words()


def analyse(models: list[type[Model]]) -> None:
    """Tell the planner of tables that grew much, before the listings are computed from them at commit."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
