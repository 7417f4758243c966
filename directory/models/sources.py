"""Sources: what stands behind a statement, of when, and how the statement follows from it."""

import re

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import NullIf
from django.db.models.lookups import Exact
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.database.statements import ManyOnAPage
from directory.models.history import tracked
from directory.models.page_paths import page_path
from directory.models.partial_dates import PartialDateField, in_words, is_partial_date
from directory.models.text_search import WithDocuments, sort_name


class Basis(models.TextChoices):
    """How a statement follows from its source: that of its weakest part."""

    STATED = "stated", _("stated by the source")
    FOLLOWS = "follows", _("follows from the source")
    KNOWN = "known", _("general knowledge")


def exactly_one(*fields: str) -> Exact:
    """The condition that of several columns one holds a value, and the others hold none."""
    return Exact(Func(*fields, function="num_nonnulls", output_field=models.IntegerField()), 1)


# The keys of questionnaires as sources: what an organisation says of itself, which nobody else has published
QUESTIONNAIRE_KEY = "^questionnaire-[0-9a-f]{12}$"

# The latest first, those without a date last
LATEST_PUBLISHED_FIRST = (NullIf("published", Value("")).desc(nulls_last=True), "sort_name", "pk")


class SourceQuerySet(WithDocuments):
    def dated(self):
        return self.exclude(published="")

    def undated(self):
        return self.filter(published="")


@tracked
class Source(ManyOnAPage, models.Model):
    """The document, questionnaire or person behind a statement."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    # What the document bears, or what follows from its text. Pages show it as the date as of which its statements hold
    published = PartialDateField(_("published"))
    # Where the date is not known, or how it is: "undated", "about 2017", "date follows from the text"
    date_note = models.CharField(_("note on the date"), max_length=100, blank=True, default="", db_default="")
    read_on = PartialDateField(_("read on"), default="", db_default="")
    # The name of the file from which it was read, where that is no page on the web
    file = models.CharField(_("file"), max_length=200, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)

    sort_name = sort_name("title")

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        constraints = [
            models.CheckConstraint(
                condition=is_partial_date("published") & is_partial_date("read_on"),
                name="source_dates_are_dates",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_path("source", self.slug)

    @property
    def published_in_words(self) -> str:
        return in_words(self.published)

    @property
    def is_about_dated(self) -> bool:
        """Whether its date is known only about, such as "about 2017"."""
        return not self.published and bool(re.match(r"about .*\d{4}", self.date_note))

    @property
    def day_in_words(self) -> str:
        """The date that it bears, else what is noted of it, else that it has none."""
        return self.published_in_words or self.date_note or gettext("undated")


# What a source can be the source of: the models whose column `source` names the first one
SOURCED = (
    "organisation",
    "partnership",
    "membership",
    "succession",
    "event",
    "participation",
    "commitment",
    "contribution",
    "figure",
    "resource",
)


def _statement(model: str) -> models.ForeignKey:
    return models.ForeignKey(model, models.CASCADE, null=True, related_name="further_sources")


@tracked
class FurtherSource(models.Model):
    """One more source of a statement that names its first source itself."""

    organisation = _statement("Organisation")
    partnership = _statement("Partnership")
    membership = _statement("Membership")
    succession = _statement("Succession")
    event = _statement("Event")
    participation = _statement("Participation")
    commitment = _statement("Commitment")
    contribution = _statement("Contribution")
    figure = _statement("Figure")
    resource = _statement("Resource")
    source = models.ForeignKey(Source, models.PROTECT, related_name="further_statements")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one(*SOURCED), name="further_source_of_one_statement"),
            *(
                models.UniqueConstraint(
                    fields=[name, "source"],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"further_source_of_{name}_once",
                )
                for name in SOURCED
            ),
        ]
