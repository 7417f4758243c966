"""The controlled words: regions, countries, languages, sectors and topics.

Regions and countries are UN M49 and ISO 3166-1, languages BCP 47; their names come from CLDR. Each has
a number below 1000, its place in the encoded facets of `listing`.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.page_paths import page_path
from directory.models.text_search import WithDocuments

# Columns of names, English first: it stands in where a name is missing
NAME_LANGUAGES = ("en", "fr", "es", "ar")


class Named(models.Model):
    """Something with a name in each of the directory's languages."""

    name_en = models.CharField(_("name in English"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    name_es = models.CharField(_("name in Spanish"), max_length=200, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, or in English where there is none."""
        return getattr(self, f"name_{_language()}") or self.name_en


class RankedQuerySet(WithDocuments):
    document_number = "number"

    def by_rank(self):
        """In the order of the names in the reader's language."""
        return self.order_by(f"rank_{_language()}")


class Ranked(Named):
    """Something whose names are sorted by the rules of each language: a rank is the name's place among all of them.

    The ranks stand in the vocabulary's file, whose names no import changes; the README beside it says how they are made.
    """

    rank_en = models.PositiveSmallIntegerField(default=0, db_default=0)
    rank_fr = models.PositiveSmallIntegerField(default=0, db_default=0)
    rank_es = models.PositiveSmallIntegerField(default=0, db_default=0)
    rank_ar = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True

    @property
    def rank(self) -> int:
        return getattr(self, f"rank_{_language()}")


def _language() -> str:
    """The reader's language, if there are names in it; else English. A region ("en-gb") has the names of its language."""
    language = (get_language() or "en")[:2]
    return language if language in NAME_LANGUAGES else "en"


def numbered(table: str) -> models.CheckConstraint:
    # Three digits: the facet's number stands in the thousands
    return models.CheckConstraint(condition=Q(number__range=(1, 999)), name=f"{table}_number_in_range")


class Region(Ranked):
    """A continent or sub-region of UN M49."""

    # UN M49, such as "150" for Europe
    code = models.CharField(max_length=3, primary_key=True)
    number = models.PositiveSmallIntegerField(unique=True)
    # Empty for a continent
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    # Other names, and what is called by it ("African", "Latin America"), with ";" between them: they only find
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [numbered("region")]


class Country(Ranked):
    """A country or territory of ISO 3166-1, by its alpha-2 code."""

    code = models.CharField(max_length=2, primary_key=True)
    number = models.PositiveSmallIntegerField(unique=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="countries")
    # Other forms of CLDR and common names, with ";" between them: they only find
    also_known_as = models.CharField(max_length=500, blank=True)
    # ISO 3166-1; Kosovo's is assigned by its users
    alpha_3 = models.CharField(max_length=3, blank=True, default="", db_default="")
    # What leads to the country and names no other: demonyms, names in its own languages, capitals, former names. And what
    # may mean another country or something else as well ("Korean", "Georgian"). Both only find
    words = models.TextField(blank=True, default="", db_default="")
    uncertain_words = models.TextField(blank=True, default="", db_default="")

    objects = RankedQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        constraints = [numbered("country")]

    def get_absolute_url(self) -> str:
        return page_path("country", self.code.lower())


class Language(Ranked):
    """A language by its BCP 47 tag."""

    # BCP 47; nearly all are the two letters of ISO 639-1
    code = models.CharField(max_length=12, primary_key=True)
    number = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        verbose_name = _("language")
        constraints = [numbered("language")]


class ConceptQuerySet(WithDocuments):
    document_number = "number"


class Concept(Named):
    """A word of our own vocabulary, found by its other and former terms as well.

    Terms are separated by ";". A former term ("child pornography") only finds; it is never shown as a name.
    """

    # The key of the CSV file; in addresses and in programs' data, so it is never renamed
    slug = models.SlugField(max_length=60, primary_key=True)
    number = models.PositiveSmallIntegerField(unique=True)
    other_terms = models.TextField(_("other terms"), blank=True)
    former_terms = models.TextField(_("former terms"), blank=True)

    objects = ConceptQuerySet.as_manager()

    class Meta:
        abstract = True


class World(models.TextChoices):
    """The five worlds that a partnership can bring together. Two of them make it cross-sector."""

    GOVERNMENT = "government", _("government")
    LAW_ENFORCEMENT = "law_enforcement", _("law enforcement")
    INDUSTRY = "industry", _("industry")
    CHILD_PROTECTION = "child_protection", _("child protection")
    ACADEMIA = "academia", _("academia")


@tracked
class Sector(Concept):
    """What kind of body an organisation is, such as law enforcement or child protection."""

    world = models.CharField(_("world"), max_length=20, choices=World)

    class Meta:
        verbose_name = _("sector")
        constraints = [
            numbered("sector"),
            models.CheckConstraint(condition=Q(world__in=World.values), name="sector_world_known"),
        ]


@tracked
class Topic(Concept):
    """What a cooperation is about. `forum` is the conference workshop that it grew from."""

    forum = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("topic")
        constraints = [numbered("topic")]

    def get_absolute_url(self) -> str:
        return page_path("topic", self.slug)
