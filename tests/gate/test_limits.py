"""Limits: so many times within so many seconds, for each purpose and whoever it is."""

import os
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from psycopg.conninfo import make_conninfo

from directory.gate import limits

pytestmark = pytest.mark.django_db


def allow(purpose="api", key="192.0.2.1", most=2, seconds=60):
    return limits.allow(purpose, key, most=most, seconds=seconds)


def age(seconds: int) -> None:
    """Let time pass for what was counted so far."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE limit_count SET ends_at = ends_at - make_interval(secs => %s)", [seconds])


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM limit_count")
        return cursor.fetchone()[0]


def test_the_third_time_of_two_is_refused():
    counted = [allow() for _time in range(3)]

    assert [one.is_allowed for one in counted] == [True, True, False]
    assert [one.remaining for one in counted] == [1, 0, 0]
    assert 30 < counted[2].reset <= 60  # less what the three took, on a busy machine seconds


def test_a_limit_begins_anew_when_its_window_is_over():
    allow(most=1)

    age(61)

    assert allow(most=1).is_allowed
    assert not allow(most=1).is_allowed


def test_purposes_people_and_lengths_are_counted_apart():
    allow(most=1)

    assert allow("sign-in", most=1).is_allowed
    assert allow(key="192.0.2.2", most=1).is_allowed
    assert allow(most=1, seconds=3600).is_allowed


def test_the_address_itself_is_not_kept():
    allow()
    allow("sign-in")

    with connection.cursor() as cursor:
        cursor.execute("SELECT who, limit_count::text FROM limit_count")
        kept = cursor.fetchall()

    assert len({who for who, _row in kept}) == 2
    assert all("192.0.2.1" not in row and "3139322e" not in row for _who, row in kept)


def test_what_is_over_is_forgotten_when_others_come_by():
    for number in range(4):
        allow(key=str(number))
    age(61)

    allow(key="new")
    allow(key="new")

    assert rows() == 1


def test_what_is_over_is_forgotten_each_night():
    allow()
    age(61)
    allow(key="192.0.2.2", seconds=3600)

    call_command("refresh_search", stdout=StringIO())

    assert rows() == 1


def test_headers_say_what_is_left_and_when_to_come_back():
    assert allow(most=1).headers() == {
        "RateLimit-Limit": "1",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "60",
    }
    assert "Retry-After" in allow(most=1).headers()


def test_many_at_once_are_all_counted():
    database = make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    asked = {"purpose": "many at once", "who": b"one", "seconds": 60, "is_alone": True}

    def count(_number):
        with psycopg.connect(database, autocommit=True) as session:
            return session.execute(limits.COUNT, asked).fetchone()[0]

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(count, range(24)))
    with psycopg.connect(database, autocommit=True) as session:
        session.execute("DELETE FROM limit_count WHERE purpose = 'many at once'")

    assert sorted(counted) == list(range(1, 25))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "made-up, 198.51.100.7", "198.51.100.7"),
        (2, "made-up, 198.51.100.7, 203.0.113.1", "198.51.100.7"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "x" * 5000, "x" * 100),
    ],
)
def test_an_address_is_believed_as_far_as_our_own_proxies_wrote_it(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", HTTP_X_FORWARDED_FOR=forwarded)

    assert limits.address_of(request) == address
