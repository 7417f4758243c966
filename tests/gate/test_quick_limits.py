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
    return QuickLimit("tests", clock=clock)


def test_twenty_a_second_are_allowed_for_as_long_as_they_come(limit, clock):
    for _time in range(2000):
        assert limit.allows("192.0.2.1", each_second=20)
        clock.seconds += 1 / 20


def test_more_are_refused_and_the_refused_ones_use_nothing_up(limit, clock):
    answers = [limit.allows("192.0.2.1", each_second=20) for _time in range(50)]

    assert answers == [True] * 40 + [False] * 10
    clock.seconds += 1
    assert sum(limit.allows("192.0.2.1", each_second=20) for _time in range(40)) == 20


def test_each_key_has_its_own(limit):
    for _time in range(41):
        limit.allows("192.0.2.1", each_second=20)

    assert not limit.allows("192.0.2.1", each_second=20)
    assert limit.allows("192.0.2.2", each_second=20)


def test_memory_is_bounded(limit, monkeypatch):
    monkeypatch.setattr(quick_limits, "MOST_KEYS", 3)

    for number in range(10):
        limit.allows(str(number), each_second=20)

    assert len(limit._left) == 3


def test_what_is_kept_does_not_say_whose_it_is(limit):
    limit.allows("192.0.2.1", each_second=20)

    assert "192.0.2.1" not in repr(limit._left)
