"""Resources: good practice, policy, legislation, training and what else others can use."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.choices import display
from directory.models.history import tracked
from directory.models.organisations import Organisation
from directory.models.page_paths import page_path
from directory.models.partial_dates import PartialDateField, is_partial_date
from directory.models.partnerships import Partnership, link
from directory.models.sources import Source
from directory.models.text_search import WithDocuments, sort_name
from directory.models.vocabularies import Country, Language, Topic


class ResourceKind(models.TextChoices):
    GOOD_PRACTICE = "good_practice", _("Good practice")
    GUIDANCE = "guidance", _("Guidance")
    POLICY = "policy", _("Policy")
    LEGISLATION = "legislation", _("Legislation")
    TRAINING = "training", _("Training")
    MANUAL = "manual", _("Manual")
    CAMPAIGN = "campaign", _("Campaign")


class Audience(models.TextChoices):
    PUBLIC = "public", _("The public")
    CHILDREN = "children", _("Children")
    PARENTS = "parents", _("Parents")
    EDUCATORS = "educators", _("Educators")
    LAW_ENFORCEMENT = "law_enforcement", _("Law enforcement")
    INDUSTRY = "industry", _("Industry")
    POLICY_MAKERS = "policy_makers", _("Policy makers")
    RESEARCHERS = "researchers", _("Researchers")
    NGOS = "ngos", _("Non-governmental organisations")
    HOTLINES = "hotlines", _("Hotlines")


@tracked
class Resource(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    # What it is, not what it is about: those are its topics
    kind = models.CharField(_("kind"), max_length=20, choices=ResourceKind)
    publisher = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("publisher"),
    )
    publisher_partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("publishing partnership"),
    )
    description = models.CharField(_("description"), max_length=400, blank=True, default="", db_default="")
    # For whom it was made
    audience = ArrayField(
        models.CharField(max_length=20, choices=Audience),
        verbose_name=_("audience"),
        default=list,
        db_default=[],
        blank=True,
    )
    year = PartialDateField(_("year"), default="", db_default="")
    # Where it is; the directory keeps no file of it
    url = models.URLField(_("link"), max_length=500, blank=True)
    # Where it applies or was used
    countries = models.ManyToManyField(Country, through="ResourceCountry", related_name="resources")
    languages = models.ManyToManyField(Language, through="ResourceLanguage", related_name="resources")
    topics = models.ManyToManyField(Topic, through="ResourceTopic", related_name="resources")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="resources")

    sort_name = sort_name("title")

    objects = WithDocuments.as_manager()
    get_kind_display = display("kind", ResourceKind)

    class Meta:
        verbose_name = _("resource")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ResourceKind.values), name="resource_kind_known"),
            models.CheckConstraint(
                condition=Q(audience__contained_by=Audience.values), name="resource_audience_known"
            ),
            models.CheckConstraint(condition=is_partial_date("year"), name="resource_year_is_a_date"),
        ]
        indexes = [
            # For lists in the order of titles
            models.Index("sort_name", "id", name="resource_sort_name"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_path("resource", self.slug)


@tracked
class ResourceCountry(models.Model):
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("resource_country", "resource", "country")


@tracked
class ResourceLanguage(models.Model):
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    language = models.ForeignKey(Language, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("resource_language", "resource", "language")


@tracked
class ResourceTopic(models.Model):
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("resource_topic", "resource", "topic")
