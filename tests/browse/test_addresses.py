"""Public addresses are permanent."""

import pytest

from directory.records import publishing
from tests.support.factories import (
    make_commitment,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ending", ["", "history/"])
def test_a_renamed_partnership_redirects_for_good(client, ending):
    publishing.readdress(make_partnership(slug="old"), "new", by=None, why="Renamed")

    response = client.get(f"/partnerships/old/{ending}?x=1")

    assert response.status_code == 301
    assert response.headers["Location"].startswith("/partnerships/new/")


def test_a_renamed_organisation_redirects_in_the_readers_language(client):
    publishing.readdress(make_organisation(slug="old"), "new", by=None, why="Renamed")

    assert client.get("/ar/organisations/old/").headers["Location"] == "/ar/organisations/new/"


def test_an_old_address_of_one_kind_says_nothing_about_the_other(client):
    publishing.readdress(make_partnership(slug="old"), "new", by=None, why="Renamed")

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
    make_commitment(owner_organisation=organisation, owner_partnership=partnership)
    make_commitment(owner_organisation=open_body).partners.set([organisation])
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
