"""Partnerships are found by all words of their countries and regions, and nothing else is found by them."""

import pytest

from directory.finding import ranking, search
from tests.support.factories import make_organisation, make_partnership

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def found(typed: str) -> list[int]:
    return search.find(search.Search(typed), sort=ranking.BY_RELEVANCE, offset=0)[1]


@pytest.fixture
def polish():
    make_partnership(countries=["BR"])
    return make_partnership(members=[make_organisation(country_id="PL")])


@pytest.mark.parametrize(
    "typed",
    [
        "Polish",
        "polonais",
        "polaca",
        "بولندي",
        "Polska",
        "Warsaw",
        "Warszawa",
        "POL",
        "European",
        "Eastern European",
        "Europa",
    ],
)
def test_a_partnership_is_found_by_the_words_of_its_country_and_region(polish, typed):
    assert found(typed) == [polish.pk]


def test_words_of_a_longer_name_do_not_find_it():
    partnership = make_partnership(countries=["TT"])
    spain = make_partnership(countries=["ES"])

    assert found("Spain") == [spain.pk]
    assert found("Trinidad") == [partnership.pk]


def test_a_word_of_one_country_is_no_form_of_that_of_another():
    niger, nigeria = make_partnership(countries=["NE"]), make_partnership(countries=["NG"])
    make_partnership(countries=["US", "GB", "AE", "TZ"], summary="Of nine bodies.")

    assert found("Nigeria") == found("Nigerians") == [nigeria.pk]
    assert found("Niger") == [niger.pk]
    assert found("unit bodies") == []


@pytest.mark.parametrize("typed", ["polonaises", "polacos", "Poles"])
def test_several_of_a_country_are_found_as_well(polish, typed):
    assert found(typed) == [polish.pk]


def test_two_words_of_a_capital_find_it():
    partnership = make_partnership(countries=["IN"])

    assert found("New Delhi") == [partnership.pk]
    assert found("new India") == []


def test_a_code_that_is_a_small_word_is_no_country_beside_other_words():
    make_partnership(countries=["IN", "IT", "AD"])
    canadian = make_partnership(countries=["CA"])

    assert found("in Canada") == found("it and Canada") == found("can Canada") == [canadian.pk]
