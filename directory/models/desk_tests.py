"""Tests whether a desk can be reached: a mail with a link to press."""

import datetime
import math
from collections.abc import Iterable
from typing import NamedTuple

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from directory.models.by_link import ByLink, ByLinkQuerySet
from directory.models.contacts import TEST_COUNTS_FOR, ContactPoint


class TestAnswer(NamedTuple):
    """The latest answer of a desk to a test: within how many days it came, one at least, and on which day."""

    __test__ = False  # pytest takes names that begin so for tests

    days: int
    answered_on: datetime.date


class DeskTestQuerySet(ByLinkQuerySet):
    def that_count(self):
        """Those of desks that may still be tested, at the mailbox that the desk still has."""
        return self.filter(
            contact_point__may_be_tested=True,
            contact_point__mailbox=F("mailbox"),
            contact_point__organisation__removed_at=None,
        )

    def unanswered(self):
        return self.filter(used_at=None, revoked_at=None)

    def answers(self, desks: Iterable[int]) -> dict[int, TestAnswer]:
        """The latest answer of each of these desks that still counts; without those that have none. One query."""
        answered = self.that_count().filter(
            contact_point__in=desks, used_at__gte=timezone.now() - TEST_COUNTS_FOR
        )
        latest = answered.order_by("contact_point", "-used_at").distinct("contact_point")
        return {
            # Rounded up: "within 0 days" would promise too much
            desk: TestAnswer(
                max(math.ceil((used_at - created_at) / datetime.timedelta(days=1)), 1),
                timezone.localdate(used_at),
            )
            for desk, created_at, used_at in latest.values_list("contact_point", "created_at", "used_at")
        }

    def told_of(self):
        """The latest of their desk, where its owners were told that nobody answered."""
        later = DeskTest.objects.filter(
            contact_point=OuterRef("contact_point"), pk__gt=OuterRef("pk"), used_at__isnull=False
        )
        return self.that_count().unanswered().filter(~Exists(later), owners_told_at__isnull=False)


class DeskTest(ByLink):
    """One mail to a desk's mailbox of that day. Who was told of its silence, and when: never the public."""

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="tests")
    # Copied: once the desk has another mailbox, the link of the old one is worth nothing
    mailbox = models.EmailField()
    owners_told_at = models.DateTimeField(null=True, blank=True)
    secretariat_told_at = models.DateTimeField(null=True, blank=True)

    objects = DeskTestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(secretariat_told_at=None) | Q(owners_told_at__isnull=False),
                name="desk_test_owners_are_told_first",
            )
        ]
