import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import embedded
from directory.management import samples
from directory.models import Partnership

# As docs/operating.md has it. A stop waits five seconds for answers that are not whole yet.
SERVING = (
    "--interface asginl --runtime-mode st --http 1 --no-ws --workers 2 --respawn-failed-workers"
    " --respawn-interval 15 --workers-kill-timeout 5 --backlog 4096"
)
HOST = "127.0.0.1"
USUAL_PORT = 8000
# In this order: what is known since 2005 comes after what was said then
DATA_SETS = [settings.BASE_DIR / "directory" / "sample" / name for name in ("conference", "networks")]


class Command(BaseCommand):
    help = "Load the two data sets where there are no partnerships yet, and serve the site on this machine."

    def add_arguments(self, parser):
        parser.add_argument(
            "--port", type=int, help=f"without it {USUAL_PORT}, or a free one if that is taken"
        )
        parser.add_argument("--reset", action="store_true", help="empty the private database first")

    def handle(self, *, port: int | None, reset: bool, **options):
        signal.signal(signal.SIGINT, embedded.end)  # also where a script's background job would ignore it
        port = self.free_port(port)
        if reset:
            empty_private_database()
        call_command("migrate", verbosity=0)
        # A directory that has records, of the data sets or others, is served as it is.
        if not Partnership.objects.exists():
            for folder in DATA_SETS:
                self.stdout.write(f"{folder.name}:")
                why = f"The {folder.name} data set"
                call_command("import_directory", folder, why=why, stdout=self.stdout, stderr=self.stderr)
        if settings.STATIC_ROOT:
            call_command("collectstatic", interactive=False, verbosity=0)
        settings.DIRECTORY_BASE_URL = f"http://{HOST}:{port}"  # the links of the samples lead there
        operator = sample_operator()
        # Set with the private server (config/embedded.py): samples never come into a database that DATABASE_URL names.
        if "DATABASE_IS_PRIVATE" in os.environ:
            samples.make()
        instructions = list(samples.instructions())
        connection.close()  # the server opens its own; this process only waits from here on
        with server(port, OUTBOX_IS_PUBLIC="yes", **operator) as process, worker(**operator):
            self.stdout.write(
                f"The directory is at http://{HOST}:{port}/ and Ctrl+C ends it.\n"
                f"Mails are not sent: http://{HOST}:{port}/outbox/ shows them."
            )
            for line in instructions:
                self.stdout.write(line)
            self.stdout.flush()
            process.wait()
        raise CommandError("The server ended by itself.")

    def free_port(self, requested: int | None) -> int:
        """The port that was named; where none was, the usual one, or any that is free."""
        if is_free(requested or USUAL_PORT):
            return requested or USUAL_PORT
        if requested:
            raise CommandError(f"Port {requested} is taken. Name another with --port, or leave it out.")
        port = free_port()
        self.stdout.write(f"Port {USUAL_PORT} is taken; this uses {port} instead.")
        return port


def sample_operator() -> dict[str, str]:
    """The environment of a sample operator, who stands on pages and in mails of this process as well; empty where the
    settings name a real one."""
    if settings.OPERATOR_NAME:
        return {}
    for name, value in samples.OPERATOR.items():
        setattr(settings, name, value)
    return {name: "yes" if value is True else str(value) for name, value in samples.OPERATOR.items()}


def free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return probe.getsockname()[1]


def is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except (OSError, OverflowError):
        return False
    return True


def answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port)).close()
    except OSError:
        return False
    return True


def empty_private_database() -> None:
    if "DATABASE_IS_PRIVATE" not in os.environ:
        raise CommandError("--reset empties only the private database, and DATABASE_URL names another.")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


@contextmanager
def server(port: int, **variables: str) -> Iterator[subprocess.Popen]:
    """The application server, which answers when the block begins and has ended when it ends; `variables` are added
    to its environment."""
    options = f"{SERVING} --log-level error --host {HOST} --port {port}"
    environment = {"DIRECTORY_BASE_URL": f"http://{HOST}:{port}", **variables}
    with running("granian", *options.split(), "config.asgi:application", **environment) as process:
        # Asked until it listens: granian says nothing of when it is ready
        while not answers(port) and process.poll() is None:
            time.sleep(0.05)
        yield process


@contextmanager
def worker(**variables: str) -> Iterator[subprocess.Popen]:
    """The process that does the jobs (mails, imports), beside the application server; `variables` as for the server."""
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", **variables}
    with running("django", "procrastinate", "worker", **environment) as process:
        yield process


@contextmanager
def running(module: str, *arguments: str, **variables: str) -> Iterator[subprocess.Popen]:
    """A Python program that has ended when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | variables,
        start_new_session=True,  # Ctrl+C is for us; we tell it
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
