"""A statement that is stopped while somebody sends something: they are not told to search for less."""

import pytest
from django.db import connection

from directory.answers import reports
from tests.support.responses import text

pytestmark = pytest.mark.django_db

STOPPED = {
    "takes too long": "SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)",
    "waits for a lock": "DO $$ BEGIN RAISE lock_not_available; END $$",
    "gives way in a deadlock": "DO $$ BEGIN RAISE deadlock_detected; END $$",
}


def stopped_by(statement):
    def act(*args, **options):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return act


@pytest.mark.parametrize("statement", STOPPED.values(), ids=STOPPED)
def test_what_is_sent_while_others_change_the_same_is_shown_again(client, monkeypatch, statement):
    monkeypatch.setattr(reports, "_is_allowed", stopped_by(statement))
    form = client.get("/report-problem/").context["form"]

    response = client.post(
        "/report-problem/",
        {
            "problem": "wrong",
            "page": "/about/",
            "text": "One desk\nhas moved.",
            "fetched": form.initial["fetched"],
        },
    )

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    page = text(response)
    assert "The directory is busy" in page
    assert "What you sent was not kept." in page
    assert "One desk\nhas moved." in response.content.decode()
    assert "fewer words" not in page
    assert "Try again" not in page


def test_a_page_that_is_read_and_takes_too_long_without_a_search_is_no_search_either(client, monkeypatch):
    monkeypatch.setattr(reports, "places_to_report", stopped_by(STOPPED["takes too long"]))

    response = client.get("/report-problem/")

    assert response.status_code == 503
    assert "fewer words" not in text(response)
    assert "What you sent" not in text(response)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/report-problem/?page=%2Fabout%2F", "The directory is busy"),
        ("/report-problem/?q=police&country=PL", "This search took too long"),
    ],
)
def test_what_was_only_read_can_be_opened_again_with_all_that_was_chosen(client, monkeypatch, address, title):
    monkeypatch.setattr(reports, "places_to_report", stopped_by(STOPPED["takes too long"]))

    page = text(client.get(address))

    assert title in page
    assert f'href="{address.replace("&", "&amp;")}"' in page
