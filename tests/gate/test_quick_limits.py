"""Limits in a worker's memory: so many times a second, for each key."""

import pytest

from directory.gate import quick_limits
from directory.gate.quick_limits import QuickLimit


class Clock:
    """A clock that stands still until it is moved."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def limit(clock):
    return QuickLimit("tests", each_second=20, at_once=30, clock=clock)


def test_twenty_a_second_are_allowed_for_as_long_as_they_come(limit, clock):
    for _time in range(2000):
        assert limit.allow("192.0.2.1").is_allowed
        clock.seconds += 1 / 20


def test_more_are_refused_and_the_refused_ones_use_nothing_up(limit, clock):
    answers = [limit.allow("192.0.2.1").is_allowed for _time in range(40)]

    assert answers == [True] * 30 + [False] * 10
    clock.seconds += 1
    assert sum(limit.allow("192.0.2.1").is_allowed for _time in range(40)) == 20


def test_each_key_has_its_own(limit):
    for _time in range(31):
        limit.allow("192.0.2.1")

    assert not limit.allow("192.0.2.1").is_allowed
    assert limit.allow("192.0.2.2").is_allowed


def test_memory_is_bounded(limit, monkeypatch):
    monkeypatch.setattr(quick_limits, "MOST_KEYS", 3)

    for number in range(10):
        limit.allow(str(number))

    assert len(limit._left) == 3


def test_what_is_kept_does_not_say_whose_it_is(limit):
    limit.allow("192.0.2.1")

    assert "192.0.2.1" not in repr(limit._left)
