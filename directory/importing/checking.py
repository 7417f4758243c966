"""The rows of a file, checked by the forms of their sheets."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.utils.translation import gettext as _

from directory.gate.plain_text import LineField, spelled_out
from directory.models import EventSession
from directory.records import commitment_forms, event_forms, fields, forms
from directory.records.batches import Record, Refused
from directory.records.duplicates import mixture_in_words
from directory.records.record_form import RecordForm
from directory.tabular import FileProblem, Sheet, SheetRow

# In an order in which records come before those that refer to them.
SHEETS: dict[str, type[RecordForm]] = {
    "sources": forms.SourceForm,
    "topics": forms.TopicForm,
    "organisations": forms.OrganisationForm,
    "partnerships": forms.PartnershipForm,
    "memberships": forms.MembershipForm,
    "successions": forms.SuccessionForm,
    "events": event_forms.EventForm,
    "sessions": event_forms.EventSessionForm,
    "participations": event_forms.ParticipationForm,
    "resources": commitment_forms.ResourceForm,
    "actions": commitment_forms.CommitmentForm,
    "progress_reports": commitment_forms.ProgressReportForm,
    "contributions": commitment_forms.ContributionForm,
    "figures": commitment_forms.FigureForm,
}
COLUMNS = {
    name: {column: field.required for column, field in form.base_fields.items()}
    for name, form in SHEETS.items()
}


REPORT_EVERY = 200  # rows; each report is a statement in a connection of its own


class RowPosition(NamedTuple):
    """The sheet of a row and its number and part there, as in SheetRow."""

    sheet: str
    number: int
    part: int = 0


@dataclass(slots=True)
class CheckedRow:
    """A row with its record as the form cleaned it, or with what is wrong in it.

    `key` is what identifies the record, for people: where several columns do, what stands in them, with dots between.
    """

    sheet: Sheet
    row: SheetRow
    key: str
    record: Record | None = None
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def position(self) -> RowPosition:
        return RowPosition(self.sheet.name, self.row.number, self.row.part)

    @property
    def file(self) -> str:
        return self.row.file or self.sheet.file

    @property
    def cells(self) -> dict[str, str]:
        return self.row.cells

    @property
    def form(self) -> type[RecordForm]:
        return SHEETS[self.sheet.name]


class Reference(NamedTuple):
    """A column that names records of another kind: one, or many with semicolons between."""

    column: str
    model: type[Model]
    are_many: bool


def check_rows(
    sheets: Mapping[str, Sheet],
    problems: list[FileProblem],
    report_progress: Callable[[int], None] = lambda _count: None,
) -> list[CheckedRow]:
    """All rows in the order of SHEETS. A row in which `problems` has an error is wrong, whatever its form says.

    `report_progress` is given the number of rows that were checked so far.
    """
    # A row may refer to a record that only another row of the file makes.
    known_records = fields.KnownRecords()
    for name, form in SHEETS.items():
        if name in sheets and form.identity == ("key",):
            known_records[form.model] = {
                *known_records[form.model],
                *(row.cells.get("key", "") for row in sheets[name].rows),
            }
    if "sessions" in sheets:
        known_records[EventSession] = {
            *known_records[EventSession],
            *(f"{row.cells.get('event')}/{row.cells.get('key')}" for row in sheets["sessions"].rows),
        }
    errors_by_row: dict[tuple[str, int | None], list[FileProblem]] = {}
    for problem in problems:
        if not problem.is_warning:
            errors_by_row.setdefault((problem.file, problem.row), []).append(problem)
    checked_rows: list[CheckedRow] = []
    for name in SHEETS:
        if name in sheets:
            for checked_row in _check_sheet(sheets[name], known_records, errors_by_row):
                checked_rows.append(checked_row)
                if len(checked_rows) % REPORT_EVERY == 0:
                    report_progress(len(checked_rows))
    return checked_rows


def _check_sheet(
    sheet: Sheet,
    known_records: fields.KnownRecords,
    errors_by_row: Mapping[tuple[str, int | None], list[FileProblem]],
) -> Iterator[CheckedRow]:
    # One form for all rows: what a form needs to know is looked up once.
    form = SHEETS[sheet.name](known_records=known_records)
    for column in form.fields.keys() - set(sheet.columns):
        del form.fields[column]
    # Without a required column no row can be published; the other columns are checked all the same.
    is_complete = not any(
        field.required for column, field in form.base_fields.items() if column not in sheet.columns
    )
    first_rows: dict[tuple, SheetRow] = {}
    for row in sheet.rows:
        key = " · ".join(text for column in form.identity if (text := row.cells.get(column, "")))
        checked_row = CheckedRow(sheet, row, key)
        checked_row.problems = [*row.problems, *errors_by_row.get((checked_row.file, row.number), ())]
        if row.problems:  # with them nobody knows what it would say, so that the form is not asked
            yield checked_row
            continue
        columns_with_problems = {problem.column for problem in checked_row.problems}
        form.rebind(row.cells)
        if form.is_valid():
            identity = tuple(form.cleaned_data.get(column) for column in form.identity)
            if (first := first_rows.setdefault(identity, row)) is not row:
                checked_row.problems.append(_repeated_problem(checked_row, form.identity, first.number))
            if not checked_row.problems and is_complete:
                checked_row.record = _stated(row, form)
        else:
            checked_row.problems += [
                problem
                for problem in _form_problems(checked_row, form)
                if problem.column not in columns_with_problems
            ]
        yield checked_row


def _stated(row: SheetRow, form: RecordForm) -> Record:
    """What a row says of its record: of the columns that a partial row lacks, nothing."""
    if not row.is_partial:
        return form.cleaned_data
    return {
        column: value
        for column, value in form.cleaned_data.items()
        if column in row.cells or column not in form.fields or column in form.identity
    }


# By what stands in these one is known
_NAMING_FIELDS = (LineField, fields.WebAddressField, fields.MailboxField)


def mixtures(row: CheckedRow, columns: Collection[str] | None = None) -> list[FileProblem]:
    """A warning for each name or address in which a word is of several scripts, as the "І" in “Іnterpol” is Cyrillic: it may
    pretend to be another one. `columns` are those that the row would change; None stands for all."""
    return [
        FileProblem(
            row.file, row.row.number, column, spelled_out(row.cells[column]), mixture, is_warning=True
        )
        for column, field in row.form.base_fields.items()
        if isinstance(field, _NAMING_FIELDS) and (columns is None or column in columns)
        if (mixture := mixture_in_words(row.cells.get(column, "")))
    ]


def refuse(rows: Sequence[CheckedRow], refusal: Refused) -> list[FileProblem]:
    """Make the rows wrong that the database refused, and give what is wrong in them. `rows` are those of the refusal's form, as
    they were published."""
    problems = []
    for position, sentence in refusal.sentences.items():
        row = rows[position]
        row.record = None
        problems.append(FileProblem(row.file, row.row.number, "", "", sentence))
        row.problems.append(problems[-1])
    return problems


def _form_problems(checked_row: CheckedRow, form: RecordForm) -> list[FileProblem]:
    return [
        FileProblem(
            checked_row.file,
            checked_row.row.number,
            "" if column == NON_FIELD_ERRORS else column,
            spelled_out(checked_row.cells.get(column, "")),
            message,
        )
        for column, messages in form.errors.items()
        for message in messages
    ]


def _repeated_problem(checked_row: CheckedRow, identity: tuple[str, ...], first: int) -> FileProblem:
    return FileProblem(
        checked_row.file,
        checked_row.row.number,
        ", ".join(identity),
        spelled_out(", ".join(checked_row.cells.get(column, "") for column in identity)),
        _("Row %(first)s names the same record. Each may stand in the file once.") % {"first": first},
    )


@cache  # it is asked for each row
def references(form: type[RecordForm]) -> list[Reference]:
    """The columns of a sheet that name other records."""
    return [
        Reference(column, field.model, isinstance(field, fields.ReferencesField))
        for column, field in form.base_fields.items()
        if isinstance(field, fields.ReferenceField)
    ]
