"""The finder's text field: a sentence fills the form, visibly, and the form has the last word."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.factories import make_contact_point, make_organisation
from tests.support.responses import text

pytestmark = pytest.mark.django_db

SENTENCE = "payment sites in Brazil, Portuguese"


def ask(client, **question) -> str:
    response = client.get("/counterparts/", question)
    assert response.status_code == 200
    return text(response).partition("<h1")[2].partition("<footer")[0]


def chosen(page: str, name: str) -> list[str]:
    """The codes that the lists of a name show as chosen."""
    lists = re.findall(rf'<select[^>]* name="{name}">(.*?)</select>', page, re.DOTALL)
    return [code for options in lists for code in re.findall(r'value="([^"]+)" selected', options)]


def test_a_sentence_fills_the_form_and_says_what_was_understood(client):
    page = ask(client, q=SENTENCE)

    assert [chosen(page, name) for name in ("topic", "country", "language", "sector")] == [
        ["payment-disruption"],
        ["BR"],
        ["pt"],
        [],
    ]
    for words in (
        "What was understood",
        "<bdi>Payment disruption</bdi>",
        "<bdi>Brazil</bdi>",
        "<bdi>Portuguese</bdi>",
    ):
        assert words in page
    assert f'value="{SENTENCE}"' in page


def test_a_sentence_is_answered_below_what_was_read(client):
    coalition = make_organisation(country_id="BR", sector_id="financial")
    make_contact_point(
        organisation=coalition, name="Payments desk", topics=["payment-disruption"], languages=["pt"]
    )

    page = ask(client, q=SENTENCE)

    assert page.index("What was understood") < page.index("Payments desk")
    assert "<bdi>answers in Portuguese</bdi>" in page


def test_the_form_has_the_last_word_and_the_sentence_stays(client):
    page = ask(client, q=SENTENCE, read=SENTENCE, topic="training", country="BR")

    assert chosen(page, "topic") == ["training"]
    assert chosen(page, "language") == []
    assert "What was understood" not in page
    assert f'value="{SENTENCE}"' in page


def test_another_sentence_takes_the_place_of_the_one_before_and_leaves_what_was_chosen_by_hand(client):
    page = ask(
        client,
        q="urgent: hotline in Poland",
        read=SENTENCE,
        topic="payment-disruption",
        country=["BR", "UY"],
        language=["pt", "es"],
    )

    assert chosen(page, "topic") == []
    assert chosen(page, "country") == ["UY", "PL"]
    assert chosen(page, "language") == ["es"]
    assert chosen(page, "sector") == ["hotline"]
    assert re.search(r'id="id_urgent"[^>]*checked', page)


def test_an_address_without_a_sentence_says_what_it_said_before(client):
    page = ask(client, topic="training", country="gb", urgent="on")

    assert chosen(page, "topic") == ["training"]
    assert chosen(page, "country") == ["GB"]
    assert 'name="read"' not in page


def test_what_was_mended_left_out_and_not_understood_is_said(client):
    page = ask(client, q="I am a judge from Kenya and need blockchain help from the polcie in Brazil")

    assert "“<bdi>polcie</bdi>” was read as “<bdi>police</bdi>”." in page
    assert "Left out, because you seem to say it of yourself:" in page
    assert "<bdi>Kenya</bdi>" in page
    assert "<bdi>blockchain</bdi>" in page
    assert 'href="/search/?q=blockchain"' in page
    assert chosen(page, "country") == ["BR"]


def test_where_nothing_was_understood_the_words_can_be_searched_for(client):
    page = ask(client, q="pension reform")

    assert "Nothing was understood that fills in the form" in page
    assert 'href="/search/?q=pension%20reform"' in page
    assert "Choose a topic or a country" in page


@pytest.mark.parametrize(
    "sentence", ["police in Brazil https://example.org/picture", "police in Brazil, case number 2024/12345"]
)
def test_what_reads_like_a_case_is_not_read_and_the_channels_are_shown(client, sentence):
    page = ask(client, q=sentence)

    assert "This directory takes no reports" in page
    assert chosen(page, "country") == []
    assert sentence in page


@pytest.mark.parametrize(
    "words",
    [
        "\u202eevil",
        "a" * 2001,
        "zero\u200bwidth",
        "<script>alert(1)</script>",
        "بنك في مصر " * 60,
        "''\"--;",
        "…",
        "👮\u200d♀️" * 40,
        "i" + "\u0334\u0327\u031b\u0325" * 9,
        "\0",
    ],
)
def test_whatever_is_typed_is_kept(client, words):
    response = client.get("/counterparts/", {"q": words, "country": "GB"})

    page = text(response)
    # Nobody keeps a sentence, so nothing is refused, as in every other search
    assert response.status_code == 200
    assert "<script>alert" not in page
    assert chosen(page, "country") == ["GB", *(["EG"] if "مصر" in words else [])]
    field = re.search(r'id="id_q"\s+name="q"\s+value="([^"]*)"', page)[1]
    assert (
        field.strip()[:6]
        == words.replace("<", "&lt;").replace("'", "&#x27;").replace('"', "&quot;").strip()[:6]
    )


def test_a_sentence_costs_no_more_queries_than_a_form(client, django_assert_num_queries):
    client.get("/counterparts/", {"q": SENTENCE})  # the vocabularies are read once
    parameters = {"topic": "payment-disruption", "country": "BR", "language": "pt"}
    with django_assert_num_queries(queries_of(client, parameters)):
        client.get("/counterparts/", {"q": SENTENCE})


def queries_of(client, parameters: dict) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get("/counterparts/", parameters)
    return len(queries)


def test_what_is_not_wanted_is_left_out_visibly(client):
    page = ask(client, q="hotline in Brazil, no police")

    assert chosen(page, "sector") == ["hotline"]
    assert re.search(r"you seem not to want it:\s*<bdi>police</bdi>", page)
