"""Results say why they are there."""

import pytest

from tests.support.factories import make_event, make_organisation, make_partnership
from tests.support.reading import text

pytestmark = pytest.mark.django_db


def page(client, typed: str) -> str:
    return text(client.get("/partnerships/", {"q": typed}))


def test_words_are_marked_in_names_and_summaries(client):
    make_partnership(title="Réseau des phares", summary="It reports <b>lights</b>.")

    assert "<mark>Réseau</mark> des phares" in page(client, "reseau")
    assert "It <mark>reports</mark> &lt;b&gt;lights&lt;/b&gt;." in page(client, "report")


def test_what_was_typed_is_never_markup(client):
    make_partnership(title="<script>alert(1)</script>", summary="script & script")

    answer = page(client, "script")

    assert "&lt;<mark>script</mark>&gt;alert(1)" in answer
    assert "<script>alert" not in answer


def test_the_sentence_is_shown_in_which_the_words_stand(client):
    make_partnership(title="Alpha", description="It began early. It lends lanterns & ropes. It ended late.")

    answer = page(client, "lantern")

    assert "It lends <mark>lanterns</mark> &amp; ropes." in answer
    assert "It ended late" not in answer


def test_else_it_is_told_through_what_it_is_found(client):
    member = make_organisation(name="Lanterna International")
    make_partnership(title="Alpha", members=[member], topics=["training"], countries=["PL"])

    assert "Through its member <mark>Lanterna</mark> International" in page(client, "lanterna")
    assert "By its topic “" in page(client, "training")
    assert "By the country “Poland”" in page(client, "Polish")


def test_what_has_the_words_itself_comes_before_what_has_them_through_a_topic(client):
    make_partnership(title="Says it", summary="This is training for all.")
    make_partnership(title="Only about it", topics=["training"])

    answer = page(client, "training")

    sentence = answer.index("What follows does not have all of these words itself")
    assert answer.index("Says it") < sentence < answer.index("Only about it")


def test_words_written_as_one_are_marked_where_they_stand_apart(client):
    make_partnership(title="A task force")

    assert "A <mark>task</mark> <mark>force</mark>" in page(client, "taskforce")


def test_what_means_the_same_is_marked_and_told(client):
    member = make_organisation(name="Sony Interactive Entertainment")
    make_partnership(title="A network for children", members=[member])

    assert "A network for <mark>children</mark>" in page(client, "kids")
    told = "Through its member <mark>Sony</mark> <mark>Interactive</mark> <mark>Entertainment</mark>"
    assert told in page(client, "playstation")


def test_a_year_in_which_a_record_began_or_ended_is_told(client):
    make_partnership(title="Alpha", started="2019-02", ended="2023", status="ended")

    assert "By its first year “2019”" in page(client, "2019")
    assert "By its last year “2023”" in page(client, "2023")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("hotlines", "Also called <mark>hotline"), ("Allemagne", "Also called <mark>Allemagne</mark>")],
)
def test_another_name_of_a_topic_or_a_country_is_told(client, typed, reason):
    assert reason in text(client.get("/search/", {"q": typed}))


def test_a_term_that_a_topic_had_before_finds_it_and_is_not_said(client):
    results = text(client.get("/search/", {"q": "indecent images"})).partition("<main")[2]

    assert "Limiting access to abuse material" in results
    assert "<mark>indecent" not in results


def test_an_event_among_all_kinds_says_when_it_was(client):
    make_event(title="Board meeting", starts="2019-10-01", ends="2019-10-04")

    answer = text(client.get("/search/", {"q": "2019"})).partition('id="best"')[2].partition("</ol>")[0]

    assert "Board meeting" in answer
    assert "4 October 2019" in answer


def test_a_record_that_is_not_shown_does_not_hide_what_the_shown_ones_lack(client):
    make_organisation(name="Utopia Sea Coast Lantern Police", is_sample=True)
    make_organisation(name="Utopia Sea Coast Lantern")

    answer = text(client.get("/organisations/", {"q": "utopia sea coast lantern police"}))

    assert "1 organisation" in answer
    assert "Nothing has all of these words" in answer
    assert "Lantern Police" not in answer
