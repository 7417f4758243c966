"""Dates as sources give them: a day, only a month, or only a year.

They are stored as ISO 8601 text ("2006-03"), so that comparing two of them to the shorter one's
precision is a comparison of text, in Python and in SQL alike.
"""

import datetime
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Length
from django.utils import dates, formats, timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

# Years outside are taken for typing errors
FIRST_YEAR = 1900
YEARS_AHEAD = 10
PATTERN = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def partial_date(text: str) -> str:
    """The text itself if it is YYYY, YYYY-MM or YYYY-MM-DD of the calendar. Raises ValidationError."""
    if not re.match(PATTERN, text, re.ASCII):
        raise ValidationError(
            _("Enter a date as year, year-month or year-month-day, such as 2005, 2005-12 or 2005-12-15."),
            code="invalid",
        )
    try:
        first_day = datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise ValidationError(_("There is no such day in the calendar."), code="invalid") from None
    last_year = timezone.localdate().year + YEARS_AHEAD
    if not FIRST_YEAR <= first_day.year <= last_year:
        raise ValidationError(
            _("Enter a year from %(first)s to %(last)s."),
            params={"first": FIRST_YEAR, "last": last_year},
            code="out_of_range",
        )
    return text


def in_words(text: str) -> str:
    """ "15 December 2005", "December 2005" or "2005", in the reader's language; "" for ""."""
    if len(text) == 10:
        return formats.date_format(datetime.date.fromisoformat(text), "DATE_FORMAT")
    if len(text) == 7:
        month = str(dates.MONTHS[int(text[5:])])
        return pgettext("month and year", "%(month)s %(year)s") % {"month": month, "year": text[:4]}
    return text


def period_in_words(started: str, ended: str) -> str:
    """ "2005 to March 2006", "since 2012", "until 2011" or ""."""
    if started and ended:
        if started == ended:
            return in_words(started)
        return gettext("%(started)s to %(ended)s") % {"started": in_words(started), "ended": in_words(ended)}
    if started:
        return gettext("since %(started)s") % {"started": in_words(started)}
    if ended:
        return gettext("until %(ended)s") % {"ended": in_words(ended)}
    return ""


def is_over(text: str, today: datetime.date) -> bool:
    """Whether every day that the partial date may mean lies before `today`."""
    # "2005" is over once today's year is another: both are cut to the same length
    return bool(text) and text < today.isoformat()[: len(text)]


def over(field: str, today: datetime.date) -> Q:
    """The same as `is_over`, as a condition on a column."""
    return ~Q(**{field: ""}) & Q(**{f"{field}__lt": Left(models.Value(today.isoformat()), Length(field))})


def not_before(ended: str, started: str) -> Q:
    """The condition that one column does not end before the other starts, as far as both are known."""
    return Q(**{ended: ""}) | Q(**{f"{ended}__gte": Left(started, Length(ended))})


class PartialDateField(models.CharField):
    """A date that may stop at the year or the month; "" where it is not known."""

    def __init__(self, *args, **kwargs):
        # "C" compares byte by byte, which is the order of ISO 8601
        kwargs |= {"max_length": 10, "blank": True, "db_collation": "C"}
        super().__init__(*args, validators=[partial_date], **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for implied in ("max_length", "blank", "db_collation", "validators"):
            kwargs.pop(implied, None)
        return name, path, args, kwargs


def is_partial_date(field: str) -> Q:
    """The condition that a column holds nothing or the form of a partial date."""
    # Which digits PostgreSQL's \d matches depends on the locale
    return Q(**{field: ""}) | Q(**{f"{field}__regex": PATTERN.replace(r"\d", "[0-9]")})
