"""Sources (what stands behind a statement) and events (meetings that produced commitments)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.partial_dates import PartialDateField, in_words, is_partial_date


@tracked
class Source(models.Model):
    """The document, questionnaire or person behind a statement."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    # Pages show it as the date as of which its statements hold
    published = PartialDateField(_("published"))
    # The name of the file from which it was read, where that is no page on the web
    file = models.CharField(_("file"), max_length=200, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("source")
        constraints = [
            models.CheckConstraint(condition=is_partial_date("published"), name="source_published_is_a_date")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def published_in_words(self) -> str:
        return in_words(self.published)


@tracked
class Event(models.Model):
    """A meeting, named as its source names it."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=300)
    # When the meeting was, or its first day
    held = PartialDateField(_("held"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    # In the source's words: who and how many. No names of persons
    participants = models.CharField(_("participants"), max_length=500, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="events")

    class Meta:
        verbose_name = _("event")
        constraints = [models.CheckConstraint(condition=is_partial_date("held"), name="event_held_is_a_date")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:event", args=[self.slug])

    @property
    def held_in_words(self) -> str:
        return in_words(self.held)
