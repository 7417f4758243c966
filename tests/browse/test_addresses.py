"""Public addresses are permanent."""

import pytest
from django.test import Client

from directory.answers.reports import record_of_page
from directory.models import FormerAddress, Representative
from directory.records import publishing
from tests.support.calls import problem, slugs, walk
from tests.support.factories import (
    make_commitment,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_reviewer,
    make_user,
)
from tests.support.signing_in import new_session

pytestmark = pytest.mark.django_db


def readdressed(record):
    """The record, with "old" as its former address and "new" as that of today."""
    publishing.readdress(record, "new", by=None, why="Renamed")
    return record


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/partnerships/old/?x=1&x=%C3%A9", "/partnerships/new/?x=1&x=%C3%A9"),
        ("/partnerships/old/history/?page=2", "/partnerships/new/history/?page=2"),
        ("/ar/partnerships/old/history/", "/ar/partnerships/new/history/"),
        ("/organisations/old/", "/organisations/new/"),
        ("/organisations/old/history/", "/organisations/new/history/"),
        ("/organisations/old/desks/", "/organisations/new/desks/"),
        ("/organisations/old/introductions/?to=x", "/organisations/new/introductions/?to=x"),
    ],
)
def test_a_former_address_is_followed_with_all_that_stands_behind_it(client, old, new):
    readdressed(make_partnership(slug="old"))
    readdressed(make_organisation(slug="old"))

    response = client.get(old)

    assert (response.status_code, response.headers["Location"]) == (301, new)
    assert client.head(old).status_code == 301


@pytest.mark.parametrize(
    "page",
    [
        "/register/change/{}/",
        "/account/speak-for/{}/",
        "/account/official/{}/",
        "/account/organisations/{}/",
        "/account/organisations/{}/officials/",
        "/organisations/{}/desks/new/",
        "/organisations/{}/desks/shown/",
        "/organisations/{}/desks/some-desk/change/",
        "/review/organisations/{}/",
        "/review/partnerships/{}/",
        "/review/organisations/{}/merge/",
        "/review/organisations/{}/merge/other/",
        "/review/organisations/other/merge/{}/",
        "/review/organisations/{}/ownership/",
        "/review/organisations/{}/domains/",
    ],
)
def test_pages_of_accounts_and_reviewers_follow_a_former_address(page):
    readdressed(make_partnership(slug="old"))
    readdressed(make_organisation(slug="old", sector_id="law_enforcement"))
    make_organisation(slug="other")
    client = Client()
    client.cookies["sessionid"] = new_session(make_reviewer())

    response = client.get(page.format("old"))

    assert (response.status_code, response.headers["Location"]) == (301, page.format("new"))


def test_what_is_sent_from_a_page_of_before_the_change_is_sent_on(client):
    organisation = make_organisation(slug="old")
    client.force_login(user := make_user())
    readdressed(organisation)

    response = client.post("/account/speak-for/old/", {"statement": "I run it."}, follow=True)

    assert response.redirect_chain[0] == ("/account/speak-for/new/", 308)
    assert Representative.objects.asked().get(user=user).statement == "I run it."


def test_a_claim_is_withdrawn_under_a_former_address(client):
    organisation = make_organisation(slug="old")
    client.force_login(user := make_user())
    client.post("/account/speak-for/old/", {"statement": "I run it."})
    readdressed(organisation)

    client.post("/account/speak-for/old/withdrawal/", follow=True)

    assert not Representative.objects.asked().filter(user=user).exists()


def test_a_page_that_is_missing_for_another_reason_is_missing(client):
    readdressed(make_organisation(slug="old"))
    current = make_organisation(slug="current")
    FormerAddress.objects.create(organisation=make_organisation(), slug="current")
    client.force_login(make_user())

    assert client.get(f"/account/organisations/{current.slug}/").status_code == 404
    assert client.get("/organisations/never/desks/").status_code == 404
    assert client.get("/account/organisations/%00/").status_code == 404


@pytest.mark.parametrize("ending", ["", ".csv", ".json", ".atom"])
def test_a_list_is_narrowed_by_a_former_address(client, ending):
    make_commitment(text="Theirs", owners=[readdressed(make_organisation(slug="old"))])
    make_commitment(text="Of others")

    page = client.get(f"/commitments{ending or '/'}?organisation=old")
    answer = b"".join(page.streaming_content) if page.streaming else page.content

    assert page.status_code == 200
    assert b"Theirs" in answer
    assert b"Of others" not in answer
    assert b"is not a value" not in answer


def test_an_unknown_address_in_a_parameter_is_said_on_the_page(client):
    make_commitment(text="Theirs")

    page = client.get("/commitments/?organisation=never").content.decode()

    assert "“never” is not a value of “Owner: organisation”." in page
    assert "Theirs" in page


@pytest.mark.parametrize("kind", ["partnerships", "commitments"])
def test_the_api_follows_a_former_address_and_refuses_one_of_nobody(client, kind):
    organisation = make_organisation(slug="old")
    partnership = make_partnership(slug="theirs", members=[organisation])
    make_commitment(slug="theirs", owners=[organisation])
    make_commitment(slug="of-others")
    publishing.readdress(organisation, "new", by=None, why="")
    assert partnership

    for slug in ("old", "new"):
        scope = {"scope": "all"} if kind == "partnerships" else {}
        assert slugs(walk(client, kind, organisation=slug, **scope)) == ["theirs"]
    refusal = problem(client.get(f"/api/{kind}?organisation=never"), 400)
    assert refusal["errors"][0]["parameter"] == "organisation"


def test_an_introduction_to_a_former_address_is_found(client):
    here, there = make_organisation(slug="here"), make_organisation(slug="old", name="Faraway")
    make_partnership(title="Between", members=[here, there])
    readdressed(there)

    page = client.get("/organisations/here/introductions/?to=old").content.decode()

    assert "Between" in page


def test_a_problem_reported_from_a_former_address_is_about_the_record():
    organisation = readdressed(make_organisation(slug="old"))

    assert record_of_page("/organisations/old/") == {"organisation": organisation}


def test_a_renamed_organisation_redirects_in_the_readers_language(client):
    readdressed(make_organisation(slug="old"))

    assert client.get("/ar/organisations/old/").headers["Location"] == "/ar/organisations/new/"


def test_an_old_address_of_one_kind_says_nothing_about_the_other(client):
    readdressed(make_partnership(slug="old"))

    assert client.get("/organisations/old/").status_code == 404


@pytest.mark.parametrize("ending", ["", "history/"])
def test_a_removed_partnership_says_so_with_the_reason(client, ending):
    publishing.remove(make_partnership(slug="gone"), by=None, reason="It was listed twice.")

    response = client.get(f"/partnerships/gone/{ending}")

    assert response.status_code == 410
    assert "It was listed twice." in response.content.decode()


def test_a_removed_record_is_nowhere_else(client):
    partnership, organisation = (
        make_partnership(title="Secret network"),
        make_organisation(name="Secret body"),
    )
    open_body = make_organisation(slug="open-body", parent=organisation)
    other = make_partnership(title="Open network", members=[organisation, open_body])
    make_membership(partnership=partnership, organisation=open_body)
    make_commitment(owners=[organisation, partnership])
    make_commitment(owners=[open_body]).partners.set([organisation])
    make_resource(publisher=organisation)
    publishing.remove(partnership, by=None, reason="")
    publishing.remove(organisation, by=None, reason="")

    for page in (
        "/",
        "/partnerships/?scope=all",
        f"/partnerships/{other.slug}/",
        "/organisations/",
        "/organisations/open-body/",
        "/commitments/",
        "/resources/",
        "/countries/",
        "/search/?q=network",
        "/search/?q=body",
    ):
        assert "Secret" not in client.get(page).content.decode()


@pytest.mark.parametrize(
    "page",
    ["", "desks/", "introductions/", "desks/new/"],
)
def test_pages_of_a_removed_organisation_say_so_with_the_reason(client, page):
    client.force_login(make_user())
    publishing.remove(make_organisation(slug="gone"), by=None, reason="It asked for it.")

    response = client.get(f"/organisations/gone/{page}")

    assert response.status_code == 410
    assert "It asked for it." in response.content.decode()
