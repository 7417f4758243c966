"""The line of state of a partnership: one mark, one year, then plain words."""

import datetime

import pytest

from directory.browse.partnership_status import SourceDates, partnership_status

SAID_IN_2024 = SourceDates(None, has_source=True, stated_on="2024-11", newest="2024-11", oldest="2005")
UNDATED = SourceDates(None, has_source=True, stated_on="", newest="", oldest="")
UNSOURCED = SourceDates(None, has_source=False, stated_on="", newest="", oldest="")
CONFIRMED = SAID_IN_2024._replace(confirmed_on=datetime.date(2026, 5, 3))


def line(status, freshness, dates, *, ended=""):
    return partnership_status(
        status, freshness, ended, dates, kind="Network", members=28, countries=16, sectors=7
    )


@pytest.mark.parametrize(
    ("arguments", "ended", "mark", "state", "last"),
    [
        (("active", "unconfirmed", SAID_IN_2024), "", "is-said", "Active in 2024", "not confirmed yet"),
        (("active", "fresh", CONFIRMED), "", "is-fresh", "Active in 2026", "confirmed in May 2026"),
        (("active", "dormant", CONFIRMED), "", "is-said", "Active in 2026", "confirmed in May 2026"),
        (("active", "unconfirmed", UNDATED), "", "is-said", "Active, date not known", "not confirmed yet"),
        (
            ("planned", "unconfirmed", UNSOURCED),
            "",
            "is-open",
            "Planned, date not known",
            "not confirmed yet",
        ),
        (("unknown", "unconfirmed", SAID_IN_2024), "", "is-open", "Status not known", "not confirmed yet"),
        (("ended", "unconfirmed", SAID_IN_2024), "2015-03", "is-ended", "Ended in 2015", "not confirmed yet"),
        (("ended", "fresh", CONFIRMED), "", "is-ended", "Ended", "confirmed in May 2026"),
    ],
)
def test_the_mark_and_the_words_say_who_says_so_and_of_when(arguments, ended, mark, state, last):
    status = line(*arguments, ended=ended)

    assert (status.mark, status.state) == (mark, state)
    assert status.parts == ("Network", "28 members", "16 countries", "7 sectors", last)


def test_one_country_and_one_sector_are_not_counted_and_nobody_is_no_number():
    status = partnership_status(
        "active", "unconfirmed", "", UNDATED, kind="Network", members=0, countries=1, sectors=1
    )

    assert status.parts == ("Network", "not confirmed yet")
