"""Which errors of the database are no mistakes of ours: it is away, busy, or full."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

import psycopg
from django.db import Error, transaction


class Outage(Enum):
    AWAY = auto()  # it cannot be reached, or the connection broke
    BUSY = auto()  # a statement took too long, or waited too long for others
    FULL = auto()  # it has no space left, or takes no writing


# By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
STATES = {
    "57014": Outage.BUSY,  # cancelled, as by the statement timeout of the settings
    "55P03": Outage.BUSY,  # a lock was not to be had in time
    "40001": Outage.BUSY,
    "40P01": Outage.BUSY,  # a deadlock, which this transaction gave way in
    "53100": Outage.FULL,
    "25006": Outage.FULL,  # a read-only transaction, as on a standby
}
# 08: connections. 53: too many of them, or no memory. 57P: the server is being stopped or started, or was killed
CLASSES_OF_AWAY = ("08", "53", "57P")


def outage_of(exception: BaseException) -> Outage | None:
    """What is wrong with the database where the exception, or one that led to it, tells so. Jobs, for one, wrap the
    errors of the database in their own."""
    for error in _causes(exception):
        if isinstance(error, psycopg.Error):
            return _outage_of_server(error)
    return None


@contextmanager
def as_far_as_writable() -> Iterator[None]:
    """For what is only noted beside reading: where the database has no space left, or takes no writing, nothing is noted, and
    the page opens all the same."""
    try:
        with transaction.atomic():
            yield
    except Error as error:
        if outage_of(error) is not Outage.FULL:
            raise


def _causes(exception: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = exception
    while cause is not None:
        yield cause
        # Django names the cause of each error that it wraps
        cause = cause.__cause__ or (None if isinstance(cause, Error) else cause.__context__)


def _outage_of_server(error: psycopg.Error) -> Outage | None:
    state = error.sqlstate
    if state in STATES:
        return STATES[state]
    if state:
        return Outage.AWAY if state.startswith(CLASSES_OF_AWAY) else None
    # Without a state it did not come from the server: a connection that could not be made, or that broke
    is_connection = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return Outage.AWAY if is_connection else None
