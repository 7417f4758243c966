from collections import Counter
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from directory.importing import COLUMNS, answering, import_directory
from directory.importing.lists.plans import ListQuestion
from directory.importing.lists.questions import UnknownAnswer
from directory.models import ImportSender, RowState
from directory.tabular import FileProblem, Unreadable

ROWS_LEFT_OUT = 3  # the exit status: all other rows were imported
MOST_CHOICES = 15  # of a question that are listed


class Command(BaseCommand):
    help = (
        "Import a folder or ZIP file of CSV files, or one XLSX or ODS file with sheets of the same names, in the columns"
        " of the data sets that are shipped; or JSON as it was downloaded, or of Open Referral's HSDS. With any error nothing is"
        " written. With --sender, a list as somebody else keeps it: what only a person can say is listed, answered by --answer and"
        " remembered under that name."
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
        parser.add_argument("--sender", default="", metavar="NAME", help="who keeps the list")
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="QUESTION=ANSWER",
            help="what the sender means, as the command lists it; may be given often",
        )
        parser.add_argument(
            "--suggested",
            action="store_true",
            help="take what is suggested where no --answer says something else",
        )
        parser.add_argument(
            "--leave-out",
            action="store_true",
            help="leave out the rows of a sender that are wrong, and those that may be about records which are there. The exit"
            f" status is {ROWS_LEFT_OUT} then",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument(
            "--why", default="", help="the reason, for the history of each record that changes"
        )

    def handle(
        self,
        *,
        path: Path,
        dry_run: bool,
        why: str,
        default: list[str],
        older: str | None = None,
        sender: str = "",
        **options,
    ):
        if sender:
            known_sender = ImportSender.objects.filter(name=sender).first() or ImportSender(name=sender)
            for sheet, texts in defaults_from(default).items():
                known_sender.defaults = known_sender.defaults | {sheet: texts}
            self.import_list(path, known_sender, why=why or _("Import"), dry_run=dry_run, **options)
            return
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

    def import_list(
        self,
        path: Path,
        sender: ImportSender,
        *,
        why: str,
        dry_run: bool,
        answer: list[str],
        suggested: bool,
        leave_out: bool,
        **options,
    ) -> None:
        """Bring in a list that somebody else keeps. What is answered is remembered, but for a trial."""
        answers = answers_from(answer)
        try:
            file = answering.read_with_answers(path, sender, answers, take_suggestions=suggested)
        except answering.OpenQuestions as missing:
            self._list_questions(missing.questions)
        except (UnknownAnswer, Unreadable) as error:
            raise CommandError(str(error)) from error
        for problem in file.reading.problems:
            self.stderr.write(line(problem), self.style.WARNING if problem.is_warning else self.style.ERROR)
        if any(not problem.is_warning and problem.row is None for problem in file.reading.problems):
            raise CommandError(_("Nothing was imported."))
        report = answering.compare(file.reading, answers, source=path.name)
        wrong_rows, doubtful_rows = report.rows_in(RowState.WRONG), report.rows_in(RowState.DOUBTFUL)
        for row in wrong_rows:
            for column, value, message in row.problems:
                problem = FileProblem(row.file, row.position.number, column, value, message)
                self.stderr.write(line(problem), self.style.ERROR)
        for row in report.rows:
            for column, value, sentence in row.mixtures:
                problem = FileProblem(row.file, row.position.number, column, value, sentence, is_warning=True)
                self.stderr.write(line(problem), self.style.WARNING)
        if doubtful_rows and not leave_out:
            self._list_questions(list(map(answering.same_question, doubtful_rows)))
        if wrong_rows and not leave_out:
            message = _(
                "Nothing was imported. Rows that are wrong: %(count)s. To import the others: --leave-out."
            )
            raise CommandError(message % {"count": len(wrong_rows)})
        if not dry_run:
            answering.apply(report, answers, sender, source=path.name, why=why)
        self._tell_counts(report, dry_run=dry_run)
        if wrong_rows or doubtful_rows:
            message = _("Rows that were left out: %(count)s.")
            count = len(wrong_rows) + len(doubtful_rows)
            raise CommandError(message % {"count": count}, returncode=ROWS_LEFT_OUT)

    def _tell_counts(self, report: answering.ListReport, *, dry_run: bool) -> None:
        for sheet in report.reading.sheets:
            states = Counter(row.state for row in report.rows if row.position.sheet == sheet)
            counts = (states[RowState.NEW], states[RowState.CHANGED], states[RowState.SAME])
            self.stdout.write("{}: {} new, {} changed, {} same".format(sheet, *counts))
        if dry_run:
            self.stdout.write(_("This was a trial. Nothing was written."))

    def _list_questions(self, questions: list[tuple[str, ListQuestion]]) -> NoReturn:
        for name, question in questions:
            samples = (
                f" ({'; '.join(sample[:40] for sample in question.samples)})" if question.samples else ""
            )
            self.stdout.write(f"{question.words}{samples}")
            for value, label in listed(question):
                mark = "*" if value == question.suggested else " "
                self.stdout.write(f"  {mark} --answer '{name}={value}'  {label}")
            if len(question.choices) > MOST_CHOICES:
                self.stdout.write(
                    _("    and %(count)s more") % {"count": len(question.choices) - MOST_CHOICES}
                )
            if not question.choices:
                self.stdout.write(f"    --answer '{name}={question.suggested or '…'}'")
        raise CommandError(
            _(
                "Nothing was imported. Questions: %(count)s. What is marked with * is suggested: --suggested takes it."
            )
            % {"count": len(questions)}
        )


def answers_from(words: list[str]) -> dict[str, str]:
    """Answers by the names of their questions."""
    answers = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise CommandError(_("“%(word)s” is no answer. Write QUESTION=ANSWER.") % {"word": word})
        answers[name.strip()] = value.strip()
    return answers


def listed(question: ListQuestion) -> list[tuple[str, str]]:
    """The first choices, and the one that is suggested wherever it stands."""
    first, others = question.choices[:MOST_CHOICES], question.choices[MOST_CHOICES:]
    suggested = [choice for choice in others if choice[0] == question.suggested]
    return [*suggested, *first[: MOST_CHOICES - len(suggested)]]


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
