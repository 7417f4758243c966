"""Who sees which page of enquiries: person x page -> status; and what a page costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.models import EnquiryReport
from tests.support.enquiry_pages import BY_LINK, OPEN, TO_SEND, Sides
from tests.support.factories import make_representative

pytestmark = pytest.mark.django_db

SIGN_IN = 302
TABLE = {
    # page: nobody, sender, owner, editor, stranger, reviewer
    "/enquiries/": (SIGN_IN, 200, 200, 200, 200, 200),
    "/enquiries/new/?desk=brazil": (SIGN_IN, 200, 200, 200, 200, 200),
    "/enquiries/new/?desk=none": (SIGN_IN, 404, 404, 404, 404, 404),
    "/enquiries/new/": (SIGN_IN, 404, 404, 404, 404, 404),
    "/enquiries/{pk}/": (SIGN_IN, 200, 200, 200, 404, 404),
    "/enquiries/{pk}/block/": (SIGN_IN, 404, 200, 200, 404, 404),
    "/enquiries/{pk}/unblock/": (405, 405, 405, 405, 405, 405),
    "/review/enquiries/{report}/": (SIGN_IN, 403, 403, 403, 403, 200),
}
SENT = {
    "/enquiries/new/?desk=brazil": (SIGN_IN, 200, 403, 403, 200, 200),
    "/enquiries/{pk}/": (SIGN_IN, 200, 200, 200, 404, 404),
    "/enquiries/{pk}/block/": (SIGN_IN, 404, 200, 200, 404, 404),
    "/enquiries/{pk}/unblock/": (SIGN_IN, 404, 302, 302, 404, 404),
    "/review/enquiries/{report}/": (SIGN_IN, 403, 403, 403, 403, 200),
}


@pytest.fixture
def world() -> Sides:
    sides = Sides()
    sides.editor = make_representative(organisation=sides.desk.organisation).user
    sides.report = EnquiryReport.objects.create(enquiry=sides.enquiry, reason="An advertisement.")
    return sides


def people(sides: Sides) -> list[Client]:
    accounts = (sides.sender, sides.owner, sides.editor, sides.stranger, sides.reviewer)
    return [Client(), *map(sides.as_, accounts)]


def url(page: str, sides: Sides) -> str:
    return page.format(pk=sides.enquiry.pk, report=sides.report.pk)


@pytest.mark.parametrize("page", TABLE)
def test_who_sees_a_page(world, page):
    assert [person.get(url(page, world)).status_code for person in people(world)] == [*TABLE[page]]


@pytest.mark.parametrize("page", SENT)
def test_who_can_send_a_form(world, page):
    before = world.written()

    assert [person.post(url(page, world)).status_code for person in people(world)] == [*SENT[page]]
    assert world.written() == before


@pytest.mark.parametrize("page", OPEN)
def test_what_comes_after_a_link_is_for_everybody(page):
    assert Client().get(page).status_code == 200
    assert Client().post(page).status_code == 405


@pytest.mark.parametrize("page", BY_LINK)
def test_a_page_by_link_is_for_nobody_without_one(page):
    assert Client().get(page, follow=True).status_code == 410


@pytest.mark.parametrize("page", TO_SEND)
def test_a_new_link_is_asked_for_by_a_form_only(page):
    assert Client().get(page).status_code == 405
    assert Client().post(page).status_code == 200


def test_an_owner_who_speaks_for_the_organisation_no_longer_reads_nothing(world):
    world.owner.representations.all().delete()

    assert world.as_(world.owner).get(world.page).status_code == 404


@pytest.mark.parametrize("page", [page for page, statuses in TABLE.items() if 200 in statuses])
def test_a_page_asks_at_most_twelve_questions(world, page):
    for number in range(5):
        world.again(body=f"Message {number}")
    for person in (world.sender, world.owner, world.reviewer):
        client = world.as_(person)
        with CaptureQueriesContext(connection) as asked:
            client.get(url(page, world))

        assert len(asked) <= 12


def test_a_page_by_link_asks_at_most_twelve_questions(world, django_assert_max_num_queries):
    reader = world.by_link()

    with django_assert_max_num_queries(12):
        reader.get("/enquiries/answer/")
