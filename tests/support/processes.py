"""Other processes that tests start, and waiting for what they do."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


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


def wait_until(happened, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
