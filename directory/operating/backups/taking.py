"""Taking backups: a copy of the whole server while it runs, checked, with a record of what was in it."""

import datetime
import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from django.conf import settings
from django.utils import timezone
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config import cluster
from directory.operating.backups.programs import BackupFailed, archive_command, find_programs, run

NAME = "%Y-%m-%dT%H%M%SZ"
# A backup each night, and half a day for one that failed and was made by hand
OLD_AFTER = datetime.timedelta(hours=36)


class Backup(NamedTuple):
    """A copy of the whole server, and what its record says."""

    folder: Path
    finished_at: datetime.datetime
    release: int
    database: str
    user: str
    first_wal: str
    row_counts: dict[str, int]

    @property
    def server_folder(self) -> Path:
        return self.folder / "data"


def backups(root: Path) -> list[Backup]:
    """Those in the folder that are whole, the oldest first."""
    records = sorted((root / "base").glob("[0-9]*/record.json"))
    return [_read(record) for record in records]


def _read(record: Path) -> Backup:
    entries = json.loads(record.read_text(encoding="utf-8"))
    entries["finished_at"] = datetime.datetime.fromisoformat(entries["finished_at"])
    return Backup(folder=record.parent, **entries)


def last_backup() -> Backup | None:
    """The newest in BACKUPS_ROOT; None where there is none, or no such folder is set."""
    return next(reversed(backups(settings.BACKUPS_ROOT)), None) if settings.BACKUPS_ROOT else None


def backup_warning() -> str:
    """A sentence where the newest backup is too old or there is none; empty where all is well or BACKUPS_ROOT is not set."""
    if not settings.BACKUPS_ROOT:
        return ""
    newest = last_backup()
    if newest is None:
        return f"There is no backup in {settings.BACKUPS_ROOT}."
    age = timezone.now() - newest.finished_at
    if age <= OLD_AFTER:
        return ""
    hours = age // datetime.timedelta(hours=1)
    return f"The last backup is of {newest.finished_at:%Y-%m-%d %H:%M} UTC, {hours} hours ago."


def count_rows(connection: psycopg.Connection) -> dict[str, int]:
    """How many rows each table has, at one moment."""
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()
    count = sql.SQL("SELECT count(*) FROM public.{}")
    return {name: connection.execute(count.format(sql.Identifier(name))).fetchone()[0] for (name,) in tables}


def archiving_settings(root: Path) -> str:
    """SQL for a superuser, after which the server archives what it writes into the folder: from its next start on."""
    command = sql.Literal(archive_command(wal_folder(root))).as_string()
    return (
        "ALTER SYSTEM SET archive_mode = on;\n"
        f"ALTER SYSTEM SET archive_command = {command};\n"
        # Seconds: so much at most is lost with the machine
        "ALTER SYSTEM SET archive_timeout = 60;\n"
    )


def archiving_warning(connection: psycopg.Connection) -> str:
    """A sentence where the server does not archive what it writes; empty where it does."""
    if connection.execute("SHOW archive_mode").fetchone()[0] == "off":
        return "The server archives nothing, so that only the moment of a backup can be restored."
    is_failing = "SELECT last_failed_time > coalesce(last_archived_time, '-infinity') FROM pg_stat_archiver"
    if connection.execute(is_failing).fetchone()[0]:
        return "The server failed to archive what it wrote last; its log says why."
    return ""


def wal_folder(root: Path) -> Path:
    """The folder into which the server archives, made where it is missing."""
    wal = root / "wal"
    if not wal.exists():
        wal.mkdir(0o750, parents=True)
        shutil.chown(wal, cluster.UID, cluster.GID)
    return wal.resolve()


def take(root: Path, *, address: str) -> Backup:
    """A new backup of the server at that address, whose role needs the right REPLICATION. Raises BackupFailed.

    The counts are of a moment during the backup: what is written meanwhile is in it as well.
    """
    base, name = root / "base", timezone.now().strftime(NAME)
    with _alone(root), psycopg.connect(address) as connection:
        base.mkdir(0o750, exist_ok=True)
        for unfinished in base.glob(".*.part"):
            shutil.rmtree(unfinished)
        release = connection.info.server_version // 10_000
        programs, part = find_programs(release), base / f".{name}.part"
        part.mkdir(0o750)
        options = [*server_option(address), "--checkpoint=fast", "--wal-method=stream", "--no-password"]
        password = {"PGPASSWORD": connection.info.password}
        run(programs / "pg_basebackup", f"--pgdata={part / 'data'}", *options, variables=password)
        run(programs / "pg_verifybackup", "--quiet", part / "data")
        record = {
            "release": release,
            "database": connection.info.dbname,
            "user": connection.info.user,
            "first_wal": _first_wal(part / "data"),
            "row_counts": count_rows(connection),
            "finished_at": timezone.now().isoformat(),
        }
        (part / "record.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
        part.rename(base / name)
    return _read(base / name / "record.json")


def server_option(address: str) -> list[str]:
    """The server's address as an option, without its password: everybody on this machine may read the options of programs."""
    parameters = {name: value for name, value in conninfo_to_dict(address).items() if name != "password"}
    return [f"--dbname={make_conninfo(**parameters)}"]


def _first_wal(server_folder: Path) -> str:
    """The name of the first file of the server's log that this copy needs."""
    first_line = (server_folder / "backup_label").read_text().partition("\n")[0]
    return first_line.rpartition("(file ")[2].rstrip(")")


def forget_old(root: Path, *, keep: int) -> int:
    """Delete all backups but the newest, and what was archived before the oldest of these. Returns how many backups."""
    with _alone(root):
        kept, old = backups(root)[-keep:], backups(root)[:-keep]
        for backup in old:
            shutil.rmtree(backup.folder)
        if kept:
            programs = find_programs(kept[0].release)
            run(programs / "pg_archivecleanup", "-x", ".gz", wal_folder(root), kept[0].first_wal)
    return len(old)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Two commands at once would take each other's unfinished work for something that was left behind."""
    root.mkdir(0o750, parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFailed(f"Another backup into {root} is under way.") from None
        yield
