"""A desk's hours: described day by day by its organisation, and told to readers with what its clock shows now."""

import datetime

import pytest

from directory.counterparts.open_now import in_words
from directory.models import ContactPoint, Right, Visibility
from directory.models.desk_clock import state_of
from directory.models.opening_hours import NoHours, hours_of
from directory.records.hours_field import periods_of
from tests.support.factories import make_contact_point, make_organisation, make_representative, make_user
from tests.support.reading import words
from tests.support.responses import text
from tests.support.review_pages import sign_in

OWN = "/organisations/helpers/desks/"
DESK = {
    "name": "Cooperation",
    "purpose": "cooperation",
    "mailbox": "liaison@helpers.example",
    "visibility": "public",
    "countries": ["BR"],
    "topics": ["training"],
    "time_zone": "America/Sao_Paulo",
}
OFFICE = "Mo-Fr 09:00-17:00"


def at(moment: str):
    return datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)


def days(*times: str) -> dict[str, str]:
    return {f"opening_hours_{number}": text for number, text in enumerate(times, 1)}


@pytest.fixture
def editor(client):
    organisation = make_organisation(slug="helpers", name="Helpers", country_id="BR")
    person = make_representative(organisation=organisation, right=Right.EDITOR).user
    sign_in(client, person, second_factor=False)
    return person


@pytest.mark.parametrize(
    ("typed", "periods"),
    [
        ("9-17", [(540, 1020)]),
        ("09:00–17:00", [(540, 1020)]),
        ("9.00 to 12.30, 13h30 - 17h", [(540, 750), (810, 1020)]),
        ("9 am to 5:30 p.m.", [(540, 1050)]),
        ("9-12 and 13-17", [(540, 720), (780, 1020)]),
        ("9 à 12 et 14 à 18", [(540, 720), (840, 1080)]),
        ("9 a 14 y 16 hasta 20", [(540, 840), (960, 1200)]),
        ("٩:٠٠ إلى ١٧:٠٠", [(540, 1020)]),
        ("22:00-6:00", [(1320, 1800)]),
        ("0-24", [(0, 1440)]),
        ("18-24", [(1080, 1440)]),
        ("12 am - 12 pm", [(0, 720)]),
        ("", []),
        ("  ", []),
    ],
)
def test_times_are_taken_as_people_write_them(typed, periods):
    assert [(opens, closes) for _day, opens, closes in periods_of(0, typed)] == periods


@pytest.mark.parametrize(
    "typed",
    ["closed", "9", "9-25", "9-9", "9:60-10", "24-9", "9-17 by appointment", "13 pm - 14", "9-12-17", "-"],
)
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(NoHours):
        periods_of(0, typed)


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-12-01 06:10", "Closed now. There it is 03:10 (Tuesday); it opens in 6 hours."),
        ("2026-12-01 11:59", "Closed now. There it is 08:59 (Tuesday); it opens in 1 minute."),
        ("2026-12-01 12:00", "Open now. There it is 09:00 (Tuesday); it closes in 8 hours."),
        ("2026-12-01 19:40", "Open now. There it is 16:40 (Tuesday); it closes in 20 minutes."),
        ("2026-12-04 20:00", "Closed now. There it is 17:00 (Friday); it opens in 3 days."),
    ],
)
def test_a_sentence_says_what_is_so_there_now(moment, sentence):
    assert in_words(state_of(hours_of(OFFICE), "America/Sao_Paulo", at(moment))) == sentence


def test_who_is_there_round_the_clock_is_said_to_be():
    always = hours_of("24/7")

    assert in_words(state_of(always, "", at("2026-12-01 06:10"))) == "Open round the clock."
    assert (
        in_words(state_of(always, "UTC", at("2026-12-01 06:10")))
        == "Open round the clock. There it is 06:10 (Tuesday)."
    )


@pytest.mark.django_db
def test_hours_are_typed_day_by_day_and_come_back_as_they_were_typed(client, editor):
    typed = days("9-12, 13-17", "9–12, 13–17", "", "", "22-6", "", "")
    assert client.post(f"{OWN}new/", {**DESK, **typed, "hours": "Closed in August"}).url == OWN

    desk = ContactPoint.objects.get()
    assert str(desk.opening_hours) == "Mo-Tu 09:00-12:00,13:00-17:00; Fr 22:00-06:00"
    page = client.get(f"{OWN}{desk.slug}/change/").content.decode()
    assert 'value="09:00–12:00, 13:00–17:00"' in page
    assert 'value="22:00–06:00"' in page
    assert 'value="Closed in August"' in page


@pytest.mark.django_db
def test_a_tick_means_round_the_clock(client, editor):
    assert client.post(f"{OWN}new/", {**DESK, "opening_hours_0": "on", "time_zone": ""}).url == OWN

    assert ContactPoint.objects.get().opening_hours.is_round_the_clock


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (days("9-17", "often"), "Tuesday: write times such as"),
        ({"opening_hours_0": "on", **days("9-17")}, "Either tick “round the clock”, or write times."),
        ({**days("9-17"), "time_zone": ""}, "Say in which time zone the hours are."),
        (days("9-17\0"), "Monday: write times such as"),
    ],
)
def test_what_is_wrong_with_hours_is_said_and_stays_typed(client, editor, changes, sentence):
    response = client.post(f"{OWN}new/", {**DESK, **changes})

    assert response.status_code == 200
    assert sentence in text(response)
    assert "9-17" in response.content.decode()
    assert not ContactPoint.objects.exists()


@pytest.mark.django_db
def test_the_time_zones_of_the_country_are_offered_first(client, editor):
    page = client.get(f"{OWN}new/").content.decode()

    assert (
        page.index('<optgroup label="Brazil">')
        < page.index("America/Sao_Paulo")
        < page.index("Africa/Abidjan")
    )


@pytest.mark.django_db
def test_hours_that_were_said_in_words_stay_when_a_desk_is_changed(client, editor):
    desk = make_contact_point(organisation=editor.representations.get().organisation, hours="Mondays, mostly")
    assert (
        client.post(f"{OWN}{desk.slug}/change/", {**DESK, "hours": "Mondays, mostly", **days("9-17")}).url
        == OWN
    )

    desk.refresh_from_db()
    assert (desk.hours, str(desk.opening_hours)) == ("Mondays, mostly", "Mo 09:00-17:00")


@pytest.mark.django_db
def test_pages_say_when_a_desk_is_open_and_only_those_made_for_a_reader_whether_it_is_now(client):
    organisation = make_organisation(country_id="BR")
    desk = make_contact_point(
        organisation=organisation,
        opening_hours=hours_of(OFFICE),
        time_zone="America/Sao_Paulo",
        hours="Closed in August",
    )

    for page in (f"/desks/{desk.slug}/", organisation.get_absolute_url(), "/counterparts/?country=BR"):
        told = text(client.get(page))
        assert "Monday to Friday: 09:00 to 17:00" in told.replace("<bdi>", "").replace("</bdi>", "")
        assert "Closed in August" in told
        assert ("There it is" in told) == (page != organisation.get_absolute_url())


@pytest.mark.django_db
def test_a_list_does_not_tell_the_hours_of_a_restricted_desk(client, editor):
    desk = make_contact_point(
        organisation=make_organisation(country_id="BR"),
        opening_hours=hours_of(OFFICE),
        time_zone="America/Sao_Paulo",
        visibility=Visibility.REGISTERED,
    )

    told = text(client.get("/counterparts/?country=BR"))

    assert desk.name in told
    assert "There it is" not in told
    assert "09:00" not in told


@pytest.mark.django_db
def test_those_who_speak_for_a_desk_read_what_changed_about_its_hours(client, editor):
    client.post(f"{OWN}new/", {**DESK, **days("9-17"), "hours": "Ask for the duty officer"})
    desk = ContactPoint.objects.get()
    changed = {**DESK, **days("9-17", "22-6"), "topics": ["funding"], "is_urgent": "on"}
    client.post(f"{OWN}{desk.slug}/change/", changed)

    told = words(client, f"{OWN}{desk.slug}/changes/")

    latest, _line, first = told.partition("The organisation added a desk.")
    assert (
        "Opening hours from Monday: 09:00 to 17:00 to Monday: 09:00 to 17:00; Tuesday: 22:00 to 06:00 the next day"
        in latest
    )
    assert "Takes urgent requests at any hour from No to Yes" in latest
    assert "Topics, added Funding Topics, taken out Training" in latest
    assert "Opening hours Monday: 09:00 to 17:00" in first
    assert "Countries served, added Brazil" in first
    assert "duty officer" not in told
    assert "What changed" in text(client.get(OWN))


@pytest.mark.django_db
def test_nobody_else_reads_what_changed_about_a_desk(client):
    desk = make_contact_point()
    sign_in(client, make_user(), second_factor=False)

    assert (
        client.get(f"/organisations/{desk.organisation.slug}/desks/{desk.slug}/changes/").status_code == 404
    )
