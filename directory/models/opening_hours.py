"""When a desk is open in each week: the value, how a sheet writes it, and the column that keeps it.

The database keeps the minutes of a week in which the desk is open, on its own clock, as a multirange: PostgreSQL joins
what overlaps, and a constraint keeps the minutes within a week. Holidays are not known, and nothing is claimed of them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from psycopg.types.multirange import Multirange

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
# As OpenStreetMap and schema.org write them; Monday is day 0, as in Python's calendar
DAY_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ROUND_THE_CLOCK_CODE = "24/7"


class Period(NamedTuple):
    """From when to when a desk is open, in minutes after the midnight with which the day begins.

    `closes` is greater than DAY where the period goes on after midnight.
    """

    day: int
    opens: int
    closes: int


class HoursLine(NamedTuple):
    """Days on which a desk is open alike, and the times, both in the reader's words."""

    days: str
    times: str


def written_time(minute: int) -> str:
    """A minute after midnight as a clock of 24 hours has it. The end of the day is 24:00."""
    minute = minute - DAY if minute > DAY else minute
    return f"{minute // HOUR:02}:{minute % HOUR:02}"


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The minutes of a week in which a desk is open: spans in their order, apart from each other, each from a minute
    up to another that is not in it. None at all where the hours are not stated."""

    spans: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __contains__(self, minute: int) -> bool:
        return any(start <= minute < end for start, end in self.spans)

    def __str__(self) -> str:
        """As OpenStreetMap writes hours, such as "Mo-Fr 09:00-17:00; Sa 22:00-06:00" or "24/7"."""
        if self.is_round_the_clock:
            return ROUND_THE_CLOCK_CODE
        return "; ".join(
            ",".join(_day_range(run, DAY_CODES) for run in _runs(days))
            + " "
            + ",".join(f"{written_time(opens)}-{written_time(closes)}" for opens, closes in times)
            for days, times in self._alike()
        )

    @classmethod
    def of(cls, periods: Iterable[Period]) -> "OpeningHours":
        """The hours that some periods make together. Those that overlap or touch become one."""
        spans: list[tuple[int, int]] = []
        for period in periods:
            start, end = period.day * DAY + period.opens, period.day * DAY + period.closes
            spans += [(start, min(end, WEEK)), (0, end - WEEK)] if end > WEEK else [(start, end)]
        joined: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(joined[-1][1], end)
            else:
                joined.append((start, end))
        return cls(tuple(joined))

    @classmethod
    def of_ranges(cls, ranges: Multirange[int]) -> "OpeningHours":
        """The hours as the driver gives the column."""
        return cls(tuple((span.lower, span.upper) for span in ranges))

    @property
    def is_round_the_clock(self) -> bool:
        return self.spans == ((0, WEEK),)

    @property
    def periods(self) -> list[Period]:
        """The hours day by day, those from Monday first. What lasts less than 24 hours stays in one piece over midnight;
        what lasts longer is cut at each midnight."""
        return sorted(self._cut_at_midnights())

    def _cut_at_midnights(self) -> Iterator[Period]:
        spans = list(self.spans)
        if len(spans) > 1 and spans[0][0] == 0 and spans[-1][1] == WEEK:
            # From Sunday into Monday
            spans = [*spans[1:-1], (spans[-1][0], WEEK + spans[0][1])]
        for first, end in spans:
            start = first
            while end - start >= DAY and start // DAY != (end - 1) // DAY:
                yield Period(start // DAY % 7, start % DAY, DAY)
                start = (start // DAY + 1) * DAY
            yield Period(start // DAY % 7, start % DAY, start % DAY + end - start)

    def _alike(self) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """Days with the same times, with these times; each day once."""
        times: dict[int, list[tuple[int, int]]] = {}
        for day, opens, closes in self.periods:
            times.setdefault(day, []).append((opens, closes))
        groups: dict[tuple, list[int]] = {}
        for day, times_of_day in times.items():
            groups.setdefault(tuple(times_of_day), []).append(day)
        return [(days, list(times_of_days)) for times_of_days, days in groups.items()]

    @property
    def lines(self) -> list[HoursLine]:
        """The hours in the reader's language, a line for the days that are alike."""
        if self.is_round_the_clock:
            return [HoursLine(_("Every day"), _("round the clock"))]
        names = [str(WEEKDAYS[day]) for day in range(7)]
        between = pgettext("between the items of a list", ", ")
        return [
            HoursLine(
                between.join(_days_in_words(run, names) for run in _runs(days)),
                between.join(_times_in_words(opens, closes) for opens, closes in times),
            )
            for days, times in self._alike()
        ]


ROUND_THE_CLOCK = OpeningHours(((0, WEEK),))


def _runs(days: list[int]) -> list[list[int]]:
    """Days that follow each other, together."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _day_range(run: list[int], names: tuple[str, ...]) -> str:
    return names[run[0]] if len(run) == 1 else f"{names[run[0]]}-{names[run[-1]]}"


def _days_in_words(run: list[int], names: list[str]) -> str:
    if len(run) == 7:
        return _("Every day")
    if len(run) < 3:
        return pgettext("between the items of a list", ", ").join(names[day] for day in run)
    return _("%(first)s to %(last)s") % {"first": names[run[0]], "last": names[run[-1]]}


def _times_in_words(opens: int, closes: int) -> str:
    sentence = _("%(opens)s to %(closes)s the next day") if closes > DAY else _("%(opens)s to %(closes)s")
    return sentence % {"opens": written_time(opens), "closes": written_time(closes)}


# How a sheet and programs write hours

_CLOCK = r"(?:[01]?[0-9]|2[0-4]):[0-5][0-9]"
_TIMES = rf"{_CLOCK}-{_CLOCK}(?:,{_CLOCK}-{_CLOCK})*"
_DAYS = rf"(?:{'|'.join(DAY_CODES)})"
_RULE = re.compile(rf"(?P<days>{_DAYS}(?:-{_DAYS})?(?:,{_DAYS}(?:-{_DAYS})?)*)?\s*(?P<times>{_TIMES})")


class NoHours(ValueError):
    """What was written means no hours."""


def period(day: int, opens: int, closes: int) -> Period:
    """A period from two times of a clock. Closing earlier than opening means the next day. Raises NoHours where the two
    are the same, for that may mean a whole day or nothing, and for a minute after 24:00."""
    is_same = opens % DAY == closes % DAY and (opens, closes) != (0, DAY)
    if is_same or opens >= DAY or closes > DAY:
        raise NoHours
    return Period(day, opens, closes if closes > opens else closes + DAY)


def hours_of(text: str) -> OpeningHours:
    """The hours that a text in the notation of `str(OpeningHours)` means; without a day, every day is meant. A later rule
    takes the place of an earlier one for the same day, as it does in OpenStreetMap. Raises ValidationError."""
    plain = re.sub(r"\s*([,;-])\s*", r"\1", text.strip().replace("\u2013", "-"))
    if plain == ROUND_THE_CLOCK_CODE:
        return ROUND_THE_CLOCK
    periods_of_day: dict[int, list[Period]] = {}
    try:
        for rule in filter(None, plain.split(";")):
            periods_of_day |= _periods_of_rule(rule)
    except NoHours:
        raise ValidationError(
            _(
                "Write hours such as “Mo-Fr 09:00-12:00,13:00-17:00; Sa 22:00-06:00”, or “24/7” for round the"
                " clock."
            ),
            code="invalid",
        ) from None
    return OpeningHours.of(period for periods in periods_of_day.values() for period in periods)


def _periods_of_rule(rule: str) -> dict[int, list[Period]]:
    """The periods of the days that a rule names. Raises NoHours."""
    match = _RULE.fullmatch(rule)
    if match is None:
        raise NoHours
    spans = [tuple(map(_minute_of, span.split("-"))) for span in match["times"].split(",")]
    return {day: [period(day, *span) for span in spans] for day in _days_of(match["days"])}


def _minute_of(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * HOUR + int(minutes)


def _days_of(codes: str | None) -> Iterator[int]:
    for code in codes.split(",") if codes else ["Mo-Su"]:
        first, _dash, last = code.partition("-")
        start, end = DAY_CODES.index(first), DAY_CODES.index(last or first)
        # "Sa-Mo" goes over the end of the week
        yield from (day % 7 for day in range(start, end + 1 if end >= start else end + 8))


class OpeningHoursField(models.Field):
    """A column of OpeningHours. It is never null: hours that are not stated are no minute at all."""

    description = gettext_lazy("Minutes of a week")

    def __init__(self, *args, **options):
        options.setdefault("default", OpeningHours)
        options.setdefault("blank", True)
        # Rows that a release before this column writes while a new one begins
        options.setdefault("db_default", OpeningHours())
        super().__init__(*args, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        for option in ("default", "blank", "db_default"):
            options.pop(option, None)
        return name, path, args, options

    def db_type(self, connection):
        return "int4multirange"

    def from_db_value(self, value, expression, connection):
        return None if value is None else OpeningHours.of_ranges(value)

    def to_python(self, value):
        if isinstance(value, OpeningHours):
            return value
        return hours_of(value or "")

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        if isinstance(value, str):
            value = hours_of(value)
        if not isinstance(value, OpeningHours):
            return value
        return "{" + ",".join(f"[{start},{end})" for start, end in value.spans) + "}"

    def get_placeholder(self, value, compiler, connection):
        return "%s::int4multirange"

    def value_to_string(self, obj):
        return str(self.value_from_object(obj))
