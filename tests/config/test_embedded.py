"""The private PostgreSQL: closed to others, shared by commands, and gone when the last of them ends."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from config import cluster, embedded

COMMAND = """
import os, signal, sys
from pathlib import Path
from config import embedded
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # tests in the background, or under nohup, hand down
signal.signal(signal.SIGINT, signal.default_int_handler)  # that these are ignored
with embedded.postgres(Path(sys.argv[1]), "-F"):
    print(os.environ["DATABASE_URL"], flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where root's `nobody` can reach it too, which pytest's own folders are not."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-") as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def no_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_IS_PRIVATE"):
        monkeypatch.delenv(name, raising=False)


def begin_command(folder: Path) -> tuple[subprocess.Popen, str]:
    """Another command on the same folder, and the address that it was given."""
    command = [sys.executable, "-c", COMMAND, str(folder)]
    process = subprocess.Popen(
        command, cwd=cluster.CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return process, process.stdout.readline().strip()


def end(process: subprocess.Popen, number: int) -> None:
    process.send_signal(number)
    with process.stdin, process.stdout:
        process.wait(timeout=120)


def ask(address: str, question: str):
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchone()


def servers(folder: Path) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder / "data") in (process.info["cmdline"] or [])
        and process.status() != psutil.STATUS_ZOMBIE
    ]


def test_database_url_wins(monkeypatch, folder):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/directory")

    with embedded.postgres(folder / "unused"):
        assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/directory"

    assert not (folder / "unused").exists()


def test_it_is_utf8_and_the_same_on_every_machine(folder):
    with embedded.postgres(folder):
        encoding = (
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale, datcollate FROM pg_database"
        )

        assert ask(os.environ["DATABASE_URL"], encoding) == ("UTF8", "b", "C.UTF-8", "C")
        assert ask(os.environ["DATABASE_URL"], "SHOW fsync") == ("on",)


def test_it_is_closed_to_others(folder):
    with embedded.postgres(folder):
        address = os.environ["DATABASE_URL"]
        password = (folder / "password").read_text()

        assert ask(address, "SHOW listen_addresses") == ("",)
        assert (folder / "data").stat().st_mode & 0o777 == 0o700
        assert (folder / "password").stat().st_mode & 0o777 == 0o600
        assert cluster.Cluster(folder).socket.stat().st_mode & 0o777 == 0o700
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(address.replace(password, "guessed"))


def test_nothing_but_the_data_is_left(folder):
    with embedded.postgres(folder):
        assert servers(folder)
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept ()")

    assert not servers(folder)
    assert not cluster.Cluster(folder).socket.exists()
    assert "DATABASE_URL" not in os.environ
    with embedded.postgres(folder):
        assert ask(os.environ["DATABASE_URL"], "SELECT count(*) FROM kept") == (0,)


def test_two_commands_share_one_server_and_the_last_one_stops_it(folder):
    other, address = begin_command(folder)
    with embedded.postgres(folder):
        assert os.environ["DATABASE_URL"] == address

        end(other, signal.SIGINT)

        assert ask(address, "SELECT 1") == (1,)
    assert not servers(folder)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_end_takes_the_server_with_it(folder, number):
    command, address = begin_command(folder)
    assert ask(address, "SELECT 1") == (1,)

    end(command, number)

    assert not servers(folder)


def test_the_server_of_a_killed_command_is_used_and_stopped_by_the_next(folder):
    command, address = begin_command(folder)
    end(command, signal.SIGKILL)
    assert servers(folder)

    with embedded.postgres(folder):
        assert ask(address, "SELECT 1") == (1,)

    assert not servers(folder)


def test_a_killed_server_does_not_hinder_the_next_though_another_program_has_its_number(folder):
    command, _ = begin_command(folder)
    postmaster = min(servers(folder), key=lambda process: process.pid)
    workers = postmaster.children()
    postmaster.kill()
    end(command, signal.SIGKILL)
    psutil.wait_procs(workers, timeout=60)
    left_behind = folder / "data" / "postmaster.pid"
    lines = left_behind.read_text().split("\n")
    left_behind.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    with embedded.postgres(folder):
        assert ask(os.environ["DATABASE_URL"], "SELECT 1") == (1,)


def test_an_interrupted_first_start_leaves_no_half_of_a_cluster(folder):
    fresh = folder / "fresh"
    (fresh / "part" / "base").mkdir(parents=True)
    fresh.chmod(0o711)

    with embedded.postgres(fresh, "-F"):
        assert ask(os.environ["DATABASE_URL"], "SELECT 1") == (1,)
