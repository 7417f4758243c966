"""Valid time: what was so at a time of the past, as far as sources say. Not when this directory came to know it.

Dates stop at the month or the year, starts are often unknown, and of some ends nothing but that they came is known. So
the answer is one of three. The same rule in SQL stands in `database/sql/valid_time.sql`; a test compares the two.
"""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.memberships import Membership, Standing
from directory.models.partial_dates import is_ahead, is_over, partial_date, written_date
from directory.models.partnerships import Partnership, Status

# Whoever has one of these, and no date of its end, may have ended at any time
ENDED_AT_ANY_TIME = (Status.ENDED, Status.UNKNOWN)
LONG_AGO = "0001"  # stands for an unknown start where that is not held against anything
ONE_DAY = datetime.timedelta(days=1)


class Then(models.IntegerChoices):
    """Whether something was so at a time. The smallest of several is that of all together."""

    NOT_THEN = 0, _("not then")
    NOT_KNOWN = 1, _("not known whether then")
    THEN = 2, _("then")


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """The days that a partial date means: one, those of a month, or those of a year; none after today."""

    text: str
    first: datetime.date
    last: datetime.date

    @classmethod
    def of(cls, typed: str) -> "TimeSpan":
        """Raises ValidationError for what is no date, or has not come yet."""
        text = partial_date(written_date(typed))
        first = datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        if first > timezone.localdate():
            raise ValidationError(_("That time has not come yet."), code="ahead")
        return cls(text, first, min(_last_day(text, first), timezone.localdate()))

    @property
    def bounds(self) -> list[str]:
        """What the functions of the database take: the day before it, its first, its last, and the day after it."""
        days = self.first - ONE_DAY, self.first, self.last, self.last + ONE_DAY
        return [day.isoformat() for day in days]


def _last_day(text: str, first: datetime.date) -> datetime.date:
    if len(text) == 10:
        return first
    # 31 days after the first of a month lies in the next one, and 366 after that of a year
    return (first + datetime.timedelta(days=31 if len(text) == 7 else 366)).replace(day=1) - ONE_DAY


class Lifetime(NamedTuple):
    """When something began and ended, as partial dates; "" where that is not known, and for an end that has not come.
    `is_over`: it has ended, or may have, without a date."""

    started: str
    ended: str
    is_over: bool = False

    def at(self, span: TimeSpan) -> Then:
        """THEN where it was so on some day of the span, whichever days its dates mean; NOT_THEN where on none."""
        if is_ahead(self.started, span.last) or is_over(self.ended, span.first):
            return Then.NOT_THEN
        day_before, day_after = span.first - ONE_DAY, span.last + ONE_DAY
        # What ended within the span had begun by then
        has_begun = is_over(self.started, day_after) or is_over(self.ended, day_after)
        lasts = (
            not (self.ended or self.is_over)
            or is_ahead(self.ended, day_before)
            or is_ahead(self.started, day_before)
        )
        return Then.THEN if has_begun and lasts else Then.NOT_KNOWN

    def around(self, span: TimeSpan) -> Then:
        """The same of what something else took part in: that its start is unknown is not held against the other."""
        return self._replace(started=self.started or LONG_AGO).at(span)


def lifetime(partnership: Partnership) -> Lifetime:
    return Lifetime(
        partnership.started,
        partnership.ended,
        is_over=partnership.status in ENDED_AT_ANY_TIME,
    )


def partnership_then(partnership: Partnership, span: TimeSpan) -> Then:
    """Where it is only planned and no source says when it begins, it was not then."""
    if _has_not_begun(partnership):
        return Then.NOT_THEN
    return lifetime(partnership).at(span)


def membership_then(membership: Membership, span: TimeSpan) -> Then:
    """A member took part then only where the membership was then, and both the member and the partnership were.

    Reads the member and the partnership.
    """
    is_over = membership.no_longer_listed or membership.standing == Standing.LEFT
    verdicts = [
        Lifetime(membership.joined, membership.left, is_over=is_over).at(span),
        _around(membership.partnership, span),
    ]
    if membership.organisation:
        verdicts.append(Lifetime(membership.organisation.founded, membership.organisation.ended).around(span))
    if membership.member_partnership:
        verdicts.append(_around(membership.member_partnership, span))
    return min(verdicts)


def _around(partnership: Partnership, span: TimeSpan) -> Then:
    return Then.NOT_THEN if _has_not_begun(partnership) else lifetime(partnership).around(span)


def _has_not_begun(partnership: Partnership) -> bool:
    return partnership.status == Status.PLANNED and not partnership.started
