"""The outbox: every e-mail of the site, written in the transaction of what it tells about, sent by a job."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.letter_numbers import LetterNumber

MAIL_DAYS = 30  # that the row of a mail is kept after it was written
LATE_AFTER = datetime.timedelta(minutes=15)  # a mail that still waits then says that something is wrong


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    # By the recipient's server, for good
    REFUSED = "refused", _("Refused by the recipient’s server")
    GIVEN_UP = "given_up", _("Given up after five days")
    # Its code was over before it could be sent
    ENDED = "ended", _("Not sent: its code was over")
    OVER_LIMIT = "over_limit", _("Not sent: too many to this address")
    # It may have been sent after the moment that was restored
    SET_ASIDE = "set_aside", _("Not sent: the directory was restored from a backup")


UNDELIVERED = (MailState.REFUSED, MailState.GIVEN_UP)
UNDELIVERED_DAYS = 3  # what no server took for so long will hardly arrive


def did_not_arrive(path: str = "") -> Q:
    """The condition that a mail was refused, or that no server took it for so long that it will hardly arrive. `path` leads
    to the mail, such as "mail__"."""
    long_ago = timezone.now() - datetime.timedelta(days=UNDELIVERED_DAYS)
    is_failing = Q(**{f"{path}state": MailState.WAITING, f"{path}created_at__lt": long_ago})
    return Q(**{f"{path}state__in": UNDELIVERED}) | is_failing & ~Q(**{f"{path}last_error": ""})


class MailQuerySet(models.QuerySet):
    def unsent(self):
        """Those that will be sent."""
        return self.filter(state=MailState.WAITING)

    def late(self):
        """Those that should have been sent by now."""
        return self.unsent().filter(created_at__lt=timezone.now() - LATE_AFTER)

    def undelivered(self):
        """Those that the recipient did not get and never will, though we tried."""
        return self.filter(state__in=UNDELIVERED)

    def numbered(self, number: LetterNumber):
        first, last = number.keys
        return self.filter(pk__gte=first, pk__lte=last)

    def to_address(self, address: str):
        return self.filter(recipient__iexact=address)

    def settle(self, state: MailState, *, error: str = "") -> int:
        """Let those that wait be in their last state, with nothing of what they said. Returns how many."""
        moment = "sent_at" if state == MailState.SENT else "failed_at"
        blank = {"subject": "", "text": "", "html": "", "last_error": error[:500], moment: timezone.now()}
        return self.unsent().update(state=state, **blank)


class Mail(models.Model):
    """An e-mail. `key`, where there is one, makes sure that the same thing is told once.

    What it said is blank once it was sent, or will not be: codes and links that lie about would serve whoever reads them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The letter, by the name of its templates: directory/templates/directory/emails/<kind>.txt
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001  many mails have none
    # A mail that failed is sent again as it was written, to the address of that day
    recipient = models.EmailField()
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=MailState, default=MailState.WAITING, db_default=MailState.WAITING
    )
    # After that it is of no use, for the code in it is over
    ends_at = models.DateTimeField(null=True, blank=True)
    # Anybody can cause such a mail: before it goes out it is counted for its recipient, once
    is_to_be_counted = models.BooleanField(default=False, db_default=False)
    # It comes again and again, so it says how to stop that
    is_repeated = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    # Of the last attempt, for whoever runs the site
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # When it was clear that it will not be sent
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="mail_told_once"),
            models.CheckConstraint(
                # A line break in a header would let its writer add headers
                condition=~Q(subject__contains="\n") & ~Q(subject__contains="\r"),
                name="mail_subject_is_one_line",
            ),
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=Q(state=MailState.WAITING, sent_at=None, failed_at=None)
                | Q(state=MailState.SENT, sent_at__isnull=False, failed_at=None)
                | (
                    ~Q(state__in=[MailState.WAITING, MailState.SENT])
                    & Q(sent_at=None, failed_at__isnull=False)
                ),
                name="mail_state_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.WAITING) | Q(subject="", text="", html=""),
                name="mail_says_nothing_once_it_is_settled",
            ),
        ]
        indexes = [
            # The job looks for what waits; almost all of the table was sent
            models.Index("created_at", name="mail_waiting", condition=Q(state=MailState.WAITING)),
            # Whether an address takes mail, and what goes with an account
            models.Index(Upper("recipient"), name="mail_recipient"),
        ]
