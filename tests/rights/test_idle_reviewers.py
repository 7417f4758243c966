"""A reviewer's session ends after 12 hours in which nothing was done; other accounts keep the 14 days."""

import time

import pytest
from django.conf import settings
from django.test import Client

from directory.models import Visibility
from tests.support.factories import make_contact_point, make_reviewer, make_user
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db
HOUR = 3600


def after(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + hours * HOUR)


@pytest.mark.parametrize(("hours", "status"), [(11.9, 200), (12.1, 302)])
def test_a_reviewer_who_did_nothing_for_12_hours_signs_in_again(client, monkeypatch, hours, status):
    sign_in(client, make_reviewer())
    assert client.get("/review/").status_code == 200

    after(monkeypatch, hours)

    assert client.get("/review/").status_code == status
    assert client.get("/account/").status_code == status


def test_whoever_does_something_stays_signed_in(client, monkeypatch):
    sign_in(client, make_reviewer())
    client.get("/review/")

    for _ in range(3):
        after(monkeypatch, 8)
        assert client.get("/account/").status_code == 200


def test_a_session_that_ended_shows_nothing_restricted_on_public_pages(client, monkeypatch):
    desk = make_contact_point(name="The night desk", visibility=Visibility.SECRETARIAT)
    page = f"/organisations/{desk.organisation.slug}/desks/"
    sign_in(client, make_reviewer())
    client.get("/review/")
    assert "The night desk" in client.get(page).content.decode()

    after(monkeypatch, 13)

    assert "The night desk" not in client.get(page).content.decode()


def test_other_accounts_keep_their_14_days(monkeypatch):
    client = Client()
    client.force_login(make_user())
    client.get("/account/")

    after(monkeypatch, 13)

    assert client.get("/account/").status_code == 200
    assert settings.SESSION_COOKIE_AGE == 14 * 24 * HOUR
