"""Partnerships and memberships: who works with whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.choices import display
from directory.models.history import tracked
from directory.models.organisations import Organisation
from directory.models.partial_dates import PartialDateField, is_partial_date, not_before, period_in_words
from directory.models.sources import Source
from directory.models.vocabularies import Country, Language, Sector, Topic


class Kind(models.TextChoices):
    NETWORK = "network", _("Network")
    TASK_FORCE = "task_force", _("Task force")
    FORUM = "forum", _("Forum")
    JOINT_CENTRE = "joint_centre", _("Joint centre")
    PROGRAMME = "programme", _("Programme")
    CAMPAIGN = "campaign", _("Campaign")
    JOINT_PROJECT = "joint_project", _("Joint project")
    JOINT_OPERATION = "joint_operation", _("Joint operation")
    SHARED_SYSTEM = "shared_system", _("Shared system")
    AGREEMENT = "agreement", _("Agreement")
    FUND = "fund", _("Fund")
    TRAINING = "training", _("Training")
    EVENT_PARTNERSHIP = "event_partnership", _("Event partnership")


class Status(models.TextChoices):
    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class Role(models.TextChoices):
    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Member")
    HOST = "host", _("Host")
    FUNDER = "funder", _("Funder")
    SUPPORTER = "supporter", _("Supporter")
    OBSERVER = "observer", _("Observer")


class Standing(models.TextChoices):
    NAMED = "named", _("Named by a source")
    CONFIRMED = "confirmed", _("Confirmed by the organisation")
    DISPUTED = "disputed", _("Disputed by the organisation")
    DECLINED = "declined", _("Does not want to be named")
    LEFT = "left", _("Has left")


CURRENT = [Standing.NAMED, Standing.CONFIRMED]
# What `MembershipQuerySet.current` asks of a membership itself, apart from its partnership and its organisation
COUNTS = Q(standing=Standing.CONFIRMED, left="") | Q(standing=Standing.NAMED, source__isnull=False, left="")


class PartnershipQuerySet(models.QuerySet):
    def published(self):
        """Those that the public sees."""
        return self.filter(removed_at=None)

    def with_shown_member(self, organisation: Organisation):
        """Those that show the organisation as a current or former member."""
        return self.filter(memberships__in=Membership.objects.shown().filter(organisation=organisation))


@tracked
class Partnership(models.Model):
    """A cooperation of organisations.

    `countries` and `sectors` are what the source states about it as a whole; further ones follow from its
    members. What is derived from both stands in `listing`. The `sought_` ones are where it looks for partners.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    started = PartialDateField(_("started"))
    ended = PartialDateField(_("ended"))
    summary = models.TextField(_("summary"), max_length=1000)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    countries = models.ManyToManyField(Country, through="PartnershipCountry", related_name="partnerships")
    sectors = models.ManyToManyField(Sector, through="PartnershipSector", related_name="partnerships")
    topics = models.ManyToManyField(Topic, through="PartnershipTopic", related_name="partnerships")
    languages = models.ManyToManyField(Language, through="PartnershipLanguage", related_name="partnerships")
    sought_countries = models.ManyToManyField(
        Country, through="PartnershipSoughtCountry", related_name="seeking_partnerships"
    )
    sought_sectors = models.ManyToManyField(
        Sector, through="PartnershipSoughtSector", related_name="seeking_partnerships"
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    links = ArrayField(
        models.URLField(max_length=500),
        verbose_name=_("further links"),
        default=list,
        db_default=[],
        blank=True,
    )
    # A law, a treaty, a memorandum of understanding
    legal_basis = models.TextField(_("legal basis"), max_length=1000, blank=True, default="", db_default="")
    evaluation = models.TextField(_("evaluation"), max_length=2000, blank=True, default="", db_default="")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="partnerships")
    # Freshness counts from it: FRESHNESS_MONTHS in facets.py. Empty where no organisation has said so yet
    confirmed_on = models.DateField(_("last confirmed by its organisations"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_reason = models.CharField(max_length=300, blank=True)

    objects = PartnershipQuerySet.as_manager()
    get_kind_display = display("kind", Kind)
    get_status_display = display("status", Status)

    class Meta:
        verbose_name = _("partnership")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="partnership_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="partnership_status_known"),
            models.CheckConstraint(
                condition=is_partial_date("started") & is_partial_date("ended"),
                name="partnership_dates_are_dates",
            ),
            models.CheckConstraint(
                condition=not_before("ended", "started"),
                name="partnership_ends_after_it_starts",
                violation_error_message=_("A partnership cannot end before it starts."),
            ),
        ]
        # Few are: who searches for introducers leaves them out by this
        indexes = [models.Index("id", name="partnership_removed", condition=Q(removed_at__isnull=False))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("directory:partnership", args=[self.slug])

    @property
    def period(self) -> str:
        return period_in_words(self.started, self.ended)


def link(name: str, *fields: str) -> list[models.UniqueConstraint]:
    return [models.UniqueConstraint(fields=fields, name=f"{name}_once")]


@tracked
class PartnershipCountry(models.Model):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("partnership_country", "partnership", "country")


@tracked
class PartnershipSector(models.Model):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("partnership_sector", "partnership", "sector")


@tracked
class PartnershipTopic(models.Model):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("partnership_topic", "partnership", "topic")


@tracked
class PartnershipLanguage(models.Model):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    language = models.ForeignKey(Language, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("partnership_language", "partnership", "language")


@tracked
class PartnershipSoughtCountry(models.Model):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("partnership_sought_country", "partnership", "country")


@tracked
class PartnershipSoughtSector(models.Model):
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("partnership_sought_sector", "partnership", "sector")


class MembershipQuerySet(models.QuerySet):
    def shown(self):
        """Those that the public sees.

        Never a declined one; one that only another party names, without a public source, not until it
        is confirmed; none of an organisation or a partnership that was removed.
        """
        return self.filter(
            Q(standing__in=[Standing.CONFIRMED, Standing.DISPUTED, Standing.LEFT])
            | Q(standing=Standing.NAMED, source__isnull=False),
            organisation__removed_at=None,
            partnership__removed_at=None,
        )

    def current(self):
        """Those shown that count for countries and sectors: neither disputed nor left."""
        return self.filter(COUNTS, organisation__removed_at=None, partnership__removed_at=None)

    def by_role(self):
        """Leads and hosts before members, then as they were entered."""
        order = [When(role=role, then=rank) for rank, role in enumerate([Role.LEAD, Role.HOST, Role.MEMBER])]
        return self.order_by(Case(*order, default=len(order)), "pk")


@tracked
class Membership(models.Model):
    """An organisation's part in a partnership."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.NAMED)
    # Of the membership in this role, as its source has them
    joined = PartialDateField(_("joined"))
    left = PartialDateField(_("left"))
    confirmed_on = models.DateField(_("confirmed"), null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="memberships")

    objects = MembershipQuerySet.as_manager()
    get_role_display = display("role", Role)
    get_standing_display = display("standing", Standing)

    class Meta:
        verbose_name = _("membership")
        constraints = [
            *link("membership", "partnership", "organisation"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="membership_standing_known"
            ),
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
    def is_current(self) -> bool:
        """The Python side of `MembershipQuerySet.current`, for one that is shown."""
        return self.standing in CURRENT and not self.left

    @property
    def period(self) -> str:
        return period_in_words(self.joined, self.left)


class FormerAddressQuerySet(models.QuerySet):
    def of(self, model: type[models.Model]):
        """Those of one kind of record, with `record`, its primary key; none of a kind that keeps none."""
        if model not in (Organisation, Partnership):
            return self.none().annotate(record=F("pk"))
        name = model._meta.model_name
        return self.filter(**{f"{name}__isnull": False}).annotate(record=F(name))


@tracked
class FormerAddress(models.Model):
    """A slug that a record once had: its page redirects for good."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="former_addresses")
    partnership = models.ForeignKey(Partnership, models.CASCADE, null=True, related_name="former_addresses")
    # Never given to another record of its kind: see `records/addresses.py`
    slug = models.SlugField(max_length=80)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None) ^ Q(partnership=None), name="former_address_of_one_record"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(partnership=None), name="former_organisation_address_once"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(organisation=None), name="former_partnership_address_once"
            ),
        ]
