"""Memberships: who takes part in which partnership, in which role, and whether it counts."""

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from directory.database.statements import ManyOnAPage
from directory.models.choices import display
from directory.models.history import tracked
from directory.models.organisations import Organisation
from directory.models.partial_dates import PartialDateField, is_partial_date, not_before, period_in_words
from directory.models.partnerships import Partnership
from directory.models.sources import Basis, Source, exactly_one
from directory.models.vocabularies import Country


class Role(models.TextChoices):
    """In the order in which members are listed; of two rows of one member the first role is the higher."""

    LEAD = "lead", _("Lead")
    CHAIR = "chair", _("Chair")
    SECRETARIAT = "secretariat", _("Secretariat")
    HOST = "host", _("Host")
    MEMBER = "member", _("Member")
    PARTY = "party", _("Party")
    SIGNATORY = "signatory", _("Signatory")
    ENDORSER = "endorser", _("Endorser")
    FUNDER = "funder", _("Funder")
    GRANTEE = "grantee", _("Grantee")
    SUPPORTER = "supporter", _("Supporter")
    OBSERVER = "observer", _("Observer")


# Whoever has one of these speaks for the partnership
RUNNING = [Role.LEAD, Role.CHAIR, Role.SECRETARIAT, Role.HOST]
# Whoever has one of these does not take part: it makes no partnership cross-border or cross-sector
BESIDE = [Role.FUNDER, Role.SUPPORTER, Role.OBSERVER]


class Standing(models.TextChoices):
    NAMED = "named", _("Named by a source")
    CONFIRMED = "confirmed", _("Confirmed by the organisation")
    DISPUTED = "disputed", _("Disputed by the organisation")
    DECLINED = "declined", _("Does not want to be named")
    LEFT = "left", _("Has left")


CURRENT = [Standing.NAMED, Standing.CONFIRMED]
# What `MembershipQuerySet.current` asks of a membership itself, apart from its partnership and its member
COUNTS = Q(standing=Standing.CONFIRMED, left="", no_longer_listed=False) | Q(
    standing=Standing.NAMED, source__isnull=False, left="", no_longer_listed=False
)
# The same of one that counted while it lasted: with it a partnership keeps what it was when all have left
COUNTED = Q(standing__in=[Standing.CONFIRMED, Standing.LEFT]) | Q(
    standing=Standing.NAMED, source__isnull=False
)
# What `MembershipQuerySet.shown` asks of a membership itself
SHOWN = Q(standing__in=[Standing.CONFIRMED, Standing.DISPUTED, Standing.LEFT]) | Q(
    standing=Standing.NAMED, source__isnull=False
)


class MembershipQuerySet(models.QuerySet):
    def shown(self):
        """Those that the public sees.

        Never a declined one; one that only another party names, without a public source, not until it
        is confirmed; none of a member or a partnership that was removed.
        """
        return self._visible().filter(SHOWN)

    def shown_of(self, organisation: Organisation | RawSQL):
        """Those shown of an organisation that is public. A hub has hundreds: that few partnerships are removed is cheaper
        to ask than whether each of them is."""
        removed = Partnership.objects.filter(removed_at__isnull=False).values("pk")
        return self.filter(SHOWN, organisation=organisation).exclude(partnership__in=removed)

    def listed(self):
        """Those shown in downloads: of no sample."""
        return self.shown()._without_samples()

    def current(self):
        """Those shown that count for countries and sectors: neither disputed, nor left, nor no longer listed."""
        return self._visible().filter(COUNTS)

    def in_networks(self):
        """Those that networks draw as ties: they count, and none is of a sample."""
        return self.current()._without_samples()

    def in_networks_of_the_past(self):
        """Those of which a network at a time of the past is made: they count, or did, and none is of a sample."""
        return self._visible().filter(COUNTED)._without_samples()

    def of_organisations(self):
        """Those whose member is an organisation."""
        return self.filter(organisation__isnull=False)

    def by_role(self):
        """In the order of roles, then as they were entered."""
        order = [When(role=role, then=rank) for rank, role in enumerate(Role)]
        return self.order_by(Case(*order, default=len(order)), "pk")

    def _without_samples(self):
        return self.filter(
            Q(organisation=None) | Q(organisation__is_sample=False),
            Q(member_partnership=None) | Q(member_partnership__is_sample=False),
            partnership__is_sample=False,
        )

    def _visible(self):
        return self.filter(
            organisation__removed_at=None,
            member_partnership__removed_at=None,
            partnership__removed_at=None,
        )


@tracked
class Membership(ManyOnAPage, models.Model):
    """The part of an organisation, a country (the state itself) or another partnership in a partnership.

    One member may have several: other roles, or other periods.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="memberships")
    member_partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="part_in"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.NAMED)
    # Of the membership in this role, as its source has them
    joined = PartialDateField(_("joined"))
    left = PartialDateField(_("left"))
    # Where it is known only that a list names it no more, not since when
    no_longer_listed = models.BooleanField(_("no longer listed"), default=False, db_default=False)
    basis = models.CharField(
        _("basis"), max_length=10, choices=Basis, default=Basis.STATED, db_default=Basis.STATED
    )
    confirmed_on = models.DateField(_("confirmed"), null=True, blank=True)
    # What counts as a current member asks for it, through partial indexes: further sources stand in FurtherSource
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="memberships")

    objects = MembershipQuerySet.as_manager()
    get_role_display = display("role", Role)
    get_standing_display = display("standing", Standing)

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("organisation", "country", "member_partnership"),
                name="membership_of_one_member",
                violation_error_message=_("Name one member: an organisation, a country or a partnership."),
            ),
            models.UniqueConstraint(
                fields=["partnership", "organisation", "country", "member_partnership", "role", "joined"],
                name="membership_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(member_partnership=None) | ~Q(member_partnership=F("partnership")),
                name="membership_not_in_itself",
                violation_error_message=_("A partnership cannot be a member of itself."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="membership_standing_known"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="membership_basis_known"),
            models.CheckConstraint(
                condition=is_partial_date("joined") & is_partial_date("left"),
                name="membership_dates_are_dates",
            ),
            models.CheckConstraint(
                condition=not_before("left", "joined"),
                name="membership_leaves_after_it_joins",
                violation_error_message=_("A member cannot leave before it joins."),
            ),
            models.CheckConstraint(
                condition=Q(left="") | Q(no_longer_listed=False),
                name="membership_left_or_no_longer_listed",
                violation_error_message=_(
                    "A date of leaving says more than “no longer listed”: leave one of them out."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(standing=Standing.CONFIRMED) | Q(confirmed_on__isnull=False),
                name="membership_confirmed_on_a_day",
            ),
        ]
        indexes = [  # chains of introductions are found in these alone
            models.Index(
                "organisation", "partnership", name="membership_from_organisation", condition=COUNTS
            ),
            models.Index("partnership", "organisation", name="membership_from_partnership", condition=COUNTS),
        ]

    @property
    def member(self) -> Organisation | Country | Partnership:
        return self.organisation or self.country or self.member_partnership

    @property
    def is_current(self) -> bool:
        """The Python side of `MembershipQuerySet.current`, for one that is shown."""
        return self.standing in CURRENT and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether its end, or a list without it, is known."""
        return bool(self.left) or self.no_longer_listed

    @property
    def period(self) -> str:
        return period_in_words(self.joined, self.left)
