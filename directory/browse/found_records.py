"""The few records of each kind that the search over everything shows, read in one query."""

import json
from collections.abc import Mapping, Sequence

from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from directory.browse import events
from directory.browse.related import with_partnership_count
from directory.browse.stated import (
    commitment_parts,
    complete_commitments,
    complete_resources,
    resource_parts,
)
from directory.browse.why_found import number_of
from directory.database.statements import kept_together
from directory.models import ContactPoint, Country, Event, Figure, Organisation, Source, Topic


def _numbers(kind: str, key: RawSQL) -> RawSQL:
    """Those of one kind, of a key that has those of all as a JSON object."""
    return RawSQL(f"SELECT jsonb_array_elements_text(%s::jsonb -> '{kind}')::bigint", key.params)  # noqa: S611  our own names


def _listed_organisations(key: RawSQL) -> QuerySet[Organisation]:
    records = Organisation.objects.listed().filter(pk__in=_numbers("organisation", key))
    return with_partnership_count(records)


def _desks(key: RawSQL) -> QuerySet[ContactPoint]:
    """As links: what a desk is for and how it is reached stands on its own page."""
    desks = ContactPoint.objects.in_search().filter(pk__in=_numbers("contactpoint", key))
    return desks.only("slug", "name", "organisation__slug", "organisation__name")


COMMITMENTS = commitment_parts(lambda key: _numbers("commitment", key))
RESOURCES = resource_parts(lambda key: _numbers("resource", key))
# By kind the parts that are read for it, the records themselves first
PARTS = {
    "organisation": ("organisations",),
    "country": ("countries",),
    "topic": ("topics",),
    "contactpoint": ("desks",),
    "resource": tuple(RESOURCES),
    "commitment": tuple(COMMITMENTS),
    "event": ("events",),
    "figure": ("figures",),
    "source": ("sources",),
}
_read = kept_together(
    organisations=_listed_organisations,
    countries=lambda key: Country.objects.filter(number__in=_numbers("country", key)),
    topics=lambda key: Topic.objects.filter(number__in=_numbers("topic", key)),
    desks=_desks,
    **RESOURCES,
    **COMMITMENTS,
    events=lambda key: events.with_counts(Event.objects.filter(pk__in=_numbers("event", key))),
    figures=lambda key: Figure.objects.filter(pk__in=_numbers("figure", key)).select_related("source"),
    sources=lambda key: Source.objects.filter(pk__in=_numbers("source", key)),
)


def read_records(numbers: Mapping[str, Sequence[int]]) -> dict[str, list[Model]]:
    """Records by kind, a model's name, as their lists show them and in the order of the numbers that search knows them by;
    those that are gone by now are left out. Of sources without what rests on them: counting that takes longer than all
    else. One query."""
    present = {kind: list(map(int, of_kind)) for kind, of_kind in numbers.items() if of_kind}
    rows = _read(json.dumps(present), [part for kind in present for part in PARTS[kind]])
    if rows["resources"]:
        rows["resources"] = complete_resources(rows)
    if rows["commitments"]:
        rows["commitments"] = complete_commitments(rows)
    records = {}
    for kind, of_kind in present.items():
        by_number = {number_of(record): record for record in rows[PARTS[kind][0]]}
        records[kind] = [by_number[number] for number in of_kind if number in by_number]
    return records
