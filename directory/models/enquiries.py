"""Messages to a desk, relayed: neither side sees the other's address until it shows it. What was written goes after a time,
that it was written stays."""

import datetime
import math
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Aggregate, Count, DurationField, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.by_link import ByLink, ByLinkQuerySet
from directory.models.contacts import ContactPoint
from directory.models.organisations import Organisation
from directory.models.people import User
from directory.models.representatives import Representative

ANSWERS_NEEDED = 10  # a figure is shown above so many answers only: fewer would tell of single people


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


class EnquiryQuerySet(models.QuerySet):
    def of(self, user: User | AnonymousUser):
        """Those that this person wrote."""
        return self.filter(sender=user.pk, sender__isnull=False)

    def with_last_state(self):
        """Each with `last_state`: whether its last message was passed on. For its sender alone: the desk is not told of what
        it does not get."""
        messages = EnquiryMessage.objects.filter(enquiry=OuterRef("pk")).order_by("-pk")
        return self.annotate(last_state=Subquery(messages.values("state")[:1]))

    def to_desks_of(self, user: User | AnonymousUser):
        """Those to desks of organisations that this person speaks for, once anything of them was passed on."""
        own_organisations = Representative.objects.current().of(user).values("organisation")
        passed = EnquiryMessage.objects.passed().filter(enquiry=OuterRef("pk"))
        return self.filter(
            Exists(passed),
            contact_point__organisation__in=own_organisations,
            contact_point__organisation__removed_at=None,
        )

    def visible_to(self, user: User | AnonymousUser):
        """Those that this person takes part in, on either side."""
        return self.of(user) | self.to_desks_of(user)

    def kept(self):
        """Those whose words are still there."""
        return self.filter(forgotten_at=None)

    def with_unsettled_report(self):
        return self.filter(Exists(EnquiryReport.objects.unsettled().filter(enquiry=OuterRef("pk"))))

    def forget(self) -> int:
        """Delete what was written and the addresses that were shown, and end the links. Returns how many enquiries that were."""
        forgotten = list(self.kept().select_for_update(of=["self"], no_key=True).values_list("pk", flat=True))
        EnquiryMessage.objects.filter(enquiry__in=forgotten).update(body="", address="", refusal="")
        EnquiryLink.objects.filter(enquiry__in=forgotten).revoke()
        return Enquiry.objects.filter(pk__in=forgotten).update(subject="", forgotten_at=timezone.now())

    def answer_days(self, desks: Iterable[int]) -> dict[int, int]:
        """Within how many days each of these desks answers: the median, in whole days; only where it answered more than ten."""
        took = F("answered_at") - F("created_at")
        answered = self.filter(contact_point__in=desks, answered_at__isnull=False)
        rows = answered.values("contact_point").annotate(number=Count("pk"), median=Median(took))
        rows = rows.filter(number__gt=ANSWERS_NEEDED).values_list("contact_point", "median")
        # Rounded up, and at least one: "within 0 days" would promise too much
        return {desk: max(math.ceil(median / datetime.timedelta(days=1)), 1) for desk, median in rows}


class Enquiry(models.Model):
    """A conversation of an account with a desk.

    `addressee` is the desk as it was called when it was written to: later its name may not be for the sender any more.
    `organisation` is the one that the sender writes for: a verified official of it, or else somebody who speaks for it. The
    key comes with the form, so that a form that is sent twice makes one enquiry.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact_point = models.ForeignKey(ContactPoint, models.SET_NULL, null=True, related_name="enquiries")
    # "Desk, organisation": a name of 200 characters each
    addressee = models.CharField(max_length=400)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="enquiries")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="enquiries"
    )
    # Whether the sender was a verified official when it was sent
    is_from_official = models.BooleanField(default=False)
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    # Of the desk's first answer; later ones leave it as it is
    answered_at = models.DateTimeField(null=True, blank=True)
    # When the words and addresses were deleted. The rest stays: who wrote to which desk, and when
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(subject=""), name="enquiry_forgotten_has_no_subject"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("created_at")),
                name="enquiry_is_answered_after_it_was_written",
            ),
        ]
        indexes = [
            # For the nightly job that forgets: it looks at those that are still kept alone
            models.Index("changed_at", name="enquiry_kept", condition=Q(forgotten_at=None)),
            # For `answer_days`
            models.Index("contact_point", "answered_at", name="enquiry_answers"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether both sides are still there, and what they wrote."""
        return bool(self.sender_id and self.contact_point_id and not self.forgotten_at)


class MessageState(models.TextChoices):
    PASSED = "passed", _("Passed on")
    HELD = "held", _("Waits for the secretariat")
    REFUSED = "refused", _("Not passed on")


class EnquiryMessageQuerySet(models.QuerySet):
    def passed(self):
        return self.filter(state=MessageState.PASSED)

    def held(self):
        """Those that the secretariat is to read before the desk does, as long as there are words and a sender."""
        return self.filter(state=MessageState.HELD, enquiry__forgotten_at=None, enquiry__sender__isnull=False)

    def seen_by(self, *, is_desk: bool):
        """Those that a side sees: the desk none that was not passed on."""
        return self.passed() if is_desk else self.all()


class EnquiryMessage(models.Model):
    """What one side wrote. `address` is the one that it chose to show with these words."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="messages")
    is_from_desk = models.BooleanField(default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    body = models.TextField(_("message"), max_length=4000, blank=True)
    address = models.EmailField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=10,
        choices=MessageState,
        default=MessageState.PASSED,
        db_default=MessageState.PASSED,
    )
    # Why the secretariat did not pass it on: the sender reads it
    refusal = models.TextField(max_length=1000, blank=True, db_default="")
    # By the secretariat, where it had to wait
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = EnquiryMessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="enquiry_message_state_known"
            ),
            models.CheckConstraint(
                condition=Q(is_from_desk=False) | Q(state=MessageState.PASSED),
                name="enquiry_message_of_a_desk_is_passed_on",
            ),
            models.CheckConstraint(
                condition=Q(refusal="") | Q(state=MessageState.REFUSED),
                name="enquiry_message_refusal_has_its_state",
            ),
        ]
        # For the queue: almost all were passed on
        indexes = [
            models.Index("created_at", name="enquiry_message_held", condition=Q(state=MessageState.HELD))
        ]


class EnquiryLinkQuerySet(ByLinkQuerySet):
    def whole(self):
        """Those of enquiries that are open, to the mailbox that the desk still has."""
        return self.filter(
            revoked_at=None,
            expires_at__gt=timezone.now(),
            mailbox=F("enquiry__contact_point__mailbox"),
            enquiry__contact_point__organisation__removed_at=None,
            enquiry__sender__isnull=False,
            enquiry__forgotten_at=None,
        )


class EnquiryLink(ByLink):
    """The way in for a desk that has no account, mailed to its mailbox of that day."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="links")
    mailbox = models.EmailField()

    objects = EnquiryLinkQuerySet.as_manager()


class BlockQuerySet(models.QuerySet):
    def against(self, sender: User, *, desk: ContactPoint):
        """What stops this account from writing to that desk."""
        return self.filter(Q(contact_point=desk) | Q(contact_point=None), sender=sender)


class Block(models.Model):
    """An account that a desk takes no messages from; without a desk it is the secretariat's, and holds for all of them."""

    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, null=True, related_name="blocks")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Empty where that account was deleted since
    blocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # Nulls are alike here: the secretariat blocks an account once
                fields=["contact_point", "sender"],
                nulls_distinct=False,
                name="block_once",
            )
        ]


class EnquiryReportQuerySet(models.QuerySet):
    def unsettled(self):
        return self.filter(settled_at=None)


class EnquiryReport(models.Model):
    """A desk says that somebody should not write as they did. The secretariat then reads that one enquiry."""

    enquiry = models.OneToOneField(Enquiry, models.CASCADE, related_name="report")
    reason = models.TextField(_("what is the matter"), max_length=1000)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(_("outcome"), max_length=1000, blank=True)

    objects = EnquiryReportQuerySet.as_manager()
