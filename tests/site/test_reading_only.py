"""Where the database takes no writing (`default_transaction_read_only`, a full disk), everybody reads on: no page fails for want
of what it would only note, and what cannot be shown without a note says why."""

import copy

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from directory.gate import switches
from directory.models import Showing, State, Visibility
from directory.rights import showings
from directory.rights.permissions import SEEN_AT
from tests.support.factories import make_contact_point, make_official, make_reviewer
from tests.support.responses import text
from tests.support.review_pages import sign_in
from tests.support.site_pages import FILES, FOR_PROGRAMS, PAGES
from tests.support.world import ADDRESSES, PEOPLE, make_world

pytestmark = pytest.mark.django_db

SENTENCE = "It takes no changes at this moment, and nobody can sign in."
# They make something, if only for a look: a draft, a session, a record that is taken back
NEED_WRITING = {"draft_preview", "go_on_registering", "join"}


@pytest.fixture(params=["noticed", "not yet noticed"])
def noted_full(request, monkeypatch) -> list[str]:
    """Whether the site has noticed already that nothing can be written. Gets an item each time that it does."""
    monkeypatch.setattr(switches, "is_read_only", lambda: request.param == "noticed")
    times: list[str] = []
    monkeypatch.setattr(switches, "note_full", lambda: times.append("full"))
    return times


def read(browser: Client, address: str) -> HttpResponse:
    """A page or file while PostgreSQL refuses to write. Read to its end, for a file that nobody reads keeps a place for exports."""
    fresh = Client(raise_request_exception=False)
    fresh.cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        answer = fresh.get(address)
        if answer.streaming:
            b"".join(answer)
        transaction.set_rollback(True)
    return answer


def test_every_page_opens_or_says_why_it_cannot(noted_full):
    world = make_world(State.DRAFT)

    failed, stopped = {}, set()
    for page, address in ADDRESSES.items():
        for who in PEOPLE:
            answer = read(world.browsers[who], address.format(**world.places))
            if answer.status_code == 503 and SENTENCE in text(answer):
                stopped.add(page)
            elif answer.status_code >= 500 or answer.status_code == 400:
                failed[page, who] = answer.status_code

    assert failed == {}
    assert stopped <= NEED_WRITING
    if switches.is_read_only():
        assert noted_full == []


def test_what_needs_no_account_opens(conference, client, noted_full):
    answers = {address: read(client, address).status_code for address in [*PAGES, *FILES, *FOR_PROGRAMS]}

    assert {address: status for address, status in answers.items() if status >= 500} == {}
    assert noted_full == []


@pytest.fixture
def reviewer_who_comes_back() -> Client:
    browser = sign_in(Client(), make_reviewer())
    session = browser.session
    session[SEEN_AT] -= 3600
    session["_messages"] = '[["__json_message", 0, 25, "It was published.", ""]]'
    session.save()
    return browser


def test_a_reviewer_who_comes_back_and_has_a_message_reads_on(reviewer_who_comes_back, noted_full):
    answer = read(reviewer_who_comes_back, "/review/")

    assert answer.status_code == 200
    assert "It was published." in text(answer)
    assert noted_full == []


@pytest.fixture
def officials_browser() -> Client:
    official = make_official()
    showings.state_purpose(official, "A training")
    return sign_in(Client(), official)


def test_a_restricted_desk_is_not_shown_where_that_cannot_be_logged(officials_browser, noted_full):
    desk = make_contact_point(visibility=Visibility.OFFICIALS)

    answer = read(officials_browser, f"/desks/{desk.slug}/")

    assert answer.status_code == 503
    assert SENTENCE in text(answer)
    assert desk.mailbox not in text(answer)
    assert not Showing.objects.exists()
