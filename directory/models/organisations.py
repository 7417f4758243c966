"""Organisations: bodies that act, with their names, identifiers and ancestry."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.database.statements import ManyOnAPage
from directory.models.choices import display
from directory.models.history import tracked
from directory.models.page_paths import page_path
from directory.models.partial_dates import PartialDateField, is_over, is_partial_date, not_before, over
from directory.models.sources import Basis, Source
from directory.models.text_search import WithDocuments, sort_name
from directory.models.vocabularies import Country, Sector


class CountryBasis(models.TextChoices):
    """How an organisation's home is known."""

    STATED = "stated", _("stated by the source")
    KNOWN = "known", _("general knowledge")


# Whose staff are called officials: police, ministries, intergovernmental bodies and hotlines.
OFFICIAL_SECTORS = ("law_enforcement", "government", "intergovernmental", "hotline")


class OrganisationQuerySet(WithDocuments):
    def published(self):
        """Those that the public sees."""
        return self.filter(removed_at=None)

    def listed(self):
        """Those in lists, figures, feeds and downloads: no samples."""
        return self.published().filter(is_sample=False)

    def ended(self, today: datetime.date | None = None):
        """Those that ended before today, where no day is given."""
        return self.filter(over("ended", today or timezone.localdate()))

    def with_officials(self):
        """Those whose staff can be verified officials."""
        return self.published().filter(sector__in=OFFICIAL_SECTORS)


@tracked
class Organisation(ManyOnAPage, models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="organisations", verbose_name=_("sector"))
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("home country"),
    )
    is_international = models.BooleanField(_("international"), default=False)
    country_basis = models.CharField(
        _("how the country is known"), max_length=10, blank=True, choices=CountryBasis
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    # What became of it: renamed, merged, split. Two may have one successor, and one two
    successors = models.ManyToManyField(
        "self",
        symmetrical=False,
        through="Succession",
        through_fields=("before_organisation", "after_organisation"),
        related_name="predecessors",
    )
    founded = PartialDateField(_("founded"), default="", db_default="")
    # Whoever ended is proposed to nobody: its successors are
    ended = PartialDateField(_("ended"), default="", db_default="")
    website = models.URLField(_("website"), max_length=500, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="organisations")
    created_at = models.DateTimeField(default=timezone.now)
    # Hidden, not deleted: its address answers 410 with the reason, or redirects to the record it was merged
    # into
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_reason = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)
    sort_name = sort_name("name")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_international=False) | Q(country=None),
                name="organisation_international_without_country",
                violation_error_message=_("An international organisation has no home country."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="organisation_not_its_own_parent",
                violation_error_message=_("An organisation cannot be a part of itself."),
            ),
            models.CheckConstraint(
                condition=Q(country_basis__in=["", *CountryBasis.values]),
                name="organisation_country_basis_known",
            ),
            models.CheckConstraint(
                condition=Q(country_basis="") | Q(country__isnull=False),
                name="organisation_basis_of_a_country",
                violation_error_message=_("Say how a country is known only where you name one."),
            ),
            models.CheckConstraint(
                condition=is_partial_date("founded") & is_partial_date("ended"),
                name="organisation_dates_are_dates",
            ),
            models.CheckConstraint(
                condition=not_before("ended", "founded"),
                name="organisation_ends_after_it_is_founded",
                violation_error_message=_("An organisation cannot end before it was founded."),
            ),
        ]
        indexes = [
            # For lists in the order of names
            models.Index("sort_name", "id", name="organisation_sort_name"),
            # Few are: who searches for introducers leaves them out by this
            models.Index("id", name="organisation_removed", condition=Q(removed_at__isnull=False)),
            models.Index("id", name="organisation_ended", condition=~Q(ended="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_path("organisation", self.slug)

    @property
    def is_over(self) -> bool:
        """The Python side of `OrganisationQuerySet.ended`."""
        return is_over(self.ended, timezone.localdate())


class SuccessionKind(models.TextChoices):
    RENAMED = "renamed", _("renamed")
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split")
    ABSORBED = "absorbed", _("absorbed")
    REPLACED = "replaced", _("replaced")
    GREW_OUT_OF = "grew_out_of", _("grew out of it")


class SuccessionQuerySet(models.QuerySet):
    def shown(self):
        """Those that the public sees: between two that are both public."""
        return self.filter(
            before_organisation__removed_at=None,
            after_organisation__removed_at=None,
            before_partnership__removed_at=None,
            after_partnership__removed_at=None,
        )

    def listed(self):
        """Those shown where samples are not: neither before nor after a sample."""
        return (
            self.shown()
            .exclude(before_organisation__is_sample=True)
            .exclude(after_organisation__is_sample=True)
            .exclude(before_partnership__is_sample=True)
            .exclude(after_partnership__is_sample=True)
        )


@tracked
class Succession(models.Model):
    """What became of an organisation or a partnership: two of one kind, the earlier and the later."""

    before_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="later_successions"
    )
    after_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="earlier_successions"
    )
    before_partnership = models.ForeignKey(
        "Partnership", models.CASCADE, null=True, blank=True, related_name="later_successions"
    )
    after_partnership = models.ForeignKey(
        "Partnership", models.CASCADE, null=True, blank=True, related_name="earlier_successions"
    )
    # Empty where nobody said so
    kind = models.CharField(_("kind"), max_length=20, blank=True, choices=SuccessionKind, db_default="")
    happened = PartialDateField(_("when"))
    basis = models.CharField(
        _("basis"), max_length=10, choices=Basis, default=Basis.STATED, db_default=Basis.STATED
    )
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="successions")

    objects = SuccessionQuerySet.as_manager()
    get_kind_display = display("kind", SuccessionKind)

    class Meta:
        verbose_name = _("succession")
        constraints = [
            models.UniqueConstraint(
                fields=["before_organisation", "after_organisation"],
                condition=Q(before_organisation__isnull=False),
                name="succession_of_organisations_once",
            ),
            models.UniqueConstraint(
                fields=["before_partnership", "after_partnership"],
                condition=Q(before_partnership__isnull=False),
                name="succession_of_partnerships_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    before_organisation__isnull=False,
                    after_organisation__isnull=False,
                    before_partnership=None,
                    after_partnership=None,
                )
                | Q(
                    before_organisation=None,
                    after_organisation=None,
                    before_partnership__isnull=False,
                    after_partnership__isnull=False,
                ),
                name="succession_of_two_of_one_kind",
                violation_error_message=_("Name two organisations or two partnerships."),
            ),
            models.CheckConstraint(
                condition=(Q(before_organisation=None) | ~Q(before_organisation=F("after_organisation")))
                & (Q(before_partnership=None) | ~Q(before_partnership=F("after_partnership"))),
                name="succession_between_two",
                violation_error_message=_("Nothing can follow itself."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["", *SuccessionKind.values]), name="succession_kind_known"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="succession_basis_known"),
            models.CheckConstraint(
                condition=is_partial_date("happened"), name="succession_happened_is_a_date"
            ),
        ]

    @property
    def before(self):
        """The organisation or partnership that was there first."""
        return self.before_organisation or self.before_partnership

    @property
    def after(self):
        """What it became."""
        return self.after_organisation or self.after_partnership


@tracked
class Identifier(models.Model):
    """A number in somebody's register, by its org-id.guide list code, such as GB-CHC 1164883."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="identifiers")
    # An org-id.guide list code, such as GB-CHC: vocabularies/registers.csv
    scheme = models.CharField(_("register"), max_length=40)
    value = models.CharField(_("number"), max_length=100)

    class Meta:
        constraints = [
            # Two organisations with one number in one register are one: a case for merging
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_of_one_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.scheme}-{self.value}"


class NameKind(models.TextChoices):
    OTHER = "other", _("also known as")
    FORMER = "former", _("formerly")
    FORMER_ACRONYM = "acronym", _("formerly as an acronym")


@tracked
class OtherName(models.Model):
    """Another or a former name of an organisation or a partnership."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="other_names")
    partnership = models.ForeignKey("Partnership", models.CASCADE, null=True, related_name="other_names")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=10, choices=NameKind)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None) ^ Q(partnership=None), name="other_name_of_one_record"
            ),
            models.CheckConstraint(condition=Q(kind__in=NameKind.values), name="other_name_kind_known"),
            models.UniqueConstraint(
                fields=["organisation", "partnership", "name"], name="other_name_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name
