"""The network of a list: two columns, the same ties as a table, and who holds it together in words."""

import random

import pytest

from directory.browse import network
from directory.finding import facets, pairs, search
from directory.finding.ties import ties_of
from directory.models import Listing, Role, Standing
from tests.support.drawings import ties_drawn
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_shown_partnership,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def make_network():
    """Two that share two members, one that hangs on by one of them, and one alone."""
    hub, other, third = (make_organisation(name=name) for name in ("Hub", "Other", "Third"))
    make_shown_partnership(title="First", members=[hub, other])
    make_shown_partnership(title="Second", members=[hub, other])
    make_shown_partnership(title="Hanging", members=[hub])
    make_shown_partnership(title="Alone", members=[third])


def test_bridges_and_those_alone_are_listed_in_words(client):
    make_network()

    response = client.get("/network/")

    drawn = response.context["network"]
    assert [row.name for row in drawn.bridging_organisations] == ["Hub"]
    assert [row.name for row in drawn.bridging_partnerships] == []
    assert [row.name for row in drawn.alone] == ["Alone"]
    assert "1 of these partnerships shares no organisation that is listed with another" in text(response)


def test_organisations_with_one_tie_are_drawn_when_they_are_asked_for(client):
    make_network()

    assert ties_drawn(text(client.get("/network/"))) == {
        ("First", "Hub"), ("First", "Other"), ("Second", "Hub"), ("Second", "Other"), ("Hanging", "Hub")
    }  # fmt: skip
    assert "Show also the 1 organisation with fewer ties" in text(client.get("/network/"))
    assert ("Alone", "Third") in ties_drawn(text(client.get("/network/?ties=1")))


def test_all_are_drawn_where_none_has_two_ties(client):
    make_shown_partnership(
        title="Only", members=[make_organisation(name="One"), make_organisation(name="Two")]
    )

    assert ties_drawn(text(client.get("/network/"))) == {("Only", "One"), ("Only", "Two")}


def test_who_may_not_be_shown_and_who_has_left_is_not_tied():
    partnership = make_shown_partnership()
    make_membership(partnership=partnership, standing=Standing.DECLINED)
    make_membership(partnership=partnership, source=None)  # named by another alone
    make_membership(partnership=partnership, left="2010")
    make_membership(partnership=partnership, organisation=make_organisation(is_sample=True))
    make_membership(partnership=partnership, organisation=make_organisation(name="Seen"))

    assert [tie.organisation.name for tie in ties_of([partnership.pk])] == ["Seen"]


def test_roles_say_how_a_line_is_drawn():
    partnership, organisation = make_shown_partnership(), make_organisation()
    for role in (Role.FUNDER, Role.CHAIR):
        make_membership(partnership=partnership, organisation=organisation, role=role)
    make_membership(partnership=partnership, organisation=make_organisation(), role=Role.OBSERVER)
    make_membership(partnership=partnership, organisation=make_organisation(), role=Role.PARTY)

    chaired, observed, party = ties_of([partnership.pk])

    assert chaired.roles == (Role.CHAIR, Role.FUNDER)
    assert [network.line_of(tie) for tie in (chaired, observed, party)] == ["lead", "part", ""]


def test_of_many_the_first_are_drawn_and_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(network, "MOST_PARTNERSHIPS", 20)
    hub = make_organisation(name="Hub")
    for number in range(25):
        make_shown_partnership(title=f"Partnership {number:02d}", members=[hub], sectors=["industry"])

    response = client.get("/network/?sort=name")

    page = text(response)
    assert "The first 20 of 25 partnerships, in the order of the list." in page
    assert {partnership for partnership, _hub in ties_drawn(page)} == {
        f"Partnership {number:02d}" for number in range(20)
    }
    # All of them are counted
    row = next(row for row in response.context["pairs"].rows if row.name == "Industry")
    assert set(row.cells) == {"25"}


def test_no_more_organisations_are_drawn_than_rows_fit(monkeypatch):
    monkeypatch.setattr(network, "MOST_ORGANISATIONS", 1)
    hub, other = make_organisation(name="Hub"), make_organisation(name="Other")
    ids = [make_shown_partnership(members=members).pk for members in ([hub, other], [hub, other], [hub])]

    drawn = network.drawn_network(ids, ties_of(ids), facets.values(facets.data_version()), least=1)

    assert [row.name for row in drawn.organisations] == ["Hub"]
    assert (drawn.least, drawn.fewer) == (3, 1)


def test_pairs_are_counted_as_the_slow_way_does():
    chance = random.Random(3)
    for _number in range(40):
        make_partnership(
            countries=chance.sample(["GB", "FR", "PL"], chance.randint(0, 3)),
            sectors=chance.sample(["media", "academia", "industry"], chance.randint(0, 3)),
        )
    by_code = facets.values(facets.data_version()).by_code
    sectors = [by_code["sector"][code].v for code in ("media", "academia", "industry")]
    for chosen in ({}, {"country": (by_code["country"]["GB"].v,)}, search.DEFAULT):
        numbers = pairs.count_pairs(search.Search(chosen=chosen), sectors)

        listings = Listing.objects.all()
        for values in chosen.values():
            listings = listings.with_any(list(values))
        arrays = [set(array) for array in listings.values_list("facets", flat=True)]
        expected = {
            (first, second): number
            for first in sectors
            for second in sectors
            if first <= second and (number := sum({first, second} <= array for array in arrays))
        }
        assert numbers == expected


@pytest.mark.parametrize("sort", ["recent", "newest", "name"])
@pytest.mark.parametrize("words", ["", "network"])
def test_the_first_of_a_list_are_those_of_its_pages(sort, words):
    for number in range(50):
        make_shown_partnership(title=f"{'Safer' if number % 3 else 'Joint'} network {number}")
    reading = search.Search(words, chosen=search.DEFAULT)

    pages = [search.page_of_ids(reading, sort=sort, offset=offset) for offset in (0, 20, 40)]

    assert search.first_ids(reading, sort=sort, number=60) == [pk for page in pages for pk in page]


def test_names_are_texts(client):
    hub = make_organisation(name="<b>Hub</b>")
    make_shown_partnership(title="<i>One</i>", members=[hub])
    make_shown_partnership(title="<i>Two</i>", members=[hub])

    page = text(client.get("/network/"))

    assert "<b>Hub" not in page
    assert "<i>One" not in page


def test_a_list_its_table_its_map_and_its_network_lead_to_each_other(client):
    make_network()
    queries = {
        "/partnerships/": ["/partnerships/", "/partnerships/?view=table", "/map/", "/network/"],
        "/map/?topic=training": [
            "/partnerships/?topic=training",
            "/partnerships/?topic=training&view=table",
            "/map/?topic=training",
            "/network/?topic=training",
        ],
        "/network/?scope=all": [
            "/partnerships/?scope=all",
            "/partnerships/?scope=all&view=table",
            "/map/?scope=all",
            "/network/?scope=all",
        ],
        "/organisations/?sector=hotline": [
            "/organisations/?sector=hotline",
            "/organisations/?sector=hotline&view=table",
            "/map/?sector=hotline&show=organisations",
        ],
    }
    for address, expected in queries.items():
        shown = client.get(address).context["views"]

        assert [view.url for view in shown] == expected
        assert sum(view.is_current for view in shown) == 1
