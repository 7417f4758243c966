"""What jobs do with an import: read it, apply it, undo it. While they work, `Import.done` says how far they are.

A job that is killed leaves nothing half done: what it writes is one transaction. `enqueue_left` starts it again.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from directory import importing
from directory.database.locks import AdvisoryLock, held_by_session
from directory.gate.plain_text import spelled_out
from directory.importing import SHEETS, judging, undoing
from directory.importing.answering import remember_keys
from directory.importing.roads import FileOfSender
from directory.models import Import, ImportRow, ImportState, RowState, User
from directory.models.history import current_context
from directory.review.imports.left_rows import left_tables
from directory.review.imports.questions import questions_of
from directory.review.imports.sent_files import read_file
from directory.tabular import FileProblem, Reading, Unreadable

WORK = "directory.work_on_import"  # the job, see operating/jobs.py
BATCH = 1000  # rows in one INSERT
KEPT = datetime.timedelta(days=30)  # a file that nobody decides about
MOST_FAILURES = 3  # of its job, before an import is given up
# The state of an import after a job that was given up, by the state in which it worked
GIVEN_UP = {
    ImportState.READING: ImportState.UNREADABLE,
    ImportState.APPLYING: ImportState.READ,
    ImportState.UNDOING: ImportState.APPLIED,
}


def enqueue(file_import: Import) -> None:
    app.configure_task(WORK).defer(pk=file_import.pk)


def enqueue_left() -> None:
    """Enqueue imports that are at work once more, for their jobs may have been killed. A job that still runs keeps the
    second one off; an import whose jobs failed too often is given up."""
    for file_import in Import.objects.at_work().defer("file"):
        jobs = ProcrastinateJob.objects.filter(task_name=WORK, args={"pk": file_import.pk}, status="failed")
        if jobs.count() < MOST_FAILURES:
            enqueue(file_import)
        else:
            message = _("It failed %(count)s times. Tell whoever runs this site.") % {"count": MOST_FAILURES}
            state_after = GIVEN_UP[file_import.state]
            # The database refuses an unreadable import that still has its file.
            fields = {"file": b""} if state_after == ImportState.UNREADABLE else {}
            _end_work(file_import, state_after, message, **fields)


def forget_undecided() -> None:
    """Discard imports that nobody decided about, with their files."""
    undecided = Import.objects.filter(state=ImportState.READ, created_at__lt=timezone.now() - KEPT)
    for file_import in undecided.defer("file"):
        discard(file_import)


def discard(file_import: Import) -> bool:
    """Delete the file and the rows that were read from it, and keep the import as discarded. False where it waits no
    more for a decision."""
    with transaction.atomic():
        waiting = Import.objects.filter(pk=file_import.pk, state=ImportState.READ)
        if not waiting.update(state=ImportState.DISCARDED, file=b"", message=""):
            return False
        file_import.rows.all().delete()
        return True


def work(pk: int) -> None:
    """Do what an import waits for, unless another worker does it already."""
    with _as_only_worker(pk) as report_progress:
        file_import = (
            Import.objects.filter(pk=pk)
            .select_related("sender", "created_by", "applied_by", "undone_by")
            .first()
        )
        if report_progress and file_import:
            with translation.override(settings.LANGUAGE_CODE):
                try:
                    _work(file_import, report_progress)
                except Unreadable as reason:
                    _end_work(file_import, ImportState.UNREADABLE, str(reason), file=b"")


def _work(file_import: Import, report_progress: judging.ReportProgress) -> None:
    match file_import.state:
        case ImportState.READING:
            _read(file_import, report_progress)
        case ImportState.APPLYING:
            _apply(file_import, report_progress)
        case ImportState.UNDOING:
            _undo(file_import)


@contextmanager
def _as_only_worker(pk: int) -> Iterator[judging.ReportProgress | None]:
    """Keep other workers off an import. Gives the function that reports the progress, or None where a worker has it.

    Lock and progress have a connection of their own: the progress must be seen while the job's transaction is open, and
    the lock must outlive a transaction that is rolled back.
    """
    second_connection = connection.copy()
    try:
        with (
            second_connection.cursor() as cursor,
            held_by_session(cursor, AdvisoryLock.IMPORTS, key=pk) as is_alone,
        ):

            def report_progress(count: int) -> None:
                cursor.execute("UPDATE directory_import SET done = %s WHERE id = %s", [count, pk])

            yield report_progress if is_alone else None
    finally:
        second_connection.close()


# Reading


def _read(file_import: Import, report_progress: judging.ReportProgress) -> None:
    # What was decided about a row is kept when the file is compared again.
    decisions = _decisions(file_import.rows.exclude(decision=""))
    sent = read_file(file_import)
    questions = questions_of(sent, file_import.sender)
    if sent.reading is None:
        _keep_questions(file_import, sent, questions)
        return
    reading = sent.reading
    total = sum(len(sheet.rows) for sheet in reading.sheets.values())
    Import.objects.filter(pk=file_import.pk).update(total=total, done=0)
    judged_rows = judging.judge(
        reading,
        decisions,
        by=file_import.created_by,
        source=file_import.file_name,
        report_progress=report_progress,
    )
    with transaction.atomic():
        file_import.rows.all().delete()
        ImportRow.objects.bulk_create(
            (_import_row(file_import, row, decisions.get(row.position)) for row in judged_rows),
            batch_size=BATCH,
        )
        Import.objects.filter(pk=file_import.pk, state=ImportState.READING).update(
            state=ImportState.READ,
            written=reading.written,
            headers=reading.headers,
            questions=questions,
            problems=_problems_of_the_file(reading, judged_rows),
            counts=_counted(file_import),
            message="",
        )


def _keep_questions(file_import: Import, sent: FileOfSender, questions: list[dict]) -> None:
    """Of a list about which something has to be said first, keep only that."""
    problems = [problem for planned_table in sent.planned_tables for problem in planned_table.table.problems]
    with transaction.atomic():
        file_import.rows.all().delete()
        Import.objects.filter(pk=file_import.pk, state=ImportState.READING).update(
            state=ImportState.READ,
            questions=questions,
            problems=[_problem_as_json(problem) for problem in problems if problem.is_warning],
            counts={},
            message="",
        )


def _decisions(import_rows: Iterable[ImportRow]) -> judging.Decisions:
    return {
        row.position: judging.RowDecision(row.decision, row.same_as) for row in import_rows if row.decision
    }


def _import_row(
    file_import: Import, judged_row: judging.JudgedRow, decision: judging.RowDecision | None
) -> ImportRow:
    return ImportRow(
        of_import=file_import,
        sheet=judged_row.position.sheet,
        file=judged_row.file,
        number=judged_row.position.number,
        part=judged_row.position.part,
        key=judged_row.key,
        name=judged_row.name,
        state=judged_row.state,
        cells=judged_row.cells,
        changes=judged_row.changes,
        problems=judged_row.problems,
        alike=judged_row.alike,
        is_older=judged_row.is_older,
        mixtures=judged_row.mixtures,
        decision=decision.decision if decision else "",
        same_as=decision.same_as if decision else "",
    )


def _problems_of_the_file(reading: Reading, judged_rows: Iterable[judging.JudgedRow]) -> list[list]:
    """What is wrong or noteworthy, but for the errors that stand beside their row; as `Import.problems` has it."""
    with_own_problems = {(row.file, row.position.number) for row in judged_rows}
    return [
        _problem_as_json(problem)
        for problem in reading.sorted_problems()
        if problem.is_warning or (problem.file, problem.row) not in with_own_problems
    ]


def _problem_as_json(problem: FileProblem) -> list:
    return [
        problem.file,
        problem.row,
        problem.column,
        problem.value,
        str(problem.message),
        problem.is_warning,
    ]


def _counted(file_import: Import) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter] = {name: Counter() for name in SHEETS}
    for sheet, state in file_import.rows.values_list("sheet", "state"):
        counts[sheet][state] += 1
    return {sheet: dict(states) for sheet, states in counts.items() if states}


# Applying


def _apply(file_import: Import, report_progress: judging.ReportProgress) -> None:
    import_rows = list(
        file_import.rows.only("sheet", "number", "part", "state", "changes", "decision", "same_as")
    )
    seen = {row.position: judging.SeenRow(row.state, row.changes) for row in import_rows}
    sent = read_file(file_import)
    with transaction.atomic():
        # Where something is asked meanwhile, nothing is applied
        left_out = sent.reading and judging.apply(
            sent.reading,
            _decisions(import_rows),
            seen,
            by=file_import.applied_by,
            source=spelled_out(file_import.file_name),
            why=file_import.why,
            report_progress=report_progress,
        )
        if left_out is not None:
            remember_keys(file_import.sender, sent.reading, left_out)
            file_import.sender.save(update_fields=["record_keys"])
            _record_application(file_import, import_rows, set(left_out))
    if left_out is None:
        Import.objects.filter(pk=file_import.pk).update(state=ImportState.READING, done=0)
        _read(file_import, report_progress)
        message = _("The directory has changed since you looked, and nothing was applied. Please look again.")
        Import.objects.filter(pk=file_import.pk).update(message=message)
    else:
        importing.learn()


def _record_application(
    file_import: Import, import_rows: Iterable[ImportRow], left_out: Collection[judging.RowPosition]
) -> None:
    # Wrong and doubtful rows keep their state, which says why they were not applied.
    only_left_out = [
        row.pk for row in import_rows if row.position in left_out and row.state not in judging.NOT_APPLIED
    ]
    file_import.rows.filter(pk__in=only_left_out).update(state=RowState.LEFT_OUT)
    new_by_sheet = Counter(row.sheet for row in import_rows if row.state == RowState.NEW)
    importing.analyse([SHEETS[name].model for name, new in new_by_sheet.items() if new > importing.MANY])
    Import.objects.filter(pk=file_import.pk).update(
        left_rows=left_tables(file_import),
        state=ImportState.APPLIED,
        applied_at=timezone.now(),
        context=current_context(),
        counts=_counted(file_import),
        file=b"",
        message="",
    )


# Undoing


def _undo(file_import: Import) -> None:
    why = _("The import of “%(file)s” was undone: %(why)s") % {
        "file": file_import.file_name,
        "why": file_import.why,
    }
    by: User | None = file_import.undone_by
    try:
        with transaction.atomic():
            undoing.undo(file_import.context, by=by.pk if by else None, source=file_import.file_name, why=why)
            Import.objects.filter(pk=file_import.pk).update(
                state=ImportState.UNDONE, undone_at=timezone.now(), message=""
            )
    except undoing.CannotUndoImport as stopped:
        first_obstacles = stopped.obstacles[: undoing.MOST_OBSTACLES]
        if len(stopped.obstacles) > len(first_obstacles):
            first_obstacles.append(
                _("There are %(count)s obstacles in all.") % {"count": len(stopped.obstacles)}
            )
        _end_work(
            file_import,
            ImportState.APPLIED,
            "\n".join([_("It cannot be undone."), *first_obstacles]),
            undone_by=None,
        )


def _end_work(file_import: Import, state: ImportState, message: str, **fields: object) -> None:
    Import.objects.filter(pk=file_import.pk).update(state=state, message=message, **fields)
