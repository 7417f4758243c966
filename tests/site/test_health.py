"""Whether the site does its work, for programs that look after it."""

import datetime
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from procrastinate.contrib.django import app

from directory.models import Mail
from directory.models.mails import MailState
from directory.operating import health
from tests.support.backups import make_backup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch):
    monkeypatch.setattr(health._Kept, "at", -health.SECONDS_KEPT)
    monkeypatch.setattr(health, "SECONDS_KEPT", -1)


@pytest.fixture
def worker():
    """A worker for jobs that lives."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def make_mail(**fields):
    fields = {
        "kind": "plain",
        "recipient": "ana@charity.example",
        "language": "en",
        "subject": "A",
        "text": "B",
    } | fields
    return Mail.objects.create(**fields)


def minutes_ago(minutes):
    return timezone.now() - datetime.timedelta(minutes=minutes)


def test_the_process_answers_without_asking_anything(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_site_that_does_its_work_is_ready_at_the_price_of_one_query(
    client, worker, django_assert_num_queries
):
    with django_assert_num_queries(1):
        response = client.get("/readyz")

    assert response.status_code == 200
    content = response.json()
    assert content["status"] == "ok"
    assert content["jobs"]["waiting"] == content["mail"]["unsent"] == 0
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_whoever_asks_often_is_told_the_same_for_two_seconds(
    client, worker, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(health, "SECONDS_KEPT", 2)

    with django_assert_num_queries(1):
        for _time in range(5):
            client.get("/readyz")


def failing(client):
    """The names of what is wrong."""
    response = client.get("/readyz")
    content = response.json()
    names = {name for name, check in content.items() if name != "status" and not check["ok"]}
    assert (response.status_code, content["status"]) == ((503, "failing") if names else (200, "ok"))
    return names


def test_it_says_that_no_worker_was_seen_lately(client):
    assert failing(client) == {"jobs"}

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
        )

    assert failing(client) == {"jobs"}


def test_a_worker_that_cron_starts_is_seen_by_the_jobs_of_the_clock(client):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp, periodic_id)"
            " VALUES ('directory.forget', extract(epoch FROM now())::bigint, '')"
        )

    assert failing(client) == set()


def test_it_says_that_a_job_has_been_due_for_long(client, worker):
    app.configure_task("directory.send_mail", schedule_at=minutes_ago(20)).defer(mail="x")

    assert failing(client) == {"jobs"}
    assert 1190 < client.get("/readyz").json()["jobs"]["oldest_seconds"] < 1300


def test_a_job_of_tomorrow_is_not_late(client, worker):
    app.configure_task("directory.send_mail", schedule_at=minutes_ago(-60 * 24)).defer(mail="x")

    assert failing(client) == set()
    assert client.get("/readyz").json()["jobs"]["waiting"] == 0


def test_it_says_that_mails_do_not_go_out(client, worker, settings):
    make_mail(created_at=minutes_ago(90), last_error="Mailbox unavailable: ana@charity.example", attempts=3)
    make_mail(state=MailState.REFUSED, failed_at=minutes_ago(50), subject="", text="")

    assert failing(client) == set()  # without a mail server the outbox keeps them
    settings.EMAIL = ("mail.example.org", 25, "", "", False, False)
    assert failing(client) == {"mail"}
    response = client.get("/readyz")
    assert (response.json()["mail"]["unsent"], response.json()["mail"]["refused"]) == (1, 1)
    assert "ana@" not in response.content.decode()


def test_it_says_that_nothing_can_be_changed(client, worker, settings, tmp_path):
    settings.STATE_FOLDER = tmp_path
    call_command("read_only", "on")

    assert failing(client) == {"space"}
    assert client.get("/readyz").json()["space"]["read_only"] == "switched by hand"


def test_it_says_that_the_database_is_away(client, monkeypatch):
    def away():
        raise DatabaseError("connection to 10.0.0.7 failed for user directory")

    monkeypatch.setattr(health, "state_of_database", away)

    assert failing(client) == {"database"}
    assert "10.0.0.7" not in client.get("/readyz").content.decode()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_asked_past_the_proxy_without_a_redirect(client, settings, worker, path):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code == 200


def test_it_says_that_the_last_backup_is_old(client, worker, tmp_path, settings):
    settings.BACKUPS_ROOT = tmp_path
    assert client.get("/readyz").json()["backups"] == {"ok": False, "hours": None}

    make_backup(tmp_path, hours_ago=20.5)
    assert client.get("/readyz").json()["backups"] == {"ok": True, "hours": 20}

    taking_place = timezone.now() + datetime.timedelta(hours=20)
    with patch.object(timezone, "now", lambda: taking_place):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["backups"] == {"ok": False, "hours": 40}
    assert str(tmp_path) not in response.text
