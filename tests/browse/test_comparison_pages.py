"""Records beside each other, chosen by the address alone."""

import pytest

from directory.models import FormerAddress, Visibility
from tests.support.factories import (
    make_contact_point,
    make_official,
    make_organisation,
    make_partnership,
    make_source,
)
from tests.support.reading import words
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def test_differences_are_marked_by_a_word_and_what_is_not_stated_stays(client):
    make_partnership(slug="one", kind="network", countries=["GB", "FR"], started="2004")
    make_partnership(slug="two", kind="fund", countries=["GB", "FR"])

    page = words(client, "/compare/?partnership=two&partnership=one")

    assert "Kind differs Fund Network" in page
    assert "Countries the same France, United Kingdom France, United Kingdom" in page
    assert "Time not stated everywhere not stated since 2004" in page
    assert "Legal basis not stated not stated not stated" in page


def test_of_many_names_a_few_are_shown_and_all_are_compared(client):
    shared = ["AT", "BE", "BG", "CY", "CZ", "DE", "DK"]
    make_partnership(slug="one", countries=[*shared, "FR"])
    make_partnership(slug="two", countries=[*shared, "SE"])

    page = words(client, "/compare/?partnership=one&partnership=two")

    assert "Countries differs Austria, Belgium, Bulgaria, Cyprus, Czechia, Denmark and 2 more Austria" in page


def test_the_order_of_the_address_is_kept_and_each_can_be_taken_out(client):
    for slug in ("one", "two", "three"):
        make_partnership(slug=slug, title=f"Title {slug}")

    page = text(client.get("/compare/?partnership=three&partnership=one&partnership=two"))

    assert page.index("Title three") < page.index("Title one") < page.index("Title two")
    assert 'href="/compare/?partnership=three&amp;partnership=two"' in page


def test_more_than_four_are_said_and_left_out(client):
    for number in range(5):
        make_organisation(slug=f"body-{number}", name=f"Body {number}")

    page = words(client, "/compare/?" + "&".join(f"organisation=body-{number}" for number in range(5)))

    assert "The address names more than 4" in page
    assert "Body 3" in page
    assert "Body 4" not in page


def test_a_word_that_is_no_record_is_said(client):
    make_partnership(slug="one", title="The only one")

    page = words(client, "/compare/?partnership=one&partnership=never%00&partnership=nobody")

    assert "2 entries of the address were left out" in page
    assert "nobody" in page
    assert "Add at least one more." in page


def test_a_former_address_means_the_record_of_today(client):
    FormerAddress.objects.create(partnership=make_partnership(slug="new", title="Renamed"), slug="old")
    make_partnership(slug="two")

    assert "Renamed" in words(client, "/compare/?partnership=old&partnership=two")


def test_records_of_one_kind_are_compared_and_the_others_named(client):
    make_partnership(slug="one", title="A partnership")
    make_organisation(slug="body", name="A body")

    page = words(client, "/compare/?partnership=one&organisation=body")

    assert "Only records of one kind can be compared. Left out: A body" in page


def test_one_more_is_found_by_name_and_added_by_a_plain_link(client):
    make_partnership(slug="one", title="First network")
    make_partnership(slug="two", title="Second network")

    page = text(client.get("/compare/?partnership=one&add=second"))

    assert 'href="/compare/?partnership=one&amp;partnership=two"' in page
    assert "Nothing that can be added" in words(client, "/compare/?partnership=one&add=zzzzzz")
    assert "First network" in words(client, "/compare/?add=first")


def test_organisations_are_compared_by_what_they_are(client):
    parent = make_organisation(name="Ministry")
    make_organisation(slug="a", country_id="GB", sector_id="hotline", founded="1996", parent=parent)
    make_organisation(slug="b", is_international=True, sector_id="hotline")

    page = words(client, "/compare/?organisation=a&organisation=b")

    assert "Sector the same" in page
    assert "Home country differs United Kingdom International" in page
    assert "Part of not stated everywhere Ministry not stated" in page


def test_a_restricted_desk_is_told_of_like_one_that_does_not_exist(client):
    make_contact_point(slug="open", name="Open desk")
    make_contact_point(slug="closed", name="Closed desk", visibility=Visibility.OFFICIALS)

    restricted = words(client, "/compare/?desk=open&desk=closed")
    unknown = words(client, "/compare/?desk=open&desk=nobody")

    assert restricted.replace("closed", "nobody") == unknown
    assert "Closed desk" not in restricted


def test_how_a_desk_is_reached_is_not_compared(client):
    for slug in ("a", "b"):
        make_contact_point(
            slug=slug, purpose="reports", countries=["PL"], mailbox=f"{slug}@desk.example", phone="+4822"
        )

    page = text(client.get("/compare/?desk=a&desk=b"))

    assert "Purpose <small>the same</small>" in page
    assert "desk.example" not in page
    assert "+4822" not in page


def test_an_official_compares_a_desk_for_officials(client):
    make_contact_point(slug="closed", name="Closed desk", visibility=Visibility.OFFICIALS)
    official = make_official()
    client.force_login(official)

    # Without a second factor in this session the desk does not exist for them either
    assert "Closed desk" not in words(client, "/compare/?desk=closed")


def test_a_made_up_record_is_marked(client):
    make_partnership(slug="made-up", title="Made up", is_sample=True, source=make_source())
    make_partnership(slug="two")

    assert "Sample" in words(client, "/compare/?partnership=made-up&partnership=two")
