"""What is switched off says so where its button was, and what is sent meanwhile is answered and shown again."""

import os
import time

import pytest
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver
from procrastinate.contrib.django import app

from directory.answers import reports
from directory.finding import page_cache
from directory.gate import switches
from directory.gate.switches import Switch, WhyReadOnly
from directory.middleware import Switches
from directory.models import PageReport, Visibility
from directory.rights import showings
from tests.support.factories import make_contact_point, make_shown_partnership, make_user
from tests.support.responses import text
from tests.support.site_pages import views

pytestmark = pytest.mark.django_db

READ_ONLY = "The directory can be read, but not changed, at the moment."


@pytest.fixture(autouse=True)
def state_folder(settings, tmp_path):
    settings.STATE_FOLDER = tmp_path / "state"
    return settings.STATE_FOLDER


def report(client):
    form = client.get("/report-problem/").context["form"]
    typed = {
        "problem": "wrong",
        "page": "/about/",
        "text": "One desk has moved.",
        "fetched": form["fetched"].value(),
    }
    return client.post("/report-problem/", typed)


def test_while_it_is_read_only_all_pages_say_so_and_nothing_is_changed(client):
    call_command("read_only", "on")

    assert READ_ONLY in text(client.get("/"))
    assert READ_ONLY in text(client.get("/partnerships/"))
    assert READ_ONLY in text(client.get("/account/sign-in/"))
    refusal = report(client)

    assert refusal.status_code == 503
    assert refusal["Retry-After"]
    assert "One desk has moved." in text(refusal)
    assert "nobody can sign in" in text(refusal)
    assert not PageReport.objects.exists()


def test_it_ends_when_it_is_switched_off(client):
    call_command("read_only", "on")
    call_command("read_only", "off")

    assert READ_ONLY not in text(client.get("/"))
    assert report(client).status_code == 302
    assert PageReport.objects.count() == 1


def test_pages_that_are_kept_say_so_too_and_no_longer_than_it_is_so(client, settings):
    settings.PAGES_KEPT = 10
    page_cache.pages.clear()
    before = client.get("/partnerships/").content

    call_command("read_only", "on")
    assert READ_ONLY in text(client.get("/partnerships/"))
    call_command("read_only", "off")

    assert client.get("/partnerships/").content == before


def test_programs_read_on_without_being_counted(client, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    call_command("read_only", "on")

    assert {client.get("/api/partnerships").status_code for _time in range(3)} == {200}


def test_no_button_offers_what_cannot_be_written(client):
    desk = make_contact_point(visibility=Visibility.PUBLIC)
    client.force_login(make_user())
    call_command("read_only", "on")

    registering, writing = (
        text(client.get("/register/")),
        text(client.get(f"/enquiries/new/?desk={desk.slug}")),
    )

    assert "This cannot be done while the directory can only be read." in registering
    assert "Start now" not in registering
    assert "Send the message" not in writing
    assert "Lists cannot be downloaded" not in text(client.get("/data/"))
    for address, button in (("/account/sign-in/", "Send me a code"), ("/report-problem/", "Send the report")):
        page = text(Client().get(address))
        assert "This cannot be done while the directory can only be read." in page
        assert button not in page


def test_registrations_are_switched_off(client):
    client.force_login(make_user())
    call_command("switch", "registrations", "off")

    page = text(client.get("/register/"))
    refusal = client.post("/register/")

    assert "No registrations are taken at the moment." in page
    assert "Start now" not in page
    assert refusal.status_code == 503
    assert "No registrations are taken at the moment." in text(refusal)
    call_command("switch", "registrations", "on")
    assert client.post("/register/").status_code == 302


def test_the_relay_is_switched_off(client):
    desk = make_contact_point(visibility=Visibility.PUBLIC)
    client.force_login(make_user())
    call_command("switch", "relay", "off")

    assert "No messages are passed on at the moment." in text(client.get(f"/desks/{desk.slug}/"))
    assert "Send the message" not in text(client.get(f"/enquiries/new/?desk={desk.slug}"))
    refusal = client.post(
        f"/enquiries/new/?desk={desk.slug}", {"subject": "A question", "body": "Who is on duty?"}
    )

    assert refusal.status_code == 503
    assert "Who is on duty?" in text(refusal)


def test_showings_are_switched_off_and_public_desks_go_on(client):
    restricted = make_contact_point(visibility=Visibility.OFFICIALS)
    public = make_contact_point(visibility=Visibility.PUBLIC)
    call_command("switch", "showings", "off")

    with pytest.raises(switches.SwitchedOff):
        showings.show(restricted, to=make_user())

    assert client.get(f"/desks/{public.slug}/").status_code == 200


def test_exports_are_switched_off_and_pages_go_on(client):
    make_shown_partnership()
    call_command("switch", "exports", "off")

    assert "Lists cannot be downloaded at the moment." in text(client.get("/partnerships/"))
    assert "Lists cannot be downloaded at the moment." in text(client.get("/data/"))
    refusal = client.get("/partnerships.csv")

    assert refusal.status_code == 503
    assert refusal["Content-Type"].startswith("text/plain")


def test_without_a_folder_a_command_says_what_is_missing(settings):
    settings.STATE_FOLDER = None

    with pytest.raises(CommandError, match="STATE_FOLDER is not set"):
        call_command("read_only", "on")


def test_a_switch_that_is_turned_twice_within_a_moment_is_seen_each_time():
    for position in ("on", "off") * 20:
        call_command("read_only", position)

        assert switches.is_read_only() == (position == "on")


def test_what_is_switched_are_pages_that_there_are():
    names = {pattern.name for pattern in views(get_resolver())}

    assert set().union(*Switches.SENT.values(), *Switches.ASKED.values()) <= names


# Space


@pytest.fixture
def disk(settings, tmp_path, monkeypatch):
    """A disk of which a test says how much is free, and the clock by which it is looked at."""

    class Disk:
        free, now = 1_000_000_000, 1000.0

        def is_left_for(self, seconds):
            self.now += seconds

    disk = Disk()
    settings.DATABASE_FOLDER, settings.LEAST_SPACE = tmp_path, (500, False)
    monkeypatch.setattr(switches, "_space", switches._Space())
    monkeypatch.setattr(switches, "free_space", lambda: disk.free)
    monkeypatch.setattr(time, "monotonic", lambda: disk.now)
    return disk


def test_too_little_space_makes_it_read_only_until_there_is_enough_again(disk):
    assert not switches.is_read_only()

    disk.free = 499_000_000
    disk.is_left_for(seconds=2)
    assert switches.why_read_only() is WhyReadOnly.SPACE

    disk.free = 501_000_000  # a fifth more than the least is asked for, so that it does not come and go
    disk.is_left_for(seconds=2)
    assert switches.is_read_only()

    disk.free = 601_000_000
    disk.is_left_for(seconds=2)
    assert not switches.is_read_only()


def test_space_that_is_back_does_not_end_what_was_switched_by_hand(disk):
    call_command("read_only", "on")
    disk.free = 10
    disk.is_left_for(seconds=2)
    disk.free = 1_000_000_000
    disk.is_left_for(seconds=2)

    assert switches.why_read_only() is WhyReadOnly.BY_HAND


def test_a_share_of_the_disk_may_be_asked_for(settings, tmp_path):
    settings.DATABASE_FOLDER, settings.LEAST_SPACE = tmp_path, (50, True)
    disk = os.statvfs(tmp_path)

    assert switches.least_space() == disk.f_blocks * disk.f_frsize / 2


# Jobs


def test_no_job_begins_and_none_is_enqueued_by_the_clock_meanwhile():
    call_command("read_only", "on")

    assert async_to_sync(app.job_manager.fetch_job)(queues=None, worker_id=1) is None
    assert (
        async_to_sync(app.job_manager.defer_periodic_job)(job=None, periodic_id="", defer_timestamp=0) is None
    )


def test_what_postgresql_says_of_a_full_disk_is_noted_for_all_processes(client, monkeypatch, state_folder):
    def disk_full(*args):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE disk_full; END $$")

    monkeypatch.setattr(switches, "_watch_until_writable", lambda: None)
    monkeypatch.setattr(switches, "_full_here", type(switches._full_here)())
    monkeypatch.setattr(reports, "_is_allowed", disk_full)

    refusal = report(client)

    assert refusal.status_code == 503
    assert "The directory can be read, but not changed" in text(refusal)
    assert (state_folder / Switch.FULL).exists()
    assert READ_ONLY in text(client.get("/"))
