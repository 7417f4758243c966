"""A country is recognised by its names, its people, its capital, its former names and its codes."""

import csv

import pytest

from directory.finding.country_names import FOLDER, countries_named
from directory.models.text_search import folded


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(text: str) -> list[tuple[str, ...]]:
    return [mention.codes for mention in countries_named(text)]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Polish police", "PL"),
        ("police polonaise", "PL"),
        ("policja Polska", "PL"),
        ("hotline in Warsaw", "PL"),
        ("Deutschland", "DE"),
        ("The Germans", "DE"),
        ("policía alemana", "DE"),
        ("المانيا", "DE"),
        ("الشرطة الألمانية", "DE"),
        ("والمانيا", "DE"),
        ("Dutch", "NL"),
        ("Danish hotline", "DK"),
        ("Holland", "NL"),
        ("U.K. police", "GB"),
        ("British government", "GB"),
        ("Reino Unido", "GB"),
        ("España", "ES"),
        ("Burma", "MM"),
        ("Swaziland", "SZ"),
        ("payment companies New Zealand", "NZ"),
        ("Oesterreich", "AT"),
        ("Österreich", "AT"),
        ("Ελλάδα", "GR"),
        ("中国", "CN"),
        ("한국", "KR"),
        ("Україна", "UA"),
        ("São Paulo", "BR"),
        ("Cote d'Ivoire", "CI"),
        ("DEU", "DE"),
        ("police in IN", "IN"),
    ],
)
def test_a_text_names_one_country(text, country):
    assert codes(text) == [(country,)]


@pytest.mark.parametrize(
    "text", ["police in the city", "as it is", "can you", "per child", "me", "", "🙂", "IN IT TO WIN IT"]
)
def test_small_words_are_no_codes(text):
    assert codes(text) == []


def test_what_may_mean_several_countries_names_all_of_them_and_is_not_certain():
    (korea,) = countries_named("Korean police")

    assert korea == (("KP", "KR"), 0, 1, False)
    assert codes("Czechoslovakia") == [("CZ", "SK")]
    assert [mention.is_certain for mention in countries_named("a Georgian desk in Tbilisi")] == [False, True]


def test_places_are_those_of_the_folded_words():
    text = "Safety & Security of the U.K. (l’enfance) in South Korea"

    assert [folded(text).split()[mention.start : mention.end] for mention in countries_named(text)] == [
        ["uk"],
        ["south", "korea"],
    ]


def test_the_longest_name_counts_and_its_place_is_told():
    assert countries_named("from South Korea and Papua New Guinea") == [
        (("KR",), 1, 3, True),
        (("PG",), 4, 7, True),
    ]


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
