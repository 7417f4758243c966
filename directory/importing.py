"""Reading a folder or workbook in the conference data set's columns into the directory.

All or nothing: with one error nothing is written, and every error is listed with its file, row, column and
value. The same file twice changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from directory import forms, search, tabular
from directory.models import User
from directory.plain_text import spelled_out
from directory.publishing import Outcome, Record, publish
from directory.tabular import Problem, Row, Sheet

MANY = 1000

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


@dataclass
class Report:
    """What an import found and did: problems, and for each sheet how many records were new, changed or same."""

    problems: list[Problem] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_warning]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_warning]


def import_directory(path: Path, *, by: User | None = None, why: str, dry_run: bool = False) -> Report:
    """Make the directory hold what the sheets at `path` say, in one transaction.

    `why` stands in the history of each record that changes. With errors, or in a dry run, nothing is written.
    Raises tabular.Unreadable when the file cannot be read at all.
    """
    sheets, problems = tabular.read(path, sheets=COLUMNS)
    report = Report(problems)
    batch = _cleaned(sheets, report)
    if report.errors:
        return report
    with transaction.atomic():
        outcomes = publish(batch, by=by, source=path.name, why=why)
        _analyse([form.model for form, outcome in outcomes.items() if outcome.new > MANY])
        transaction.set_rollback(dry_run)
    report.outcomes = {name: outcomes[form] for name, form in SHEETS.items() if form in outcomes}
    if not dry_run and any(outcome.new or outcome.changed for outcome in outcomes.values()):
        search.learn_words()
    return report


def _analyse(models: list[type[Model]]) -> None:
    """Tell the planner of tables that grew much, before the listings are computed from them at commit."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _cleaned(sheets: Mapping[str, Sheet], report: Report) -> dict[type[forms.RecordForm], list[Record]]:
    """The records of all sheets, checked by their forms; what is wrong is added to the report."""
    known = forms.Known()
    for name, form in SHEETS.items():
        if name in sheets and form.identity == ("key",):
            known[form.model] = {*known[form.model], *(row.cells.get("key", "") for row in sheets[name].rows)}
    return {
        form: _cleaned_sheet(sheets[name], form, known, report)
        for name, form in SHEETS.items()
        if name in sheets
    }


def _cleaned_sheet(
    sheet: Sheet, form_class: type[forms.RecordForm], known: forms.Known, report: Report
) -> list[Record]:
    form = form_class(known=known)
    for column in form.fields.keys() - set(sheet.columns):
        del form.fields[column]
    damaged = {(problem.row, problem.column) for problem in report.errors if problem.file == sheet.file}
    records: list[Record] = []
    first_row: dict[tuple, int] = {}
    for row in sheet.rows:
        form.rebind(row.cells)
        if not form.is_valid():
            report.problems += [
                one for one in _problems(sheet, row, form) if (row.number, one.column) not in damaged
            ]
            continue
        identity = tuple(form.cleaned_data[column] for column in form.identity)
        if (first := first_row.setdefault(identity, row.number)) != row.number:
            report.problems.append(_repeated(sheet, row, form.identity, first))
        records.append(form.cleaned_data)
    return records


def _problems(sheet: Sheet, row: Row, form: forms.RecordForm) -> list[Problem]:
    return [
        Problem(
            sheet.file,
            row.number,
            "" if column == NON_FIELD_ERRORS else column,
            spelled_out(row.cells.get(column, "")),
            message,
        )
        for column, messages in form.errors.items()
        for message in messages
    ]


def _repeated(sheet: Sheet, row: Row, identity: tuple[str, ...], first: int) -> Problem:
    return Problem(
        sheet.file,
        row.number,
        ", ".join(identity),
        spelled_out(", ".join(row.cells[column] for column in identity)),
        _("Row %(first)s names the same record. Each may stand in the file once.") % {"first": first},
    )
