"""Commitments and resources as programs get them, read for a page of primary keys at once."""

import datetime
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from directory.database.statements import any_of
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.reading import (
    Record,
    RecordStamp,
    References,
    api_address,
    event_references,
    linked_keys,
    page_address,
    stamps_of,
)
from directory.exchange.programs.statement_sources import StatementSources, as_of, further_sources
from directory.finding.facets import Values
from directory.models import Commitment, Resource

further_sources_of_resources = further_sources("resource")
further_sources_of_commitments = further_sources("commitment")


# Resources


RESOURCE_CODES = ("countries", "languages", "topics")


def resources(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Resources by primary key. Four queries, and up to two for who published them."""
    resource_list = list(
        Resource.objects.filter(pk__in=any_of(pks)).annotate(
            **{f"{field}_keys": linked_keys(Resource, field) for field in RESOURCE_CODES}
        )
    )
    stamps = stamps_of(Resource, pks)
    publishers = References(
        organisations=[resource.publisher_id for resource in resource_list],
        partnerships=[resource.publisher_partnership_id for resource in resource_list],
    )
    sources = StatementSources(
        further_sources_of_resources(pks), [resource.source_id for resource in resource_list]
    )
    return {
        resource.pk: {
            **_resource_itself(resource, stamps[resource.pk]),
            "publisher": publishers.organisations.get(resource.publisher_id),
            "publisher_partnership": publishers.partnerships.get(resource.publisher_partnership_id),
            **{field: getattr(resource, f"{field}_keys") for field in RESOURCE_CODES},
            **(keys := sources.keys_of("resource", resource.pk, resource.source_id)),
            "as_of": as_of(sources.told(keys)),
            "sources": sources.told(keys),
            "changed_at": in_utc(stamps[resource.pk].changed_at),
        }
        for resource in resource_list
    }


def _resource_itself(resource: Resource, stamp: RecordStamp) -> Record:
    return {
        "id": str(stamp.uuid),
        "slug": resource.slug,
        "api_url": api_address(f"resources/{stamp.uuid}"),
        "url": page_address("resource", resource.slug),
        "title": resource.title,
        "kind": resource.kind,
        "description": resource.description,
        "audience": resource.audience,
        "year": resource.year or None,
        "website": resource.url or None,
    }


# Commitments


# Who promised and who is to help, by the fields of a commitment: what they are, and the order in which they stand
PARTIES = {
    "owner_organisations": ("organisation", "organisation__sort_name"),
    "owner_partnerships": ("partnership", "partnership__title"),
    "owner_countries": ("country", "country"),
    "partners": ("organisation", "organisation__sort_name"),
    "partner_partnerships": ("partnership", "partnership__title"),
    "partner_countries": ("country", "country"),
}


def commitment_list(pks: Sequence[int]) -> QuerySet[Commitment]:
    """The commitments, each with the keys of its PARTIES as `<field>_keys`, and with its reports."""
    keys = {
        f"{field}_keys": linked_keys(Commitment, field, order=order)
        for field, (_noun, order) in PARTIES.items()
    }
    commitments_read = Commitment.objects.filter(pk__in=any_of(pks)).annotate(**keys)
    return commitments_read.prefetch_related("reports")


def parties_of(commitment: Commitment, references: References) -> Record:
    """By the fields of PARTIES: references, and codes of countries. One that was removed is left out."""
    named = {"organisation": references.organisations, "partnership": references.partnerships}
    parties: Record = {}
    for field, (noun, _order) in PARTIES.items():
        keys = getattr(commitment, f"{field}_keys")
        parties[field] = (
            keys if noun == "country" else [named[noun][key] for key in keys if key in named[noun]]
        )
    return parties


def party_references(commitments_read: Sequence[Commitment]) -> References:
    """What the parties of all these commitments are called."""
    keys: dict[str, list] = {"organisation": [], "partnership": [], "country": []}
    for commitment in commitments_read:
        for field, (noun, _order) in PARTIES.items():
            keys[noun] += getattr(commitment, f"{field}_keys")
    return References(organisations=keys["organisation"], partnerships=keys["partnership"])


def commitments(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Commitments by primary key, with the reports on them. Five queries, and up to three for what they refer to."""
    today = timezone.localdate()
    commitments_read = list(commitment_list(pks))
    references = party_references(commitments_read)
    events = event_references(commitment.event_id for commitment in commitments_read)
    stamps = stamps_of(Commitment, pks)
    sources = StatementSources(
        further_sources_of_commitments(pks),
        [
            *(commitment.source_id for commitment in commitments_read),
            *(report.source_id for commitment in commitments_read for report in commitment.reports.all()),
        ],
    )
    return {
        commitment.pk: {
            **_commitment_itself(commitment, stamps[commitment.pk], today=today),
            **parties_of(commitment, references),
            "event": events.get(commitment.event_id),
            **_commitment_statements(commitment, sources),
            "changed_at": in_utc(stamps[commitment.pk].changed_at),
        }
        for commitment in commitments_read
    }


def _commitment_itself(commitment: Commitment, stamp: RecordStamp, *, today: datetime.date) -> Record:
    return {
        "id": str(stamp.uuid),
        "slug": commitment.slug,
        "api_url": api_address(f"commitments/{stamp.uuid}"),
        "url": page_address("commitment", commitment.slug),
        "kind": commitment.kind,
        "text": commitment.text,
        "owner_basis": commitment.owner_basis,
        "due": commitment.due or None,
        "due_basis": commitment.due_basis,
        "is_overdue": commitment.is_overdue(today),
        "condition": commitment.condition,
        "counted": commitment.counted,
        "made_on": commitment.made_on or None,
        "topic": commitment.topic_id,
    }


def _commitment_statements(commitment: Commitment, sources: StatementSources) -> Record:
    """The reports, and the sources of the commitment and of each of them."""
    keys = sources.keys_of("commitment", commitment.pk, commitment.source_id)
    reports = progress_reports(commitment, sources)
    documents = sources.told(keys, *(report | {"source_keys": _of_report(report)} for report in reports))
    return {"reports": reports, **keys, "as_of": as_of(documents), "sources": documents}


def _of_report(report: Record) -> list[str]:
    return [report["source"]] if report["source"] else []


def progress_reports(commitment: Commitment, sources: StatementSources) -> list[Record]:
    """The reports in the order of their dates. Sorted here, for `order_by` would read them anew for each commitment."""
    return [
        {
            "reported": report.reported,
            "progress": report.progress,
            "text": report.text,
            "source": sources.keys_of("report", report.pk, report.source_id)["source"],
        }
        for report in sorted(commitment.reports.all(), key=lambda report: (report.reported, report.pk))
    ]
