from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from directory.importing import COLUMNS, import_directory
from directory.tabular import FileProblem, Unreadable

ROWS_LEFT_OUT = 3  # the exit status: all other rows were imported


class Command(BaseCommand):
    help = (
        "Import a folder or ZIP file of CSV files, or one XLSX or ODS file with sheets of the same names, in the columns"
        " of the data sets that are shipped; or JSON as it was downloaded, or of Open Referral's HSDS. With any error nothing is"
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
        parser.add_argument(
            "--older",
            choices=["keep", "take"],
            help="what becomes of rows that rest on an older source than the records which they would change: keep the"
            " records, or take the rows. Without it the records are kept, and the exit status is"
            f" {ROWS_LEFT_OUT} where there was such a row",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument(
            "--why", default="", help="the reason, for the history of each record that changes"
        )

    def handle(
        self, *, path: Path, dry_run: bool, why: str, default: list[str], older: str | None = None, **options
    ):
        try:
            report = import_directory(
                path,
                why=why or _("Import"),
                dry_run=dry_run,
                take_older=older == "take",
                defaults=defaults_from(default),
            )
        except Unreadable as error:
            raise CommandError(str(error)) from error
        for problem in report.problems:
            self.stderr.write(line(problem), self.style.WARNING if problem.is_warning else self.style.ERROR)
        if report.errors:
            raise CommandError(_("Nothing was imported. Errors: %(count)s.") % {"count": len(report.errors)})
        for statement in report.older:
            self.stderr.write(line(statement.problem), self.style.WARNING)
        left_out = Counter(statement.row.sheet.name for statement in report.older)
        for sheet, outcome in report.outcomes.items():
            counts = f"{sheet}: {outcome.new} new, {outcome.changed} changed, {outcome.same} same"
            self.stdout.write(f"{counts}, {left_out[sheet]} older" if left_out[sheet] else counts)
        if dry_run:
            self.stdout.write(_("This was a trial. Nothing was written."))
        if report.older and not older:
            message = _(
                "Rows that say what an older source did were left out: %(count)s. To take them: --older take. To keep what"
                " is there without this message: --older keep."
            )
            raise CommandError(message % {"count": len(report.older)}, returncode=ROWS_LEFT_OUT)


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
