"""Tests whether a desk can be reached: a mail with a link to press."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from directory.models.by_link import ByLink, ByLinkQuerySet
from directory.models.contacts import ContactPoint


class DeskTestQuerySet(ByLinkQuerySet):
    def unanswered(self):
        return self.filter(used_at=None, revoked_at=None)

    def told_of(self):
        """The latest of their desk, where its owners were told that nobody answered."""
        later = DeskTest.objects.filter(
            contact_point=OuterRef("contact_point"), pk__gt=OuterRef("pk"), used_at__isnull=False
        )
        return self.unanswered().filter(~Exists(later), owners_told_at__isnull=False)


class DeskTest(ByLink):
    """One mail to a desk's mailbox. Who was told of its silence, and when: never the public."""

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="tests")
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
