"""Answers that hold many records: each as of one moment, and only a few at once."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager

from django.http import FileResponse, HttpResponse

from directory.database.snapshots import snapshot

# In one process, of its eight threads: however many exports people ask for, pages are answered beside them
AT_ONCE = 4
RETRY_AFTER = "5"  # seconds
LONGEST_WAIT = 5  # seconds
room = threading.Semaphore(AT_ONCE)


class TooManyExports(Exception):
    """As many exports as may be are being made."""


@contextmanager
def export(*, wait: float = 0) -> Iterator[None]:
    """All that is read in the block is as of one moment. Raises TooManyExports where there is no room within `wait` seconds."""
    if not room.acquire(timeout=wait):
        raise TooManyExports
    try:
        with snapshot():
            yield
    finally:
        room.release()


def exported(respond: Callable[[], HttpResponse]) -> HttpResponse:
    """What `respond` answers, an export until its last piece was sent or it was closed. Raises TooManyExports."""
    with ExitStack() as held:
        held.enter_context(export())
        response = respond()
        # A workbook is whole by now
        if response.streaming and not isinstance(response, FileResponse):
            pieces = read_and_give_back(response.streaming_content, held.pop_all())
            next(pieces)
            response.streaming_content = pieces
    return response


def read_and_give_back(pieces: Iterable[bytes], held: ExitStack) -> Iterator[bytes]:
    """The pieces, after one that is for nobody: it begins the block, so that the end of this, whether it was read or thrown
    away, gives back what is held."""
    with held:
        yield b""
        yield from pieces


def read_in_an_export(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, an export from the first of them on. Raises TooManyExports at once where there is no room now."""
    if not room.acquire(blocking=False):
        raise TooManyExports
    room.release()

    def read() -> Iterator[str]:
        with export(wait=LONGEST_WAIT):
            yield from pieces

    return read()
