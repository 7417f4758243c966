"""Common words as strings of bits: they find what the index finds, whatever is asked and whatever was written since."""

import random

import pytest
from django.db import connection

from directory.models import Partnership
from tests.support import oracle
from tests.support.factories import make_organisation, make_partnership

pytestmark = pytest.mark.django_db

WORDS = [
    "police",
    "polices",
    "policy",
    "hotline",
    "hotlines",
    "children",
    "child",
    "network",
    "zeta",
    "o'neil",
    "réseau",
    "شرطة",
]
FEWEST = 3


def fetch(sql: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def found(function: str, query: str, *, in_names: bool = False) -> list[tuple[int, str]]:
    sql = f"SELECT blk, bits::text FROM {function}(%s::tsquery, %s) WHERE bit_count(bits) > 0"
    return sorted(fetch(sql, [query, in_names]))


def found_in_names(query: str) -> list[tuple[int, str]]:
    return found("listing_hit_bits", query, in_names=True)


def learn(fewest: int = FEWEST) -> set[str]:
    """The words that are common, once those are learnt that so many listings have."""
    fetch("SELECT common_words_learn(%s)", [fewest])
    return {word for (word,) in fetch("SELECT word FROM lexeme WHERE is_common", [])}


@pytest.fixture
def listings() -> list[Partnership]:
    dice = random.Random(7)
    member = make_organisation(name="Police Agency")
    return [
        make_partnership(
            title=" ".join(dice.sample(WORDS, 2)),
            summary=" ".join(dice.choices(WORDS, k=4)),
            members=[member],
        )
        for _ in range(30)
    ]


def any_query(dice: random.Random, depth: int = 3) -> str:
    """A query of words, beginnings, neighbours and what the operators make of them."""
    if not depth or dice.random() < 0.2:
        word = dice.choice([*WORDS, "poli", "hot", "en~polic", "nothing", "@partnership", "z"]).replace(
            "'", "''"
        )
        return f"'{word}'{dice.choice(['', '', ':*'])}"
    parts = [any_query(dice, depth - 1) for _ in range(2)]
    kind = dice.choice(["&", "|", "|", "!", "<->"])
    if kind == "!":
        return f"!( {parts[0]} )"
    if kind == "<->":
        return f"'{dice.choice(['police', 'hotline', 'children'])}' <-> '{dice.choice(['network', 'child'])}'"
    return f"( {parts[0]} {kind} {parts[1]} )"


def test_any_query_finds_by_bits_what_the_index_finds(listings):
    assert {"police", "^police", "en~hotlin", "^en~hotlin", "@partnership"} <= learn()
    dice = random.Random(1)

    for query in (any_query(dice) for _ in range(300)):
        assert found("listing_hit_bits", query) == found("listing_index_bits", query), query
        assert found_in_names(query) == found("listing_index_bits", query, in_names=True), query


def test_what_people_type_finds_the_same(listings):
    learn()

    for typed in ("police", "poli", "police hotline", "children zeta", "o'neil", "شرطة"):
        ((query,),) = fetch("SELECT text_query(%s, '{}', '{network}')::text", [typed])
        assert found("listing_hit_bits", query) == found("listing_index_bits", query), typed


def test_bits_follow_what_is_written(listings):
    learn()

    listings[0].title = "Zeta zeta"
    listings[0].save()
    listings[1].delete()
    make_partnership(title="Police and a new word, polizei")

    assert oracle.drift() == []
    for query in ("'police'", "'polizei'", "'poli':*", "!'police'", "'zeta'"):
        assert found("listing_hit_bits", query) == found("listing_index_bits", query), query
        assert found_in_names(query) == found("listing_index_bits", query, in_names=True), query


def test_a_word_stays_common_until_half_of_its_listings_are_gone(listings):
    assert "zeta" in learn(4)
    having = Partnership.objects.filter(title__contains="zeta") | Partnership.objects.filter(
        summary__contains="zeta"
    )
    for partnership in list(having)[2:]:
        partnership.delete()

    assert "zeta" in learn(4)
    assert "zeta" not in learn(6)
    assert fetch("SELECT FROM word_bits WHERE word = 'zeta'", []) == []
    assert oracle.drift() == []


def test_neighbours_written_as_one_are_found_by_what_begins_within_the_second(listings):
    learn()
    make_partnership(title="Child policework")  # has no word "police"
    for query in ("'police':*", "'policea':*", "'childpo':*", "'chil':*"):
        assert found("listing_hit_bits", query) == found("listing_index_bits", query), query
        assert found_in_names(query) == found("listing_index_bits", query, in_names=True), query

    ((covered,),) = fetch("SELECT covered FROM lexeme WHERE word = 'policeagency'", [])
    assert covered == len("police")


def test_nothing_is_found_where_there_is_nothing():
    learn()

    assert found("listing_hit_bits", "'police' & !'network'") == []
    assert found("listing_hit_bits", "") == []
