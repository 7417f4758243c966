"""When a desk is open in each week: what is kept, how it is written, and what may never be kept."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import ContactPoint
from directory.models.opening_hours import (
    DAY,
    ROUND_THE_CLOCK,
    WEEK,
    OpeningHours,
    Period,
    hours_of,
)
from tests.support.factories import make_contact_point

OFFICE = "Mo-Fr 09:00-17:00"
spans = st.tuples(st.integers(0, WEEK - 1), st.integers(1, 3 * DAY))
weeks = st.lists(spans, max_size=6).map(
    lambda pairs: OpeningHours.of(
        Period(start // DAY, start % DAY, start % DAY + length) for start, length in pairs
    )
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (OFFICE, OFFICE),
        ("Mo,Tu,We,Th,Fr 9:00-17:00", OFFICE),
        ("Mo-Fr 09:00 - 12:00, 12:00 - 17:00", OFFICE),
        ("Mo-Fr 09:00–17:00", OFFICE),
        ("Mo-Fr 09:00-12:00,13:00-17:00;", "Mo-Fr 09:00-12:00,13:00-17:00"),
        ("Fr 22:00-06:00", "Fr 22:00-06:00"),
        ("Su 22:00-06:00", "Su 22:00-06:00"),
        ("Su 22:00-24:00; Mo 00:00-06:00", "Su 22:00-06:00"),
        ("Sa-Mo 10:00-12:00", "Mo,Sa-Su 10:00-12:00"),
        ("10:00-12:00", "Mo-Su 10:00-12:00"),
        ("Mo-Fr 09:00-17:00; Fr 09:00-14:00", "Mo-Th 09:00-17:00; Fr 09:00-14:00"),
        ("00:00-24:00", "24/7"),
        ("24/7", "24/7"),
        ("Mo 20:00-24:00; Tu 00:00-24:00; We 00:00-08:00", "Mo 20:00-24:00; Tu 00:00-24:00; We 00:00-08:00"),
        ("", ""),
    ],
)
def test_hours_are_kept_in_one_notation(typed, kept):
    assert str(hours_of(typed)) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "Monday to Friday",
        "Mo-Fr",
        "Mo-Fr 9-17",
        "Mo 25:00-26:00",
        "Mo 09:60-10:00",
        "Mo 09:00-24:30",
        "Mo 24:00-09:00",
        "Mo 09:00-09:00",
        "PH off",
        "Mo-Xx 09:00-17:00",
        "Mo 09:00-17:00\0",
        "Mo ٠٩:٠٠-١٧:٠٠",
        "24/7; Mo 09:00-17:00",
    ],
)
def test_what_means_no_hours_is_refused(typed):
    with pytest.raises(ValidationError):
        hours_of(typed)


on_a_busy_machine = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@on_a_busy_machine
@given(weeks)
def test_what_is_written_means_the_same_hours(hours):
    assert hours_of(str(hours)) == hours
    assert OpeningHours.of(hours.periods) == hours


@on_a_busy_machine
@given(weeks)
def test_no_period_is_longer_than_a_day_or_begins_after_one(hours):
    assert all(0 <= opens < DAY and opens < closes <= opens + DAY for _day, opens, closes in hours.periods)


def test_hours_are_said_in_words():
    lines = hours_of("Mo-Fr 09:00-12:00,13:00-17:00; Sa,Su 22:00-06:00").lines

    assert lines == [
        ("Monday to Friday", "09:00 to 12:00, 13:00 to 17:00"),
        ("Saturday, Sunday", "22:00 to 06:00 the next day"),
    ]
    assert ROUND_THE_CLOCK.lines == [("Every day", "round the clock")]
    assert hours_of("10:00-24:00").lines == [("Every day", "10:00 to 24:00")]
    assert OpeningHours().lines == []


@pytest.mark.django_db
@on_a_busy_machine
@given(hours=weeks)
def test_the_database_gives_back_what_it_was_given(hours):
    with transaction.atomic():
        desk = make_contact_point(opening_hours=hours, time_zone="Europe/Warsaw")

        assert ContactPoint.objects.get(pk=desk.pk).opening_hours == hours
        assert ContactPoint.objects.filter(pk=desk.pk, opening_hours=hours).exists()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "time_zone", "constraint"),
    [
        ("{[0,10081)}", "Europe/Warsaw", "contact_point_opening_hours_in_a_week"),
        ("{[-1,10)}", "Europe/Warsaw", "contact_point_opening_hours_in_a_week"),
        ("{[60,)}", "Europe/Warsaw", "contact_point_opening_hours_in_a_week"),
        ("{[60,120)}", "", "contact_point_opening_hours_have_a_time_zone"),
    ],
)
def test_hours_outside_a_week_or_without_a_time_zone_cannot_be_kept(minutes, time_zone, constraint):
    desk = make_contact_point()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_contactpoint SET opening_hours = %s::int4multirange, time_zone = %s WHERE id = %s",
            [minutes, time_zone, desk.pk],
        )


@pytest.mark.django_db
def test_the_history_keeps_hours_and_no_remark():
    desk = make_contact_point(opening_hours=hours_of(OFFICE), time_zone="Europe/Warsaw", hours="Ask for Anna")
    desk.opening_hours = ROUND_THE_CLOCK
    desk.save(update_fields=["opening_hours"])

    assert [str(event.opening_hours) for event in desk.history.order_by("pgh_id")] == [OFFICE, "24/7"]
    assert not hasattr(desk.history.first(), "hours")
