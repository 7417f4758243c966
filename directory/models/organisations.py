"""Organisations: bodies that act, with their names, identifiers and ancestry."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.partial_dates import PartialDateField, is_partial_date
from directory.models.sources import Source
from directory.models.text_search import ByRelevance, TextQuery, name_vector, sort_name
from directory.models.vocabularies import Country, Sector


class CountryBasis(models.TextChoices):
    """How an organisation's home is known."""

    STATED = "stated", _("stated by the source")
    KNOWN = "known", _("general knowledge")


# Whose staff are called officials: police, ministries, intergovernmental bodies and hotlines.
OFFICIAL_SECTORS = ("law_enforcement", "government", "intergovernmental", "hotline")


class OrganisationQuerySet(ByRelevance):
    def published(self):
        """Those that the public sees."""
        return self.filter(removed_at=None)

    def with_officials(self):
        """Those whose staff can be verified officials."""
        return self.published().filter(sector__in=OFFICIAL_SECTORS)

    def matching(self, query: TextQuery):
        """Those whose own, other or former names match."""
        by_name = Organisation.objects.filter(name_vector__matches=query).values("pk")
        other_names = OtherName.objects.filter(name_vector__matches=query, organisation__isnull=False)
        return self.filter(pk__in=by_name.union(other_names.values("organisation")))


@tracked
class Organisation(models.Model):
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
        "self", symmetrical=False, through="Succession", related_name="predecessors"
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="organisations")
    created_at = models.DateTimeField(default=timezone.now)
    # Hidden, not deleted: its address answers 410 with the reason, or redirects to the record it was merged
    # into
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_reason = models.CharField(max_length=300, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)
    name_vector = name_vector("name", "acronym")
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
        ]
        indexes = [
            GinIndex("name_vector", name="organisation_name_vector"),
            # For lists in the order of names
            models.Index("sort_name", "id", name="organisation_sort_name"),
            # Few are: who searches for introducers leaves them out by this
            models.Index("id", name="organisation_removed", condition=Q(removed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:organisation", args=[self.slug])


@tracked
class Succession(models.Model):
    """One organisation took over from another."""

    predecessor = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    successor = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    happened = PartialDateField(_("when"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="succession_between_two_organisations"
            ),
            models.CheckConstraint(
                condition=is_partial_date("happened"), name="succession_happened_is_a_date"
            ),
        ]


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


@tracked
class OtherName(models.Model):
    """Another or a former name of an organisation or a partnership."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="other_names")
    partnership = models.ForeignKey("Partnership", models.CASCADE, null=True, related_name="other_names")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=10, choices=NameKind)
    name_vector = name_vector("name")

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
        indexes = [GinIndex("name_vector", name="other_name_vector")]

    def __str__(self) -> str:
        return self.name
