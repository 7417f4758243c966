"""What happened to accounts and who did it: signing in, ways to sign in, roles, decisions. Reviewers read and search it."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.people import User

# The page about privacy names both. The network's address tells a break-in from a slip of the owner, which shows within weeks;
# who did what is asked for in a yearly audit.
NETWORK_KEPT = datetime.timedelta(days=30)
KEPT = datetime.timedelta(days=400)


class SecurityEventKind(models.TextChoices):
    ACCOUNT_MADE = "account_made", _("Made an account")
    ACCOUNT_DELETED = "account_deleted", _("Deleted the account")
    SIGNED_IN = "signed_in", _("Signed in")
    TRY_FAILED = "try_failed", _("Entered a wrong code")
    CONFIRMED = "confirmed", _("Confirmed to be the same person")
    ADDRESS_CHANGED = "address_changed", _("Changed the address")
    FACTOR_ADDED = "factor_added", _("Added a second factor")
    FACTOR_REMOVED = "factor_removed", _("Removed a second factor")
    FACTOR_RENAMED = "factor_renamed", _("Renamed a passkey")
    CODES_MADE = "codes_made", _("Made recovery codes")
    CODES_SHOWN = "codes_shown", _("Looked at the recovery codes")
    FACTORS_TAKEN_OFF = "factors_taken_off", _("Took off lost second factors")
    SESSIONS_ENDED = "sessions_ended", _("Ended sessions")
    BLOCKED = "blocked", _("Blocked the account")
    UNBLOCKED = "unblocked", _("Unblocked the account")
    REVIEWER_MADE = "reviewer_made", _("Made a reviewer")
    REVIEWER_ENDED = "reviewer_ended", _("Made a reviewer no longer")
    REPRESENTATIVE_MADE = "representative_made", _("Let somebody speak for an organisation")
    REPRESENTATIVE_CHANGED = "representative_changed", _("Changed what a representative may do")
    REPRESENTATIVE_ENDED = "representative_ended", _("Ended that somebody speaks for an organisation")
    OFFICIAL_MADE = "official_made", _("Verified an official")
    OFFICIAL_ENDED = "official_ended", _("Ended that somebody is an official")
    DECIDED = "decided", _("Decided as a reviewer")
    TAKEN_ALONG = "taken_along", _("Took data along")


class SecurityEventQuerySet(models.QuerySet):
    def concerning(self, account: int):
        """Those that this account, by its number, did or that happened to it."""
        return self.filter(Q(by=account) | Q(about=account))

    def forget_old(self) -> tuple[int, int]:
        """Delete those whose time is over, and the networks' addresses of those that stay. Returns how many of each."""
        now = timezone.now()
        deleted, _models = self.filter(at__lt=now - KEPT).delete()
        old = self.filter(at__lt=now - NETWORK_KEPT).exclude(network="")
        return deleted, old.update(network="")

    def record(
        self,
        kind: SecurityEventKind,
        *,
        by: User | int | None = None,
        about: User | int | None = None,
        details: str = "",
        reason: str = "",
        network: str = "",
    ) -> "SecurityEvent":
        """Keep that it happened, in the transaction of what happened. No secrets: no codes, no keys, no tokens.

        Without `by` it was somebody who is not signed in, or whoever runs the site, from the shell. `about` is whose account it
        concerns, where that is another one. Both may be given by their numbers.
        """
        return self.create(
            kind=kind,
            by_id=getattr(by, "pk", by),
            about_id=getattr(about, "pk", about),
            details=details[:300],
            reason=reason,
            network=network,
        )


def account_number(related_name: str) -> models.ForeignKey:
    """An account whose number stays when it is deleted, so that what one deleted account did still hangs together."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name=related_name,
    )


class SecurityEvent(models.Model):
    """One thing that happened. Rows are never changed, but for the network's address, which goes first."""

    kind = models.CharField(max_length=30, choices=SecurityEventKind)
    at = models.DateTimeField(default=timezone.now)
    by = account_number("security_events_done")
    about = account_number("security_events_met")
    # Which factor, which organisation, which page: names, as they were then
    details = models.CharField(max_length=300, blank=True)
    # What a reviewer or whoever runs the site wrote
    reason = models.TextField(blank=True)
    # As `directory.gate.limits.address_of` says it
    network = models.CharField(max_length=100, blank=True)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SecurityEventKind.values), name="security_event_kind_is_known"
            )
        ]
        indexes = [
            models.Index(fields=["-at"], name="security_event_at"),
            models.Index(fields=["by", "-at"], name="security_event_by"),
            models.Index(fields=["about", "-at"], name="security_event_about"),
            models.Index(fields=["kind", "-at"], name="security_event_kind"),
        ]
