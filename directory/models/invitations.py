"""Invitations: an organisation that another one named is asked whether that is so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.by_link import ByLink, ByLinkQuerySet
from directory.models.memberships import Membership, Role
from directory.models.organisations import Organisation
from directory.models.partial_dates import PartialDateField
from directory.models.partnerships import Partnership
from directory.models.submissions import State, Submission
from directory.models.vocabularies import Country, Sector


class Answer(models.TextChoices):
    YES = "yes", _("Yes, that is right")
    OTHER_ROLE = "other_role", _("Yes, but in another role")
    LEFT = "left", _("We have left")
    NOT_NAMED = "not_named", _("Do not name us")
    UNTRUE = "untrue", _("This is not true")


# Whoever is asked has an address, and with it a domain
UNASKED = Q(email="", answer_domain="")


class InvitationQuerySet(ByLinkQuerySet):
    def unanswered(self):
        """Those whose answer is still hoped for, though the link may have ended."""
        return self.filter(answer="", revoked_at=None)

    def answered(self):
        return self.exclude(answer="")

    def asked(self):
        """Those that a letter went out for."""
        return self.exclude(UNASKED)

    def unasked(self):
        """Those for which nobody is known who could be asked: the organisation has no owner here, and no address was typed."""
        return self.unanswered().filter(UNASKED)

    def to_find_out(self):
        """Those of the unasked whose partnership is public: the secretariat looks for somebody, or for a page that names it."""
        return self.unasked().filter(partnership__removed_at=None, submission__state=State.ACCEPTED)

    def held(self):
        """Those whose answer nobody knows to be the organisation's own: a reviewer decides."""
        return self.answered().filter(is_proved=False)


class Invitation(ByLink):
    """A partner that a submission names, and what it answered.

    `organisation` is its record, or empty for one that is not in the directory yet: `name`, `country` and
    `sector` describe it as the registrant did. A state is never asked, and a partnership only where somebody speaks for it. `item` is the key of the partner in the submission's answers. Of who
    answered, only the day and the domain of the address that was asked are kept.

    An answer `is_proved` where an owner of the organisation was asked, or an address on its own web domain, or where a
    reviewer has checked it. Others are held: whoever registers may have typed an address of their own.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="invitations")
    item = models.CharField(max_length=40)
    partnership = models.ForeignKey(
        Partnership, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    # The state itself, or another partnership, as of a membership
    state = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="+")
    member_partnership = models.ForeignKey(
        Partnership, models.CASCADE, null=True, blank=True, related_name="invitations_as_member"
    )
    name = models.CharField(max_length=200)
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="+")
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    # Empty where its owners are asked, or nobody is
    email = models.EmailField()
    # BCP 47: of the mail, and of the page behind its link
    language = models.CharField(max_length=10, default="en")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    # What the organisation says of its role, where the answer is OTHER_ROLE
    answered_role = models.CharField(max_length=20, choices=Role, blank=True)
    left = PartialDateField(_("left"))
    # Behind the @: of the address that was asked, or of the account that answered
    answer_domain = models.CharField(max_length=255, blank=True)
    is_proved = models.BooleanField(default=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            # A partner that is asked anew keeps its row, with another token
            models.UniqueConstraint(fields=["submission", "item"], name="invitation_once"),
            models.CheckConstraint(
                condition=Q(state=None, member_partnership=None)
                | Q(organisation=None, state=None)
                | Q(organisation=None, member_partnership=None),
                name="invitation_of_one_member",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(answer__in=["", *Answer.values]), name="invitation_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(used_at__isnull=False), name="invitation_answered_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.OTHER_ROLE) | Q(answered_role__in=Role.values),
                name="invitation_other_role_is_named",
            ),
        ]

    @property
    def is_of_another_kind(self) -> bool:
        """Whether it is a state or a partnership: no address that somebody types speaks for it."""
        return bool(self.state_id or self.member_partnership_id)

    @property
    def member(self) -> dict[str, models.Model]:
        """Its record by the column of `Membership` that names it; empty for an organisation that is not in the directory yet."""
        records = {
            "organisation": self.organisation,
            "country": self.state,
            "member_partnership": self.member_partnership,
        }
        return {column: record for column, record in records.items() if record}

    def parts_in(self, partnership: int | None) -> models.QuerySet[Membership]:
        """What it has in the partnership of that primary key already."""
        member = self.member
        return (
            Membership.objects.filter(partnership=partnership, **member)
            if member
            else Membership.objects.none()
        )

    @property
    def is_unasked(self) -> bool:
        """The Python side of `InvitationQuerySet.unasked`, for one that nobody has revoked."""
        return not (self.answer or self.email or self.answer_domain)

    @property
    def agrees(self) -> bool:
        """Whether the answer lets the organisation be named."""
        return self.answer in (Answer.YES, Answer.OTHER_ROLE, Answer.LEFT)

    @property
    def role_now(self) -> str:
        """The role as the partner has it, or as the registrant named it."""
        return self.answered_role or self.role


class ConfirmationRequest(ByLink):
    """Once a year an organisation is asked whether a record is still true; one click says so."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="confirmation_requests")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    email = models.EmailField()

    objects = ByLinkQuerySet.as_manager()
