"""Verified officials, and the log of what they were shown.

The main threat is somebody who pretends to be an official. What stands against it, and where:

1. the mail domain is allowed for this organisation by a reviewer: `OfficialDomain`, asked for by the form;
2. a code was read at an address on it: `OfficialCode`, and `verification_checked_before_it_counts` in the database;
3. a reviewer, never the person, decides and notes how it was checked: the same constraint, and `verification_not_by_oneself`;
4. it ends after a year, and at once when an owner of the organisation or a reviewer withdraws it, or when the mail domain
   is not allowed any more: `current()`, `directory/rights/verification.py`; the owners are told of each new official;
5. it counts only in a session that gave a second factor: `User.gave_second_factor`;
6. what is shown is logged, bounded and told to the desk's owner: `Showing`, `directory/rights/showings.py`.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.mailed_codes import MailedCode
from directory.models.organisations import OFFICIAL_SECTORS, Organisation

VERIFIED_FOR = timedelta(days=365)  # then a reviewer checks again


class OfficialDomain(models.Model):
    """A mail domain on which only staff of the organisation have addresses, as a reviewer found."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="official_domains")
    # Lower case, without @
    domain = models.CharField(_("mail domain"), max_length=253)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    allowed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("official mail domain")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "domain"], name="official_domain_once"),
            models.CheckConstraint(
                condition=Q(domain=Lower("domain")) & Q(domain__contains=".") & ~Q(domain__contains="@"),
                name="official_domain_is_a_domain",
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class VerificationState(models.TextChoices):
    ASKED = "asked", _("Asked")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class VerificationQuerySet(models.QuerySet):
    def asked(self):
        return self.filter(state=VerificationState.ASKED)

    def waiting(self):
        """Those that a reviewer can decide: the code was read."""
        return self.asked().filter(mailbox_proved_at__isnull=False)

    def current(self):
        """Those that count today. A person of an organisation that was hidden, or of another sector, is no official."""
        now = timezone.now()
        return self.filter(
            state=VerificationState.VERIFIED,
            verified_at__lte=now,
            expires_at__gt=now,
            user__is_active=True,
            organisation__removed_at=None,
            organisation__sector__in=OFFICIAL_SECTORS,
        )

    def of(self, user: settings.AUTH_USER_MODEL):
        return self.filter(user=user.pk)


class Verification(models.Model):
    """That an account belongs to an official of an organisation; what is asked for, until it is decided."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="verifications")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="verifications")
    state = models.CharField(max_length=10, choices=VerificationState, default=VerificationState.ASKED)
    statement = models.TextField(_("what you do there"), max_length=1000, blank=True)
    mailbox = models.EmailField(_("official e-mail address"), blank=True)
    # When the code that was mailed there was typed
    mailbox_proved_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("how it was checked"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=VerificationState.ASKED, verified_at=None, withdrawn_at=None)
                | Q(state=VerificationState.VERIFIED, verified_at__isnull=False, withdrawn_at=None)
                | Q(state=VerificationState.REFUSED, verified_at=None, withdrawn_at=None) & ~Q(note="")
                | Q(state=VerificationState.WITHDRAWN, withdrawn_at__isnull=False),
                name="verification_state_agrees_with_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None)
                | Q(mailbox_proved_at__isnull=False) & ~Q(note="") & ~Q(mailbox=""),
                name="verification_checked_before_it_counts",
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None, expires_at=None)
                | Q(
                    expires_at__isnull=False,
                    expires_at__gt=F("verified_at"),
                    expires_at__lte=F("verified_at") + VERIFIED_FOR,
                ),
                name="verification_lasts_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("user")), name="verification_not_by_oneself"
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state=VerificationState.ASKED),
                name="verification_asked_once",
            ),
        ]


class OfficialCode(MailedCode):
    """A code mailed to the official address of somebody who asks to be verified."""

    verification = models.OneToOneField(Verification, models.CASCADE, related_name="code")
    proves = "verification"


class DailyPurpose(models.Model):
    """What somebody needs restricted contact points for, in their own words, on one day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="purposes")
    day = models.DateField()
    purpose = models.CharField(_("what you need it for"), max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="daily_purpose_once"),
            models.CheckConstraint(condition=~Q(purpose=""), name="daily_purpose_is_stated"),
        ]


class Showing(models.Model):
    """One restricted contact point, shown once. It stays when the desk or the account goes.

    `desk` is the contact point's name then; `user` is nobody where the account was deleted since.
    """

    contact_point = models.ForeignKey(
        "ContactPoint", models.SET_NULL, null=True, blank=True, related_name="showings"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="showings")
    desk = models.CharField(max_length=200)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="showings"
    )
    at = models.DateTimeField(default=timezone.now)
    # What the person said on that day: `DailyPurpose`
    purpose = models.CharField(max_length=300)

    class Meta:
        indexes = [
            # How many somebody was shown today is counted at each showing
            models.Index("user", "at", name="showing_of_user"),
            # The desk's owners look back over their organisation's
            models.Index("organisation", "at", name="showing_of_organisation"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="showing_has_a_purpose"),
        ]
