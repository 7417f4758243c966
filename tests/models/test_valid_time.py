"""What was so at a time of the past: one rule in Python and in SQL, and both are what the dates can mean."""

import datetime
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import assume, given
from hypothesis import strategies as st

from directory.models import Membership, Partnership, Standing, Status
from directory.models.valid_time import (
    LONG_AGO,
    Lifetime,
    Then,
    TimeSpan,
    lifetime,
    membership_then,
    partnership_then,
)
from tests.support.factories import make_organisation, make_partnership

pytestmark = pytest.mark.django_db

days = st.dates(datetime.date(2003, 11, 1), datetime.date(2006, 2, 28))
partial_dates = st.tuples(days, st.sampled_from([4, 7, 10])).map(lambda pair: pair[0].isoformat()[: pair[1]])
perhaps_dates = st.one_of(st.just(""), partial_dates)
FIRST, LAST = datetime.date(1990, 1, 1), datetime.date(2020, 1, 1)


def bounds(text: str) -> tuple[datetime.date, datetime.date]:
    span = TimeSpan.of(text)
    return span.first, span.last


def by_reading(life: Lifetime, span: TimeSpan) -> Then | None:
    """The answer from each reading of the dates as two days; None where they can be read as none."""
    one_day = datetime.timedelta(days=1)
    first_start, last_start = bounds(life.started) if life.started else (FIRST, LAST)
    first_end, last_end = (
        bounds(life.ended) if life.ended else (FIRST, LAST) if life.is_over else (LAST, LAST)
    )
    # Between these days nothing changes
    turns = {first_start, last_start, first_end, last_end, span.first, span.last}
    turns |= {span.first - one_day, span.last + one_day}
    answers = {
        start <= span.last and end >= span.first
        for start, end in product(turns, turns)
        if start <= end and first_start <= start <= last_start and first_end <= end <= last_end
    }
    if not answers:
        return None
    return Then.NOT_KNOWN if len(answers) == 2 else Then.THEN if True in answers else Then.NOT_THEN


def in_sql(life: Lifetime, span: TimeSpan) -> Then:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lifetime_then(%s, %s, %s, %s::text[])", [*life, span.bounds])
        return Then(cursor.fetchone()[0])


@given(perhaps_dates, perhaps_dates, st.booleans(), partial_dates)
def test_what_was_then_is_what_all_readings_of_its_dates_say(started, ended, is_over, asked):
    life, span = Lifetime(started, ended, is_over), TimeSpan.of(asked)
    expected = by_reading(life, span)
    assume(expected is not None)

    assert life.at(span) == expected


@given(perhaps_dates, perhaps_dates, st.booleans(), partial_dates)
def test_python_and_the_database_agree_on_what_was_then(started, ended, is_over, asked):
    life, span = Lifetime(started, ended, is_over), TimeSpan.of(asked)

    assert in_sql(life, span) == life.at(span)


@given(perhaps_dates, perhaps_dates, st.sampled_from(Status), partial_dates)
def test_they_agree_on_partnerships_too(started, ended, status, asked):
    span = TimeSpan.of(asked)
    partnership = Partnership(started=started, ended=ended, status=status)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partnership_then(%s, %s, %s, b), partnership_around(%s, %s, %s, b) FROM (SELECT %s::text[]) AS x (b)",
            [*[started, ended, status.value] * 2, span.bounds],
        )
        then, around = cursor.fetchone()

    assert then == partnership_then(partnership, span)
    if status != Status.PLANNED:
        assert around == lifetime(partnership)._replace(started=started or LONG_AGO).at(span)


@pytest.mark.parametrize(
    ("started", "ended", "status", "asked", "expected"),
    [
        ("2001-02", "2005", "ended", "2005-01", Then.THEN),  # whenever in 2005 it ended, it saw January
        ("2001-02", "2005", "ended", "2005-06", Then.NOT_KNOWN),
        ("2001-02", "2005", "ended", "2005", Then.THEN),
        ("2001-02", "2005", "ended", "2006-01-01", Then.NOT_THEN),
        ("2001-02", "2005", "ended", "2001-02", Then.THEN),
        ("2001-02", "2005", "ended", "2001-02-10", Then.NOT_KNOWN),
        ("2001-02", "2005", "ended", "2001-01", Then.NOT_THEN),
        ("2001", "", "ended", "2005-01", Then.NOT_KNOWN),
        ("2001", "", "active", "2005-01", Then.THEN),
        ("2001", "", "paused", "2005-01", Then.THEN),
        ("2001", "", "unknown", "2005-01", Then.NOT_KNOWN),
        ("2005", "", "active", "2005-03", Then.NOT_KNOWN),
        ("2005", "", "active", "2005", Then.THEN),
        ("2005", "", "active", "2004-12-31", Then.NOT_THEN),
        ("", "", "active", "2005", Then.NOT_KNOWN),
        ("", "2004", "ended", "2005", Then.NOT_THEN),
        ("", "2005-03", "ended", "2005", Then.THEN),  # it ended in that year, so it was there in it
        ("", "", "planned", "2005", Then.NOT_THEN),
        ("2009", "", "planned", "2010", Then.THEN),
    ],
)
def test_what_a_partnership_was_then(started, ended, status, asked, expected):
    partnership = make_partnership(started=started, ended=ended, status=status)

    assert partnership_then(partnership, TimeSpan.of(asked)) is expected


def then(asked: str, **fields) -> Then:
    partnership = fields.pop("partnership", Partnership(status=Status.ACTIVE))
    return membership_then(Membership(partnership=partnership, **fields), TimeSpan.of(asked))


def test_a_membership_was_then_by_its_own_dates():
    assert then("2006", joined="2004") is Then.THEN
    assert then("2006", joined="") is Then.NOT_KNOWN
    assert then("2006", joined="2007") is Then.NOT_THEN
    assert then("2006", joined="2004", left="2005") is Then.NOT_THEN
    assert then("2006", joined="2004", no_longer_listed=True) is Then.NOT_KNOWN
    assert then("2006", joined="2004", standing=Standing.LEFT) is Then.NOT_KNOWN


def test_nobody_took_part_before_it_was_founded_or_after_it_ended():
    body = make_organisation(founded="2001-05", ended="2006-04")

    assert then("2006", organisation=body, joined="2002") is Then.THEN
    assert then("2006-04-20", organisation=body, joined="2002") is Then.NOT_KNOWN
    assert then("2006-05", organisation=body, joined="2002") is Then.NOT_THEN
    assert then("2001-03", organisation=body, joined="") is Then.NOT_THEN


def test_nobody_took_part_in_what_had_not_begun_or_was_over():
    assert then("2006", partnership=make_partnership(started="2007"), joined="") is Then.NOT_THEN
    assert (
        then("2006", partnership=make_partnership(ended="2005", status="ended"), joined="") is Then.NOT_THEN
    )
    assert then("2006", partnership=make_partnership(status="planned"), joined="") is Then.NOT_THEN
    assert then("2006", partnership=make_partnership(started=""), joined="2004") is Then.THEN


def test_a_partnership_took_part_in_another_only_while_it_was_itself():
    part = make_partnership(started="2003", ended="2005", status="ended")
    member = {"member_partnership": part}

    assert then("2004", joined="2003", **member) is Then.THEN
    assert then("2006", joined="2003", **member) is Then.NOT_THEN


@pytest.mark.parametrize("typed", ["2006-13", "foo", "1815", "2006-02-30", "03/04/2006", "", "9" * 400])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValidationError):
        TimeSpan.of(typed)


def test_a_time_that_has_not_come_is_refused_and_that_of_today_ends_today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2026, 3, 5))

    with pytest.raises(ValidationError):
        TimeSpan.of("2026-04")
    assert TimeSpan.of("2026").last == datetime.date(2026, 3, 5)
    assert Lifetime("2026-03-20", "").at(TimeSpan.of("2026")) is Then.NOT_THEN


def test_a_time_is_taken_as_people_write_it():
    assert TimeSpan.of("June 2006").text == "2006-06"
    assert bounds("2004-02") == (datetime.date(2004, 2, 1), datetime.date(2004, 2, 29))
    assert bounds("2004") == (datetime.date(2004, 1, 1), datetime.date(2004, 12, 31))
