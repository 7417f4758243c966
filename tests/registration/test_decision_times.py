"""How long decisions took is said once there are enough of them; before, what the operator says."""

import datetime

import pytest
from django.utils import timezone

from directory.models import State, Step, SubmissionEvent
from directory.registration.decision_times import DECISIONS_COUNTED, day_of_decision, decision_times
from tests.support.factories import make_submission, make_user
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def decide(days: list[int], *, registrant=None) -> None:
    """Decisions that took so many days, the first one the longest ago."""
    registrant = registrant or make_user()
    for place, number in enumerate(days):
        decided_at = timezone.now() - datetime.timedelta(days=len(days) - place)
        submission = make_submission(
            registrant=registrant,
            state=State.REFUSED,
            submitted_at=decided_at - datetime.timedelta(days=number),
        )
        SubmissionEvent.objects.create(submission=submission, what=Step.REFUSED, at=decided_at)


def test_fewer_decisions_have_no_median():
    decide([1] * (DECISIONS_COUNTED - 1))

    assert decision_times().usual is None


def test_the_median_is_of_the_last_ones():
    # A long time ago they took long
    decide([90] * 10 + [2] * 19 + [5] + [9] * 20)

    assert decision_times().usual == 5


def test_it_is_one_query(django_assert_num_queries):
    decide([3] * DECISIONS_COUNTED)

    with django_assert_num_queries(1):
        assert decision_times().usual == 3


@pytest.mark.parametrize(("days", "says"), [(0, None), (5, "2026-03-06")])
def test_the_day_of_the_decision_is_what_the_operator_says(settings, days, says):
    settings.DECISION_DAYS = days
    sent = make_submission(submitted_at=datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC))

    day = day_of_decision(sent)

    assert (day.isoformat() if day else None) == says


def test_the_start_page_says_both(client, settings):
    settings.DECISION_DAYS = 10
    decide([3] * DECISIONS_COUNTED)

    page = text(client.get("/register/"))

    assert "within 10 days" in page
    assert "Half of the last 40 were decided within 3 days." in page


def test_the_start_page_says_neither_where_nobody_knows(client):
    page = text(client.get("/register/"))

    assert "Half of the last" not in page
    assert "A reviewer reads it, and asks you" in page
