"""Where a country takes reports of abuse, and where its children find help: hotlines, police, helplines, and how well each is known."""

import re
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from directory.models.choices import display
from directory.models.history import tracked
from directory.models.partial_dates import PartialDateField, in_words, is_partial_date
from directory.models.vocabularies import Country

# Every hotline that is a member, and the portals of the IWF, by country
INHOPE_DIRECTORY = "https://www.inhope.org/EN/our-members"

# A host in small letters and a path: no name, port or password before it, where a false address hides
ADDRESS = r"^https://[a-z0-9.-]+\.[a-z]{2,}(/.*)?$"


class ChannelKind(models.TextChoices):
    """What a channel is, in the order in which channels are offered."""

    HOTLINE = "hotline", _("Hotline")
    PORTAL = "portal", _("Reporting portal")
    REGULATOR = "regulator", _("Public authority")
    POLICE = "police", _("Police")
    HELPLINE = "helpline", _("Child helpline")
    MISSING_CHILDREN = "missing_children", _("Line for missing children")


# Those that take the address of material seen online. A helpline is for a child, and takes none
KINDS_FOR_MATERIAL = (ChannelKind.HOTLINE, ChannelKind.PORTAL, ChannelKind.REGULATOR, ChannelKind.POLICE)


class ChannelStatus(models.TextChoices):
    """What a channel rests on, the best first."""

    CONFIRMED = "confirmed", _("Confirmed")
    SINGLE_SOURCE = "single_source", _("One source only")
    UNCONFIRMED = "unconfirmed", _("Not confirmed")


class Anonymity(models.TextChoices):
    """Whether a report can be made without a name. Neither, where no page says so."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class PhoneLink(NamedTuple):
    """A number as it is written, and as a telephone dials it."""

    number: str
    dialled: str


class ReportingChannelQuerySet(models.QuerySet):
    def listed(self):
        """Those that have not been removed."""
        return self.filter(removed_at=None)

    def of_country(self, code: str):
        return self.filter(country=code)

    def of_status(self, status: str):
        return self.filter(status=status)

    def corrected(self):
        """Those that a reviewer changed, added or removed: a file changes nothing of them."""
        return self.exclude(corrected_at=None)

    def removed(self):
        return self.exclude(removed_at=None)

    def in_order(self):
        """By kind, as they are offered; of one kind those that are best known first."""
        ranks = [
            Case(*(When(**{field: code}, then=Value(rank)) for rank, code in enumerate(choices.values)))
            for field, choices in (("kind", ChannelKind), ("status", ChannelStatus))
        ]
        return self.order_by(*ranks, "pk")


@tracked
class ReportingChannel(models.Model):
    """A place that takes reports of abuse, or helps a child, in one country.

    The list comes with the directory (`vocabularies/channels.csv`), and reviewers correct it. Wherever it is shown, ask
    `gate.channels`.
    """

    country = models.ForeignKey(
        Country, models.PROTECT, related_name="reporting_channels", verbose_name=_("country")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ChannelKind)
    name = models.CharField(_("name"), max_length=200)
    operator = models.CharField(_("operator"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    # National and short numbers, as they are dialled in the country
    phones = ArrayField(models.CharField(max_length=30), verbose_name=_("phone"), default=list, blank=True)
    # BCP 47 tags, such as "pt-BR": of its pages and of the country. The body does not promise them
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages"), default=list, blank=True
    )
    takes = models.CharField(_("what it takes"), max_length=300)
    anonymous = models.CharField(_("without a name"), max_length=3, choices=Anonymity, blank=True)
    # A page of the web, not a Source of the directory: no record of the directory rests on it
    source_title = models.CharField(_("title of the source"), max_length=300, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    source_date = PartialDateField(_("date of the source"))
    status = models.CharField(_("status"), max_length=15, choices=ChannelStatus)
    # When somebody here last opened the address or called the number, and found it right
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    # Which row of the file it is: country, kind and name there, whatever reviewers call it. Empty for what they added
    shipped_as = models.CharField(max_length=230, blank=True)
    # When a reviewer last changed it. From then on the file changes nothing of it
    corrected_at = models.DateTimeField(null=True, blank=True)
    # Kept, so that a file that still has it does not bring it back
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ReportingChannelQuerySet.as_manager()
    get_kind_display = display("kind", ChannelKind)
    get_status_display = display("status", ChannelStatus)

    class Meta:
        verbose_name = _("reporting channel")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ChannelKind.values), name="reporting_channel_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ChannelStatus.values), name="reporting_channel_status_known"
            ),
            models.CheckConstraint(
                condition=Q(anonymous__in=["", *Anonymity.values]), name="reporting_channel_anonymous_known"
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=ADDRESS), name="reporting_channel_address_is_https"
            ),
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(phones=[]), name="reporting_channel_can_be_reached"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(takes=""), name="reporting_channel_says_what_it_is"
            ),
            models.CheckConstraint(
                condition=Q(status=ChannelStatus.UNCONFIRMED) | (~Q(source_title="") & ~Q(source_url="")),
                name="reporting_channel_has_a_source",
            ),
            models.CheckConstraint(
                condition=is_partial_date("source_date"), name="reporting_channel_source_date_is_a_date"
            ),
            models.UniqueConstraint(
                fields=["shipped_as"], condition=~Q(shipped_as=""), name="reporting_channel_shipped_once"
            ),
            models.UniqueConstraint(
                fields=["country", "kind", "name"],
                condition=Q(removed_at=None),
                name="reporting_channel_name_once",
            ),
            models.UniqueConstraint(
                fields=["country", "kind", "url"],
                condition=Q(removed_at=None) & ~Q(url=""),
                name="reporting_channel_address_once",
            ),
            models.UniqueConstraint(
                fields=["country", "kind", "phones"],
                condition=Q(removed_at=None, url=""),
                name="reporting_channel_number_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_for_material(self) -> bool:
        return self.kind in KINDS_FOR_MATERIAL

    @property
    def is_linked(self) -> bool:
        """Whether its address and number may be shown: those of a confirmed one, and of one that takes material though one
        page alone names it. Helplines and lines for missing children that one page names wait until somebody has called."""
        is_single = self.status == ChannelStatus.SINGLE_SOURCE
        return self.status == ChannelStatus.CONFIRMED or (is_single and self.is_for_material)

    @property
    def is_checked(self) -> bool:
        """Whether more stands behind it than one page of somebody else."""
        return self.status == ChannelStatus.CONFIRMED

    @property
    def leads_to_inhope(self) -> bool:
        """Whether its address is not known, only that INHOPE's directory leads to it."""
        return self.url == INHOPE_DIRECTORY

    @property
    def phone_links(self) -> list[PhoneLink]:
        return [PhoneLink(phone, re.sub("[^0-9+]", "", phone)) for phone in self.phones]

    @property
    def source_date_in_words(self) -> str:
        return in_words(self.source_date)
