"""The page of a list that an address names, and the links to its neighbours."""

import pytest
from django.http import QueryDict

from directory.finding.paging import ListPage, requested_page


def numbers(links: dict) -> list[int | None]:
    return [page.get("number") for page in links["pages"]]


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 1), ("page=3", 3), ("page=0", 0), ("page=-1", 0), ("page=x", 0), ("page=", 0), ("page=٣", 0)],
)
def test_what_is_no_number_names_no_page(query, number):
    assert requested_page(QueryDict(query)) == number


@pytest.mark.parametrize(("requested", "number"), [(0, 1), (1, 1), (3, 3), (4, 3), (10**11, 3)])
def test_the_nearest_page_that_the_list_has_is_shown(requested, number):
    page = ListPage.nearest(requested, total=41)

    assert (page.number, page.last, page.offset) == (number, 3, (number - 1) * 20)


def test_an_empty_list_has_one_page_and_no_links():
    page = ListPage.nearest(7, total=0)

    assert (page.number, page.last) == (1, 1)
    assert page.links(str) is None


def test_a_page_that_the_list_has_not_is_said():
    typed = QueryDict("page=9")

    assert ListPage.nearest(9, total=200).correction(typed) == []
    assert ListPage.nearest(9, total=30).correction(typed) == ["There is no page “9”. This is page 2."]


def test_links_lead_to_the_ends_and_the_neighbours_with_gaps_between():
    links = ListPage.nearest(50, total=2000).links(str)

    assert numbers(links) == [1, None, 48, 49, 50, 51, 52, None, 100]
    assert (links["previous_url"], links["next_url"]) == ("49", "51")


def test_at_the_ends_there_is_nothing_before_or_after():
    first, last = (ListPage.nearest(number, total=60).links(str) for number in (1, 3))

    assert (first["previous_url"], first["next_url"]) == ("", "2")
    assert (last["previous_url"], last["next_url"]) == ("2", "")
