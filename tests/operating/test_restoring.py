"""A backup is restored to a second of choice, by the commands that a site uses."""

import datetime
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from django.conf import settings

from directory.operating.backups import restoring, taking
from directory.operating.backups.programs import archive_command
from tests.support.debian_servers import debian_server, programs, reachable_folder
from tests.support.processes import manage, wait_until
from tests.support.sites import migrated_cluster


def command(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess:
    """A command of the site that may fail, and what it said."""
    line = [sys.executable, settings.BASE_DIR / "manage.py", *words]
    return subprocess.run(line, check=False, env=environment, capture_output=True, text=True)


def whole_second() -> str:
    """A moment with nothing written in the same second, as somebody would type it. What is written next comes after it."""
    time.sleep(1.1)
    now = datetime.datetime.now(datetime.UTC)
    time.sleep(1.1)
    return f"{now:%Y-%m-%d %H:%M:%S}"


class Drill(NamedTuple):
    """A site with a backup, and moments after it: with so many rows each."""

    folder: Path
    environment: dict[str, str]
    before_the_mistake: str
    row_counts: dict[str, int]
    counts_at_the_end: dict[str, int]

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    def restore(self, name: str, *options: str) -> subprocess.CompletedProcess:
        words = ["--from", str(self.backups), "--to", str(self.folder / name), *options]
        return command(self.environment, "restore", *words)


def counts(address: str) -> dict[str, int]:
    with psycopg.connect(address) as connection:
        return taking.count_rows(connection)


def everything_is_archived(address: str) -> None:
    """As after the minute of `archive_timeout`."""
    with psycopg.connect(address, autocommit=True) as connection:
        last = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()[0]
        archived = "SELECT coalesce(last_archived_wal, '') >= %s FROM pg_stat_archiver"
        wait_until(lambda: connection.execute(archived, [last]).fetchone()[0])


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        cluster = migrated_cluster(folder / "cluster", "-F")
        try:
            binaries, address = cluster.readable_programs(), cluster.database_url()
            environment = os.environ | {"DATABASE_URL": address, "PG_BINDIR": str(binaries)}
            archiving = command(environment, "backup", "--to", str(folder / "backups"), "--archiving")
            with psycopg.connect(address, autocommit=True) as connection:
                for statement in archiving.stdout.splitlines():
                    connection.execute(statement)
            cluster.stop()
            cluster.start("-F")
            manage(environment, "backup", "--to", str(folder / "backups"))
            manage(environment, "import_directory", "directory/sample/conference", "--why", "Before")
            moment, row_counts = whole_second(), counts(address)
            with psycopg.connect(address) as connection:
                connection.execute("TRUNCATE directory_partnership CASCADE")
            everything_is_archived(address)
            yield Drill(folder, environment, moment, row_counts, counts(address))
        finally:
            cluster.stop()
            if cluster.folder != folder / "cluster":
                shutil.rmtree(cluster.folder)


def restored_counts(drill: Drill, name: str) -> dict[str, int]:
    """What a server finds in a restored folder that is started once more."""
    programs = Path(drill.environment["PG_BINDIR"])
    with restoring.started(drill.folder / name, programs, {}) as server:
        address = f"host={server.socket} port=5432 user=directory dbname=postgres"
        restoring.wait_until_it_answers(server, address)
        return counts(address)


def test_what_was_lost_by_mistake_is_restored_to_the_second_before(drill):
    restore = drill.restore("second", "--until", drill.before_the_mistake)

    assert restore.returncode == 0, restore.stderr
    assert drill.row_counts["directory_partnership"] > 0
    assert restored_counts(drill, "second") == drill.row_counts


def test_without_a_moment_all_that_was_archived_is_restored(drill):
    restore = drill.restore("end")

    assert restore.returncode == 0, restore.stderr
    assert drill.counts_at_the_end["directory_partnership"] == 0
    assert restored_counts(drill, "end") == drill.counts_at_the_end


def test_a_restore_never_writes_over_a_folder(drill):
    (drill.folder / "taken").mkdir()

    restore = drill.restore("taken")

    assert restore.returncode != 0
    assert "exists already: a restore never writes over anything" in restore.stderr
    assert list((drill.folder / "taken").iterdir()) == []


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2005-11-29 09:00:00", "The first moment that can be restored is 20"),
        ("2105-11-29 09:00:00", "What was archived ends before that moment. The last change in it is of 20"),
    ],
)
def test_a_moment_that_cannot_be_restored_is_said(drill, moment, sentence):
    restore = drill.restore("impossible", "--until", moment)

    assert restore.returncode != 0
    assert sentence in restore.stderr
    assert not list(drill.folder.glob("impossible*"))


def test_a_copy_that_was_damaged_is_not_restored(drill):
    damaged = drill.folder / "damaged"
    shutil.copytree(drill.backups, damaged)
    with next((damaged / "base").glob("*/data/base/5/*")).open("r+b") as file:
        file.write(b"damaged")

    restore = command(
        drill.environment, "restore", "--from", str(damaged), "--to", str(drill.folder / "sound")
    )

    assert restore.returncode != 0
    assert "pg_verifybackup failed" in restore.stderr
    assert not (drill.folder / "sound").exists()


def test_the_password_of_the_database_is_in_no_list_of_processes():
    (option,) = taking.server_option("postgresql://me:hidden@db.example.org:5433/directory?sslmode=require")

    assert "hidden" not in option
    assert {"host=db.example.org", "port=5433", "sslmode=require"} <= set(option.split())


def test_a_server_of_debian_is_restored_by_the_programs_of_its_release():
    binaries = programs()
    with reachable_folder() as folder:
        root = folder / "backups"
        archiving = {"archive_mode": "on", "archive_command": archive_command(taking.wal_folder(root))}
        with debian_server(folder, wal_level="replica", **archiving) as port:
            address = f"postgresql://directory@/postgres?host={folder}&port={port}"
            environment = os.environ | {"DATABASE_URL": address, "PG_BINDIR": str(binaries)}
            backup = command(environment, "backup", "--to", str(root))
            assert backup.returncode == 0, backup.stderr
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("CREATE TABLE promise AS SELECT generate_series(1, 7)")
                moment = whole_second()
                connection.execute("DROP TABLE promise")
            everything_is_archived(address)

        words = ["restore", "--from", str(root), "--to", str(folder / "restored"), "--until", moment]
        restore = command(environment, *words)

        assert restore.returncode == 0, restore.stderr
        assert ["promise", "0", "7"] in [line.split() for line in restore.stdout.splitlines()]
        assert (folder / "restored" / "PG_VERSION").read_text().strip() == binaries.parent.name
