"""Advisory locks: no two share a number, and none is kept longer than what it guards."""

import pytest
from django.db import connection

from directory.database.locks import AdvisoryLock, held_by_session, wait_for

pytestmark = pytest.mark.django_db


def held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted"
        )
        return cursor.fetchone()[0]


def test_no_two_locks_share_a_number():
    assert len(AdvisoryLock) == len(AdvisoryLock.__members__)


def test_a_lock_of_the_transaction_is_held():
    wait_for(AdvisoryLock.ADDRESSES)

    assert held() == 1


def test_a_lock_of_the_session_keeps_others_off_while_the_block_runs():
    other = connection.copy()
    try:
        with connection.cursor() as cursor, held_by_session(cursor, AdvisoryLock.IMPORTS, key=7) as is_held:
            assert is_held
            with (
                other.cursor() as others,
                held_by_session(others, AdvisoryLock.IMPORTS, key=7) as is_held_twice,
            ):
                assert not is_held_twice
    finally:
        other.close()

    assert held() == 0


def test_a_lock_of_the_session_is_given_back_when_the_block_raises():
    with (
        connection.cursor() as cursor,
        pytest.raises(ZeroDivisionError),
        held_by_session(cursor, AdvisoryLock.IMPORTS, key=7),
    ):
        raise ZeroDivisionError

    assert held() == 0
