"""Whether a desk is open at this moment, in a sentence. Pages that say it are made anew for each reader, and never kept."""

import math
from datetime import datetime, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import ContactPoint
from directory.models.desk_clock import DeskState
from directory.pictures.status_lines import CONFIRMED, OPEN, StatusLine

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Until then a span is told in minutes, and until then in hours
MINUTES_UP_TO, HOURS_UP_TO = 1.5 * HOUR, 2 * DAY


def open_now(desk: ContactPoint, moment: datetime) -> str:
    """What a list or a page says of a desk; "" where its hours are not stated."""
    state = desk.state_at(moment)
    return in_words(state) if state else ""


def line_of_hours(desk: ContactPoint, moment: datetime) -> StatusLine | None:
    """When a desk is open, in one line of a list: now, on its own clock, and its hours. None where none are stated."""
    state = desk.state_at(moment)
    hours = [f"{line.days}: {line.times}" for line in desk.opening_hours.lines] if desk.opening_hours else []
    hours += [desk.hours] if desk.hours else []
    if state is None:
        return StatusLine(OPEN, _("Hours"), tuple(hours)) if hours else None
    return StatusLine(CONFIRMED if state.is_open else OPEN, in_words(state), tuple(hours))


def in_words(state: DeskState) -> str:
    if state.local_time is None:
        return _("Open round the clock.")
    clock = {"time": f"{state.local_time:%H:%M}", "day": WEEKDAYS[state.local_time.weekday()]}
    if state.changes_in is None:
        return _("Open round the clock. There it is %(time)s (%(day)s).") % clock
    tell = _closing if state.is_open else _opening
    return tell(state.changes_in, clock)


def _closing(span: timedelta, clock: dict[str, object]) -> str:
    if span < MINUTES_UP_TO:
        count = math.ceil(span / timedelta(minutes=1))
        sentence = ngettext(
            "Open now. There it is %(time)s (%(day)s); it closes in %(count)s minute.",
            "Open now. There it is %(time)s (%(day)s); it closes in %(count)s minutes.",
            count,
        )
    elif span < HOURS_UP_TO:
        count = round(span / HOUR)
        sentence = ngettext(
            "Open now. There it is %(time)s (%(day)s); it closes in %(count)s hour.",
            "Open now. There it is %(time)s (%(day)s); it closes in %(count)s hours.",
            count,
        )
    else:
        count = round(span / DAY)
        sentence = ngettext(
            "Open now. There it is %(time)s (%(day)s); it closes in %(count)s day.",
            "Open now. There it is %(time)s (%(day)s); it closes in %(count)s days.",
            count,
        )
    return sentence % {**clock, "count": count}


def _opening(span: timedelta, clock: dict[str, object]) -> str:
    if span < MINUTES_UP_TO:
        count = math.ceil(span / timedelta(minutes=1))
        sentence = ngettext(
            "Closed now. There it is %(time)s (%(day)s); it opens in %(count)s minute.",
            "Closed now. There it is %(time)s (%(day)s); it opens in %(count)s minutes.",
            count,
        )
    elif span < HOURS_UP_TO:
        count = round(span / HOUR)
        sentence = ngettext(
            "Closed now. There it is %(time)s (%(day)s); it opens in %(count)s hour.",
            "Closed now. There it is %(time)s (%(day)s); it opens in %(count)s hours.",
            count,
        )
    else:
        count = round(span / DAY)
        sentence = ngettext(
            "Closed now. There it is %(time)s (%(day)s); it opens in %(count)s day.",
            "Closed now. There it is %(time)s (%(day)s); it opens in %(count)s days.",
            count,
        )
    return sentence % {**clock, "count": count}
