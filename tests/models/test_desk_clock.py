"""Whether a desk is open at a moment, what its clock shows, and when that changes."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import ContactPoint, Visibility
from directory.models.desk_clock import minute_of_week, state_of
from directory.models.opening_hours import DAY, ROUND_THE_CLOCK, WEEK, OpeningHours, Period, hours_of
from tests.support.factories import make_contact_point

OFFICE = hours_of("Mo-Fr 09:00-17:00")
MINUTE = datetime.timedelta(minutes=1)


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "there", "is_open", "changes_in"),
    [
        # 30 November 2026 is a Monday
        ("Mo-Fr 09:00-17:00", "Europe/Warsaw", "2026-11-30 08:00", "Mon 09:00", True, "8:00:00"),
        ("Mo-Fr 09:00-17:00", "Europe/Warsaw", "2026-11-30 07:59", "Mon 08:59", False, "0:01:00"),
        ("Mo-Fr 09:00-17:00", "Europe/Warsaw", "2026-11-30 16:00", "Mon 17:00", False, "16:00:00"),
        # Over the weekend
        ("Mo-Fr 09:00-17:00", "Europe/Warsaw", "2026-11-27 16:00", "Fri 17:00", False, "2 days, 16:00:00"),
        # Over midnight, and over the end of the week
        ("Fr 22:00-06:00", "UTC", "2026-12-05 03:10", "Sat 03:10", True, "2:50:00"),
        ("Su 22:00-06:00", "UTC", "2026-11-30 03:10", "Mon 03:10", True, "2:50:00"),
        ("Mo 09:00-10:00", "UTC", "2026-11-30 10:00", "Mon 10:00", False, "6 days, 23:00:00"),
        # Zones of half and three quarters of an hour
        ("Mo-Fr 09:00-17:00", "Asia/Kolkata", "2026-11-30 03:29", "Mon 08:59", False, "0:01:00"),
        ("Mo-Fr 09:00-17:00", "Asia/Kathmandu", "2026-11-30 03:15", "Mon 09:00", True, "8:00:00"),
        ("Mo-Fr 09:00-17:00", "Australia/Adelaide", "2026-11-29 22:30", "Mon 09:00", True, "8:00:00"),
        # Another day there
        ("Mo-Fr 09:00-17:00", "Pacific/Auckland", "2026-11-29 20:00", "Mon 09:00", True, "8:00:00"),
        ("Mo-Fr 09:00-17:00", "America/Sao_Paulo", "2026-12-01 06:10", "Tue 03:10", False, "5:50:00"),
        # Clocks are put forward on 29 March 2026, from 02:00 to 03:00: the night is an hour shorter
        ("Mo-Su 09:00-17:00", "Europe/Warsaw", "2026-03-28 23:00", "Sun 00:00", False, "8:00:00"),
        # What opens in the hour that is left out opens when it is left out
        ("Su 02:30-05:00", "Europe/Warsaw", "2026-03-29 00:30", "Sun 01:30", False, "0:30:00"),
        # What closes in it closes then
        ("Su 00:00-02:30", "Europe/Warsaw", "2026-03-29 00:30", "Sun 01:30", True, "0:30:00"),
        # Clocks are put back on 25 October 2026, from 03:00 to 02:00: the night is an hour longer
        ("Mo-Su 09:00-17:00", "Europe/Warsaw", "2026-10-24 22:00", "Sun 00:00", False, "10:00:00"),
        # What closes in the hour that comes twice opens once more
        ("Su 00:00-02:30", "Europe/Warsaw", "2026-10-25 00:29", "Sun 02:29", True, "0:01:00"),
        ("Su 00:00-02:30", "Europe/Warsaw", "2026-10-25 00:45", "Sun 02:45", False, "0:15:00"),
        ("Su 00:00-02:30", "Europe/Warsaw", "2026-10-25 01:00", "Sun 02:00", True, "0:30:00"),
        # Half an hour back on Lord Howe, and a day that begins at one o'clock in Cuba
        ("Mo-Su 09:00-17:00", "Australia/Lord_Howe", "2026-04-04 13:00", "Sun 00:00", False, "9:30:00"),
        ("Su 00:00-06:00", "America/Havana", "2026-03-08 04:59", "Sat 23:59", False, "0:01:00"),
    ],
)
def test_a_desk_is_open_by_its_own_clock(hours, zone, moment, there, is_open, changes_in):
    state = state_of(hours_of(hours), zone, utc(moment))

    assert f"{state.local_time:%a %H:%M}" == there
    assert (state.is_open, str(state.changes_in)) == (is_open, changes_in)


def test_a_desk_that_is_there_round_the_clock_never_closes():
    assert state_of(ROUND_THE_CLOCK, "", utc("2026-11-30 03:10")) == (None, True, None)
    state = state_of(ROUND_THE_CLOCK, "America/Sao_Paulo", utc("2026-11-30 06:10"))
    assert (f"{state.local_time:%H:%M}", state.is_open, state.changes_in) == ("03:10", True, None)


@pytest.mark.parametrize("zone", ["", "Europe/Nowhere", "Europe", "../../etc/passwd"])
def test_hours_of_an_unknown_zone_mean_nothing_to_us(zone):
    assert state_of(OFFICE, zone, utc("2026-11-30 12:00")) is None


def test_hours_that_are_not_stated_say_nothing():
    assert state_of(OpeningHours(), "Europe/Warsaw", utc("2026-11-30 12:00")) is None


# Around days on which clocks change
moments = st.sampled_from(["2026-03-27", "2026-10-23", "2026-04-03", "2026-03-06", "2026-11-30"]).flatmap(
    lambda day: st.integers(0, 3 * DAY).map(lambda minute: utc(day) + minute * MINUTE)
)
zones = st.sampled_from(
    ["Europe/Warsaw", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata", "America/St_Johns"]
)
periods = st.builds(
    lambda start, length: Period(start // DAY, start % DAY, start % DAY + length),
    st.integers(0, WEEK // 30 - 1).map(lambda half_hours: half_hours * 30),
    st.integers(1, 30).map(lambda half_hours: half_hours * 30),
)


on_a_busy_machine = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@on_a_busy_machine
@given(st.lists(periods, min_size=1, max_size=5).map(OpeningHours.of), zones, moments)
def test_the_next_change_is_the_one_that_a_clock_finds_that_goes_minute_by_minute(hours, zone, moment):
    state = state_of(hours, zone, moment)

    clock = moment
    for _minute in range(9 * DAY):
        clock += MINUTE
        if (minute_of_week(clock.astimezone(ZoneInfo(zone))) in hours) != state.is_open:
            assert state.changes_in == clock - moment
            break
    else:
        assert state.changes_in is None


@pytest.mark.django_db
def test_the_database_and_the_page_agree_about_who_is_open():
    for hours in ("Mo-Fr 09:00-17:00", "Mo 00:00-02:30", "24/7", "", "Sa-Su 22:00-08:00"):
        for zone in ("Europe/Warsaw", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns"):
            make_contact_point(opening_hours=hours_of(hours), time_zone=zone)
    make_contact_point(opening_hours=ROUND_THE_CLOCK)
    # A name that has the form of one
    make_contact_point(opening_hours=OFFICE, time_zone="Europe/Nowhere")

    for moment in map(utc, ["2026-11-30 03:10", "2026-11-28 22:30", "2026-10-25 01:10", "2026-03-29 01:00"]):
        desks = ContactPoint.objects.with_open(moment)
        assert {desk.pk: desk.is_open for desk in desks} == {
            desk.pk: (state.is_open if (state := desk.state_at(moment)) else None) for desk in desks
        }


@pytest.mark.django_db
def test_lists_do_not_tell_whether_a_restricted_desk_is_open():
    make_contact_point(opening_hours=ROUND_THE_CLOCK, visibility=Visibility.OFFICIALS)

    assert ContactPoint.objects.with_open(utc("2026-11-30 12:00")).get().is_open is None
