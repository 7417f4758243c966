"""Of when a partnership is known, and by whom: in words, and as the one line of state that stands in lists and on its page."""

import datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directory.models import Partnership, Status
from directory.models.facets import Freshness
from directory.models.partial_dates import ABOUT, in_words, period_in_words
from directory.pictures import status_lines
from directory.pictures.status_lines import StatusLine


class SourceDates(NamedTuple):
    """When a partnership was confirmed, if it was; else of when its sources are: partial dates, empty where none bears
    one. `stated_on` is that of the newest for the partnership itself; the others speak of its members as well."""

    confirmed_on: datetime.date | None
    has_source: bool
    stated_on: str
    newest: str
    oldest: str

    @classmethod
    def of(cls, partnership: Partnership) -> "SourceDates":
        listing = partnership.listing
        return cls(
            partnership.confirmed_on,
            partnership.source_id is not None,
            listing.stated_on,
            listing.newest_source,
            listing.oldest_source,
        )


@lru_cache(maxsize=1024)
def status_in_words(code: str, stated_on: str | None, language: str) -> str:
    """ "Active in 2005" where a source of then said so; None where its organisations confirmed it. An end that is over
    needs no year. In the active language, which `language` names."""
    if code == Status.UNKNOWN:
        return _("Status not known")
    label = str(Status(code).label)
    if stated_on is None or code == Status.ENDED:
        return label
    if not stated_on:
        return _("%(status)s, date not known") % {"status": label}
    return _("%(status)s in %(year)s") % {"status": label, "year": stated_on[:4]}


@lru_cache(maxsize=1024)
def as_of_in_words(oldest: str, newest: str, language: str, *, has_source: bool) -> str:
    """The dates of sources in the active language, which `language` names. Kept, for sources are few, and
    Django's way of writing a date took a third of the time of a list."""
    if not newest:
        return _("Undated source") if has_source else _("No public source")
    return _("As of %(as_of)s") % {"as_of": range_in_words(oldest, newest)}


def range_in_words(oldest: str, newest: str) -> str:
    """ "15 December 2005", or "December 2005 to 2024" where the months or years of two sources differ."""
    first, last = oldest[:7], newest[:7]
    precision = min(len(first), len(last))
    if first[:precision] == last[:precision]:
        return in_words(newest)
    return period_in_words(first, last)


def partnership_status(
    status: str,
    freshness: str,
    ended: str,
    dates: SourceDates,
    *,
    kind: str,
    members: int,
    countries: int,
    sectors: int,
) -> StatusLine:
    """The line of state. `status` and `freshness`: codes, those of today; `ended`: a partial date, with its mark; `kind`: in words."""
    return StatusLine(
        mark_of(status, freshness, dates),
        state_in_words(status, ended, dates),
        (kind, *_numbers(members, countries, sectors, get_language()), confirmation_in_words(dates)),
    )


def mark_of(status: str, freshness: str, dates: SourceDates) -> str:
    if status == Status.ENDED:
        return status_lines.ENDED
    if freshness in (Freshness.FRESH, Freshness.DUE):
        return status_lines.CONFIRMED
    is_said = dates.confirmed_on or (dates.has_source and status != Status.UNKNOWN)
    return status_lines.SAID if is_said else status_lines.OPEN


def state_in_words(status: str, ended: str, dates: SourceDates) -> str:
    """The status with the year for which it is known: "Active in 2024", "Ended in 2015"."""
    language = get_language()
    if status != Status.ENDED:
        confirmed_in = dates.confirmed_on and str(dates.confirmed_on.year)
        return status_in_words(status, confirmed_in or dates.stated_on, language)
    label = status_in_words(status, None, language)
    if ended.endswith(ABOUT):
        return _("%(status)s about %(year)s") % {"status": label, "year": ended[:4]}
    return _("%(status)s in %(year)s") % {"status": label, "year": ended[:4]} if ended else label


@lru_cache(maxsize=4096)
def _numbers(members: int, countries: int, sectors: int, language: str | None) -> tuple[str, ...]:
    """How many there are of each, in the active language, which `language` names. Of one country or sector it is not said:
    who takes part tells it."""
    counted = (
        (members, 1, ngettext("%(count)s member", "%(count)s members", members)),
        (countries, 2, ngettext("%(count)s country", "%(count)s countries", countries)),
        (sectors, 2, ngettext("%(count)s sector", "%(count)s sectors", sectors)),
    )
    return tuple(words % {"count": count} for count, least, words in counted if count >= least)


def confirmation_in_words(dates: SourceDates) -> str:
    if dates.confirmed_on is None:
        return _("not confirmed yet")
    return _("confirmed in %(month)s") % {"month": in_words(dates.confirmed_on.isoformat()[:7])}
