"""Records as programs get them: what their pages show, with codes for controlled words and links to more.

Each kind is read for a page of primary keys at once, in a fixed number of queries however many there are.
"""

import datetime
from collections import namedtuple
from collections.abc import Sequence

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone

from directory.database.statements import any_of, kept
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.reading import (
    Record,
    References,
    among,
    api,
    changes_of,
    grouped,
    key_of,
    names,
    page_of,
    read_sources,
    reference,
    told,
)
from directory.exchange.record_columns import expression
from directory.finding.facets import FACETS, Values
from directory.models import (
    Commitment,
    CommitmentPartner,
    Membership,
    NameKind,
    Organisation,
    OtherName,
    Partnership,
    RecordChange,
    Resource,
    ResourceCountry,
    ResourceLanguage,
    ResourceTopic,
    Succession,
)
from directory.records.forms import PartnershipForm

CROSSED = ("cross-border", "cross-sector")


# Partnerships


PARTNERSHIP_COLUMNS = (
    *(
        "pk",
        "uuid",
        "slug",
        "title",
        "acronym",
        "kind",
        "status",
        "started",
        "ended",
        "summary",
        "description",
    ),
    *("website", "links", "legal_basis", "evaluation", "countries_sought", "sectors_sought"),
    *("confirmed_on", "source_id", "listing__facets", "changed_at"),
)
PartnershipRow = namedtuple("PartnershipRow", PARTNERSHIP_COLUMNS)
MEMBERSHIP_COLUMNS = (
    *("partnership_id", "uuid", "organisation__slug", "organisation__name", "organisation__acronym"),
    *("organisation__sector_id", "organisation__country_id"),
    *("role", "standing", "joined", "left", "confirmed_on", "source_id"),
)


@kept
def partnership_rows(wanted: RawSQL) -> QuerySet:
    own = RecordChange.objects.of(Partnership).filter(record_id=OuterRef("pk"))
    rows = Partnership.objects.published().filter(pk__in=wanted)
    return rows.annotate(
        uuid=Cast(Subquery(own.values("uuid")), TextField()),
        changed_at=Subquery(own.values("changed_at")),
        countries_sought=expression(PartnershipForm, "sought_countries"),
        sectors_sought=expression(PartnershipForm, "sought_sectors"),
    ).values_list(*PARTNERSHIP_COLUMNS)


@kept
def membership_rows(wanted: RawSQL) -> QuerySet:
    """The memberships that the public sees in partnerships, leads and hosts first."""
    own = RecordChange.objects.of(Organisation).filter(record_id=OuterRef("organisation_id"))
    shown = Membership.objects.shown().filter(partnership__in=wanted).by_role()
    return shown.annotate(uuid=Cast(Subquery(own.values("uuid")), TextField())).values_list(
        *MEMBERSHIP_COLUMNS
    )


@kept
def partnership_names(wanted: RawSQL) -> QuerySet:
    return (
        OtherName.objects.filter(partnership__in=wanted)
        .order_by("name")
        .values_list("partnership", "name", "kind")
    )


def partnerships(pks: Sequence[int], values: Values) -> dict[int, Record]:
    """Partnerships by primary key. Four queries."""
    rows = [PartnershipRow._make(row) for row in partnership_rows(pks)]
    members = grouped(membership_rows(pks))
    known_names = grouped(partnership_names(pks))
    sources = read_sources(
        [*(row.source_id for row in rows), *(m[-1] for each in members.values() for m in each)]
    )
    found = {}
    for row in rows:
        codes = codes_of(row.listing__facets, values)
        own_members = members.get(row.pk, [])
        found[row.pk] = {
            "id": row.uuid,
            "slug": row.slug,
            "api_url": api(f"partnerships/{row.uuid}"),
            "url": page_of("partnership", row.slug),
            "title": row.title,
            "acronym": row.acronym,
            "other_names": names(known_names.get(row.pk, ()), NameKind.OTHER),
            "former_names": names(known_names.get(row.pk, ()), NameKind.FORMER),
            "kind": row.kind,
            "status": row.status,
            "started": row.started or None,
            "ended": row.ended or None,
            "summary": row.summary,
            "description": row.description,
            "website": row.website or None,
            "links": row.links,
            "legal_basis": row.legal_basis,
            "evaluation": row.evaluation,
            "countries": codes["country"],
            "sectors": codes["sector"],
            "topics": codes["topic"],
            "languages": codes["language"],
            "sought_countries": row.countries_sought,
            "sought_sectors": row.sectors_sought,
            "scope": [code for code in codes["scope"] if code in CROSSED],
            "freshness": codes["freshness"][0],
            "confirmed_on": day(row.confirmed_on),
            "source": sources[row.source_id]["key"] if row.source_id else None,
            "members": [member(*columns, sources) for columns in own_members],
            "sources": among(sources, [row.source_id, *(columns[-1] for columns in own_members)]),
            "changed_at": in_utc(row.changed_at),
        }
    return found


def codes_of(encoded: Sequence[int], values: Values) -> dict[str, list[str]]:
    """The codes of a listing by facet, in the order of their numbers."""
    codes: dict[str, list[str]] = {name: [] for name in FACETS}
    for v in encoded:
        if value := values.by_v.get(v):
            codes[value.facet].append(value.code)
    return codes


def member(
    identifier,
    slug,
    name,
    acronym,
    sector,
    country,
    role,
    standing,
    joined,
    left,
    confirmed_on,
    source,
    sources,
) -> Record:
    return {
        "organisation": {
            **reference("organisations", slug, name, identifier),
            "acronym": acronym,
            "sector": sector,
            "country": country,
        },
        "role": role,
        "standing": standing,
        "joined": joined or None,
        "left": left or None,
        "confirmed_on": day(confirmed_on),
        "source": sources[source]["key"] if source else None,
    }


def day(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None


# Organisations


@kept
def organisation_names(wanted: RawSQL) -> QuerySet:
    return (
        OtherName.objects.filter(organisation__in=wanted)
        .order_by("name")
        .values_list("organisation", "name", "kind")
    )


def organisation_rows(pks: Sequence[int]) -> QuerySet[Organisation]:
    return (
        Organisation.objects.published()
        .filter(pk__in=any_of(pks))
        .select_related("source")
        .defer("name_vector")
        .prefetch_related("identifiers")
    )


def organisations(pks: Sequence[int], values: Values) -> dict[int, Record]:
    """Organisations by primary key. Six queries."""
    rows = list(organisation_rows(pks))
    known_names = grouped(organisation_names(pks))
    changes = changes_of(Organisation, pks)
    successions = Succession.objects.filter(predecessor__in=any_of(pks)) | Succession.objects.filter(
        successor__in=any_of(pks)
    )
    successions = list(successions.order_by("pk").values_list("predecessor", "successor"))
    known = References(
        organisations=[
            *(row.parent_id for row in rows),
            *(pk for succession in successions for pk in succession),
        ]
    ).organisations

    def follow(pk: int, own: int, other: int) -> list[Record]:
        return [known[one[other]] for one in successions if one[own] == pk and one[other] in known]

    return {
        row.pk: {
            "id": str(changes[row.pk].uuid),
            "slug": row.slug,
            "api_url": api(f"organisations/{changes[row.pk].uuid}"),
            "url": page_of("organisation", row.slug),
            "partnerships": api(f"partnerships?organisation={row.slug}&scope=all&freshness=all"),
            "name": row.name,
            "acronym": row.acronym,
            "other_names": names(known_names.get(row.pk, ()), NameKind.OTHER),
            "former_names": names(known_names.get(row.pk, ()), NameKind.FORMER),
            "sector": row.sector_id,
            "country": row.country_id,
            "country_basis": row.country_basis or None,
            "is_international": row.is_international,
            "parent": known.get(row.parent_id),
            "predecessors": follow(row.pk, 1, 0),
            "successors": follow(row.pk, 0, 1),
            "website": row.website or None,
            "identifiers": sorted(map(str, row.identifiers.all())),
            "source": key_of(row.source),
            "sources": told(row.source),
            "changed_at": in_utc(changes[row.pk].changed_at),
        }
        for row in rows
    }


# Resources


def resources(pks: Sequence[int], values: Values) -> dict[int, Record]:
    """Resources by primary key. Six queries."""
    rows = list(Resource.objects.filter(pk__in=any_of(pks)).select_related("source").defer("title_vector"))
    countries, languages, topics = (
        grouped(
            through.objects.filter(resource__in=any_of(pks)).order_by(column).values_list("resource", column)
        )
        for through, column in (
            (ResourceCountry, "country"),
            (ResourceLanguage, "language"),
            (ResourceTopic, "topic"),
        )
    )
    changes = changes_of(Resource, pks)
    known = References(organisations=[row.publisher_id for row in rows]).organisations
    return {
        row.pk: {
            "id": str(changes[row.pk].uuid),
            "slug": row.slug,
            "api_url": api(f"resources/{changes[row.pk].uuid}"),
            "title": row.title,
            "kind": row.kind,
            "publisher": known.get(row.publisher_id),
            "website": row.url or None,
            "countries": countries.get(row.pk, []),
            "languages": languages.get(row.pk, []),
            "topics": topics.get(row.pk, []),
            "source": key_of(row.source),
            "sources": told(row.source),
            "changed_at": in_utc(changes[row.pk].changed_at),
        }
        for row in rows
    }


# Commitments


def commitments(pks: Sequence[int], values: Values) -> dict[int, Record]:
    """Commitments by primary key, with the reports on them. Seven queries."""
    today = timezone.localdate()
    related = Commitment.objects.filter(pk__in=any_of(pks)).select_related("event", "source")
    rows = list(related.defer("text_vector").prefetch_related("reports__source"))
    partners = CommitmentPartner.objects.filter(commitment__in=any_of(pks)).order_by("organisation__name")
    partners = grouped(partners.values_list("commitment", "organisation"))
    changes = changes_of(Commitment, pks)
    known = References(
        organisations=[
            *(row.owner_organisation_id for row in rows),
            *(pk for each in partners.values() for pk in each),
        ],
        partnerships=[row.owner_partnership_id for row in rows],
    )

    def reports(row: Commitment) -> list[Record]:
        return [
            {
                "reported": report.reported,
                "progress": report.progress,
                "text": report.text,
                "source": key_of(report.source),
            }
            for report in sorted(row.reports.all(), key=lambda report: (report.reported, report.pk))
        ]

    return {
        row.pk: {
            "id": str(changes[row.pk].uuid),
            "slug": row.slug,
            "api_url": api(f"commitments/{changes[row.pk].uuid}"),
            "kind": row.kind,
            "text": row.text,
            "owner_organisation": known.organisations.get(row.owner_organisation_id),
            "owner_partnership": known.partnerships.get(row.owner_partnership_id),
            "partners": [
                known.organisations[pk] for pk in partners.get(row.pk, ()) if pk in known.organisations
            ],
            "due": row.due or None,
            "is_overdue": row.is_overdue(today),
            "event": {"slug": row.event.slug, "name": row.event.name, "url": page_of("event", row.event.slug)}
            if row.event
            else None,
            "topic": row.topic_id,
            "reports": reports(row),
            "source": key_of(row.source),
            "sources": told(row.source, *(report.source for report in row.reports.all())),
            "changed_at": in_utc(changes[row.pk].changed_at),
        }
        for row in rows
    }
