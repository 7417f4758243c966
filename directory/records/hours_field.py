"""The opening hours of a desk as a form takes them: in one cell of a sheet, or day by day on a page."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models.opening_hours import (
    DAY,
    HOUR,
    ROUND_THE_CLOCK,
    NoHours,
    OpeningHours,
    Period,
    hours_of,
    period,
    written_time,
)

_CLOCK = r"([0-9]{1,2})(?:[:.h]([0-9]{2})?)?\s*([ap]\.?m\.?)?"
# From one time to another, in the four languages of the site
_PERIOD = re.compile(rf"{_CLOCK}\s*(?:-|to|until|à|a|al|hasta|إلى|الى|حتى)\s*{_CLOCK}", re.IGNORECASE)
_BETWEEN_PERIODS = re.compile(r"(?:[\s,;/&+،]|\b(?:and|et|y)\b|و)*", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d]")


def periods_of(day: int, text: str) -> list[Period]:
    """The periods of one day from times as people write them, such as "9-12, 13:30-17" or "10 pm to 6 am". Raises
    NoHours."""
    plain = "".join(str(unicodedata.decimal(character, character)) for character in text)
    plain = _DASHES.sub("-", plain)
    periods, end = [], 0
    for match in _PERIOD.finditer(plain):
        first, last = match.groups()[:3], match.groups()[3:]
        if not _BETWEEN_PERIODS.fullmatch(plain, end, match.start()):
            raise NoHours
        periods.append(period(day, _minute(*first), _minute(*last)))
        end = match.end()
    if not _BETWEEN_PERIODS.fullmatch(plain, end):
        raise NoHours
    return periods


def _minute(hours: str, minutes: str | None, half: str | None) -> int:
    hour, minute = int(hours), int(minutes or 0)
    if half:
        if not 1 <= hour <= 12:
            raise NoHours
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if hour * HOUR + minute > DAY or minute >= HOUR:
        raise NoHours
    return hour * HOUR + minute


class WeekWidget(forms.MultiWidget):
    """A tick for "round the clock", and a line of text for each day: seven stops of the keyboard for a whole week."""

    template_name = "directory/parts/_week.html"

    def __init__(self, attrs=None):
        times = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100})
        super().__init__([forms.CheckboxInput(), *(times for _day in WEEKDAYS)], attrs)

    def decompress(self, value):
        if not value:
            return [False, *("" for _day in WEEKDAYS)]
        if value.is_round_the_clock:
            return [True, *("" for _day in WEEKDAYS)]
        times: list[list[str]] = [[] for _day in WEEKDAYS]
        for day, opens, closes in value.periods:
            times[day].append(f"{written_time(opens)}\u2013{written_time(closes)}")
        return [False, *(", ".join(times_of_day) for times_of_day in times)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        round_the_clock, *days = context["widget"]["subwidgets"]
        for number, widget in enumerate(days):
            widget["label"] = WEEKDAYS[number]
        return {**context, "round_the_clock": round_the_clock, "days": days}


class OpeningHoursFormField(forms.Field):
    """Hours as text in the notation of OpenStreetMap, or, with a WeekWidget, day by day; cleaned, OpeningHours."""

    widget = forms.TextInput

    def to_python(self, value):
        if isinstance(value, OpeningHours):
            return value
        if isinstance(value, str) or value is None:
            return hours_of(value or "")
        is_round_the_clock, *days = value
        hours = OpeningHours.of(period for day in enumerate(days) for period in self._periods(*day))
        if is_round_the_clock and hours:
            raise ValidationError(
                _("Either tick “round the clock”, or write times. Leave one of the two empty."), code="both"
            )
        return ROUND_THE_CLOCK if is_round_the_clock else hours

    def _periods(self, day: int, text: str | None) -> list[Period]:
        try:
            return periods_of(day, text or "")
        except NoHours:
            raise ValidationError(
                _("%(day)s: write times such as 9:00–17:00, or 9–12, 13–17, or 22:00–6:00 for a night."),
                params={"day": WEEKDAYS[day]},
                code="invalid",
            ) from None

    def validate(self, value):
        pass  # hours need not be stated


TimeZoneChoices = list[tuple[str, str]]


@cache
def _zones_by_country() -> dict[str, list[str]]:
    """The time zones of each country, by its code: those with most people first, as the table of the time zones has
    them."""
    zones: dict[str, list[str]] = {}
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _coordinates, name, *_comment = line.split("\t")
            zones.setdefault(country, []).append(name)
    return zones


def time_zone_choices(
    choices: TimeZoneChoices, *, country: str, country_name: str
) -> list[tuple[str, str | TimeZoneChoices]]:
    """The time zones to choose from, those of a country in a group before all others."""
    labels = dict(choices)
    near = [(name, labels[name]) for name in _zones_by_country().get(country, ()) if name in labels]
    if not near:
        return [*choices]
    return [choices[0], (country_name, near), (gettext_lazy("All time zones"), choices[1:])]
