"""The rows of a file, checked by the forms of their sheets."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.utils.translation import gettext as _

from directory.gate.plain_text import spelled_out
from directory.records import fields, forms
from directory.records.batches import Record
from directory.tabular import FileProblem, Sheet, SheetRow

# In an order in which records come before those that refer to them.
SHEETS: dict[str, type[forms.RecordForm]] = {
    "sources": forms.SourceForm,
    "topics": forms.TopicForm,
    "organisations": forms.OrganisationForm,
    "events": forms.EventForm,
    "partnerships": forms.PartnershipForm,
    "memberships": forms.MembershipForm,
    "resources": forms.ResourceForm,
    "actions": forms.CommitmentForm,
    "progress_reports": forms.ProgressReportForm,
}
COLUMNS = {
    name: {column: field.required for column, field in form.base_fields.items()}
    for name, form in SHEETS.items()
}


@dataclass(slots=True)
class Checked:
    """A row with the record that it asks for, or with what is wrong in it. `key` is what the row names its record."""

    sheet: Sheet
    row: SheetRow
    key: str
    record: Record | None = None
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def form(self) -> type[forms.RecordForm]:
        return SHEETS[self.sheet.name]


def checked(
    sheets: Mapping[str, Sheet],
    problems: list[FileProblem],
    told: Callable[[int], None] = lambda _count: None,
) -> list[Checked]:
    """All rows in the order of SHEETS. What the reading found wrong in a row makes it wrong as well.

    `told` is given the number of rows that were checked, every now and then.
    """
    known = fields.Known()
    for name, form in SHEETS.items():
        if name in sheets and form.identity == ("key",):
            known[form.model] = {*known[form.model], *(row.cells.get("key", "") for row in sheets[name].rows)}
    damaged: dict[tuple[str, int | None], list[FileProblem]] = {}
    for problem in problems:
        if not problem.is_warning:
            damaged.setdefault((problem.file, problem.row), []).append(problem)
    rows: list[Checked] = []
    for name in SHEETS:
        if name in sheets:
            for one in _checked_sheet(sheets[name], known, damaged):
                rows.append(one)
                if len(rows) % 200 == 0:
                    told(len(rows))
    return rows


def _checked_sheet(
    sheet: Sheet, known: fields.Known, damaged: Mapping[tuple[str, int | None], list[FileProblem]]
) -> Iterator[Checked]:
    form = SHEETS[sheet.name](known=known)
    for column in form.fields.keys() - set(sheet.columns):
        del form.fields[column]
    is_complete = not any(
        field.required for column, field in form.base_fields.items() if column not in sheet.columns
    )
    first_row: dict[tuple, int] = {}
    for row in sheet.rows:
        key = " · ".join(row.cells.get(column, "") for column in form.identity)
        found = Checked(sheet, row, key, problems=list(damaged.get((sheet.file, row.number), ())))
        said = {problem.column for problem in found.problems}
        form.rebind(row.cells)
        if form.is_valid():
            identity = tuple(form.cleaned_data.get(column) for column in form.identity)
            if (first := first_row.setdefault(identity, row.number)) != row.number:
                found.problems.append(_repeated(sheet, row, form.identity, first))
            if not found.problems and is_complete:
                found.record = form.cleaned_data
        else:
            found.problems += [one for one in _problems(sheet, row, form) if one.column not in said]
        yield found


def _problems(sheet: Sheet, row: SheetRow, form: forms.RecordForm) -> list[FileProblem]:
    return [
        FileProblem(
            sheet.file,
            row.number,
            "" if column == NON_FIELD_ERRORS else column,
            spelled_out(row.cells.get(column, "")),
            message,
        )
        for column, messages in form.errors.items()
        for message in messages
    ]


def _repeated(sheet: Sheet, row: SheetRow, identity: tuple[str, ...], first: int) -> FileProblem:
    return FileProblem(
        sheet.file,
        row.number,
        ", ".join(identity),
        spelled_out(", ".join(row.cells.get(column, "") for column in identity)),
        _("Row %(first)s names the same record. Each may stand in the file once.") % {"first": first},
    )


def references(form: type[forms.RecordForm]) -> list[tuple[str, type[Model], bool]]:
    """The columns that name other records: each with the model, and whether there may be many."""
    return [
        (column, field.model, isinstance(field, fields.ReferencesField))
        for column, field in form.base_fields.items()
        if isinstance(field, fields.ReferenceField)
    ]
