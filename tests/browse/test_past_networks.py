"""`?at=` draws networks as they were: with who surely was there then and surely took part."""

import re

import pytest

from directory.models import Standing
from tests.support.drawings import ties_drawn
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_shown_partnership,
)
from tests.support.reading import words
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def labels(page: str) -> list[str]:
    return re.findall(r'<text class="label[^>]*>([^<]*)</text>', page)


@pytest.fixture
def police():
    """A member of two partnerships of 2005; of one of them it is no member any more, and the other has ended."""
    police = make_organisation(name="Police")
    partner, later, unsure = (make_organisation(name=name) for name in ("Partner", "Later", "Unsure"))
    for title, ended, status in (("First", "", "active"), ("Second", "2010", "ended")):
        partnership = make_shown_partnership(title=title, started="2000", ended=ended, status=status)
        make_membership(
            partnership=partnership,
            organisation=police,
            joined="2001",
            left="" if ended else "2008",
            standing=Standing.NAMED if ended else Standing.LEFT,
        )
        make_membership(partnership=partnership, organisation=partner, joined="2001")
        make_membership(partnership=partnership, organisation=later, joined="2009")
        make_membership(partnership=partnership, organisation=unsure)
    return police


def test_the_network_of_a_time_has_the_ties_of_then(client, police):
    page = text(client.get("/network/?at=2005&freshness=all"))

    assert ties_drawn(page) == {
        ("First", "Police"), ("First", "Partner"), ("Second", "Police"), ("Second", "Partner")
    }  # fmt: skip
    assert "As it was in 2005, as far as sources say." in words(client, "/network/?at=2005&freshness=all")
    assert "2 further ties are not drawn: no source says whether they were there then." in page
    assert 'content="noindex"' in page
    # None of today's files is offered as one of then
    assert "GraphML" not in page
    assert ("First", "Police") not in ties_drawn(text(client.get("/network/?freshness=all")))


def test_the_network_of_an_organisation_has_what_it_was_part_of_then(client, police):
    address = f"{police.get_absolute_url()}network/"

    page = text(client.get(f"{address}?at=2005"))

    assert labels(page) == ["Partner"]
    assert page.count('class="disc"') == 2
    assert "Later" not in page
    assert "Unsure" not in page
    assert f'<a href="{address}">As it is today</a>' in page
    assert labels(text(client.get(f"{address}?at=2009"))) == []


def test_the_network_of_a_partnership_has_who_shared_its_members_then(client, police):
    first = police.memberships.get(partnership__title="First").partnership
    address = f"{first.get_absolute_url()}network/"

    page = text(client.get(f"{address}?at=2005"))

    assert sorted(labels(page)) == ["Partner", "Police"]
    assert "Second" in page
    assert labels(text(client.get(f"{address}?at=2009"))) == ["Later", "Partner"]


def test_a_partnership_of_which_it_is_not_known_whether_it_was_there_draws_nobody(client):
    body = make_organisation()
    vague = make_partnership(members=[body])
    make_partnership(members=[body], started="2000")

    page = text(client.get(f"{vague.get_absolute_url()}network/?at=2005"))

    assert "No source says when it began." in page
    assert '<svg class="ring' not in page


@pytest.mark.parametrize("address", ["/network/", "{record}network/"])
def test_what_is_no_time_is_said_and_today_is_shown(client, police, address):
    page = text(client.get(address.format(record=police.get_absolute_url()) + "?at=once"))

    assert "“once” was left out as a time" in page
    assert "As it was" not in page


def test_pages_of_a_time_lead_to_its_networks(client, police):
    first = police.memberships.get(partnership__title="First").partnership

    assert "/network/?at=2005" in text(client.get("/partnerships/?at=2005"))
    assert f"{first.get_absolute_url()}network/?at=2005" in text(
        client.get(f"{first.get_absolute_url()}?at=2005")
    )
