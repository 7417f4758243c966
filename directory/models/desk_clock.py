"""What the clock of a desk shows at a moment, whether the desk is open then, and when that changes.

Hours are those of the wall clock in the desk's time zone. Where clocks are put forward, a desk that opens in the hour that
is left out opens when the hour is left out; where they are put back, the hour that comes twice counts twice.
"""

import datetime
import json
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from directory.models.opening_hours import DAY, HOUR, WEEK, OpeningHours

MINUTE = datetime.timedelta(minutes=1)
# A change is found within a week and the day on which clocks may be put forward or back
DAYS_AHEAD = 8


class DeskState(NamedTuple):
    """What is so at a desk at a moment. `local_time` is the moment on its clock, None where no time zone is stated.

    `changes_in`: how long it takes until it closes or opens; None where it never does.
    """

    local_time: datetime.datetime | None
    is_open: bool
    changes_in: datetime.timedelta | None


@cache
def time_zone(name: str) -> ZoneInfo | None:
    """The time zone of that name; None where it is empty or this machine does not know it."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return None


def minute_of_week(local: datetime.datetime) -> int:
    """Minutes since the midnight before Monday, on the clock that shows `local`."""
    return local.weekday() * DAY + local.hour * HOUR + local.minute


def state_of(hours: OpeningHours, zone_name: str, moment: datetime.datetime) -> DeskState | None:
    """What is so at a desk with these hours. None where the hours are not stated, or nobody can tell what they mean, as the
    time zone is not known."""
    zone = time_zone(zone_name)
    if not hours or (zone is None and not hours.is_round_the_clock):
        return None
    local_time = moment.astimezone(zone) if zone else None
    if hours.is_round_the_clock:
        return DeskState(local_time, is_open=True, changes_in=None)
    is_open = minute_of_week(local_time) in hours
    for candidate in _possible_changes(hours, local_time):
        if candidate > moment and (minute_of_week(candidate.astimezone(zone)) in hours) != is_open:
            return DeskState(local_time, is_open, candidate - moment)
    return DeskState(local_time, is_open, None)


def _possible_changes(hours: OpeningHours, local_time: datetime.datetime) -> list[datetime.datetime]:
    """The moments at which something may change, from the day of `local_time` on, in their order, in UTC."""
    edges = {edge % WEEK for span in hours.spans for edge in span}
    moments = []
    for day in range(DAYS_AHEAD + 1):
        date = local_time.date() + datetime.timedelta(days=day)
        midnight = datetime.datetime.combine(date, datetime.time(), local_time.tzinfo)
        moments += _clock_changes(midnight)
        for edge in edges:
            if edge // DAY == date.weekday():
                local = midnight.replace(hour=edge % DAY // HOUR, minute=edge % HOUR)
                # Twice, for an hour that comes twice
                moments += [local.astimezone(datetime.UTC), local.replace(fold=1).astimezone(datetime.UTC)]
    return sorted(moments)


def _clock_changes(midnight: datetime.datetime) -> Iterator[datetime.datetime]:
    """When in the 24 hours after a midnight the clock is put forward or back, to the minute, in UTC."""
    zone = midnight.tzinfo
    # In UTC: Python compares and subtracts two times of one zone by what the clock shows
    start = midnight.astimezone(datetime.UTC)
    offset_at_start = start.astimezone(zone).utcoffset()
    before, after = 0, DAY + 2 * HOUR  # a day on which clocks are put back is longer
    if (start + after * MINUTE).astimezone(zone).utcoffset() == offset_at_start:
        return
    while after - before > 1:
        middle = (before + after) // 2
        if (start + middle * MINUTE).astimezone(zone).utcoffset() == offset_at_start:
            before = middle
        else:
            after = middle
    yield start + after * MINUTE


@cache
def _all_time_zones() -> list[tuple[str, ZoneInfo]]:
    zones = ((name, time_zone(name)) for name in sorted(available_timezones()))
    return [(name, zone) for name, zone in zones if zone]


@lru_cache(maxsize=2)
def _minutes_by_zone(moment: datetime.datetime) -> str:
    return json.dumps({name: minute_of_week(moment.astimezone(zone)) for name, zone in _all_time_zones()})


def minutes_by_zone(moment: datetime.datetime) -> str:
    """The minute of the week in each time zone, as a JSON object. PostgreSQL is told, rather than asked: it may have
    another edition of the time zones, and it fails at a name that it does not know."""
    return _minutes_by_zone(moment.replace(second=0, microsecond=0))
