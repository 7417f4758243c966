from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from directory.importing import COLUMNS, import_directory
from directory.tabular import FileProblem, Unreadable


class Command(BaseCommand):
    help = (
        "Import a folder or ZIP file of CSV files, or one XLSX or ODS file with sheets of the same names, in the columns"
        " of the conference data set; or JSON as it was downloaded, or of Open Referral's HSDS. With any error nothing is"
        " written."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--default",
            action="append",
            default=[],
            metavar="SHEET.COLUMN=VALUE",
            help="what stands in a column where the file says nothing, such as organisations.sector=hotline",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument(
            "--why", default="", help="the reason, for the history of each record that changes"
        )

    def handle(self, *, path: Path, dry_run: bool, why: str, default: list[str], **options):
        try:
            report = import_directory(
                path, why=why or _("Import"), dry_run=dry_run, defaults=defaults_from(default)
            )
        except Unreadable as error:
            raise CommandError(str(error)) from error
        for problem in report.problems:
            self.stderr.write(line(problem), self.style.WARNING if problem.is_warning else self.style.ERROR)
        if report.errors:
            raise CommandError(_("Nothing was imported. Errors: %(count)s.") % {"count": len(report.errors)})
        for sheet, outcome in report.outcomes.items():
            self.stdout.write(f"{sheet}: {outcome.new} new, {outcome.changed} changed, {outcome.same} same")
        if dry_run:
            self.stdout.write(_("This was a trial. Nothing was written."))


def defaults_from(words: list[str]) -> dict[str, dict[str, str]]:
    """What stands in each column of a sheet where the file says nothing."""
    defaults: dict[str, dict[str, str]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        sheet, _dot, column = name.partition(".")
        if not equals or column not in COLUMNS.get(sheet, {}):
            raise CommandError(_("“%(word)s” names no column. Write SHEET.COLUMN=VALUE.") % {"word": word})
        defaults.setdefault(sheet, {})[column] = value
    return defaults


def line(problem: FileProblem) -> str:
    """A problem as one line: file, row, column, value, and what would be right."""
    words = [problem.file]
    if problem.row:
        words.append(_("row %(row)s") % {"row": problem.row})
    if problem.column:
        words.append(_("column %(column)s") % {"column": problem.column})
    if problem.value:
        words.append(f"“{problem.value}”")
    return f"{', '.join(words)}: {problem.message}"
