"""What a listing says of borders, worlds and sources, computed the slow way from the rows, one partnership at a time."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from directory.models import Membership, Partnership, Source, Standing
from directory.models.facets import FacetNumber, encode
from directory.models.memberships import BESIDE
from directory.models.sources import QUESTIONNAIRE_KEY


class Scope(NamedTuple):
    """The same as in a Listing; `countries` and `sectors` are the encoded facet values."""

    crossing: set[str]
    worlds: set[str]
    countries: set[int]
    sectors: set[int]
    newest_source: str
    oldest_source: str
    stated_on: str


def members_of(partnership: Partnership) -> list[Membership]:
    """The memberships that make it what it is: the current ones, or where there are none those that were."""
    counted = [
        membership
        for membership in partnership.memberships.all()
        if not getattr(membership.member, "removed_at", None)
        and (
            membership.standing in (Standing.CONFIRMED, Standing.LEFT)
            or (membership.standing == Standing.NAMED and membership.source_id)
        )
    ]
    current = [
        membership
        for membership in counted
        if membership.standing != Standing.LEFT and not membership.left and not membership.no_longer_listed
    ]
    return current or counted


def taking_part(partnership: Partnership) -> list[Membership]:
    return [membership for membership in members_of(partnership) if membership.role not in BESIDE]


def with_parts(partnership: Partnership) -> set[Partnership]:
    """Itself, the partnerships that take part in it, those that take part in them, and so on."""
    parts, waiting = set(), [partnership]
    while waiting:
        part = waiting.pop()
        if part not in parts:
            parts.add(part)
            waiting += [m.member_partnership for m in taking_part(part) if m.member_partnership]
    return parts


def scope_of(partnership: Partnership) -> Scope:
    members, parts = members_of(partnership), with_parts(partnership)
    active = [membership for part in parts for membership in taking_part(part)]
    active_organisations = {m.organisation for m in active if m.organisation}
    states = {m.country for m in active if m.country}
    countries = {country for part in parts for country in part.countries.all()} | states
    countries |= {organisation.country for organisation in active_organisations if organisation.country}
    sectors = {sector for part in parts for sector in part.sectors.all()}
    worlds = {sector.world for sector in sectors} | {org.sector.world for org in active_organisations}
    own = {membership.organisation for membership in members if membership.organisation}
    shown_countries = countries | {organisation.country for organisation in own if organisation.country}
    shown_countries |= {membership.country for membership in members if membership.country}
    shown_sectors = sectors | {organisation.sector for organisation in own | active_organisations}
    return Scope(
        crossing=set(_crossing(partnership, members, len(countries))),
        worlds=worlds | ({"government"} if states else set()),
        countries={encode(FacetNumber.COUNTRY, country.number) for country in shown_countries},
        sectors={encode(FacetNumber.SECTOR, sector.number) for sector in shown_sectors},
        **_dates(partnership),
    )


def _crossing(partnership: Partnership, members: list[Membership], country_count: int) -> Iterable[str]:
    if country_count > 1:
        yield "countries"
    published = [s for s in _sources(partnership) if not re.match(QUESTIONNAIRE_KEY, s.slug)]
    if partnership.extent and published:
        yield "extent"
    bodies = {m.organisation for m in taking_part(partnership) if m.organisation}
    if len({m.member for m in members}) > 1 and any(body.is_international for body in bodies):
        yield "international_body"


def _sources(statement: Partnership | Membership) -> list[Source]:
    further = [further.source for further in statement.further_sources.all()]
    return [statement.source, *further] if statement.source else further


def _dates(partnership: Partnership) -> dict[str, str]:
    own = [source.published for source in _sources(partnership) if source.published]
    declined_or_unsourced = Q(standing=Standing.DECLINED) | Q(source=None)
    shown = partnership.memberships.exclude(declined_or_unsourced).filter(
        organisation__removed_at=None, member_partnership__removed_at=None
    )
    dates = own + [source.published for m in shown for source in _sources(m) if source.published]
    return {
        "newest_source": max(dates, default=""),
        "oldest_source": min(dates, default=""),
        "stated_on": max(own, default=""),
    }
