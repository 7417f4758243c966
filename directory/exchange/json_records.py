"""Records as JSON: one document, or one record a line, with what belongs to each inside it."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.conf import settings

from config.deployment import operator
from directory.exchange.record_columns import batches
from directory.exchange.record_lists import ListSelection, RecordList
from directory.finding.facets import Values

# The facets that follow from a partnership and its members, and stand in none of its columns.
DERIVED = ("country", "region", "sector", "scope", "freshness")
COUNT = "count"  # how many records were written, at the end
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=datetime.date.isoformat).encode


class FacetCode(NamedTuple):
    facet: str
    code_as_json: str


def records(record_list: RecordList, ids: Sequence[int], facet_values: Values) -> Iterator[tuple[int, str]]:
    """The records with these ids in their order, each with its id, as JSON. One or two queries for each batch.

    A record's object comes from PostgreSQL as text. What Python adds is put before its last brace, so that
    the text need not be read and written again.
    """
    table, dependents = record_list.json_table(), record_list.dependents
    dependent_table = dependents.json_table() if dependents else None
    facet_codes = {
        v: FacetCode(facet_value.facet, encode(facet_value.code))
        for v, facet_value in facet_values.by_v.items()
        if facet_value.facet in DERIVED
    }
    for batch in batches(ids):
        dependents_by_owner = dependent_table.rows(batch) if dependent_table else {}
        for pk, record_rows in table.rows(batch).items():
            for text, *derived_columns in record_rows:
                further = ""
                if derived_columns:
                    encoded, facts = derived_columns
                    further += f',"derived":{derived(encoded or [], facet_codes)[:-1]},{facts[1:]}'
                if dependents:
                    texts = ",".join(dependent_text for (dependent_text,) in dependents_by_owner[pk])
                    further += f',"{dependents.name}":[{texts}]'
                yield pk, f"{text[:-1]}{further}}}"


def derived(encoded: list[int], facet_codes: Mapping[int, FacetCode]) -> str:
    """The codes of DERIVED facets among a listing's encoded values, by facet, as JSON."""
    codes_by_facet: dict[str, list[str]] = {name: [] for name in DERIVED}
    for v in encoded:
        if v in facet_codes:
            facet, code_as_json = facet_codes[v]
            codes_by_facet[facet].append(code_as_json)
    return "{" + ",".join(f'"{name}":[{",".join(codes_by_facet[name])}]' for name in DERIVED) + "}"


def to_ndjson(selection: ListSelection) -> Iterator[str]:
    """A record in each line. The last line has their number: without it, the file is not whole."""
    count = 0
    for _pk, record in records(selection.record_list, selection.ids, selection.filters.values):
        yield record + "\n"
        count += 1
    yield encode({COUNT: count}) + "\n"


def to_json(selection: ListSelection) -> Iterator[str]:
    """One document, which ends with the number of its records."""
    about = {
        "address": selection.page_url,
        "day": selection.day,
        "licence": {"name": settings.DATA_LICENCE_NAME or None, "url": settings.DATA_LICENCE_URL or None},
        "operator": operator().document,
        "records": len(selection.ids),
        "search": selection.words or None,
        "filters": selection.narrowed_by_codes(),
    }
    yield f'{{"about":{encode(about)},"{selection.record_list.name}":[\n'
    count = 0
    for _pk, record in records(selection.record_list, selection.ids, selection.filters.values):
        yield f",\n{record}" if count else record
        count += 1
    yield f'\n],"{COUNT}":{count}}}\n'
