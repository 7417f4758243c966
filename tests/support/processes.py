"""Other processes that tests start, and waiting for what they do."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

# For the servers that tests start: the usual limit of a question, 2000 ms, is for a machine that serves and does nothing else
WITH_PATIENCE = {"DATABASE_STATEMENT_TIMEOUT": "30000"}


def manage(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, settings.BASE_DIR / "manage.py", *words], check=True, env=environment)


@contextmanager
def worker(environment: dict[str, str], *options: str) -> Iterator[subprocess.Popen]:
    command = [sys.executable, settings.BASE_DIR / "manage.py", "procrastinate", "worker", *options]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def wait_until(happened: Callable[[], bool], seconds: float = 120) -> None:
    """Look ten times a second whether it has happened. After `seconds` it never will: far longer than it takes, for
    other programs may use the machine as well."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
