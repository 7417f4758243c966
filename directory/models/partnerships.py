"""Partnerships, and what is stated of each as a whole."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.database.statements import ManyOnAPage
from directory.models.choices import display
from directory.models.history import tracked
from directory.models.page_paths import page_path
from directory.models.partial_dates import (
    PartialDateField,
    is_partial_date,
    not_before,
    period_in_words,
    stated,
)
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


class PartnershipQuerySet(models.QuerySet):
    def published(self):
        """Those that the public sees."""
        return self.filter(removed_at=None)

    def listed(self):
        """Those in lists, figures, feeds and downloads: no samples."""
        return self.published().filter(is_sample=False)


@tracked
class Partnership(ManyOnAPage, models.Model):
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
    # Whether they are only about so: "about 2019". What compares and sorts takes the dates as they stand
    started_is_approximate = models.BooleanField(_("start is approximate"), default=False, db_default=False)
    ended_is_approximate = models.BooleanField(_("end is approximate"), default=False, db_default=False)
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
                condition=(Q(started_is_approximate=False) | ~Q(started=""))
                & (Q(ended_is_approximate=False) | ~Q(ended="")),
                name="partnership_is_about_a_date",
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
    def stated_start(self) -> str:
        """When it started, with the mark ABOUT where that is only about so."""
        return stated(self, "started")

    @property
    def stated_end(self) -> str:
        """The same of its end."""
        return stated(self, "ended")

    @property
    def period(self) -> str:
        return period_in_words(self.stated_start, self.stated_end)


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
