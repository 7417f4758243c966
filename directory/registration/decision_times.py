"""How long a decision takes: what the operator says, and how long it took lately."""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from directory.models import Step, Submission, SubmissionEvent

# A median of fewer would change with each decision
DECISIONS_COUNTED = 40


class DecisionTimes(NamedTuple):
    """`promised` days from the setting, 0 where the operator says none; within `usual` days half of the last
    DECISIONS_COUNTED were decided, None while there are fewer."""

    promised: int
    usual: int | None
    counted: int = DECISIONS_COUNTED


def day_of_decision(submission: Submission) -> datetime.date | None:
    """By which day the operator says that this one is decided; None where the settings say none, or nothing was sent in."""
    if not settings.DECISION_DAYS or submission.submitted_at is None:
        return None
    return timezone.localdate(submission.submitted_at) + datetime.timedelta(days=settings.DECISION_DAYS)


def decision_times() -> DecisionTimes:
    """As of now. One query."""
    decided = SubmissionEvent.objects.filter(
        what__in=[Step.ACCEPTED, Step.REFUSED], submission__submitted_at__isnull=False
    )
    # From the last time that it was sent in: before that, it waited for its registrant
    latest = decided.order_by("-at", "-pk").values_list("submission__submitted_at", "at")[:DECISIONS_COUNTED]
    days = sorted(
        (timezone.localdate(at) - timezone.localdate(submitted_at)).days for submitted_at, at in latest
    )
    is_enough = len(days) == DECISIONS_COUNTED
    return DecisionTimes(settings.DECISION_DAYS, days[DECISIONS_COUNTED // 2 - 1] if is_enough else None)
