"""PostgreSQL's advisory locks that this application takes, all in one list, so that no two share a number.

An advisory lock is a number in the database on which transactions or sessions wait for each other; it locks no row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection
from django.db.backends.utils import CursorWrapper


class AdvisoryLock(IntEnum):
    """64-bit numbers. What they are does not matter; that they differ, does."""

    # Held until commit by `listing_refresh` (sql/listing_upkeep.sql): who refreshes sees what all before committed.
    LISTINGS = 0x6C697374
    # Held until commit by whoever chooses a free address: two at once could give two records the same one.
    ADDRESSES = 0x72657669
    # Held until commit by `installing.make_true`: of two that migrate at once, one waits.
    FUNCTIONS = 0x66756E63
    # Held until commit by whoever changes the list of reporting channels: no two of a country have one name or address.
    REPORTING_CHANNELS = 0x6368616E
    # Held until commit by whoever sends in a submission for the first time: no two get one number.
    REFERENCE_NUMBERS = 0x6E756D62
    # Plus an import's primary key, held by the session of the worker that works on it. Far above the others, and
    # above 32 bits, so that no primary key that is likely meets another lock.
    IMPORTS = 5_000_000_000


def wait_for(lock: AdvisoryLock) -> None:
    """Hold the lock until the transaction ends, after whoever has it now. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(lock)])


@contextmanager
def held_by_session(cursor: CursorWrapper, lock: AdvisoryLock, *, key: int) -> Iterator[bool]:
    """Hold `lock` + `key` while the block runs, however it ends; False, at once, where another session holds it.

    A lock of the session outlives its transactions: it is given back here, and at the latest with the connection.
    """
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock + key])
    is_held = cursor.fetchone()[0]
    try:
        yield is_held
    finally:
        if is_held:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock + key])
