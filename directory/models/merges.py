"""Merges: two records were one and the same. What was moved is kept, so that a merge can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.organisations import Organisation
from directory.models.partnerships import Partnership


class Merge(models.Model):
    """One record went into another. `moved` holds what is needed to undo it (see `directory/records/merging.py`)."""

    kept_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    # The hidden one: it stays in the database with its address, which redirects
    gone_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="merges")
    kept_partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="+")
    gone_partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="merges")
    # Keys of rows, and values that were taken over, by table: see `records/merging.py`
    moved = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("reason"), max_length=500)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kept_organisation__isnull=False, gone_organisation__isnull=False)
                    & Q(kept_partnership=None, gone_partnership=None)
                )
                | (
                    Q(kept_partnership__isnull=False, gone_partnership__isnull=False)
                    & Q(kept_organisation=None, gone_organisation=None)
                ),
                name="merge_of_two_records_of_one_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kept_organisation=models.F("gone_organisation")) | Q(kept_organisation=None),
                name="merge_of_two_organisations",
            ),
            models.CheckConstraint(
                condition=~Q(kept_partnership=models.F("gone_partnership")) | Q(kept_partnership=None),
                name="merge_of_two_partnerships",
            ),
        ]

    @property
    def kept(self) -> Organisation | Partnership:
        """The record that stayed."""
        return self.kept_organisation or self.kept_partnership

    @property
    def gone(self) -> Organisation | Partnership:
        """The record that went into it."""
        return self.gone_organisation or self.gone_partnership
