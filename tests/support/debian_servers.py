"""Servers of Debian's PostgreSQL, which has TLS and is of another release than the private one."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

# For root, which may not run PostgreSQL
SERVER_ACCOUNT = {"user": "nobody", "group": pwd.getpwnam("nobody")[3], "extra_groups": []}
ACCOUNT = SERVER_ACCOUNT if os.geteuid() == 0 else {}


def programs() -> Path:
    """The folder of the newest release's programs; without one the test is skipped."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not folders:
        pytest.skip("Debian's PostgreSQL is not on this machine")
    return max(folders, key=lambda folder: float(folder.parent.name))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """An empty folder of the account that servers run under."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-") as name:
        if ACCOUNT:
            shutil.chown(name, "nobody", ACCOUNT["group"])
        yield Path(name)


@contextmanager
def debian_server(folder: Path, **settings: str) -> Iterator[int]:
    """A new server in that folder, which trusts everybody on its socket there and on 127.0.0.1. Gives the port."""
    binaries, port = programs(), free_port()
    run = {"cwd": "/", "stdout": subprocess.DEVNULL, **ACCOUNT}
    options = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", "directory", *options], check=True, **run
    )
    settings = {"port": port, "unix_socket_directories": folder, "fsync": "off", **settings}
    with (folder / "data" / "postgresql.auto.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data"],
            **{**ACCOUNT, "cwd": "/", "stdout": log, "stderr": log},
        )
    try:
        wait_for(f"postgresql://directory@/postgres?host={folder}&port={port}", process)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def wait_for(address: str, process: subprocess.Popen) -> None:
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            assert process.poll() is None, "the server did not start"
            time.sleep(0.05)
        else:
            return
