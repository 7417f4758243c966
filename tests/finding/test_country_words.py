"""Partnerships are found by all words of their countries and regions, and nothing else is found by them."""

import csv

import pytest
from django.conf import settings

from directory.finding import ranking, search
from directory.models.text_search import folded
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


def read(name: str) -> list[dict[str, str]]:
    with (settings.BASE_DIR / "directory" / "vocabularies" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_country_has_words_of_its_own_and_no_certain_word_is_another_country_s():
    countries, words = read("countries.csv"), read("country_words.csv")
    owners: dict[str, set[str]] = {}
    for row in words:
        for word in filter(None, row["words"].split(";")):
            owners.setdefault(folded(word), set()).add(row["code"])
    for row in countries:
        for name in (
            row["name_en"],
            row["name_fr"],
            row["name_es"],
            row["name_ar"],
            *row["also_known_as"].split(";"),
        ):
            owners.setdefault(folded(name), set()).add(row["code"])

    assert [row["code"] for row in countries] == [row["code"] for row in words]
    assert len({row["alpha_3"] for row in words}) == len(words)
    assert {word: codes for word, codes in owners.items() if word and len(codes) > 1} == {}
