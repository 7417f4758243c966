"""A list may be shown inside somebody else's page, and only that page of ours may."""

import pytest

from directory.exchange import views
from tests.support.factories import make_shown_partnership
from tests.support.responses import keys

pytestmark = pytest.mark.django_db


def test_any_site_may_frame_the_list_and_it_runs_nothing(conference, client):
    response = client.get("/embed/?country=GB")

    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "X-Frame-Options" not in response
    assert b"<script" not in response.content
    assert not response.cookies


@pytest.mark.parametrize("address", ["/", "/partnerships/", "/data/", "/partnerships.csv", "/no-such-page/"])
def test_no_other_page_may_be_framed(conference, client, address):
    response = client.get(address)

    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_it_shows_the_first_of_the_list_and_links_to_all_of_it(conference, client, monkeypatch):
    monkeypatch.setattr(views, "EMBEDDED", 3)

    page = client.get("/embed/?country=GB&sort=name").content.decode()

    slugs = keys(client, "/partnerships.csv?country=GB&sort=name")
    places = [page.find(f'href="http://localhost:8000/partnerships/{key}/"') for key in slugs]
    assert 0 < places[0] < places[1] < places[2]
    assert places[3] == -1
    assert f"{len(slugs) - 3} more are in the directory." in page
    assert 'href="http://localhost:8000/partnerships/?country=GB&amp;sort=name"' in page
    assert "United Kingdom" in page


def test_what_is_not_known_is_refused(client):
    assert client.get("/embed/?country=XX").status_code == 400


def test_texts_are_texts(client):
    make_shown_partnership(title="<script>alert(1)</script>")

    assert b"<script>" not in client.get("/embed/").content
