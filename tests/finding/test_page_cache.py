"""Pages are kept while nothing public changes, and not a moment longer."""

import datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.finding.facets import data_version
from directory.finding.page_cache import KeptPages, pages
from directory.models import Commitment, Organisation, Partnership
from tests.support.factories import make_commitment, make_organisation, make_shown_partnership
from tests.support.responses import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages_are_kept(settings):
    settings.PAGES_KEPT = 10
    pages.clear()


def test_a_page_that_nothing_changed_costs_one_query(client, django_assert_num_queries):
    make_shown_partnership(title="Safer network")
    first = client.get("/partnerships/")

    with django_assert_num_queries(1):
        second = client.get("/partnerships/")

    assert second.content == first.content
    assert {**second.headers, "X-Request-ID": ""} == {**first.headers, "X-Request-ID": ""}


@pytest.mark.parametrize("page", ["/", "/partnerships/", "/organisations/", "/commitments/"])
def test_any_public_change_shows_at_once(client, page):
    organisation = make_organisation(name="Alpha")
    make_shown_partnership(title="Alpha", members=[organisation])
    commitment = make_commitment(owners=[organisation])
    assert "Alpha" in client.get(page).content.decode()

    Organisation.objects.update(name="Beta")
    Partnership.objects.update(title="Beta")

    assert "Alpha" not in client.get(page).content.decode()
    assert "Beta" in client.get(page).content.decode()
    Commitment.objects.filter(pk=commitment.pk).update(text="Another text")
    assert "Alpha" not in client.get(page).content.decode()


def test_the_figures_of_the_first_page_follow_each_change(client):
    make_commitment(owners=[make_organisation()])
    client.get("/")

    make_commitment(owners=[make_organisation()])

    page = text(client.get("/"))
    assert "<b>2</b> organisations" in page
    assert "<b>2</b> commitments</a>" in page


def test_each_address_and_language_has_its_own_page(client):
    make_shown_partnership()

    contents = {
        client.get(page).content
        for page in ("/partnerships/", "/partnerships/?sort=name", "/ar/partnerships/")
    }

    assert len(contents) == 3


def test_searches_and_refusals_are_not_kept(client):
    assert client.get("/partnerships/?q=safer").status_code == 200
    assert client.get("/partnerships/?" + "&".join(["country=x"] * 60)).status_code == 200
    assert (
        client.get("/partnerships/?" + "&".join(f"country=x{number}" for number in range(60))).status_code
        == 400
    )

    assert len(pages) == 1


def test_a_kept_page_is_refused_to_another_host_as_any_page_is(client):
    assert client.get("/about/").status_code == 200
    assert client.get("/partnerships/").status_code == 200

    assert client.get("/partnerships/", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_page_is_made_anew_on_another_day(client, monkeypatch):
    make_shown_partnership(title="Safer network")
    client.get("/partnerships/")
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)

    with CaptureQueriesContext(connection) as asked:
        client.get("/partnerships/")

    assert len(asked) > 1


def test_a_page_that_was_made_over_midnight_counts_for_the_day_before(rf, monkeypatch):
    days = [timezone.localdate()]
    monkeypatch.setattr(timezone, "localdate", lambda: days[-1])
    tomorrow = days[0] + datetime.timedelta(days=1)

    def view(request):
        days.append(tomorrow)
        request.data_version = data_version()
        response = HttpResponse("The page of today.")
        response.may_be_kept = True
        return response

    for _time in range(3):
        KeptPages(view)(rf.get("/partnerships/", headers={"host": "localhost"}))

    assert len(days) == 3  # the page of the first request is made anew, that of the second is kept


def test_a_page_that_sets_a_cookie_is_not_kept(rf):
    def view(request):
        response = HttpResponse("For one reader.")
        response.set_cookie("sessionid", "secret")
        response.may_be_kept = True
        return response

    KeptPages(view)(rf.get("/partnerships/"))

    assert not len(pages)


def test_the_pages_that_nobody_asked_for_longest_make_room(client, settings):
    settings.PAGES_KEPT = 2
    for page in ("/partnerships/", "/organisations/", "/partnerships/", "/commitments/"):
        client.get(page)

    assert sorted(address for address, *_others in pages.pages) == ["/commitments/", "/partnerships/"]


def test_a_page_kept_for_http_is_not_given_over_https(client, settings):
    settings.SECURE_HSTS_SECONDS = 3600
    plain = client.get("/partnerships/")

    secure = client.get("/partnerships/", secure=True)

    assert len(pages) == 2
    assert client.get("/partnerships/").headers.keys() == plain.headers.keys()
    assert client.get("/partnerships/", secure=True).headers.keys() == secure.headers.keys()


def test_a_reader_of_a_kept_page_changes_it_for_nobody(client):
    client.get("/partnerships/")
    client.get("/partnerships/").headers["X-Changed"] = "yes"

    assert "X-Changed" not in client.get("/partnerships/").headers
