"""A list of one's own that stands in its address."""

import re
from html import unescape
from urllib.parse import unquote

import pytest

from directory.models import Visibility
from tests.support.factories import (
    make_commitment,
    make_contact_point,
    make_event,
    make_organisation,
    make_partnership,
    make_resource,
)
from tests.support.reading import words
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def test_records_of_all_kinds_stand_in_the_order_of_the_address(client):
    make_partnership(slug="p", title="A partnership")
    make_organisation(slug="o", name="A body")
    make_contact_point(slug="d", name="A desk")
    make_event(slug="e", title="A meeting")
    make_commitment(slug="c", text="A promise made")
    make_resource(slug="r", title="A manual")

    page = words(client, "/pinned/?desk=d&partnership=p&resource=r&commitment=c&organisation=o&event=e")

    names = ["A desk", "A partnership", "A manual", "A promise made", "A body", "A meeting"]
    assert sorted(names, key=page.index) == names


def test_the_page_sets_no_cookie_and_is_found_by_no_search_engine(client):
    response = client.get("/pinned/?partnership=nobody")

    assert not response.cookies
    assert 'name="robots" content="noindex"' in text(response)


def test_each_entry_can_be_taken_out(client):
    make_partnership(slug="p")
    make_organisation(slug="o")

    page = text(client.get("/pinned/?organisation=o&partnership=p"))

    assert 'href="/pinned/?organisation=o"' in page
    assert 'href="/pinned/?partnership=p"' in page


def test_thirty_are_kept_and_the_rest_is_said(client):
    for number in range(31):
        make_organisation(slug=f"body-{number}", name=f"Body number {number}.")

    page = words(client, "/pinned/?" + "&".join(f"organisation=body-{number}" for number in range(31)))

    assert "The address names more than 30" in page
    assert "Body number 29." in page
    assert "Body number 30." not in page
    assert "Add by name" not in page


def test_a_desk_that_a_reader_may_not_see_is_left_out_like_one_that_does_not_exist(client):
    make_contact_point(slug="open")
    make_contact_point(slug="closed", name="Closed desk", visibility=Visibility.REGISTERED)

    restricted, unknown = (
        client.get("/pinned/?desk=open&desk=closed"),
        client.get("/pinned/?desk=open&desk=nobody"),
    )

    assert text(restricted).replace("closed", "nobody") == text(unknown)
    assert "Closed desk" not in text(restricted)
    assert "One entry of the address was left out" in text(restricted)


def test_the_list_can_be_sent_by_mail(client, settings):
    make_partnership(slug="p", title="Safer & sounder")

    link = re.search(r'href="(mailto:[^"]*)"', text(client.get("/pinned/?partnership=p")))[1]

    body = unquote(unescape(link))
    assert "- Safer & sounder" in body
    assert f"{settings.DIRECTORY_BASE_URL}/pinned/?partnership=p" in body


def test_two_of_a_kind_can_be_compared(client):
    make_partnership(slug="p")
    make_partnership(slug="q")
    make_organisation(slug="o")

    page = text(client.get("/pinned/?partnership=p&organisation=o&partnership=q"))

    assert 'href="/compare/?partnership=p&amp;partnership=q"' in page
    assert "Compare the organisations" not in page


def test_pages_of_records_lead_to_the_list(client):
    commitment, resource, desk = make_commitment(), make_resource(), make_contact_point()

    for kind, record in (("commitment", commitment), ("resource", resource), ("desk", desk)):
        assert f'href="/pinned/?{kind}={record.slug}"' in text(client.get(record.get_absolute_url()))
    assert f'href="/compare/?desk={desk.slug}"' in text(client.get(desk.get_absolute_url()))
    for kind, record in (("partnership", make_partnership()), ("organisation", make_organisation())):
        page = text(client.get(record.get_absolute_url()))
        assert f'href="/pinned/?{kind}={record.slug}"' in page
        assert f'href="/compare/?{kind}={record.slug}"' in page


def test_one_more_is_found_by_name(client):
    make_event(slug="summit", title="London summit")

    assert 'href="/pinned/?event=summit"' in text(client.get("/pinned/?add=london"))
