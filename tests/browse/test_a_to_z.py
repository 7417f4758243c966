"""A long facet on a page of its own, by the first letters of its values."""

import pytest
from django.utils import translation

from directory.browse.a_to_z import letters
from tests.support.factories import make_organisation, make_shown_partnership
from tests.support.responses import content, text

pytestmark = pytest.mark.django_db
MANY = [
    "GB",
    "FR",
    "DE",
    "PL",
    "PT",
    "BR",
    "ES",
    "IT",
    "EE",
    "AX",
    "AL",
    "AT",
    "BE",
    "BG",
    "CA",
    "CH",
    "CY",
    "CZ",
]


def html(answer) -> str:
    return content(answer).decode()


def test_values_stand_under_their_first_letters_in_the_order_of_their_names():
    labels = {"AX": "Åland Islands", "AL": "Albania", "PL": "Poland", "X": "1 more", "ZW": "Zimbabwe"}
    counts = {"AX": 1, "AL": 2, "PL": 3, "X": 1}

    by_letter = letters(labels, counts, {"ZW"})

    assert [group.letter for group in by_letter] == ["A", "P", "#", "Z"]
    assert [box[1] for box in by_letter[0].boxes] == ["Åland Islands", "Albania"]
    assert by_letter[3].boxes == [("ZW", "Zimbabwe", 0, True)]


def test_a_facet_with_many_values_has_a_page_that_keeps_the_other_filters(client):
    make_shown_partnership(countries=MANY, topics=["training"])

    page = html(client.get("/partnerships/?topic=training&sort=name"))
    assert "/partnerships/?topic=training&amp;sort=name&amp;facet=country" in page
    assert "facet=topic" not in page
    facet = client.get("/partnerships/?topic=training&country=PL&sort=name&facet=country")

    assert "Country, from A to Z" in text(facet)
    for field in ('name="topic" value="training"', 'name="sort" value="name"'):
        assert f'<input type="hidden" {field}>' in html(facet)
    assert html(facet).count('type="checkbox" name="country"') == len(MANY)
    assert 'type="hidden" name="country"' not in html(facet)
    assert 'value="PL" checked' in html(facet)
    assert "noindex" in html(facet)


def test_the_counts_are_those_of_the_panel_without_the_facets_own_filter(client):
    make_shown_partnership(countries=MANY)
    make_shown_partnership(countries=["PL", "FR"])

    page = html(client.get("/partnerships/?country=FR&facet=country"))

    assert "<span>Poland</span> <i>2</i>" in page
    assert "<span>Germany</span> <i>1</i>" in page


def test_other_lists_have_such_pages_too(client):
    for code in MANY:
        make_organisation(country_id=code)

    assert "<span>Poland</span> <i>1</i>" in html(client.get("/organisations/?facet=country"))


def test_letters_are_those_of_the_readers_language(client):
    make_shown_partnership(countries=MANY)

    page = text(client.get("/ar/partnerships/?facet=country"))

    with translation.override("ar"):
        assert "بولندا" in page


@pytest.mark.parametrize("facet", ["q", "sort", "nonsense", "<b>"])
def test_what_is_no_facet_is_said_and_the_list_is_shown(client, facet):
    answer = client.get("/partnerships/", {"facet": facet})

    assert answer.status_code == 200
    assert "is no filter of this list" in text(answer)


def test_a_facet_without_values_says_so(client):
    assert "No record of the list has any." in text(client.get("/partnerships/?facet=country"))
