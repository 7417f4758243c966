"""Records as programs get them: what their pages show, with codes for controlled words and links to more.

Each kind is read for a page of primary keys at once, in a fixed number of queries however many there are.
"""

import datetime
import uuid
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Model, OuterRef, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from directory import filters
from directory.exchange.api.endpoints import in_utc
from directory.facets import FACETS, Values
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
    Source,
    Succession,
)

Record = dict[str, Any]


CROSSED = ("cross-border", "cross-sector")


@cache
def page_address(name: str) -> str:
    return settings.DIRECTORY_BASE_URL + reverse(f"directory:{name}", args=["-"])


def page_of(name: str, slug: str) -> str:
    """The address of a record's page."""
    return page_address(name).replace("/-/", f"/{slug}/")


def api(path: str) -> str:
    return f"{settings.DIRECTORY_BASE_URL}/api/{path}"


class Change(NamedTuple):
    """The identifier and the last change of a record."""

    uuid: uuid.UUID
    changed_at: datetime.datetime


def any_of(pks: Iterable[int | None]) -> RawSQL:
    """Primary keys as one parameter, for `__in`: a statement with a hundred is read anew each time."""
    return RawSQL("SELECT unnest(%s::bigint[])", [sorted({pk for pk in pks if pk})])


def changes_of(model: type[Model], pks: Iterable[int]) -> dict[int, Change]:
    """By primary key. One query."""
    rows = RecordChange.objects.of(model).filter(record_id__in=any_of(pks))
    return {pk: Change(*row) for pk, *row in rows.values_list("record_id", "uuid", "changed_at")}


def reference(kind: str, slug: str, name: str, identifier: uuid.UUID | str) -> Record:
    """Another record, by name and address."""
    return {"id": str(identifier), "slug": slug, "name": name, "api_url": api(f"{kind}/{identifier}")}


class References:
    """The organisations and partnerships that a page of records refers to, as far as they are public. One query
    for each of the two."""

    def __init__(self, *, organisations: Iterable[int | None] = (), partnerships: Iterable[int | None] = ()):
        self.organisations = self._read(Organisation, "organisations", "name", organisations)
        self.partnerships = self._read(Partnership, "partnerships", "title", partnerships)

    def _read(self, model, kind: str, name: str, pks: Iterable[int | None]) -> dict[int, Record]:
        if not any(pks := list(pks)):
            return {}
        own = RecordChange.objects.of(model).filter(record_id=OuterRef("pk")).values("uuid")
        rows = model.objects.published().filter(pk__in=any_of(pks)).annotate(identifier=own)
        return {
            pk: reference(kind, slug, title, identifier)
            for pk, slug, title, identifier in rows.values_list("pk", "slug", name, "identifier")
        }


def key_of(source: Source | None) -> str | None:
    return source.slug if source else None


def told(*sources: Source | None) -> list[Record]:
    """Sources, each once, in their order."""
    return [
        source_record(one.slug, one.title, one.publisher, one.published, one.url)
        for one in dict.fromkeys(sources)
        if one
    ]


def among(sources: Mapping[int, Record], pks: Iterable[int | None]) -> list[Record]:
    """The sources with these keys, each once, in their order."""
    return [sources[pk] for pk in dict.fromkeys(pks) if pk]


WANTED = [-1]  # stands for the primary keys in a statement that is kept


def kept(rows: Callable[[RawSQL], QuerySet]) -> Callable[[Iterable[int | None]], list[tuple]]:
    """Rows of certain primary keys by a statement that is written once: the ORM took longer to write it than
    PostgreSQL to answer it."""

    @cache
    def statement() -> tuple[str, tuple]:
        return rows(any_of(WANTED)).query.sql_with_params()

    def fetch(pks: Iterable[int | None]) -> list[tuple]:
        sql, params = statement()
        wanted = sorted({pk for pk in pks if pk})
        with connection.cursor() as cursor:
            cursor.execute(sql, [wanted if param == WANTED else param for param in params])
            return cursor.fetchall()

    return fetch


def grouped(rows: Iterable[tuple]) -> dict[int, list]:
    """What hangs on each record, by its primary key, the first column of each row."""
    found: dict[int, list] = {}
    for pk, *columns in rows:
        found.setdefault(pk, []).append(columns[0] if len(columns) == 1 else columns)
    return found


def names(known: Iterable[Sequence[str]], kind: NameKind) -> list[str]:
    return [name for name, its_kind in known if its_kind == kind]


@kept
def source_rows(wanted: RawSQL) -> QuerySet:
    return Source.objects.filter(pk__in=wanted).values_list(
        "pk", "slug", "title", "publisher", "published", "url"
    )


def read_sources(pks: Iterable[int | None]) -> dict[int, Record]:
    """What stands behind statements, by primary key. One query."""
    return {pk: source_record(*columns) for pk, *columns in source_rows(pks)}


def source_record(slug: str, title: str, publisher: str, published: str, url: str) -> Record:
    return {
        "key": slug,
        "title": title,
        "publisher": publisher,
        "published": published or None,
        "url": url or None,
    }


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
    *("website", "confirmed_on", "source_id", "listing__facets", "changed_at"),
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
        uuid=Cast(Subquery(own.values("uuid")), TextField()), changed_at=Subquery(own.values("changed_at"))
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
            "countries": codes["country"],
            "sectors": codes["sector"],
            "topics": codes["topic"],
            "languages": codes["language"],
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


# All kinds


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record that has a list.

    `orders`: for each sort, the columns that it goes by, the last of which tells any two records apart; all
    ascending or, with a "-", all descending. `read`: the records of some primary keys.
    """

    name: str
    model: type[Model]
    filter_class: type[filters.ListFilter]
    orders: Mapping[str, tuple[str, ...]]
    read: Callable[[Sequence[int], Values], dict[int, Record]]

    @property
    def key(self) -> str:
        """The column of the filtered rows that holds the record's primary key."""
        return "partnership_id" if self.model is Partnership else "pk"

    def visible(self) -> QuerySet:
        """The records that the public sees."""
        records = self.model._default_manager.all()
        return records.published() if self.model in (Organisation, Partnership) else records


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "partnerships",
            Partnership,
            filters.PartnershipFilter,
            {"newest": ("-partnership_id",), "name": ("sort_name", "partnership_id")},
            partnerships,
        ),
        Kind(
            "organisations",
            Organisation,
            filters.OrganisationFilter,
            {"name": ("name", "pk"), "newest": ("-pk",)},
            organisations,
        ),
        Kind(
            "resources",
            Resource,
            filters.ResourceFilter,
            {"name": ("title", "pk"), "newest": ("-pk",)},
            resources,
        ),
        Kind(
            "commitments",
            Commitment,
            filters.CommitmentFilter,
            {"due": ("due_key", "pk"), "newest": ("-pk",)},
            commitments,
        ),
    )
}
