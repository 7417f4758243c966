"""A private PostgreSQL for trials and tests: it runs as long as a command uses it. `cluster.py` says how."""

import os
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from pathlib import Path
from types import FrameType
from typing import NoReturn

from config.cluster import Cluster

FOLDER = Path(__file__).resolve().parent.parent / ".demo"


def end(number: int, frame: FrameType | None) -> NoReturn:
    """What to do on a signal: end as after Ctrl+C, by way of `finally`, undisturbed by the next signal."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextmanager
def postgres(folder: Path = FOLDER, *options: str) -> Iterator[None]:
    """Run the block with the server's address in `DATABASE_URL`. Where that is set already, do nothing.

    Commands that name the same folder share one server; the last one stops it. The options go to `postgres`.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)
    if os.environ.get("DATABASE_URL", "").strip():
        yield
        return
    cluster = Cluster(folder)
    with (cluster.folder / "users").open("w") as users:  # whoever uses the server shares a lock on this file
        try:
            flock(users, LOCK_SH)
            while not cluster.is_running():
                flock(users, LOCK_EX)
                if not cluster.is_running():
                    cluster.start(*options)
                flock(users, LOCK_SH)  # gives up the other lock first, so that the last user may come between
            os.environ |= {"DATABASE_URL": cluster.database_url(), "DATABASE_IS_PRIVATE": "yes"}
            os.environ.setdefault("STATE_FOLDER", str(folder / "state"))
            os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
            yield
        finally:
            for name in ("DATABASE_URL", "DATABASE_IS_PRIVATE"):
                os.environ.pop(name, None)
            flock(users, LOCK_UN)
            with suppress(BlockingIOError):  # somebody else still uses it
                flock(users, LOCK_EX | LOCK_NB)
                cluster.stop()
