"""Dates in lists of others are read as people write them."""

import pytest

from directory.importing.lists.dates import DAY, MONTH, order_shown, read_date
from directory.importing.lists.plans import ListPlan
from directory.importing.lists.uniting import earliest
from directory.importing.lists.values import ValueReader

READ = {
    "2014": "2014",
    "2014.0": "2014",
    "٢٠١٥": "2015",
    "2019-03-12": "2019-03-12",
    "20190312": "2019-03-12",
    "2024-03-31 00:00:00": "2024-03-31",
    "2024-02-01T10:00:00Z": "2024-02-01",
    "2024/03/04 9:15:22 AM GMT+1": "2024-03-04",
    "٢٠٠٣/٠٣/١٢": "2003-03-12",
    "٢٠٢٠/١١": "2020-11",
    "15/09/2020": "2020-09-15",
    "09/15/2020": "2020-09-15",
    "15/3/25": "2025-03-15",
    "12.03.2019": "2019-03-12",
    "03.04.1991": "1991-04-03",
    "09/2018": "2018-09",
    "1er mars 1986": "1986-03-01",
    "12 mars 2009": "2009-03-12",
    "15 févr. 2012": "2012-02-15",
    "9 décembre 2001": "2001-12-09",
    "8 oct. 1988": "1988-10-08",
    "15 de marzo de 2024": "2024-03-15",
    "1º de março de 2020": "2020-03-01",
    "March 2017": "2017-03",
    "Sept 2021": "2021-09",
    "March 15, 2024": "2024-03-15",
    "15th of March, 2024": "2024-03-15",
    "14-Mar-2019": "2019-03-14",
    "Mar-19": "2019-03",
    "مارس 2020": "2020-03",
    "15 كانون الثاني 2019": "2019-01-15",
    "٣ أيلول ٢٠١٨": "2018-09-03",
    "45231": "2023-11-01",
    "autumn 2022": "2022",
    "Q3 2021": "2021",
    "fin 2020": "2020",
    "mid-2018": "2018",
    "c. 2010": "2010~",
    "founded about 2010": "2010~",
    "2010~": "2010~",
    "circa March 2010": "2010-03~",
    "alrededor de 2010": "2010~",
    "حوالي ٢٠١٠": "2010~",
    "vers 1990": "1990~",
    "depuis 2019": "2019",
    "since March 2019": "2019-03",
    "منذ ٢٠١٩": "2019",
    "2015?": "2015~",
    "31/02/2020": "2020-02-31",  # for the forms to refuse
}
SPANS = {
    "2019-2022": ("2019", "2022"),
    "2019 – 2022": ("2019", "2022"),
    "Jan 2020 - Dec 2022": ("2020-01", "2022-12"),
    "01/2020 – 12/2022": ("2020-01", "2022-12"),
    "de 2019 à 2021": ("2019", "2021"),
    "desde enero de 2019 hasta marzo de 2020": ("2019-01", "2020-03"),
    "2019 – present": ("2019", ""),
    "2019 to date": ("2019", ""),
    "c. 2019 – ca. 2021": ("2019~", "2021~"),
    "2019-2021?": ("2019", "2021~"),
    "2019 - ?": ("2019", ""),
    "2019 - en cours": ("2019", ""),
    "2021 إلى الآن": ("2021", ""),
}


@pytest.mark.parametrize("typed", READ)
def test_a_date_is_read(typed):
    date = read_date(typed)

    assert (date.text, date.ended, date.is_ambiguous, date.is_read) == (READ[typed], "", False, True)


@pytest.mark.parametrize("typed", SPANS)
def test_a_span_has_two_dates(typed):
    date = read_date(typed)

    assert (date.text, date.ended) == SPANS[typed]


def test_a_date_that_can_be_read_both_ways_waits_for_an_answer():
    assert read_date("03/04/1991").is_ambiguous
    assert read_date("3/4/25").is_ambiguous
    assert read_date("03/04/1991", DAY).text == "1991-04-03"
    assert read_date("03/04/1991", MONTH).text == "1991-03-04"
    assert read_date("04/04/1991").text == "1991-04-04"


@pytest.mark.parametrize("typed", ["inf", "soon", "1990s", "12345", "n° 12", "2019 2020 2021", "Chapter 3"])
def test_what_is_no_date_stays_as_typed(typed):
    date = read_date(typed)

    assert (date.text, date.is_read) == (typed, False)


def test_other_dates_of_a_list_show_which_stands_first():
    assert order_shown(["03/04/1991", "15/09/2020", "2019"]) == DAY
    assert order_shown(["03/04/1991", "09/15/2020"]) == MONTH
    assert order_shown(["03/04/1991"]) == ""
    assert order_shown(["15/09/2020", "09/15/2020"]) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("partnership.started", "2019~"),
        ("partnership.ended", "2019~"),
        ("organisation.founded", "2019"),
        ("membership.joined", "2019"),
    ],
)
def test_only_the_dates_of_a_partnership_keep_that_they_are_about_so(target, text):
    assert ValueReader(ListPlan()).read(target, "c. 2019").text == text


@pytest.mark.parametrize(
    ("days", "first"),
    [(["2019~", "2019"], "2019"), (["2019~", "2019-03"], "2019-03"), (["2020", "2019~"], "2019~")],
)
def test_an_exact_day_is_taken_before_one_that_is_about_so(days, first):
    assert earliest(days) == first
