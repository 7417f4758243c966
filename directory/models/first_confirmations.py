"""First confirmations: a reviewer has an organisation asked about a record that nobody ever confirmed."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat, Lower, Trim
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.by_link import ByLink, ByLinkQuerySet
from directory.models.contacts import ContactPoint
from directory.models.mails import Mail
from directory.models.memberships import Role
from directory.models.organisations import Organisation
from directory.models.partial_dates import PartialDateField
from directory.models.partnerships import Partnership, Status

AGAIN_AFTER_DAYS = 10  # for so long nobody is asked the same once more


class FirstAnswer(models.TextChoices):
    TRUE = "true", _("It is still true")
    CHANGED = "changed", _("Something has changed")
    ENDED = "ended", _("It has ended")
    LEFT = "left", _("It goes on, but we have left")
    NOT_OURS = "not_ours", _("Not ours: we are not and were not a member")


class FirstConfirmationQuerySet(ByLinkQuerySet):
    def unanswered(self):
        """Those whose answer is still hoped for, though the link may have ended."""
        return self.filter(answer="", revoked_at=None)

    def over_since(self, moment):
        """Those that were answered or taken back, or whose link ended, before that moment."""
        over_at = Coalesce("used_at", "revoked_at", "expires_at")
        return self.annotate(over_at=over_at).filter(over_at__lt=moment)


class FirstConfirmation(ByLink):
    """A record that nobody ever confirmed, the organisation that was asked whether it is true, and what it answered.

    `in_place_of` is the member that ended, where its successor was asked. The way was a desk, or an address that a reviewer
    typed and of which `address_origin` tells the organisation where it came from; what was typed is forgotten later, so
    both may be empty.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="first_confirmations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    in_place_of = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    # It is no member, and answers for the record alone: of some records no organisation is known that is one
    is_beside = models.BooleanField(default=False)
    contact_point = models.ForeignKey(
        ContactPoint, models.SET_NULL, null=True, blank=True, related_name="first_confirmations"
    )
    email = models.EmailField(blank=True)
    address_origin = models.CharField(max_length=200, blank=True)
    # BCP 47: of the mail, and of the page behind its link
    language = models.CharField(max_length=10, default="en")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The mail with the link that is good now; several questions to one address stand in one
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="first_confirmations")
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=FirstAnswer, blank=True)
    # What the organisation says besides; which of these an answer has, its form says
    answered_text = models.TextField(max_length=1000, blank=True)
    answered_status = models.CharField(max_length=10, choices=Status, blank=True)
    answered_role = models.CharField(max_length=20, choices=Role, blank=True)
    answered_date = PartialDateField(_("when"))

    objects = FirstConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["", *FirstAnswer.values]), name="first_confirmation_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(used_at__isnull=False),
                name="first_confirmation_answered_on_a_day",
            ),
        ]

    @property
    def has_ended(self) -> bool:
        """Whether the days of its link are over."""
        return self.expires_at <= timezone.now()

    @property
    def member(self) -> Organisation:
        """The organisation whose part in the partnership the question is about."""
        return self.in_place_of or self.organisation


def address_hash(address: str) -> str:
    return sha256(f"suppression:{address.strip().lower()}".encode(errors="replace")).hexdigest()


class SuppressionQuerySet(models.QuerySet):
    def of_column(self, column: str):
        """Those of the address in that column of the query around this one."""
        address = Lower(Trim(OuterRef(column)))
        fingerprint = Func(
            # As `address_hash` computes it
            Concat(Value("suppression:"), address, output_field=models.TextField()),
            template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')",
            output_field=models.TextField(),
        )
        return self.filter(address_hash=fingerprint)

    def of_addresses(self, addresses):
        return self.filter(address_hash__in=[address_hash(address) for address in addresses])


class Suppression(models.Model):
    """An address whose reader asked us not to write to it with questions and reminders any more. The address itself is not kept."""

    address_hash = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(default=timezone.now)

    objects = SuppressionQuerySet.as_manager()
