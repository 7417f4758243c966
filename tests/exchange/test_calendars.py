"""Events and what is due are calendars to subscribe to: programs of others read them, and see what moved or was called off."""

import datetime
import re

import pytest
from icalendar import Calendar

from directory.models import Commitment, Event
from directory.models.partial_dates import first_day, last_day
from tests.support.factories import make_commitment, make_event
from tests.support.responses import content

pytestmark = pytest.mark.django_db

DAY = datetime.date


def calendar(client, address: str) -> Calendar:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(content(response))


def entries(client, address: str) -> dict[str, dict]:
    """The entries by the last part of their record's address."""
    return {entry["URL"].rstrip("/").rsplit("/", 1)[-1]: entry for entry in calendar(client, address).events}


def entry(client, address: str) -> dict:
    (only,) = calendar(client, address).events
    return only


def lines(client, address: str) -> dict[str, str]:
    """The calendar of one entry as a reader of its lines sees it that is not the library which wrote it: by name with
    parameters. Of what stands twice, the last."""
    unfolded = content(client.get(address)).decode().replace("\r\n ", "")
    assert unfolded.endswith("\r\n")
    assert "\n" not in unfolded.replace("\r\n", "")
    pairs = (line.split(":", 1) for line in unfolded.split("\r\n") if line)
    return dict(pairs)


def test_the_calendar_of_a_list_has_each_dated_record_of_it(client):
    for number, date in enumerate(["2026-05-04", "2026-05", "2026", "2030-12-31", ""]):
        make_event(slug=f"event-{number}", starts=date)
        make_commitment(slug=f"commitment-{number}", due=date)

    events, commitments = entries(client, "/events.ics"), entries(client, "/commitments.ics")

    assert events.keys() == {"event-0", "event-1", "event-3"}
    assert commitments.keys() == {"commitment-0", "commitment-1", "commitment-2", "commitment-3"}
    assert len({str(each["UID"]) for each in [*events.values(), *commitments.values()]}) == 7


def test_the_calendar_of_a_list_has_the_filters_of_its_page(client):
    make_event(slug="to-come", starts="2030-05-04", status="planned")

    assert entries(client, "/events.ics?when=future").keys() == {"to-come"}
    assert client.get("/events.ics?when=never").status_code == 400
    assert client.get("/events.ics?who=x").status_code == 400


@pytest.mark.parametrize(
    ("starts", "ends", "first", "after"),
    [
        ("2026-05-04", "", DAY(2026, 5, 4), DAY(2026, 5, 5)),
        ("2026-05-04", "2026-05-06", DAY(2026, 5, 4), DAY(2026, 5, 7)),
        ("2026-05-04", "2026-05", DAY(2026, 5, 4), DAY(2026, 5, 5)),
        ("2026-05-31", "2026-06", DAY(2026, 5, 31), DAY(2026, 7, 1)),
        ("2028-02", "", DAY(2028, 2, 1), DAY(2028, 3, 1)),
        ("2026-12-31", "2027", DAY(2026, 12, 31), DAY(2028, 1, 1)),
    ],
)
def test_an_event_lasts_whole_days_as_far_as_they_are_known(client, starts, ends, first, after):
    make_event(slug="meeting", starts=starts, ends=ends)

    read = entry(client, "/events/meeting/calendar.ics")

    assert (read.start, read.end) == (first, after)
    assert ("Only the month is known." in read["DESCRIPTION"]) == (len(starts) == 7)


@pytest.mark.parametrize("starts", ["", "2026"])
def test_an_event_without_a_month_has_no_place_in_a_calendar(client, starts):
    make_event(slug="meeting", starts=starts)

    assert client.get("/events/meeting/calendar.ics").status_code == 404
    assert b"calendar.ics" not in client.get("/events/meeting/").content
    assert calendar(client, "/events.ics").events == []
    assert "no month is known are not in" in calendar(client, "/events.ics")["DESCRIPTION"]


def test_an_event_that_moves_is_the_same_entry_with_a_later_revision(client):
    make_event(slug="meeting", starts="2020-05-04", status="planned")
    before = entry(client, "/events/meeting/calendar.ics")

    Event.objects.update(summary="More is known.")
    described = entry(client, "/events/meeting/calendar.ics")
    Event.objects.update(starts="2020-05-11", place="Lyon")
    moved = entry(client, "/events/meeting/calendar.ics")
    Event.objects.update(status="cancelled")
    cancelled = entry(client, "/events/meeting/calendar.ics")

    assert [each["SEQUENCE"] for each in (before, described, moved, cancelled)] == [0, 0, 1, 2]
    assert {str(each["UID"]) for each in (before, described, moved, cancelled)} == {str(before["UID"])}
    assert (moved.start, moved["LOCATION"]) == (DAY(2020, 5, 11), "Lyon")
    assert [each["STATUS"] for each in (before, cancelled)] == ["TENTATIVE", "CANCELLED"]
    assert cancelled["LAST-MODIFIED"].dt == cancelled["DTSTAMP"].dt >= before["DTSTAMP"].dt


def test_a_planned_event_is_certain_until_it_is_past(client):
    make_event(slug="to-come", starts="2030-05-04", status="planned")
    make_event(slug="past", starts="2020-05-04", status="planned")
    make_event(slug="held", starts="2020-05-04", status="held")

    read = entries(client, "/events.ics")

    assert {slug: str(each["STATUS"]) for slug, each in read.items()} == {
        "to-come": "CONFIRMED",
        "past": "TENTATIVE",
        "held": "CONFIRMED",
    }


@pytest.mark.parametrize(
    ("due", "day"),
    [("2026-05-04", DAY(2026, 5, 4)), ("2028-02", DAY(2028, 2, 29)), ("2027", DAY(2027, 12, 31))],
)
def test_a_commitment_is_due_until_the_last_day_that_its_date_means(client, due, day):
    commitment = make_commitment(slug="promise", due=due)

    read = entry(client, "/commitments/promise/calendar.ics")

    assert (read.start, read.end) == (day, day + datetime.timedelta(days=1))
    assert commitment.text in read["SUMMARY"]
    assert "That says nothing about whether it was kept." in read["DESCRIPTION"]


def test_a_commitment_that_is_dropped_is_due_no_more(client):
    commitment = make_commitment(slug="promise", due="2026-05-04")
    Commitment.objects.update(due="2026-06-04")
    moved = entry(client, "/commitments/promise/calendar.ics")

    commitment.reports.create(reported="2026-03", progress="dropped", text="Dropped.")
    dropped = entry(client, "/commitments/promise/calendar.ics")

    assert (moved["STATUS"], moved["SEQUENCE"]) == ("CONFIRMED", 1)
    assert (dropped["STATUS"], dropped["SEQUENCE"]) == ("CANCELLED", 2)


def test_a_commitment_without_a_date_has_no_calendar(client):
    make_commitment(slug="promise", due="")

    assert client.get("/commitments/promise/calendar.ics").status_code == 404
    assert b"calendar.ics" not in client.get("/commitments/promise/").content


def test_lines_are_as_the_standard_has_them(client):
    title = "Réunion; «Siłę», 举报中心 \\ " * 6
    make_event(slug="meeting", starts="2026-05-04", title=title, summary="One line.\nAnother, and more.")

    written = content(client.get("/events/meeting/calendar.ics"))
    read = lines(client, "/events/meeting/calendar.ics")

    assert max(map(len, written.split(b"\r\n"))) <= 75
    assert read["DTSTART;VALUE=DATE"] == "20260504"
    assert re.fullmatch(r"\d{8}T\d{6}Z", read["DTSTAMP"])
    assert re.fullmatch(r"[0-9a-f-]{36}", read["UID"])
    assert read["SUMMARY"] == title.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    assert read["DESCRIPTION"] == r"4 May 2026\n\nOne line.\nAnother\, and more."
    assert read["REFRESH-INTERVAL;VALUE=DURATION"] == "PT12H"
    assert read["SOURCE;VALUE=URI"] == "http://localhost:8000/events/meeting/calendar.ics"
    assert read["VERSION"] == "2.0"


@pytest.mark.parametrize("address", ["/events.ics", "/events/meeting/calendar.ics"])
def test_a_calendar_that_did_not_change_is_not_sent_again(client, address):
    make_event(slug="meeting", starts="2026-05-04")
    first, second = client.get(address), client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert content(first) == content(second)
    assert first["Access-Control-Allow-Origin"] == "*"


def test_a_record_in_another_language_is_the_same_entry(client):
    make_event(slug="meeting", starts="2026-05-04")

    english = entry(client, "/events/meeting/calendar.ics")
    french = entry(client, "/fr/events/meeting/calendar.ics")

    assert english["UID"] == french["UID"]
    assert french["URL"].endswith("/fr/events/meeting/")


def test_pages_lead_to_their_calendars(client):
    make_event(slug="meeting", starts="2026-05-04")
    make_commitment(slug="promise", due="2026", text="Promised at the meeting.")

    for page in ("/events/meeting/", "/commitments/promise/"):
        assert f'href="{page}calendar.ics"' in client.get(page).content.decode()
    for name in ("events", "commitments"):
        text = client.get(f"/{name}/?q=meeting").content.decode()
        assert f'href="/{name}.ics?q=meeting"' in text
        assert f'href="webcal://localhost:8000/{name}.ics?q=meeting"' in text
    assert ".ics" not in client.get("/resources/").content.decode()


@pytest.mark.parametrize(
    "address", ["/resources.ics", "/nothing.ics", "/events/nobody/calendar.ics", "/resources/x/calendar.ics"]
)
def test_what_has_no_date_has_no_calendar(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("text", ["2005", "2005-12", "2024-02", "2023-02", "2005-12-15"])
def test_a_date_means_days_from_its_first_to_its_last(text):
    assert first_day(text).isoformat().startswith(text)
    assert last_day(text).isoformat().startswith(text)
    assert not (last_day(text) + datetime.timedelta(days=1)).isoformat().startswith(text)
    assert not (first_day(text) - datetime.timedelta(days=1)).isoformat().startswith(text)
