"""Records as programs get them: what their pages show, with codes for controlled words and links to more.

Each kind is read for a page of primary keys at once, in a fixed number of queries however many there are. The keys of
a document are those of the schema of the same name in `api/openapi.json`.
"""

import datetime
from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone

from directory.database.statements import any_of, kept
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.reading import (
    Record,
    RecordStamp,
    References,
    api_address,
    grouped,
    names_of_kind,
    page_address,
    read_sources,
    reference,
    source_key,
    source_list,
    sources_in_order,
    stamps_of,
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
from directory.models.text_search import by_name
from directory.records.forms import PartnershipForm

# The facet "scope" also has "both" and "neither", which follow from these two.
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
    *("uuid", "organisation__slug", "organisation__name", "organisation__acronym"),
    *("organisation__sector_id", "organisation__country_id"),
    *("role", "standing", "joined", "left", "confirmed_on", "source_id"),
)
MembershipRow = namedtuple("MembershipRow", MEMBERSHIP_COLUMNS)


@kept
def partnership_rows(pks: RawSQL) -> QuerySet:
    change = RecordChange.objects.of(Partnership).filter(record_id=OuterRef("pk"))
    public = Partnership.objects.listed().filter(pk__in=pks)
    return public.annotate(
        uuid=Cast(Subquery(change.values("uuid")), TextField()),
        changed_at=Subquery(change.values("changed_at")),
        countries_sought=expression(PartnershipForm, "sought_countries"),
        sectors_sought=expression(PartnershipForm, "sought_sectors"),
    ).values_list(*PARTNERSHIP_COLUMNS)


@kept
def membership_rows(pks: RawSQL) -> QuerySet:
    """The memberships that the public sees in partnerships, leads and hosts first. `uuid` is the organisation's."""
    change = RecordChange.objects.of(Organisation).filter(record_id=OuterRef("organisation_id"))
    shown = Membership.objects.shown().filter(partnership__in=pks).by_role()
    return shown.annotate(uuid=Cast(Subquery(change.values("uuid")), TextField())).values_list(
        "partnership_id", *MEMBERSHIP_COLUMNS
    )


@kept
def partnership_names(pks: RawSQL) -> QuerySet:
    return (
        OtherName.objects.filter(partnership__in=pks)
        .order_by(by_name())
        .values_list("partnership", "name", "kind")
    )


def partnerships(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Partnerships by primary key. Four queries."""
    partnership_list = [PartnershipRow._make(columns) for columns in partnership_rows(pks)]
    memberships = {
        pk: [MembershipRow._make(columns) for columns in memberships_columns]
        for pk, memberships_columns in grouped(membership_rows(pks)).items()
    }
    names = grouped(partnership_names(pks))
    source_by_pk = read_sources(
        [
            *(partnership.source_id for partnership in partnership_list),
            *(membership.source_id for members in memberships.values() for membership in members),
        ]
    )
    return {
        partnership.pk: {
            **_partnership_itself(partnership, names.get(partnership.pk, ())),
            **_partnership_facets(partnership, codes_of(partnership.listing__facets, facet_values)),
            "confirmed_on": day(partnership.confirmed_on),
            **_partnership_sources(partnership, memberships.get(partnership.pk, []), source_by_pk),
            "changed_at": in_utc(partnership.changed_at),
        }
        for partnership in partnership_list
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
        "started": partnership.started or None,
        "ended": partnership.ended or None,
        "summary": partnership.summary,
        "description": partnership.description,
        "website": partnership.website or None,
        "links": partnership.links,
        "legal_basis": partnership.legal_basis,
        "evaluation": partnership.evaluation,
    }


def _partnership_facets(partnership: PartnershipRow, codes: Mapping[str, list[str]]) -> Record:
    """What the list can be narrowed by: from the listing, so that a document says what the filters go by."""
    return {
        "countries": codes["country"],
        "sectors": codes["sector"],
        "topics": codes["topic"],
        "languages": codes["language"],
        "sought_countries": partnership.countries_sought,
        "sought_sectors": partnership.sectors_sought,
        "scope": [code for code in codes["scope"] if code in CROSSED],
        "freshness": codes["freshness"][0],  # a listing has exactly one
    }


def _partnership_sources(
    partnership: PartnershipRow, memberships: Sequence[MembershipRow], source_by_pk: Mapping[int, Record]
) -> Record:
    """The members, and the sources behind the partnership and each of them."""
    source_pks = [partnership.source_id, *(membership.source_id for membership in memberships)]
    return {
        "source": source_by_pk[partnership.source_id]["key"] if partnership.source_id else None,
        "members": [member(membership, source_by_pk) for membership in memberships],
        "sources": sources_in_order(source_by_pk, source_pks),
    }


def codes_of(encoded: Sequence[int], facet_values: Values) -> dict[str, list[str]]:
    """The codes of a listing by facet, in the order of their numbers."""
    codes: dict[str, list[str]] = {name: [] for name in FACETS}
    for v in encoded:
        if facet_value := facet_values.by_v.get(v):
            codes[facet_value.facet].append(facet_value.code)
    return codes


def member(membership: MembershipRow, source_by_pk: Mapping[int, Record]) -> Record:
    return {
        "organisation": {
            **reference(
                "organisations",
                membership.organisation__slug,
                membership.organisation__name,
                membership.uuid,
            ),
            "acronym": membership.organisation__acronym,
            "sector": membership.organisation__sector_id,
            "country": membership.organisation__country_id,
        },
        "role": membership.role,
        "standing": membership.standing,
        "joined": membership.joined or None,
        "left": membership.left or None,
        "confirmed_on": day(membership.confirmed_on),
        "source": source_by_pk[membership.source_id]["key"] if membership.source_id else None,
    }


def day(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None


# Organisations


@kept
def organisation_names(pks: RawSQL) -> QuerySet:
    return (
        OtherName.objects.filter(organisation__in=pks)
        .order_by(by_name())
        .values_list("organisation", "name", "kind")
    )


def organisation_list(pks: Sequence[int]) -> QuerySet[Organisation]:
    return (
        Organisation.objects.listed()
        .filter(pk__in=any_of(pks))
        .select_related("source")
        .defer("name_vector")  # for searching only
        .prefetch_related("identifiers")
    )


class SuccessionPair(NamedTuple):
    """The primary keys of two organisations, the second of which came out of the first."""

    predecessor: int
    successor: int


def successions_of(pks: Sequence[int]) -> list[SuccessionPair]:
    """The successions that organisations have a part in, on either side. One query."""
    successions = Succession.objects.filter(before_organisation__in=any_of(pks)) | Succession.objects.filter(
        after_organisation__in=any_of(pks)
    )
    pairs = successions.order_by("pk").values_list("before_organisation", "after_organisation")
    return list(map(SuccessionPair._make, pairs))


def organisations(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Organisations by primary key. Six queries."""
    organisations_read = list(organisation_list(pks))
    names = grouped(organisation_names(pks))
    stamps = stamps_of(Organisation, pks)
    successions = successions_of(pks)
    referred_pks = [organisation.parent_id for organisation in organisations_read]
    references = References(
        organisations=[*referred_pks, *(pk for succession in successions for pk in succession)]
    ).organisations
    return {
        organisation.pk: _organisation(
            organisation, stamps[organisation.pk], names.get(organisation.pk, ()), successions, references
        )
        for organisation in organisations_read
    }


def _organisation(
    organisation: Organisation,
    stamp: RecordStamp,
    names: Sequence[Sequence[str]],
    successions: Sequence[SuccessionPair],
    references: Mapping[int, Record],
) -> Record:
    predecessors = [pair.predecessor for pair in successions if pair.successor == organisation.pk]
    successors = [pair.successor for pair in successions if pair.predecessor == organisation.pk]
    return {
        "id": str(stamp.uuid),
        "slug": organisation.slug,
        "api_url": api_address(f"organisations/{stamp.uuid}"),
        "url": page_address("organisation", organisation.slug),
        "partnerships": api_address(f"partnerships?organisation={organisation.slug}&scope=all&freshness=all"),
        "name": organisation.name,
        "acronym": organisation.acronym,
        "other_names": names_of_kind(names, NameKind.OTHER),
        "former_names": names_of_kind(names, NameKind.FORMER),
        "sector": organisation.sector_id,
        "country": organisation.country_id,
        "country_basis": organisation.country_basis or None,
        "is_international": organisation.is_international,
        "parent": references.get(organisation.parent_id),
        "predecessors": [references[pk] for pk in predecessors if pk in references],
        "successors": [references[pk] for pk in successors if pk in references],
        "website": organisation.website or None,
        "identifiers": sorted(map(str, organisation.identifiers.all())),
        "source": source_key(organisation.source),
        "sources": source_list(organisation.source),
        "changed_at": in_utc(stamp.changed_at),
    }


# Resources


def resources(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Resources by primary key. Six queries."""
    resource_list = list(
        Resource.objects.filter(pk__in=any_of(pks)).select_related("source").defer("title_vector")
    )
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
    stamps = stamps_of(Resource, pks)
    publishers = References(organisations=[resource.publisher_id for resource in resource_list]).organisations
    return {
        resource.pk: {
            "id": str(stamps[resource.pk].uuid),
            "slug": resource.slug,
            "api_url": api_address(f"resources/{stamps[resource.pk].uuid}"),
            "title": resource.title,
            "kind": resource.kind,
            "publisher": publishers.get(resource.publisher_id),
            "website": resource.url or None,
            "countries": countries.get(resource.pk, []),
            "languages": languages.get(resource.pk, []),
            "topics": topics.get(resource.pk, []),
            "source": source_key(resource.source),
            "sources": source_list(resource.source),
            "changed_at": in_utc(stamps[resource.pk].changed_at),
        }
        for resource in resource_list
    }


# Commitments


def commitments(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Commitments by primary key, with the reports on them. Seven queries."""
    today = timezone.localdate()
    related = Commitment.objects.filter(pk__in=any_of(pks)).select_related("event", "source")
    commitment_list = list(
        related.defer("text_vector").prefetch_related(
            "reports__source", "owner_organisations", "owner_partnerships", "owner_countries"
        )
    )
    partners = CommitmentPartner.objects.filter(commitment__in=any_of(pks)).order_by(
        "organisation__sort_name"
    )
    partner_pks = grouped(partners.values_list("commitment", "organisation"))
    stamps = stamps_of(Commitment, pks)
    references = References(
        organisations=[
            *(owner.pk for commitment in commitment_list for owner in commitment.owner_organisations.all()),
            *(pk for partners_of_one in partner_pks.values() for pk in partners_of_one),
        ],
        partnerships=[
            owner.pk for commitment in commitment_list for owner in commitment.owner_partnerships.all()
        ],
    )
    return {
        commitment.pk: _commitment(
            commitment, stamps[commitment.pk], partner_pks.get(commitment.pk, ()), references, today=today
        )
        for commitment in commitment_list
    }


def _commitment(
    commitment: Commitment,
    stamp: RecordStamp,
    partner_pks: Sequence[int],
    references: References,
    *,
    today: datetime.date,
) -> Record:
    event = commitment.event
    return {
        "id": str(stamp.uuid),
        "slug": commitment.slug,
        "api_url": api_address(f"commitments/{stamp.uuid}"),
        "kind": commitment.kind,
        "text": commitment.text,
        "owner_organisations": [
            references.organisations[owner.pk]
            for owner in commitment.owner_organisations.all()
            if owner.pk in references.organisations
        ],
        "owner_partnerships": [
            references.partnerships[owner.pk]
            for owner in commitment.owner_partnerships.all()
            if owner.pk in references.partnerships
        ],
        "owner_countries": [country.code for country in commitment.owner_countries.all()],
        # A partner that was removed is no reference, and is left out.
        "partners": [references.organisations[pk] for pk in partner_pks if pk in references.organisations],
        "due": commitment.due or None,
        "is_overdue": commitment.is_overdue(today),
        "event": {"slug": event.slug, "name": event.title, "url": page_address("event", event.slug)}
        if event
        else None,
        "topic": commitment.topic_id,
        "reports": progress_reports(commitment),
        "source": source_key(commitment.source),
        "sources": source_list(commitment.source, *(report.source for report in commitment.reports.all())),
        "changed_at": in_utc(stamp.changed_at),
    }


def progress_reports(commitment: Commitment) -> list[Record]:
    """The reports in the order of their dates. Sorted here, for `order_by` would read them anew for each commitment."""
    return [
        {
            "reported": report.reported,
            "progress": report.progress,
            "text": report.text,
            "source": source_key(report.source),
        }
        for report in sorted(commitment.reports.all(), key=lambda report: (report.reported, report.pk))
    ]
