"""Restoring: a new folder for a server, as it was at a moment of choice, and a look whether it answers."""

import datetime
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

from directory.operating.backups.programs import (
    BackupFailed,
    account_of,
    find_programs,
    restore_command,
    run,
    server_programs,
)
from directory.operating.backups.taking import Backup, backups, count_rows

# What the server that looks at a restored folder must not do: be reached by others, or archive beside the one in use
ALONE = {
    "listen_addresses": "",
    "port": "5432",  # names its socket
    "archive_mode": "off",
    "ssl": "off",
    "logging_collector": "off",
    "log_destination": "stderr",
    "shared_preload_libraries": "",
    "synchronous_standby_names": "",
    # Otherwise it insists on as many connections as the server that was backed up
    "hot_standby": "off",
}
CONFIGURATION = {"config": "postgresql.conf", "ident": "pg_ident.conf", "hba": "pg_hba.conf"}
LAST_COMMIT = re.compile(r"last completed transaction was at log time (.+)")


class Restored(NamedTuple):
    """A server's folder that was restored: from which backup, the moment of the last change in it (None where nothing was
    changed since the backup), and its counts."""

    backup: Backup
    last_change: str | None
    row_counts: dict[str, int]


def restore(root: Path, folder: Path, *, until: datetime.datetime | None) -> Restored:
    """Make the new folder from the last backup before `until`, and go on with what was archived up to that moment; without
    one, to the end. Raises BackupFailed, and then there is no such folder."""
    if folder.exists():
        raise BackupFailed(f"{folder} exists already: a restore never writes over anything.")
    backup = choose(root, until)
    programs = find_programs(backup.release)
    run(programs / "pg_verifybackup", "--quiet", backup.server_folder)
    part = folder.with_name(f"{folder.name}.part")
    try:
        run(Path("/bin/cp"), "--recursive", "--reflink=auto", backup.server_folder, part)
        (part / "recovery.signal").touch()
        part.chmod(0o700)
        # Whoever archived is whom the server runs as
        give(part, account_of(root / "wal"))
        recovery = {"restore_command": restore_command(root / "wal"), "recovery_target_action": "promote"}
        if until:
            recovery["recovery_target_time"] = until.isoformat()
        with started(part, server_programs(programs), recovery) as server:
            address = f"host={server.socket} port=5432 user={backup.user} dbname={backup.database}"
            wait_until_it_answers(server, address)
            with psycopg.connect(address) as connection:
                row_counts = count_rows(connection)
            commits = LAST_COMMIT.findall(server.log.read_text(errors="replace"))
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Restored(backup, commits[-1] if commits else None, row_counts)


def choose(root: Path, until: datetime.datetime | None) -> Backup:
    """The last backup that was finished by that moment. Raises BackupFailed."""
    every = backups(root)
    fitting = [backup for backup in every if until is None or backup.finished_at <= until]
    if fitting:
        return fitting[-1]
    if every:
        raise BackupFailed(
            f"The first moment that can be restored is {every[0].finished_at:%Y-%m-%d %H:%M:%S} UTC."
        )
    raise BackupFailed(f"There is no backup in {root}.")


class Server(NamedTuple):
    process: subprocess.Popen
    socket: Path
    log: Path


@contextmanager
def started(server_folder: Path, programs: Path, recovery: dict[str, str]) -> Iterator[Server]:
    """A server on that folder, which only this account reaches and which has ended when the block ends."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-restore-") as name:
        private_folder, account = Path(name), account_of(server_folder)
        # Debian keeps these beside the server's folder, so they do not come with a backup
        (private_folder / "postgresql.conf").touch()
        (private_folder / "pg_ident.conf").touch()
        (private_folder / "pg_hba.conf").write_text("local all all trust\n")
        give(private_folder, account)
        settings = {
            **{f"{kind}_file": private_folder / file for kind, file in CONFIGURATION.items()},
            "unix_socket_directories": private_folder,
            **ALONE,
            **recovery,
        }
        options = [word for setting, value in settings.items() for word in ("-c", f"{setting}={value}")]
        with (private_folder / "log").open("w") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", server_folder, *options],
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **account,
            )
        try:
            yield Server(process, private_folder, private_folder / "log")
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.wait()


def give(folder: Path, account: dict) -> None:
    """Let the account own the folder and all in it."""
    if account:
        run(Path("/bin/chown"), "--recursive", f"{account['user']}:{account['group']}", folder)


def wait_until_it_answers(server: Server, address: str) -> None:
    """Returns when the server has come to its moment. Raises BackupFailed where it ends before."""
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if server.process.poll() is not None:
                raise BackupFailed(_why(server.log.read_text(errors="replace"))) from None
            time.sleep(0.05)
        else:
            return


def _why(log: str) -> str:
    if "recovery ended before configured recovery target was reached" in log:
        commits = LAST_COMMIT.findall(log)
        last = (
            f"The last change in it is of {commits[-1]}" if commits else "It holds no change since the backup"
        )
        return f"What was archived ends before that moment. {last}: leave --until out to restore all of it."
    reasons = [line for line in log.splitlines() if "FATAL" in line or "PANIC" in line]
    return "The restored server did not start: " + " ".join(reasons[-3:] or log.splitlines()[-3:])
