"""Pages are kept while nothing public changes, and not a moment longer."""

import pytest
from django.core.cache import caches

from directory.models import Commitment, Organisation
from tests.factories import make_commitment, make_organisation, make_shown_partnership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages_are_kept(settings):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    caches["pages"].clear()


def test_a_page_that_nothing_changed_costs_one_query(client, django_assert_num_queries):
    make_shown_partnership(title="Safer network")
    first = client.get("/partnerships/")

    with django_assert_num_queries(1):
        second = client.get("/partnerships/")

    assert second.content == first.content
    assert second.headers == first.headers


@pytest.mark.parametrize("page", ["/", "/partnerships/", "/organisations/", "/commitments/"])
def test_any_public_change_shows_at_once(client, page):
    organisation = make_organisation(name="Alpha")
    make_shown_partnership(members=[organisation])
    commitment = make_commitment(owner_organisation=organisation)
    assert "Alpha" in client.get(page).content.decode()

    Organisation.objects.update(name="Beta")

    assert "Alpha" not in client.get(page).content.decode()
    assert "Beta" in client.get(page).content.decode()
    Commitment.objects.filter(pk=commitment.pk).update(text="Another text")
    assert "Alpha" not in client.get(page).content.decode()


def test_each_address_and_language_has_its_own_page(client):
    make_shown_partnership()

    pages = {
        client.get(page).content
        for page in ("/partnerships/", "/partnerships/?sort=name", "/ar/partnerships/")
    }

    assert len(pages) == 3


def test_searches_and_refusals_are_not_kept(client):
    assert client.get("/partnerships/?q=safer").status_code == 200
    assert client.get("/partnerships/?" + "&".join(["country=x"] * 60)).status_code == 200
    assert (
        client.get("/partnerships/?" + "&".join(f"country=x{number}" for number in range(60))).status_code
        == 400
    )

    assert len(caches["pages"]._cache) == 1
