"""The page on which reviewers correct where to report abuse."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import ReportingChannel
from tests.support.factories import make_reporting_channel, make_reviewer
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db

LIST = "/review/channels/"
TYPED = {
    "country": "TV",
    "kind": "hotline",
    "name": "Tuvalu Hotline",
    "url": "https://hotline.example/report",
    "phone": "(0800) 12.34",
    "languages": "EN; fr",
    "takes": "child sexual abuse material on the internet",
    "anonymous": "yes",
    "source_title": "A page",
    "source_url": "https://source.example/",
    "source_date": "2026-05",
    "status": "confirmed",
    "why": "I spoke to them.",
}


@pytest.fixture
def reviewer():
    return make_reviewer(name="Rita Reviewer")


@pytest.fixture
def desk(client, reviewer) -> Client:
    return sign_in(client, reviewer)


@pytest.fixture
def channel():
    return make_reporting_channel(name="Tuvalu Hotline")


def page_of(channel: ReportingChannel, verb: str = "") -> str:
    return f"{LIST}{channel.pk}/{verb}/" if verb else f"{LIST}{channel.pk}/"


def seen(desk: Client, channel: ReportingChannel) -> str:
    return desk.get(page_of(channel)).context["seen"]


def send(desk: Client, channel: ReportingChannel, verb: str = "", **typed):
    return desk.post(page_of(channel, verb), {"seen": seen(desk, channel), **typed})


# The list


def test_the_list_stands_by_country_and_can_be_searched_by_one(desk):
    everything = text(desk.get(LIST))
    of_poland = text(desk.get(LIST, {"country": "PL"}))

    names = re.findall(r'<h2 id="country-..">([^<]+)</h2>', everything)
    assert len(names) == 98
    assert names.index("Côte d’Ivoire") == names.index("Croatia") - 1
    assert (names[0], names[-1]) == ("Albania", "Zimbabwe")
    assert "Dyżurnet.pl" in of_poland
    assert "Vihjeliin" not in of_poland
    assert f"{LIST}new/?country=PL" in of_poland


@pytest.mark.parametrize(
    ("query", "shown", "left_out"),
    [
        ({"status": "unconfirmed"}, "Stopline.sk", "Dyżurnet.pl"),
        ({"status": "confirmed"}, "Dyżurnet.pl", "Stopline.sk"),
        ({"status": "corrected"}, "Corrected Line", "Dyżurnet.pl"),
        ({"status": "removed"}, "Removed Line", "Dyżurnet.pl"),
        ({}, "Corrected Line", "Removed Line"),
    ],
)
def test_the_list_can_be_narrowed_by_how_well_a_place_is_known(desk, query, shown, left_out):
    now = timezone.now()
    make_reporting_channel(name="Corrected Line", corrected_at=now)
    make_reporting_channel(name="Removed Line", corrected_at=now, removed_at=now)

    page = text(desk.get(LIST, query))

    assert shown in page
    assert left_out not in page


def test_a_country_without_an_entry_says_what_readers_are_shown(desk):
    assert "Readers are shown INHOPE&#x27;s directory" in text(desk.get(LIST, {"country": "TV"})).replace(
        "INHOPE's", "INHOPE&#x27;s"
    )


def test_a_value_that_is_not_of_a_filter_is_said(desk):
    page = desk.get(LIST, {"country": "XX"})

    assert page.status_code == 400
    assert "There is a problem" in text(page)


def test_no_address_of_an_entry_is_a_link_here(desk):
    channel = ReportingChannel.objects.get(country="SK", kind="hotline")

    for page in (text(desk.get(LIST)), text(desk.get(page_of(channel)))):
        assert channel.url in page
        assert f'href="{channel.url}' not in page


def test_the_list_costs_the_same_however_long_it_is(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        desk.get(LIST)
    with django_assert_max_num_queries(12):
        desk.get(page_of(ReportingChannel.objects.first()))


def test_the_queue_leads_to_it(desk):
    assert f'href="{LIST}"' in text(desk.get("/review/"))


# Changing it


def test_an_entry_is_added_and_readers_see_it_at_once(desk, client, reviewer):
    answer = desk.post(f"{LIST}new/", TYPED)

    channel = ReportingChannel.objects.get(country="TV")
    assert answer.url == page_of(channel)
    assert (channel.phones, channel.languages) == (["0800 12 34"], ["en", "fr"])
    assert 'href="https://hotline.example/report"' in text(Client().get("/report-abuse/?country=TV"))
    history = text(desk.get(page_of(channel))).split("History</h2>")[1]
    assert "Added" in history
    assert "Rita Reviewer" in history
    assert "I spoke to them." in history


def test_the_country_of_a_new_entry_is_chosen_already(desk):
    assert '<option value="PL" selected>' in text(desk.get(f"{LIST}new/?country=PL"))


def test_a_correction_shows_at_once_with_its_history(desk, channel):
    page = desk.get(page_of(channel)).context["form"]
    typed = {name: page[name].value() or "" for name in page.fields} | {"why": "The form has moved."}

    answer = send(desk, channel, **typed | {"url": "https://moved.example/"})

    assert answer.url == page_of(channel)
    readers = text(Client().get("/report-abuse/?country=TV"))
    assert 'href="https://moved.example/"' in readers
    assert channel.url not in readers
    history = text(desk.get(page_of(channel))).split("History</h2>")[1]
    assert f'<del dir="auto">{channel.url}</del>' in history
    assert '<ins dir="auto">https://moved.example/</ins>' in history
    assert "The form has moved." in history
    assert "Takes" not in history  # what did not change


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"why": ""}, "why"),
        ({"url": "http://hotline.example/"}, "url"),
        ({"phone": "call us"}, "phone"),
        ({"languages": "xx"}, "languages"),
        ({"source_url": ""}, "source_url"),
        ({"kind": "website"}, "kind"),
        ({"checked_on": (timezone.now() + datetime.timedelta(days=2)).date().isoformat()}, "checked_on"),
        ({"checked_on": "yesterday"}, "checked_on"),
        ({"name": "Another of Tuvalu"}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_changes(desk, channel, typed, field):
    make_reporting_channel(name="Another of Tuvalu")

    page = send(desk, channel, **TYPED | typed)

    assert page.status_code == 200
    assert f'id="id_{field}_error"' in text(page)
    assert "<title> Error:" in text(page)
    assert channel.history.count() == 1


def test_of_two_reviewers_the_second_sees_what_the_first_did(desk, channel):
    before = seen(desk, channel)
    send(desk, channel, **TYPED | {"operator": "The first"})

    page = desk.post(page_of(channel), {"seen": before, **TYPED, "operator": "The second"})

    assert page.status_code == 409
    assert "Somebody changed it since you opened this page" in text(page)
    assert 'value="The second"' in text(page)
    assert '<ins dir="auto">The first</ins>' in text(page)
    desk.post(page_of(channel), {"seen": page.context["seen"], **TYPED, "operator": "The second"})
    channel.refresh_from_db()
    assert channel.operator == "The second"


def test_that_it_was_right_today_is_kept_with_who_said_so(desk, channel):
    send(desk, channel, "check")

    channel.refresh_from_db()
    assert channel.checked_on == timezone.localdate()
    assert channel.corrected_at is None
    assert "Opened or called, and found right" in text(desk.get(page_of(channel)))
    assert "Checked by us" in text(Client().get("/report-abuse/?country=TV"))


def test_an_entry_is_removed_with_a_reason_and_brought_back(desk, channel):
    nothing_said = send(desk, channel, "removal")
    send(desk, channel, "removal", reason="It is closed.")
    removed = text(Client().get("/report-abuse/?country=TV"))
    page = text(desk.get(page_of(channel)))
    send(desk, channel, "removal", reason="It is open again.")

    assert "Why it is removed" in text(nothing_said)
    assert "Tuvalu Hotline" not in removed
    assert "It is closed." in page
    assert "Bring it back" in page
    assert "Tuvalu Hotline" in text(Client().get("/report-abuse/?country=TV"))
    assert "Brought back" in text(desk.get(page_of(channel)))


def test_who_deleted_the_account_is_nobody_in_the_history(desk, channel, reviewer):
    send(desk, channel, "check")
    other = sign_in(Client(), make_reviewer())
    reviewer.delete()

    assert "an account that is gone" in text(other.get(page_of(channel)))


def test_what_the_list_brought_is_said_so(desk):
    page = text(desk.get(page_of(ReportingChannel.objects.get(country="PL", kind="hotline"))))

    assert "The list that comes with the directory" in page.split("History</h2>")[1]
