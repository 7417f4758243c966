"""Contact points: desks of an organisation, and who may see which."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    JSONField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.choices import display
from directory.models.desk_clock import DeskState, minutes_by_zone, state_of
from directory.models.history import tracked
from directory.models.officials import Verification
from directory.models.opening_hours import ROUND_THE_CLOCK_CODE, WEEK, OpeningHoursField
from directory.models.organisations import Organisation
from directory.models.page_paths import page_path
from directory.models.partnerships import link
from directory.models.people import User
from directory.models.representatives import Representative
from directory.models.sources import Source
from directory.models.text_search import WithDocuments
from directory.models.vocabularies import Country, Language, Topic

TEST_COUNTS_FOR = timedelta(days=365)  # after that, two tests were not answered


EXTENSION = " ext. "  # between a phone number and its extension, wherever one is kept


class Visibility(models.TextChoices):
    """Who may see a contact point, in the order of the Traffic Light Protocol from CLEAR on."""

    PUBLIC = "public", _("Everybody")
    REGISTERED = "registered", _("People with an account")
    OFFICIALS = "officials", _("Verified officials")
    SECRETARIAT = "secretariat", _("The secretariat only")


class Purpose(models.TextChoices):
    """What a desk is for."""

    GENERAL = "general", _("General questions")
    COOPERATION = "cooperation", _("International cooperation")
    REPORTS = "reports", _("Reports of abuse or of material")
    DATA = "data", _("Requests for data by authorities")
    TRAINING = "training", _("Training and prevention")
    MEDIA = "media", _("Questions of the media")


# How many desks more there are is told in steps of so many: see `further_for_officials`
COARSE = 5
EVERYWHERE = "*"  # among the countries that a listing serves


class ContactPointQuerySet(WithDocuments):
    def visible_to(self, user: User | AnonymousUser):
        """The only door to contact points: those that this person may see, and those of organisations that the
        person speaks for.

        What is for officials needs a verification that counts today, whose checks stand in `officials.py`, and a
        session that gave a second factor: so do reviewers.
        """
        seen = Q(visibility=Visibility.PUBLIC)
        if user.is_authenticated:
            own_organisations = Representative.objects.current().of(user).values("organisation")
            seen |= Q(visibility=Visibility.REGISTERED) | Q(organisation__in=own_organisations)
        if user.is_authenticated and user.gave_second_factor:
            is_official = Exists(Verification.objects.current().of(user))
            seen |= Q(is_official, visibility=Visibility.OFFICIALS)
            if user.is_reviewer:
                seen |= Q(visibility__in=Visibility.values)
        return self.filter(seen, organisation__removed_at=None)

    def in_search(self):
        """Those that the search finds, with their organisations: what everybody may see, and no samples."""
        public = self.visible_to(AnonymousUser()).filter(is_sample=False, organisation__is_sample=False)
        return public.select_related("organisation")

    def of(self, organisation: Organisation):
        return self.filter(organisation=organisation)

    def of_today(self):
        """Those whose organisation has not ended."""
        return self.exclude(organisation__in=Organisation.objects.ended())

    def serving(self, *countries: str):
        """Those that serve one of the countries, by their codes: named, at home in it and naming none, or serving every
        one."""
        return self.filter(listing__served__overlap=[*countries, EVERYWHERE])

    def with_open(self, moment: datetime):
        """Each with `is_open`: whether it is open at that moment; None where its hours are not stated, or where not
        everybody may see it, for lists tell nothing of how a restricted desk is reached."""
        clocks = Cast(Value(minutes_by_zone(moment)), JSONField())
        minute = Func(clocks, F("time_zone"), function="jsonb_object_field_text", output_field=TextField())
        is_within = Func(
            F("opening_hours"),
            Cast(minute, IntegerField()),
            function="multirange_contains_elem",
            output_field=BooleanField(),
        )
        return self.annotate(
            is_open=Case(
                When(~Q(visibility=Visibility.PUBLIC) | Q(opening_hours=""), then=None),
                When(opening_hours=ROUND_THE_CLOCK_CODE, then=True),
                default=is_within,
                output_field=BooleanField(null=True),
            )
        )

    def further_for_officials(self, user: User | AnonymousUser, *, countries: Sequence[str]) -> int:
        """About how many more desks that serve one of the countries a verified official would see: rounded down to COARSE,
        so that no single desk shows itself by a count. The only word that looks past `visible_to`, and it gives a number.
        One query for visitors, else two."""
        levels = [Visibility.REGISTERED, Visibility.OFFICIALS]
        served = DeskListing.objects.filter(served__overlap=[*countries, EVERYWHERE])
        shown = self.visible_to(user).serving(*countries).filter(visibility__in=levels)
        seen = shown.count() if user.is_authenticated else 0
        return (served.filter(visibility__in=levels).count() - seen) // COARSE * COARSE


@tracked(without=["mailbox", "phone", "web_form", "hours", "requirements"])
class ContactPoint(models.Model):
    """A desk, never a person's private address. Its history keeps neither where nor how it can be reached.

    It serves `countries`; its organisation's own where there are none, and every one where `is_worldwide`.
    `tested_on` is the day on which a link in a test mail was last opened, `confirmed_on` the day on which the
    organisation last said that all this holds.
    """

    # In addresses of pages, and what HSDS derives the desk's identifier from
    slug = models.SlugField(max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contact_points")
    name = models.CharField(_("desk"), max_length=200)
    purpose = models.CharField(_("what it is for"), max_length=12, choices=Purpose, default=Purpose.GENERAL)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    web_form = models.URLField(_("web form"), max_length=500, blank=True)
    languages = models.ManyToManyField(Language, through="ContactPointLanguage", related_name="+")
    topics = models.ManyToManyField(Topic, through="ContactPointTopic", related_name="+")
    countries = models.ManyToManyField(Country, through="ContactPointCountry", related_name="+")
    # In addition to `countries`, which may name some all the same
    is_worldwide = models.BooleanField(_("serves every country"), default=False)
    opening_hours = OpeningHoursField(_("opening hours"))
    # What the organisation adds to its opening hours in its own words, or says in their place
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    # A name of the IANA time zone database, such as Europe/Brussels; asked for wherever hours are typed
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    is_urgent = models.BooleanField(_("takes urgent requests at any hour"), default=False)
    requirements = models.TextField(_("what a request must contain"), max_length=2000, blank=True)
    visibility = models.CharField(
        _("who may see it"), max_length=12, choices=Visibility, default=Visibility.SECRETARIAT
    )
    # Consent to a mail with a link, twice a year: `DeskTest`
    may_be_tested = models.BooleanField(_("may be tested"), default=False)
    tested_on = models.DateField(_("last tested"), null=True, blank=True)
    confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    # Made up, for trying the finder; shown as such wherever it shows
    is_sample = models.BooleanField(_("sample"), default=False)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ContactPointQuerySet.as_manager()
    get_purpose_display = display("purpose", Purpose)

    class Meta:
        verbose_name = _("contact point")
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="contact_point_visibility_known"
            ),
            models.CheckConstraint(
                # A desk that cannot be reached is none
                condition=~Q(mailbox="") | ~Q(phone="") | ~Q(web_form=""),
                name="contact_point_can_be_reached",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="contact_point_purpose_known"
            ),
            models.CheckConstraint(
                # The form of such a name only: which names there are changes several times a year
                condition=Q(time_zone="") | Q(time_zone__regex=r"^[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$"),
                name="contact_point_time_zone_is_a_name",
            ),
            models.CheckConstraint(
                condition=Func(
                    F("opening_hours"),
                    template=f"%(expressions)s <@ '{{[0,{WEEK})}}'::int4multirange",
                    output_field=BooleanField(),
                ),
                name="contact_point_opening_hours_in_a_week",
            ),
            models.CheckConstraint(
                # Whoever is there round the clock is so in every time zone
                condition=~Q(time_zone="") | Q(opening_hours__in=["", ROUND_THE_CLOCK_CODE]),
                name="contact_point_opening_hours_have_a_time_zone",
                violation_error_message=_("Say in which time zone the hours are."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_path("desk", self.slug)

    @property
    def dialled_phone(self) -> str:
        """The phone number as a link has it (RFC 3966): "+442079460000;ext=12"."""
        number, _separator, extension = self.phone.partition(EXTENSION)
        # A zero in brackets is dialled at home only
        dialled = re.sub("[^0-9+]", "", number.replace("(0)", ""))
        return f"{dialled};ext={extension}" if extension else dialled

    @property
    def is_reachable(self) -> bool:
        """Whether somebody answered a test within a year. If not, nothing is said."""
        return bool(self.tested_on and self.tested_on >= timezone.localdate() - TEST_COUNTS_FOR)

    def state_at(self, moment: datetime) -> DeskState | None:
        """Whether it is open at that moment, and until when; None where its hours are not stated."""
        return state_of(self.opening_hours, self.time_zone, moment)

    @property
    def is_restricted(self) -> bool:
        """Whether not everybody may see it, so that each showing is logged."""
        return self.visibility != Visibility.PUBLIC


@tracked
class ContactPointLanguage(models.Model):
    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="+")
    language = models.ForeignKey(Language, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("contact_point_language", "contact_point", "language")


@tracked
class ContactPointTopic(models.Model):
    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("contact_point_topic", "contact_point", "topic")


@tracked
class ContactPointCountry(models.Model):
    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("contact_point_country", "contact_point", "country")


class DeskListing(models.Model):
    """What the finder asks of a desk of a published organisation, in one narrow row that the database keeps true: see
    `database/sql/desks.sql`.

    `served`: the codes of the countries, the organisation's own where the desk names none; EVERYWHERE for all.
    """

    contact_point = models.OneToOneField(
        ContactPoint, models.CASCADE, primary_key=True, related_name="listing"
    )
    visibility = models.TextField()
    country = models.TextField()
    served = ArrayField(models.TextField())
    topics = ArrayField(models.TextField())
    languages = ArrayField(models.TextField())

    class Meta:
        db_table = "desk_listing"
