"""Records as this directory had them on a day (`…/history/?on=`), right or wrong.

That is record time. What was so then, as far as sources say, is for `browse/past.py` to tell; no page mixes the two.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.browse.history import history_of, state_at
from directory.browse.history_words import LABELS
from directory.browse.past import AT
from directory.models import Partnership
from directory.models.partial_dates import partial_date, written_date

ON = "on"  # the parameter


class RequestedDay(NamedTuple):
    """The day that an address asks for, or none; `ignored`: sentences about what cannot be one."""

    day: datetime.date | None = None
    ignored: Sequence[str] = ()


def requested_day(parameters: QueryDict) -> RequestedDay:
    typed = parameters.get(ON, "").strip()
    if not typed:
        return RequestedDay()
    try:
        return RequestedDay(_day(typed[:40]))
    except ValidationError as refusal:
        sentence = _("“%(typed)s” was left out as a day: %(reason)s This is the whole history.")
        return RequestedDay(ignored=[sentence % {"typed": typed[:40], "reason": " ".join(refusal.messages)}])


def _day(typed: str) -> datetime.date:
    text = partial_date(written_date(typed))
    if len(text) < 10:
        raise ValidationError(_("Enter a day, such as 2005-12-15."), code="no_day")
    day = datetime.date.fromisoformat(text)
    if day > timezone.localdate():
        raise ValidationError(_("That day has not come yet."), code="ahead")
    return day


def recorded_page(
    request: HttpRequest, record: Model, day: datetime.date, context: Mapping[str, object]
) -> HttpResponse:
    """A record as the directory had it at the end of a day. `context`: what the frame of a history says of the record."""
    end_of_day = timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))
    was_removed = is_removed(record, end_of_day)
    states = [] if was_removed else state_at(record, end_of_day)
    for state in states:  # what is shown was public, whether or not for the second time
        state.fields.pop(str(LABELS["removed_at"]), None)
    past_url = f"{record.get_absolute_url()}?{AT}={day}" if isinstance(record, Partnership) else ""
    return render(
        request,
        "directory/browse/recorded.html",
        {
            **context,
            "day": day,
            "was_removed": was_removed,
            "states": states,
            "past_url": past_url,
        },
    )


def is_removed(record: Model, moment: datetime.datetime) -> bool:
    """Whether the directory said at a moment that it had removed the record, which is public again."""
    if not hasattr(record, "removed_at"):
        return False
    events = history_of(type(record)).objects.filter(pgh_obj=record.pk, pgh_created_at__lte=moment)
    last = events.order_by("-pgh_id").first()
    return last is not None and last.removed_at is not None
