"""Partnerships as programs get them: what their pages show, with codes for controlled words and links to more.

They are read for a page of primary keys at once, in a fixed number of queries however many there are. The keys of a
document are those of the schema of the same name in `api/openapi.json`.
"""

from collections import namedtuple
from collections.abc import Mapping, Sequence

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from directory.database.statements import kept
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.reading import (
    Record,
    References,
    api_address,
    day,
    event_reference,
    grouped,
    names_of_kind,
    page_address,
    reference,
)
from directory.exchange.programs.statement_sources import StatementSources, further_sources
from directory.exchange.programs.succession_documents import SuccessionRow, lineage, succession_rows
from directory.exchange.record_columns import expression
from directory.finding.facets import FACETS, Values
from directory.models import (
    Contribution,
    Event,
    Membership,
    NameKind,
    Organisation,
    OtherName,
    Partnership,
    RecordChange,
)
from directory.models.text_search import by_name
from directory.records.forms import PartnershipForm

# The facet "scope" also has "both" and "neither", which follow from these two.
CROSSED = ("cross-border", "cross-sector")
PARTNERSHIP_COLUMNS = (
    *("pk", "uuid", "slug", "title", "acronym", "kind", "status", "stated_start", "stated_end", "extent"),
    *(
        "stated_number",
        "summary",
        "description",
        "text_language",
        "website",
        "links",
        "legal_basis",
        "evaluation",
    ),
    *("countries_sought", "sectors_sought", "confirmed_on", "source_id", "changed_at"),
    *("listing__facets", "listing__crossing", "listing__worlds"),
    *("listing__newest_source", "listing__oldest_source", "listing__stated_on"),
)
PartnershipRow = namedtuple("PartnershipRow", PARTNERSHIP_COLUMNS)
MEMBERSHIP_COLUMNS = (
    *("pk", "uuid", "organisation__slug", "organisation__name", "organisation__acronym"),
    *("organisation__sector_id", "organisation__country_id", "country_id", "member_partnership_id"),
    *("role", "standing", "joined", "left", "no_longer_listed", "basis", "confirmed_on", "source_id"),
)
MembershipRow = namedtuple("MembershipRow", MEMBERSHIP_COLUMNS)
CONTRIBUTION_COLUMNS = (
    *("pk", "giver_organisation_id", "giver_country_id", "amount", "currency", "year", "source_id"),
)
ContributionRow = namedtuple("ContributionRow", CONTRIBUTION_COLUMNS)
EVENT_COLUMNS = ("slug", "title", "uuid", "starts")


@kept
def partnership_rows(pks: RawSQL) -> QuerySet:
    change = RecordChange.objects.of(Partnership).filter(record_id=OuterRef("pk"))
    public = Partnership.objects.listed().filter(pk__in=pks)
    return public.annotate(
        uuid=Cast(Subquery(change.values("uuid")), TextField()),
        changed_at=Subquery(change.values("changed_at")),
        countries_sought=expression(PartnershipForm, "sought_countries"),
        sectors_sought=expression(PartnershipForm, "sought_sectors"),
        # An annotation may not be called like a field of the model
        stated_start=expression(PartnershipForm, "started"),
        stated_end=expression(PartnershipForm, "ended"),
    ).values_list(*PARTNERSHIP_COLUMNS)


@kept
def membership_rows(pks: RawSQL) -> QuerySet:
    """The memberships that the public sees in partnerships, without those of samples; leads first. `uuid` is the
    organisation's."""
    change = RecordChange.objects.of(Organisation).filter(record_id=OuterRef("organisation_id"))
    shown = Membership.objects.shown().filter(
        ~Q(organisation__is_sample=True), ~Q(member_partnership__is_sample=True), partnership__in=pks
    )
    return (
        shown.by_role()
        .annotate(uuid=Cast(Subquery(change.values("uuid")), TextField()))
        .values_list("partnership_id", *MEMBERSHIP_COLUMNS)
    )


@kept
def partnership_names(pks: RawSQL) -> QuerySet:
    return (
        OtherName.objects.filter(partnership__in=pks)
        .order_by(by_name())
        .values_list("partnership", "name", "kind")
    )


@kept
def contribution_rows(pks: RawSQL) -> QuerySet:
    shown = Contribution.objects.shown().filter(~Q(giver_organisation__is_sample=True), partnership__in=pks)
    return shown.order_by("year", "pk").values_list("partnership_id", *CONTRIBUTION_COLUMNS)


@kept
def event_rows(pks: RawSQL) -> QuerySet:
    change = RecordChange.objects.of(Event).filter(record_id=OuterRef("pk"))
    events = Event.objects.filter(partnership__in=pks).annotate(uuid=Subquery(change.values("uuid")))
    return events.order_by("starts", "pk").values_list("partnership_id", *EVENT_COLUMNS)


partnership_successions = succession_rows("partnership")
further_sources_of_partnerships = further_sources(
    "partnership",
    "membership__partnership",
    "contribution__partnership",
    "succession__before_partnership",
    "succession__after_partnership",
)


class PartnershipParts:
    """What belongs to the partnerships of a page, each part by the partnership's primary key. Seven queries, and one
    more for the organisations and one for the partnerships that they refer to besides their members."""

    def __init__(self, pks: Sequence[int]):
        self.partnerships = [PartnershipRow._make(columns) for columns in partnership_rows(pks)]
        self.names = grouped(partnership_names(pks))
        self.members = {
            pk: list(map(MembershipRow._make, rows)) for pk, rows in grouped(membership_rows(pks)).items()
        }
        self.contributions = {
            pk: list(map(ContributionRow._make, rows)) for pk, rows in grouped(contribution_rows(pks)).items()
        }
        self.events = grouped(event_rows(pks))
        self.successions = list(map(SuccessionRow._make, partnership_successions(pks)))
        memberships = [membership for rows in self.members.values() for membership in rows]
        contributions = [contribution for rows in self.contributions.values() for contribution in rows]
        self.references = References(
            organisations=[contribution.giver_organisation_id for contribution in contributions],
            partnerships=[
                *(membership.member_partnership_id for membership in memberships),
                *(pk for row in self.successions for pk in (row.before, row.after)),
            ],
        )
        self.sources = StatementSources(
            further_sources_of_partnerships(pks),
            [
                *(row.source_id for rows in (self.partnerships, memberships, contributions) for row in rows),
                *(row.source for row in self.successions),
            ],
        )


def partnerships(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Partnerships by primary key. Eight queries, and up to two for what they refer to besides their members."""
    parts = PartnershipParts(pks)
    return {
        partnership.pk: {
            **_partnership_itself(partnership, parts.names.get(partnership.pk, ())),
            **_partnership_listing(partnership, codes_of(partnership.listing__facets, facet_values)),
            "confirmed_on": day(partnership.confirmed_on),
            **_partnership_statements(partnership, parts),
            "changed_at": in_utc(partnership.changed_at),
        }
        for partnership in parts.partnerships
    }


def _partnership_itself(partnership: PartnershipRow, names: Sequence[Sequence[str]]) -> Record:
    """What stands in the partnership's own columns, and its other names."""
    return {
        "id": partnership.uuid,
        "slug": partnership.slug,
        "api_url": api_address(f"partnerships/{partnership.uuid}"),
        "url": page_address("partnership", partnership.slug),
        "title": partnership.title,
        "acronym": partnership.acronym,
        "other_names": names_of_kind(names, NameKind.OTHER),
        "former_names": names_of_kind(names, NameKind.FORMER),
        "kind": partnership.kind,
        "status": partnership.status,
        "started": partnership.stated_start or None,
        "ended": partnership.stated_end or None,
        "extent": partnership.extent or None,
        "stated_number": partnership.stated_number,
        "summary": partnership.summary,
        "description": partnership.description,
        "text_language": partnership.text_language or None,
        "website": partnership.website or None,
        "links": partnership.links,
        "legal_basis": partnership.legal_basis,
        "evaluation": partnership.evaluation,
    }


def _partnership_listing(partnership: PartnershipRow, codes: Mapping[str, list[str]]) -> Record:
    """What the list can be narrowed by and is sorted by: from the listing, so that a document says what they go by."""
    return {
        "countries": codes["country"],
        "sectors": codes["sector"],
        "topics": codes["topic"],
        "languages": codes["language"],
        "sought_countries": partnership.countries_sought,
        "sought_sectors": partnership.sectors_sought,
        "scope": [code for code in codes["scope"] if code in CROSSED],
        "cross_border_because": partnership.listing__crossing,
        "worlds": partnership.listing__worlds,
        "freshness": codes["freshness"][0],  # a listing has exactly one
        "stated_on": partnership.listing__stated_on or None,
        "as_of": {
            "oldest": partnership.listing__oldest_source or None,
            "newest": partnership.listing__newest_source or None,
        },
    }


def _partnership_statements(partnership: PartnershipRow, parts: PartnershipParts) -> Record:
    """What is stated of it, each with its sources, and the documents of these."""
    pk, sources = partnership.pk, parts.sources
    keys = sources.keys_of("partnership", pk, partnership.source_id)
    members = [member(membership, parts) for membership in parts.members.get(pk, ())]
    contributions = [contribution(row, parts) for row in parts.contributions.get(pk, ())]
    relatives = lineage(pk, parts.successions, parts.references.partnerships, sources)
    return {
        **keys,
        "members": members,
        **relatives,
        "contributions": contributions,
        "events": [event_reference(*columns) for columns in parts.events.get(pk, ())],
        "sources": sources.told(
            keys, *members, *contributions, *relatives["predecessors"], *relatives["successors"]
        ),
    }


def codes_of(encoded: Sequence[int], facet_values: Values) -> dict[str, list[str]]:
    """The codes of a listing by facet, in the order of their numbers."""
    codes: dict[str, list[str]] = {name: [] for name in FACETS}
    for v in encoded:
        if facet_value := facet_values.by_v.get(v):
            codes[facet_value.facet].append(facet_value.code)
    return codes


def member(membership: MembershipRow, parts: PartnershipParts) -> Record:
    """A member's part. Of `organisation`, `country` and `partnership` one says who the member is."""
    return {
        "organisation": member_organisation(membership) if membership.organisation__slug else None,
        "country": membership.country_id,
        "partnership": parts.references.partnerships.get(membership.member_partnership_id),
        "role": membership.role,
        "standing": membership.standing,
        "joined": membership.joined or None,
        "left": membership.left or None,
        "no_longer_listed": membership.no_longer_listed,
        "basis": membership.basis,
        "confirmed_on": day(membership.confirmed_on),
        **parts.sources.keys_of("membership", membership.pk, membership.source_id),
    }


def member_organisation(membership: MembershipRow) -> Record:
    slug, name = membership.organisation__slug, membership.organisation__name
    return {
        **reference("organisations", slug, name, membership.uuid),
        "acronym": membership.organisation__acronym,
        "sector": membership.organisation__sector_id,
        "country": membership.organisation__country_id,
    }


def contribution(row: ContributionRow, parts: PartnershipParts) -> Record:
    return {
        "giver_organisation": parts.references.organisations.get(row.giver_organisation_id),
        "giver_country": row.giver_country_id,
        "amount": row.amount,
        "currency": row.currency,
        "year": row.year or None,
        **parts.sources.keys_of("contribution", row.pk, row.source_id),
    }
