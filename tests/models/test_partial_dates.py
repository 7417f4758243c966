"""Dates that stop at the year or the month: the same rule in Python, in queries and in constraints."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from directory.models import Commitment, Partnership
from directory.models.partial_dates import (
    in_words,
    is_over,
    over,
    partial_date,
    period_in_words,
    written_date,
    written_or_about,
)
from tests.support.factories import make_commitment, make_partnership

days = st.dates(datetime.date(1990, 1, 1), datetime.date(2035, 12, 31))
partial_dates = st.tuples(days, st.sampled_from([4, 7, 10])).map(lambda pair: pair[0].isoformat()[: pair[1]])


@given(partial_dates)
def test_every_year_month_and_day_is_taken_as_it_is(text):
    assert partial_date(text) == text


@given(partial_dates)
def test_what_is_stored_reads_as_itself(text):
    assert written_date(text) == text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("March 2024", "2024-03"),
        ("mars 2024", "2024-03"),
        ("Marzo de 2024", "2024-03"),
        ("مارس 2024", "2024-03"),
        ("أبريل ٢٠٢٤", "2024-04"),
        ("ابريل 2024", "2024-04"),
        ("FEVRIER 2024", "2024-02"),
        ("févr. 2024", "févr. 2024"),
        ("fév. 2024", "2024-02"),
        ("Sept. 2024", "2024-09"),
        ("2024 March", "2024-03"),
        ("03/2024", "2024-03"),
        ("3/2024", "2024-03"),
        ("3.2024", "2024-03"),
        ("03-2024", "2024-03"),
        ("2024/3", "2024-03"),
        ("2024-3-1", "2024-03-01"),
        ("2024.03.01", "2024-03-01"),
        ("15 March 2024", "2024-03-15"),
        ("March 15, 2024", "2024-03-15"),
        ("15th of March, 2024", "2024-03-15"),
        ("1er mars 2024", "2024-03-01"),
        ("15 de marzo de 2024", "2024-03-15"),
        ("15 مارس 2024", "2024-03-15"),
        ("15/3/2024", "2024-03-15"),
        ("3/15/2024", "2024-03-15"),
        ("15.03.2024", "2024-03-15"),
        ("3/3/2024", "2024-03-03"),
        (" ２００５ ", "2005"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed, stored):
    assert written_date(typed) == stored


@pytest.mark.parametrize("typed", ["1/3/2024", "01.03.2024", "1-3-2024", "1 3 2024", "٠١/٠٣/٢٠٢٤"])
@pytest.mark.parametrize(
    ("language", "readings"),
    [
        ("en", "may be 1 March 2024 or 3 January 2024. Write it as 2024-03-01 or as 2024-01-03."),
        ("fr", "1 mars 2024"),
    ],
)
def test_a_date_with_two_readings_is_asked_back_with_both(typed, language, readings):
    with translation.override(language), pytest.raises(ValidationError) as asked:
        written_date(typed)

    assert readings in asked.value.messages[0]


@pytest.mark.parametrize(
    "typed",
    [
        "spring",
        "March",
        "March April 2024",
        "March 24",
        "15 16 March 2024",
        "about March 2024",
        "early 2024",
        "13/2024",
        "13/13/2024",
        "32 March 2024",
        "30 February 2024",
        "31/2/2024",
        "jui 2024",
        "3/4/25",
        "1/3/0024",
        "2024-00",
        "0/2024",
        "March 1066",
        "March 2999",
        "45231",
        "2024-2025",
        "x" * 20_000,
        "1" * 20_000,
    ],
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(ValidationError):
        partial_date(written_date(typed))


@pytest.mark.parametrize(
    ("text", "words"),
    [("", ""), ("2005", "2005"), ("2005-12", "December 2005"), ("2005-12-15", "15 December 2005")],
)
def test_a_partial_date_is_said_as_precisely_as_it_is_known(text, words):
    assert in_words(text) == words


@pytest.mark.parametrize(
    ("started", "ended", "words"),
    [
        ("", "", ""),
        ("2012", "", "since 2012"),
        ("", "2011-03", "until March 2011"),
        ("2005", "2006-03", "2005 to March 2006"),
        ("2011", "2011", "2011"),
    ],
)
def test_a_period_is_said_as_far_as_it_is_known(started, ended, words):
    assert period_in_words(started, ended) == words


@given(text=partial_dates, today=days)
def test_a_date_is_over_when_the_last_day_it_may_mean_has_passed(text, today):
    last_day = max(
        day
        for day in (datetime.date(int(text[:4]), 12, 31), *_days_of(text))
        if day.isoformat().startswith(text)
    )

    assert is_over(text, today) is (last_day < today)


def _days_of(text: str) -> list[datetime.date]:
    first = datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    return [first + datetime.timedelta(days=number) for number in range(31)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "due", ["", "2005", "2006", "2005-12", "2006-01", "2006-03-31", "2006-04-01", "2006-04-02"]
)
def test_the_database_agrees_what_is_over(due):
    commitment = make_commitment(due=due)
    today = datetime.date(2006, 4, 1)

    assert Commitment.objects.filter(over("due", today)).exists() is is_over(due, today)
    assert Commitment.objects.overdue(today).exists() is commitment.is_overdue(today)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"started": "2005-3"}, "partnership_dates_are_dates"),
        ({"started": "spring"}, "partnership_dates_are_dates"),
        ({"started": "2005-03", "ended": "2005-02"}, "partnership_ends_after_it_starts"),
    ],
)
def test_the_database_refuses_what_can_never_be_true(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        make_partnership(**fields)


@pytest.mark.django_db
def test_the_database_takes_an_end_that_may_come_after_the_start():
    make_partnership(started="2005-03-02", ended="2005-03")

    assert Partnership.objects.get().period == "2 March 2005 to March 2005"


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("about 2019", "2019~"),
        ("c. 2019", "2019~"),
        ("c.2019", "2019~"),
        ("Circa 2019", "2019~"),
        ("2019?", "2019~"),
        ("2019 (?)", "2019~"),
        ("2019~", "2019~"),
        ("~2019", "2019~"),
        ("about March 2019", "2019-03~"),
        ("about 2019-03", "2019-03~"),
        ("vers 2019", "2019~"),
        ("vers l’année 2019", "2019~"),
        ("mars 2019 environ", "2019-03~"),
        ("alrededor de 2019", "2019~"),
        ("hacia el año 2019", "2019~"),
        ("حوالي ٢٠١٩", "2019~"),
        ("حوالي عام 2019", "2019~"),
        ("2019 تقريبًا", "2019~"),
        ("2019", "2019"),
        ("5 March 2019", "2019-03-05"),
        ("about time", "about time"),
        ("about 2019 or 2020", "about 2019 or 2020"),
        ("?", "?"),
        ("", ""),
    ],
)
def test_a_date_may_be_said_to_be_only_about_so(typed, cleaned):
    assert written_or_about(typed) == cleaned


def test_what_is_only_about_so_is_told():
    assert in_words("2019~") == "about 2019"
    assert in_words("2019-03~") == "about March 2019"
    assert period_in_words("2019~", "2021") == "about 2019 to 2021"
    assert period_in_words("2019~", "") == "since about 2019"


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["started", "ended"])
def test_nothing_is_only_about_so_where_there_is_no_date(column):
    make_partnership(**{column: "2019", f"{column}_is_approximate": True})

    with pytest.raises(IntegrityError, match="partnership_is_about_a_date"):
        make_partnership(slug="another", **{column: "", f"{column}_is_approximate": True})
