"""Where to report abuse, by country, for people who come here with what this site does not take.

The only door to the list of reporting channels for whoever is no reviewer: it never gives the address of a channel that
nobody confirmed. The country is the one that the reader chose, else the region that the browser states with its
language. Nobody is located by their address.
"""

import re
from functools import cached_property

from django.http import HttpRequest

from directory.models import ChannelKind, ChannelStatus, Language, ReportingChannel
from directory.models.reporting_channels import INHOPE_DIRECTORY

# A language with a region, such as "en-GB" or "sr-Latn-RS", at its place in Accept-Language
_REGION = re.compile(r"^\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\s*(?:;|$)", re.IGNORECASE)
_LONGEST_HEADER = 500  # characters, far more than a browser sends


class PlacesToReport:
    """Where one country takes reports, and where its children find help. `country` is a code, "" for none.

    Nothing is read before something is asked, for most pages that could show a place do not; then it is two queries, one
    where languages are not named.
    """

    inhope_directory = INHOPE_DIRECTORY

    def __init__(self, country: str, *, names_languages: bool = True):
        self.country = country
        self.names_languages = names_languages

    @property
    def for_material(self) -> list[ReportingChannel]:
        """Those that take the address of material: hotlines first, the police last; of a kind, confirmed ones first."""
        return [channel for channel in self._linked if channel.is_for_material]

    @property
    def helplines(self) -> list[ReportingChannel]:
        return [channel for channel in self._linked if channel.kind == ChannelKind.HELPLINE]

    @property
    def missing_children(self) -> list[ReportingChannel]:
        return [channel for channel in self._linked if channel.kind == ChannelKind.MISSING_CHILDREN]

    @property
    def police(self) -> list[ReportingChannel]:
        return [channel for channel in self.for_material if channel.kind == ChannelKind.POLICE]

    @property
    def is_known(self) -> bool:
        """Whether anything that takes such addresses is known, if only by its name."""
        return bool(self.for_material or self.names_without_address)

    @cached_property
    def names_without_address(self) -> list[str]:
        """What is called the place for material, while no page that was read gives its address."""
        return [
            channel.name
            for channel in self._channels
            if channel.is_for_material and channel.status == ChannelStatus.UNCONFIRMED
        ]

    @cached_property
    def _linked(self) -> list[ReportingChannel]:
        """With `language_names`, in the reader's language."""
        linked = [channel for channel in self._channels if channel.is_linked]
        if not self.names_languages:
            return linked
        codes = {tag.partition("-")[0] for channel in linked for tag in channel.languages}
        names = {code: language.name for code, language in Language.objects.in_bulk(codes).items()}
        for channel in linked:
            channel.language_names = [names.get(tag.partition("-")[0], tag) for tag in channel.languages]
        return linked

    @cached_property
    def _channels(self) -> list[ReportingChannel]:
        if not self.country:
            return []
        return list(ReportingChannel.objects.listed().of_country(self.country).in_order())


def country_of(request: HttpRequest) -> str:
    """The code of the country that the reader chose (`country=`), else of the first region in Accept-Language; else "".

    It has two letters, but such a country need not exist.
    """
    chosen = request.GET.get("country", "").strip().upper()
    if re.fullmatch("[A-Z]{2}", chosen, re.ASCII):
        return chosen
    for language in request.headers.get("Accept-Language", "")[:_LONGEST_HEADER].split(","):
        if region := _REGION.match(language):
            return region[1].upper()
    return ""


def places_to_report(request: HttpRequest) -> PlacesToReport:
    """Those of the reader's country."""
    return PlacesToReport(country_of(request))
