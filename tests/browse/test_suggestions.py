"""The address that the boxes for searching ask while somebody types."""

import pytest
from django.test import Client
from django.utils import timezone

from directory.browse import suggestions
from directory.models import Visibility
from tests.support.factories import (
    make_contact_point,
    make_official,
    make_organisation,
    make_partnership,
    make_user,
)
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_was_asked_before():
    suggestions.limit.forget()


def suggested(client, **parameters) -> list[dict]:
    return client.get("/suggest/", parameters).json()["suggestions"]


def test_each_suggestion_says_what_it_is_and_how_to_get_there(client):
    make_organisation(
        slug="child-focus",
        name="Child Focus",
        acronym="CF",
        country_id="BE",
        sector_id="hotline",
        also=["Vermist"],
    )
    make_partnership(slug="net", title="Vermist Net", kind="network")

    organisation, partnership = sorted(suggested(client, q="vermist"), key=lambda each: each["kind"])

    assert organisation == {
        "kind": "organisation",
        "label": "Organisation",
        "key": "child-focus",
        "name": "Child Focus",
        "acronym": "CF",
        "about": "Belgium, Hotline",
        "matched": "by the name “Vermist”",
        "url": "/organisations/child-focus/",
    }
    assert (partnership["url"], partnership["about"]) == ("/partnerships/net/", "Network")


def test_kinds_narrow_what_is_suggested(client):
    make_organisation(name="Poland Helpers")
    make_partnership(title="Poland Together")

    assert {each["kind"] for each in suggested(client, q="poland")} == {
        "organisation",
        "partnership",
        "country",
    }
    assert {each["kind"] for each in suggested(client, q="poland", kind=["organisation", "country"])} == {
        "organisation",
        "country",
    }


def test_addresses_are_those_of_the_readers_language(client):
    answer = client.get("/fr/suggest/", {"q": "pologne", "kind": "country"}).json()["suggestions"]

    assert [each["url"] for each in answer] == ["/fr/countries/pl/"]


def test_an_unknown_kind_is_an_error(client):
    assert client.get("/suggest/", {"q": "poland", "kind": "desk"}).status_code == 400


@pytest.mark.parametrize(
    "typed", ["", "a", "\x00", "\u202eabc", "x" * 5000, "%", "'", "(", "-- -", '"', "word " * 2000]
)
def test_whatever_is_typed_is_answered(client, typed):
    assert suggested(client, q=typed) == []


def test_the_answer_is_kept_by_the_browser_alone_and_sets_no_cookie(client):
    answer = client.get("/suggest/", {"q": "poland"})

    assert answer["Cache-Control"] == "private, max-age=60"
    assert not answer.cookies


def test_beyond_the_limit_the_answer_is_quick_and_says_so(client, settings, django_assert_num_queries):
    for _time in range(2 * settings.SUGGESTIONS_PER_SECOND):
        suggestions.limit.allows("127.0.0.1", each_second=settings.SUGGESTIONS_PER_SECOND)

    with django_assert_num_queries(0):
        answer = client.get("/suggest/", {"q": "poland"})

    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert suggested(Client(REMOTE_ADDR="192.0.2.7"), q="poland")


def test_whoever_runs_the_site_may_set_no_limit(client, settings):
    settings.SUGGESTIONS_PER_SECOND = 0

    assert all(client.get("/suggest/", {"q": "poland"}).status_code == 200 for _time in range(60))


@pytest.mark.parametrize("reader", ["stranger", "account", "official"])
def test_nobody_is_told_names_of_what_is_not_public(client, reader):
    police = make_organisation(name="Bluebell Police")
    for visibility in Visibility:
        make_contact_point(organisation=police, name=f"Bluebell desk, {visibility}", visibility=visibility)
    now = timezone.now()
    make_organisation(name="Bluebell removed", removed_at=now)
    make_organisation(name="Bluebell sample", is_sample=True)
    make_partnership(title="Bluebell partnership removed", removed_at=now)
    make_partnership(title="Bluebell partnership sample", is_sample=True)
    if reader != "stranger":
        sign_in(client, make_official() if reader == "official" else make_user())

    assert [each["name"] for each in suggested(client, q="bluebell")] == ["Bluebell Police"]
    assert suggested(client, q="desk") == []


def test_what_is_typed_stands_in_no_log(client, caplog):
    caplog.set_level("DEBUG")

    client.get("/suggest/", {"q": "wyszukiwanie"})
    client.get("/suggest/", {"q": "wyszukiwanie", "kind": "desk"})

    assert "wyszukiwanie" not in caplog.text.replace("LIKE", "")
