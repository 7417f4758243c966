"""Events: meetings with their sessions, and who hosted them, led them, presented or took part. Never persons."""

import datetime

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, NullIf
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.models.choices import display
from directory.models.history import tracked
from directory.models.organisations import Organisation
from directory.models.page_paths import page_path
from directory.models.partial_dates import (
    PartialDateField,
    in_words,
    is_over,
    is_partial_date,
    not_before,
    over,
    period_in_words,
)
from directory.models.partnerships import Partnership, link
from directory.models.sources import Basis, Source, exactly_one
from directory.models.text_search import WithDocuments, sort_name
from directory.models.vocabularies import Country, Topic


class DateBasis(models.TextChoices):
    """How the date of an event is known."""

    STATED = Basis.STATED.value, Basis.STATED.label
    FOLLOWS = Basis.FOLLOWS.value, Basis.FOLLOWS.label
    KNOWN = Basis.KNOWN.value, Basis.KNOWN.label
    NONE = "none", _("not known")


class EventStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class ParticipationRole(models.TextChoices):
    HOST = "host", _("Host")
    ORGANISER = "organiser", _("Organiser")
    FUNDER = "funder", _("Funder")
    FACILITATOR = "facilitator", _("Facilitator")
    PRESENTER = "presenter", _("Presenter")
    PARTICIPANT = "participant", _("Participant")


# The latest first, those without a date last
LATEST_FIRST = (NullIf("starts", Value("")).desc(nulls_last=True), "pk")


class EventQuerySet(WithDocuments):
    def past(self, today: datetime.date | None = None):
        """Those whose last day that is known lies before today, where no day is given."""
        return self.filter(_is_past(today or timezone.localdate()))

    def future(self, today: datetime.date | None = None):
        """Those of today and later. A year alone is past when it is over."""
        return self.exclude(starts="").exclude(_is_past(today or timezone.localdate()))

    def with_month(self):
        """Those that have a place in a calendar: a year alone has none."""
        return self.filter(starts__contains="-")

    def undated(self):
        return self.filter(starts="")


def _is_past(today: datetime.date) -> Q:
    return over("starts", today) & (Q(ends="") | over("ends", today))


@tracked
class Event(models.Model):
    """A meeting, named as its source names it."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True, default="", db_default="")
    # Its first day, month or year; and its last
    starts = PartialDateField(_("starts"))
    ends = PartialDateField(_("ends"), default="", db_default="")
    date_basis = models.CharField(
        _("how the date is known"), max_length=10, choices=DateBasis, default=DateBasis.NONE
    )
    status = models.CharField(
        _("status"), max_length=10, choices=EventStatus, default=EventStatus.HELD, db_default=EventStatus.HELD
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("country")
    )
    summary = models.TextField(_("summary"), max_length=1000, blank=True, default="", db_default="")
    website = models.URLField(_("website"), max_length=500, blank=True, default="", db_default="")
    # Of which cooperation it was a meeting
    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("partnership"),
    )
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="events")

    sort_name = sort_name("title")

    objects = EventQuerySet.as_manager()
    get_status_display = display("status", EventStatus)

    class Meta:
        verbose_name = _("event")
        constraints = [
            models.CheckConstraint(
                condition=is_partial_date("starts") & is_partial_date("ends"), name="event_dates_are_dates"
            ),
            models.CheckConstraint(
                condition=not_before("ends", "starts"),
                name="event_ends_after_it_starts",
                violation_error_message=_("An event cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(starts="", date_basis=DateBasis.NONE)
                | (~Q(starts="") & Q(date_basis__in=Basis.values)),
                name="event_date_has_a_basis",
                violation_error_message=_("Say how the date is known, or give none."),
            ),
            models.CheckConstraint(condition=Q(status__in=EventStatus.values), name="event_status_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_path("event", self.slug)

    @property
    def date_in_words(self) -> str:
        """A day, a month or a year; or from when to when."""
        return period_in_words(self.starts, self.ends) if self.ends else in_words(self.starts)

    @property
    def has_month(self) -> bool:
        """Whether it is among those of `with_month()`."""
        return "-" in self.starts

    @property
    def is_past(self) -> bool:
        """Whether it is among those of `past()`."""
        today = timezone.localdate()
        return is_over(self.starts, today) and (not self.ends or is_over(self.ends, today))

    @property
    def status_in_words(self) -> str:
        """Its status, for where the page of the event does not stand beside it to tell the rest."""
        if self.status == EventStatus.PLANNED and self.is_past:
            return gettext("Planned, not known whether it was held")
        return self.get_status_display()


class EventSessionManager(models.Manager):
    """Sessions with `slug`, by which they are referred to: their event's, a stroke and their own key."""

    def get_queryset(self):
        slug = Concat("event__slug", Value("/"), "key", output_field=models.CharField())
        return super().get_queryset().annotate(slug=slug)


@tracked
class EventSession(models.Model):
    """A part of an event with a subject of its own, such as a workshop."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    # Of all sessions of its event; no address of its own
    key = models.SlugField(max_length=80)
    title = models.CharField(_("title"), max_length=200)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="sessions")
    order = models.PositiveSmallIntegerField(_("order"))

    objects = EventSessionManager()

    class Meta:
        verbose_name = _("session")
        constraints = [*link("event_session", "event", "key")]

    def __str__(self) -> str:
        return self.title


class ParticipationQuerySet(models.QuerySet):
    def shown(self):
        """Those that the public sees: of nobody that was removed."""
        return self.filter(organisation__removed_at=None, partnership__removed_at=None)

    def listed(self):
        """Those shown where samples are not: of no sample."""
        return self.shown().exclude(organisation__is_sample=True).exclude(partnership__is_sample=True)


@tracked
class Participation(models.Model):
    """The part of an organisation, a country or a partnership in an event, or in one session of it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="participations")
    session = models.ForeignKey(
        EventSession, models.CASCADE, null=True, blank=True, related_name="participations"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="participations"
    )
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="participations")
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="participations"
    )
    role = models.CharField(_("role"), max_length=20, choices=ParticipationRole)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis, default=Basis.STATED)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="participations")

    objects = ParticipationQuerySet.as_manager()
    get_role_display = display("role", ParticipationRole)

    class Meta:
        verbose_name = _("participation")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("organisation", "country", "partnership"),
                name="participation_of_one_participant",
                violation_error_message=_(
                    "Name one participant: an organisation, a country or a partnership."
                ),
            ),
            models.UniqueConstraint(
                fields=["event", "session", "organisation", "country", "partnership", "role"],
                name="participation_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(role__in=ParticipationRole.values), name="participation_role_known"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="participation_basis_known"),
        ]

    @property
    def participant(self) -> Organisation | Country | Partnership:
        return self.organisation or self.country or self.partnership
