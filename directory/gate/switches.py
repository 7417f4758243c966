"""What the operator may switch off, and whether the directory can be changed at all.

A switch is an empty file in STATE_FOLDER: outside the database, for one that is full cannot be written, and the same for all
processes. Looking costs one `stat` of the folder while nothing is switched.
"""

import logging
import os
import threading
import time
from contextlib import suppress
from enum import Enum, StrEnum

from django.conf import settings
from django.db import Error, connection, transaction
from django.utils.translation import gettext as _

logger = logging.getLogger("directory.switches")


class Switch(StrEnum):
    """Their values are names of files."""

    READ_ONLY = "read_only"
    REGISTRATIONS = "registrations_off"
    RELAY = "relay_off"
    SHOWINGS = "showings_off"
    EXPORTS = "exports_off"
    # Not for the operator: set when PostgreSQL says that it cannot write, taken back when it can
    FULL = "full"


def sentence(switch: Switch) -> str:
    """What people read where a button was."""
    match switch:
        case Switch.REGISTRATIONS:
            return _("No registrations are taken at the moment. Drafts stay as they are.")
        case Switch.RELAY:
            return _("No messages are passed on at the moment. Please try again later.")
        case Switch.SHOWINGS:
            return _("Desks that not everybody may see are not shown at the moment. Please try again later.")
        case Switch.EXPORTS:
            return _("Lists cannot be downloaded at the moment. Please try again later.")
        case _:
            return _(
                "The directory can be read, but not changed, at the moment. Nobody can sign in meanwhile."
            )


class SwitchedOff(Exception):
    """What somebody asked for is switched off."""

    def __init__(self, switch: Switch) -> None:
        super().__init__(switch.value)
        self.switch = switch


class NoStateFolder(Exception):
    """STATE_FOLDER is not set, so that nothing can be switched."""


class _Folder:
    """The names of the files in STATE_FOLDER, read again when the folder changed."""

    FRESH = 1_000_000_000  # nanoseconds within which a second change may have the time of the first

    def __init__(self) -> None:
        self.seen: tuple[object, int] | None = None
        self.names: frozenset[str] = frozenset()

    def read(self) -> frozenset[str]:
        folder = settings.STATE_FOLDER
        if folder is None:
            return frozenset()
        try:
            changed_at = os.stat(folder).st_mtime_ns  # noqa: PTH116  this is on the way of each request
            if (folder, changed_at) != self.seen:
                self.names = frozenset(os.listdir(folder)) & SWITCHES  # noqa: PTH208
                self.seen = (folder, changed_at) if time.time_ns() - changed_at > self.FRESH else None
        except OSError:
            return frozenset()
        return self.names


class _Space:
    """Whether there is too little space where the database's files lie, looked at once a second."""

    ENOUGH_AGAIN = 1.2  # times the least: what is just freed is not used up by the next request

    def __init__(self) -> None:
        self.looked_at, self.is_short = 0.0, False

    def is_too_short(self) -> bool:
        if settings.DATABASE_FOLDER is None:
            return False
        now = time.monotonic()
        if now - self.looked_at >= 1:
            self.looked_at = now
            least = least_space() * (self.ENOUGH_AGAIN if self.is_short else 1)
            with suppress(OSError):
                self.is_short = free_space() < least
        return self.is_short


SWITCHES = frozenset(switch.value for switch in Switch)
_folder, _space = _Folder(), _Space()
_full_here = (
    threading.Event()
)  # as FULL, for a site without STATE_FOLDER, or where no file can be made either
_watch = threading.Lock()  # held by the thread that tries whether the database can be written again


def free_space() -> int:
    """Bytes. Raises OSError."""
    disk = os.statvfs(settings.DATABASE_FOLDER)
    return disk.f_bavail * disk.f_frsize


def least_space() -> float:
    """Bytes below which nothing is written any more, of LEAST_SPACE: megabytes, or a share of the disk. Raises OSError."""
    number, is_share = settings.LEAST_SPACE
    if not is_share:
        return number * 1_000_000
    disk = os.statvfs(settings.DATABASE_FOLDER)
    return number / 100 * disk.f_blocks * disk.f_frsize


def is_on(switch: Switch) -> bool:
    return switch.value in _folder.read()


def is_read_only() -> bool:
    """Whether nothing may be written: by hand, for want of space, or because PostgreSQL said that it cannot."""
    return bool(state() & {Switch.READ_ONLY.value, Switch.FULL.value})


def state() -> frozenset[str]:
    """The switches that are on. Want of space counts as FULL. Pages that are kept depend on it."""
    names = _folder.read()
    if Switch.FULL.value in names or _full_here.is_set():
        _watch_until_writable()
        return names | {Switch.FULL.value}
    return names | {Switch.FULL.value} if _space.is_too_short() else names


def require(switch: Switch) -> None:
    """Raises SwitchedOff where that is switched off."""
    if is_on(switch):
        raise SwitchedOff(switch)


def require_writing() -> None:
    """Raises SwitchedOff while the directory can only be read. For what writes though it is only asked for."""
    if is_read_only():
        raise SwitchedOff(Switch.READ_ONLY)


def turn(switch: Switch, *, on: bool) -> None:
    """Raises NoStateFolder, and OSError where the file cannot be made."""
    if settings.STATE_FOLDER is None:
        raise NoStateFolder
    file = settings.STATE_FOLDER / switch.value
    if on:
        settings.STATE_FOLDER.mkdir(parents=True, exist_ok=True)
        file.touch()
    else:
        file.unlink(missing_ok=True)


# PostgreSQL says that it is full


def note_full() -> None:
    """Write nothing from now on, in all processes, until PostgreSQL can be written again."""
    if Switch.FULL.value not in state():
        logger.error("PostgreSQL cannot write. The directory can be read only until it can.")
    try:
        turn(Switch.FULL, on=True)
    except (NoStateFolder, OSError):
        _full_here.set()
    _watch_until_writable()


TRY_EVERY = 5.0  # seconds


def _watch_until_writable() -> None:
    if _watch.acquire(blocking=False):
        threading.Thread(target=_wait_until_writable, name="space", daemon=True).start()


def _wait_until_writable() -> None:
    try:
        while not _is_writable():
            time.sleep(TRY_EVERY)
        _full_here.clear()
        with suppress(NoStateFolder, OSError):
            turn(Switch.FULL, on=False)
        logger.warning("PostgreSQL can write again.")
    finally:
        _watch.release()


def _is_writable() -> bool:
    """Whether PostgreSQL has room for eight megabytes more. Written into a table that goes at once, and as they are: it
    would make them small."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE space_tried (filling text) ON COMMIT DROP")
            cursor.execute("ALTER TABLE space_tried ALTER filling SET STORAGE PLAIN")
            cursor.execute("INSERT INTO space_tried SELECT repeat('x', 7000) FROM generate_series(1, 1150)")
    except Error:
        return False
    else:
        return True
    finally:
        connection.close()


class WhyReadOnly(Enum):
    """For whoever runs the site."""

    BY_HAND = "switched by hand"
    SPACE = "too little space"
    FULL = "PostgreSQL cannot write"


def why_read_only() -> WhyReadOnly | None:
    if is_on(Switch.READ_ONLY):
        return WhyReadOnly.BY_HAND
    if is_on(Switch.FULL) or _full_here.is_set():
        return WhyReadOnly.FULL
    return WhyReadOnly.SPACE if _space.is_too_short() else None
