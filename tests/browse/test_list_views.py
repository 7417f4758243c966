"""A list shown as a table, and the panel beside it: what is unfolded, and what a line says of it where it is folded."""

import re

import pytest

from tests.support.factories import make_organisation, make_shown_partnership
from tests.support.random_filters import random_filters
from tests.support.responses import keys, text

pytestmark = pytest.mark.django_db

LISTS = ["partnerships", "organisations", "resources", "events", "sources"]


def shown(client, path: str, query: str) -> list[str]:
    """The keys of the records on all pages of a list, as their links name them."""
    slugs: list[str] = []
    page = 1
    while True:
        response = client.get(f"{path}?{query}&page={page}")
        body = text(response).partition('id="results"')[2].partition('class="take-along"')[0]
        slugs += re.findall(r'<(?:h3|th scope="row") dir="auto"> ?<a href="/\w+/([^/"]+)/"', body)
        if not response.context["paging"] or not response.context["paging"]["next_url"]:
            return slugs
        page += 1


def test_twenty_random_filters_have_the_same_records_as_list_table_and_file(conference, client):
    for query in random_filters(20):
        in_file = keys(client, f"/partnerships.csv?{query}")

        assert shown(client, "/partnerships/", query) == in_file, query
        assert shown(client, "/partnerships/", f"{query}&view=table") == in_file, query


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_a_table_of_the_same_records_in_their_order(conference, client, name):
    assert shown(client, f"/{name}/", "view=table") == shown(client, f"/{name}/", "") != []


def test_another_view_keeps_filter_order_and_page(conference, client):
    page = text(client.get("/organisations/?country=GB&sector=industry&sector=government&sort=newest&page=1"))
    table = text(client.get("/partnerships/?scope=all&sort=name&page=2&view=table"))

    assert (
        'href="/organisations/?sector=industry&amp;sector=government&amp;country=GB&amp;sort=newest&amp;view=table"'
        in page
    )
    assert 'href="/partnerships/?scope=all&amp;sort=name&amp;page=2"' in table
    assert 'href="/partnerships/?scope=all&amp;sort=name&amp;view=table" rel="prev"' in table
    assert '<input type="hidden" name="view" value="table">' in table


def test_files_and_feeds_know_no_view(conference, client):
    table = text(client.get("/partnerships/?country=GB&view=table"))

    assert 'href="/partnerships.csv?country=GB"' in table
    assert 'href="/partnerships.atom?country=GB"' in table


def test_a_view_that_there_is_not_is_said(conference, client):
    page = text(client.get("/partnerships/?view=pie"))

    assert "There is no view “pie”. This is the list." in page
    assert '<ol class="results"' in page


def unfolded(page: str) -> list[str]:
    """The facets of the panel that are unfolded."""
    return re.findall(r'<details data-facet="(\w+)" open>', page)


def test_two_facets_are_unfolded_and_those_of_which_something_is_chosen(conference, client):
    assert unfolded(text(client.get("/partnerships/"))) == ["sector", "topic"]
    assert unfolded(text(client.get("/partnerships/?kind=network&country=GB"))) == [
        "sector",
        "topic",
        "country",
        "kind",
    ]


def test_the_line_of_a_folded_panel_tells_all_that_is_chosen(conference, client):
    page = text(client.get("/partnerships/?q=police&country=GB&topic=investigation&topic=training"))
    line = page.partition('<summary id="narrowed">')[2].partition("</summary>")[0]

    for words in (
        "“<bdi>police</bdi>”",
        "<bdi>United Kingdom</bdi>",
        "<bdi>Investigation and prosecution</bdi>",
        "<bdi>Training for professionals</bdi>",
        "Change",
    ):
        assert words in line
    assert "Search, sort and narrow down" in text(client.get("/partnerships/"))


def test_a_record_is_two_lines_and_one_that_says_of_when_it_is_known(client):
    police = make_organisation(sector_id="law_enforcement", country_id="PL")
    charity = make_organisation(sector_id="child_protection", country_id="DE")
    make_shown_partnership(title="Bridge", summary="Police and a charity.", members=[police, charity])

    entry = text(client.get("/partnerships/")).partition('<li class="entry">')[2].partition("</li> </ol>")[0]

    assert '<circle class="law"' in entry
    assert '<circle class="child"' in entry
    assert '<p class="brief" dir="auto">Police and a charity.</p>' in entry
    assert "<li>2 countries</li>" in entry
    assert "<li>2 sectors</li>" in entry
