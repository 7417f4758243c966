"""Partnerships and memberships: who works with whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.choices import display
from directory.models.history import tracked
from directory.models.organisations import Organisation
from directory.models.page_paths import page_path
from directory.models.partial_dates import PartialDateField, is_partial_date, not_before, period_in_words
from directory.models.sources import Basis, Source, exactly_one
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
    UNKNOWN = "unknown", _("Not known")


class Extent(models.TextChoices):
    """How far a partnership says that it reaches, where that is no region of UN M49."""

    INTERNATIONAL = "international", _("International")
    EU = "EU", _("European Union")


class TextLanguage(models.TextChoices):
    """In which language texts are written, for search: those whose endings it knows, and all others."""

    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")
    ARABIC = "ar", _("Arabic")
    OTHER = "other", _("Another language")


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


class PartnershipQuerySet(models.QuerySet):
    def published(self):
        """Those that the public sees."""
        return self.filter(removed_at=None)

    def listed(self):
        """Those in lists, figures, feeds and downloads: no samples."""
        return self.published().filter(is_sample=False)

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
    # What it says of its own reach: "international", "EU", or a region of UN M49 such as "150" for Europe
    extent = models.CharField(_("extent"), max_length=20, blank=True, default="", db_default="")
    # How many members a source counts, where names are not all known: "48", "more than 50". They may be companies
    stated_number = models.CharField(
        _("stated number of members"), max_length=60, blank=True, default="", db_default=""
    )
    summary = models.TextField(_("summary"), max_length=1000)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    # Of the title, the summary and the description. Where nobody said, search takes it to be English
    text_language = models.CharField(
        _("language of the text"),
        max_length=5,
        choices=TextLanguage,
        blank=True,
        default="",
        db_default="",
    )
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
    is_sample = models.BooleanField(_("sample"), default=False, db_default=False)

    objects = PartnershipQuerySet.as_manager()
    get_kind_display = display("kind", Kind)
    get_status_display = display("status", Status)

    class Meta:
        verbose_name = _("partnership")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="partnership_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="partnership_status_known"),
            models.CheckConstraint(
                condition=Q(text_language__in=["", *TextLanguage.values]),
                name="partnership_text_language_known",
            ),
            models.CheckConstraint(
                condition=is_partial_date("started") & is_partial_date("ended"),
                name="partnership_dates_are_dates",
            ),
            models.CheckConstraint(
                condition=not_before("ended", "started"),
                name="partnership_ends_after_it_starts",
                violation_error_message=_("A partnership cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(extent__regex="^(international|EU|[0-9]{3})?$"), name="partnership_extent_known"
            ),
        ]
        # Few are: who searches for introducers leaves them out by this
        indexes = [models.Index("id", name="partnership_removed", condition=Q(removed_at__isnull=False))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_path("partnership", self.slug)

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
        return self.shown().filter(
            Q(organisation=None) | Q(organisation__is_sample=False),
            Q(member_partnership=None) | Q(member_partnership__is_sample=False),
            partnership__is_sample=False,
        )

    def current(self):
        """Those shown that count for countries and sectors: neither disputed, nor left, nor no longer listed."""
        return self._visible().filter(COUNTS)

    def of_organisations(self):
        """Those whose member is an organisation."""
        return self.filter(organisation__isnull=False)

    def by_role(self):
        """In the order of roles, then as they were entered."""
        order = [When(role=role, then=rank) for rank, role in enumerate(Role)]
        return self.order_by(Case(*order, default=len(order)), "pk")

    def _visible(self):
        return self.filter(
            organisation__removed_at=None,
            member_partnership__removed_at=None,
            partnership__removed_at=None,
        )


@tracked
class Membership(models.Model):
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
