"""What jobs do with an import: read it, apply it, undo it. How far they are is told while they work.

A job that is killed leaves nothing half done: what it writes is one transaction. `enqueue_left` starts it again.
"""

import datetime
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from directory import importing
from directory.finding import spelling
from directory.gate.plain_text import spelled_out
from directory.importing import SHEETS, judging, undoing
from directory.models import Import, ImportRow, ImportState, RowState, User
from directory.models.history import current_context
from directory.tabular import Reading, SenderNames, Unreadable

WORK = "directory.work_on_import"  # the job, see jobs.py
LOCK = 5_000_000_000  # of PostgreSQL's advisory locks, this and the following are imports'
BATCH = 1000
KEPT = datetime.timedelta(days=30)  # a file that nobody decides about
NOT_APPLIED = (RowState.WRONG, RowState.DOUBTFUL)
MOST_FAILURES = 3
GIVEN_UP = {
    ImportState.READING: ImportState.UNREADABLE,
    ImportState.APPLYING: ImportState.READ,
    ImportState.UNDOING: ImportState.APPLIED,
}
ENDINGS = {".csv", ".zip", ".xlsx", ".ods", ".json", ".ndjson"}


def enqueue(found: Import) -> None:
    app.configure_task(WORK).defer(pk=found.pk)


def enqueue_left() -> None:
    """Enqueue what is at work once more: the job may have been killed. One that still runs keeps the others off, and
    one that failed too often is given up."""
    for found in Import.objects.at_work().defer("file"):
        jobs = ProcrastinateJob.objects.filter(task_name=WORK, args={"pk": found.pk}, status="failed")
        if jobs.count() < MOST_FAILURES:
            enqueue(found)
        else:
            message = _("It failed %(count)s times. Tell whoever runs this site.") % {"count": MOST_FAILURES}
            given_up = GIVEN_UP[found.state]
            _stop(found, given_up, message, **({"file": b""} if given_up == ImportState.UNREADABLE else {}))


def forget_undecided() -> None:
    """Discard imports that nobody decided about, with their files."""
    old = Import.objects.filter(state=ImportState.READ, created_at__lt=timezone.now() - KEPT)
    for found in old.defer("file"):
        discard(found)


def discard(found: Import) -> bool:
    """Delete the file and what was in it; that it came stays known. False where it does not wait any more."""
    with transaction.atomic():
        waiting = Import.objects.filter(pk=found.pk, state=ImportState.READ)
        if not waiting.update(state=ImportState.DISCARDED, file=b"", message=""):
            return False
        found.rows.all().delete()
        return True


def work(pk: int) -> None:
    """Do what an import waits for."""
    with _alone(pk) as told:
        found = (
            Import.objects.filter(pk=pk)
            .select_related("sender", "created_by", "applied_by", "undone_by")
            .first()
        )
        if told and found:
            with translation.override(settings.LANGUAGE_CODE):
                try:
                    _work(found, told)
                except Unreadable as reason:
                    _stop(found, ImportState.UNREADABLE, str(reason), file=b"")


def _work(found: Import, told: Callable[[int], None]) -> None:
    match found.state:
        case ImportState.READING:
            _read(found, told)
        case ImportState.APPLYING:
            _apply(found, told)
        case ImportState.UNDOING:
            _undo(found)


@contextmanager
def _alone(pk: int) -> Iterator[Callable[[int], None] | None]:
    """Keep other workers off this import; None where one has it. What is told is seen at once by everybody, and so goes
    through a connection of its own."""
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK + pk])
            is_alone = cursor.fetchone()[0]

            def told(count: int) -> None:
                cursor.execute("UPDATE directory_import SET done = %s WHERE id = %s", [count, pk])

            yield told if is_alone else None
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK + pk])
    finally:
        beside.close()


def parsed(found: Import) -> Reading:
    """The rows of its file. Raises Unreadable."""
    sender = found.sender
    name = PurePath(found.file_name.replace("\\", "/"))
    stem = re.sub(r"[^\w -]", "", name.stem)[:60] or "file"
    ending = name.suffix.lower()
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / (stem + (ending if ending in ENDINGS else ""))
        path.write_bytes(found.file)
        return importing.read(
            path, sender_names=SenderNames(sender.sheets, sender.columns), defaults=sender.defaults
        )


# Reading


def _read(found: Import, told: Callable[[int], None]) -> None:
    decisions = {
        row.place: judging.Decided(row.decision, row.same_as) for row in found.rows.exclude(decision="")
    }
    reading = parsed(found)
    total = sum(len(sheet.rows) for sheet in reading.sheets.values())
    Import.objects.filter(pk=found.pk).update(total=total, done=0)
    judged = judging.judge(reading, decisions, by=found.created_by, source=found.file_name, told=told)
    with transaction.atomic():
        found.rows.all().delete()
        ImportRow.objects.bulk_create(
            (_row(found, one, decisions.get(one.place)) for one in judged), batch_size=BATCH
        )
        Import.objects.filter(pk=found.pk, state=ImportState.READING).update(
            state=ImportState.READ,
            written=reading.written,
            headers=reading.headers,
            problems=_problems_of_the_file(reading, {(one.file, one.place[1]) for one in judged}),
            counts=_counted(found),
            message="",
        )


def _row(found: Import, one: judging.Judged, decided: judging.Decided | None) -> ImportRow:
    sheet, number = one.place
    return ImportRow(
        of_import=found,
        sheet=sheet,
        file=one.file,
        number=number,
        key=one.key,
        name=one.name,
        state=one.state,
        cells=one.cells,
        changes=one.changes,
        problems=one.problems,
        alike=one.alike,
        decision=decided.decision if decided else "",
        same_as=decided.same_as if decided else "",
    )


def _problems_of_the_file(reading: Reading, rows: set[tuple[str, int]]) -> list[list]:
    """What is wrong or noteworthy, but for the errors that stand beside their row."""
    return [
        [problem.file, problem.row, problem.column, problem.value, str(problem.message), problem.is_warning]
        for problem in reading.sorted_problems()
        if problem.is_warning or (problem.file, problem.row) not in rows
    ]


def _counted(found: Import) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter] = {name: Counter() for name in SHEETS}
    for sheet, state in found.rows.values_list("sheet", "state"):
        counts[sheet][state] += 1
    return {sheet: dict(states) for sheet, states in counts.items() if states}


# Applying


def _apply(found: Import, told: Callable[[int], None]) -> None:
    rows = list(found.rows.only("sheet", "number", "state", "changes", "decision", "same_as"))
    decisions = {row.place: judging.Decided(row.decision, row.same_as) for row in rows if row.decision}
    seen = {row.place: (row.state, row.changes) for row in rows}
    reading = parsed(found)
    with transaction.atomic():
        left_out = judging.apply(
            reading,
            decisions,
            seen,
            by=found.applied_by,
            source=spelled_out(found.file_name),
            why=found.why,
            told=told,
        )
        if left_out is not None:
            lost = [row.pk for row in rows if row.place in set(left_out) and row.state not in NOT_APPLIED]
            found.rows.filter(pk__in=lost).update(state=RowState.LEFT_OUT)
            grown = Counter(row.sheet for row in rows if row.state == RowState.NEW)
            importing.analyse([SHEETS[name].model for name, new in grown.items() if new > importing.MANY])
            Import.objects.filter(pk=found.pk).update(
                state=ImportState.APPLIED,
                applied_at=timezone.now(),
                context=current_context(),
                counts=_counted(found),
                file=b"",
                message="",
            )
    if left_out is None:
        Import.objects.filter(pk=found.pk).update(state=ImportState.READING, done=0)
        _read(found, told)
        message = _("The directory has changed since you looked, and nothing was applied. Please look again.")
        Import.objects.filter(pk=found.pk).update(message=message)
    else:
        spelling.learn_words()


# Undoing


def _undo(found: Import) -> None:
    why = _("The import of “%(file)s” was undone: %(why)s") % {"file": found.file_name, "why": found.why}
    by: User | None = found.undone_by
    try:
        with transaction.atomic():
            undoing.undo(found.context, by=by.pk if by else None, source=found.file_name, why=why)
            Import.objects.filter(pk=found.pk).update(
                state=ImportState.UNDONE, undone_at=timezone.now(), message=""
            )
    except undoing.CannotUndo as stopped:
        named = stopped.obstacles[: undoing.MOST_OBSTACLES]
        if len(stopped.obstacles) > len(named):
            named.append(_("There are %(count)s obstacles in all.") % {"count": len(stopped.obstacles)})
        _stop(found, ImportState.APPLIED, "\n".join([_("It cannot be undone."), *named]), undone_by=None)


def _stop(found: Import, state: ImportState, message: str, **fields: object) -> None:
    Import.objects.filter(pk=found.pk).update(state=state, message=message, **fields)
