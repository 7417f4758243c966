"""Records as JSON: one document, or one record a line, with what belongs to each inside it."""

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings

from directory.exchange.record_columns import batches
from directory.exchange.record_lists import Asked, Records
from directory.finding.facets import Values

DERIVED = (
    "country",
    "region",
    "sector",
    "scope",
    "freshness",
)  # of a partnership, from itself and its members
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=datetime.date.isoformat).encode


def records(listed: Records, ids: Sequence[int], values: Values) -> Iterator[tuple[int, str]]:
    """The records with these ids in their order, each with its id, as JSON. One or two queries for each batch."""
    table, part = listed.described(), listed.part
    parts = part.described() if part else None
    codes = {v: (one.facet, encode(one.code)) for v, one in values.by_v.items() if one.facet in DERIVED}
    for batch in batches(ids):
        belonging = parts.rows(batch) if parts else {}
        for pk, rows in table.rows(batch).items():
            for text, *facets in rows:
                more = ""
                if facets:
                    more += f',"derived":{derived(facets[0] or [], codes)}'
                if parts:
                    more += f',"{part.name}":[{",".join(text for (text,) in belonging[pk])}]'
                yield pk, f"{text[:-1]}{more}}}"


def derived(encoded: list[int], codes: Mapping[int, tuple[str, str]]) -> str:
    """The codes of what follows from a partnership and its members, by facet, as JSON."""
    found: dict[str, list[str]] = {name: [] for name in DERIVED}
    for v in encoded:
        if v in codes:
            facet, code = codes[v]
            found[facet].append(code)
    return "{" + ",".join(f'"{name}":[{",".join(found[name])}]' for name in DERIVED) + "}"


def to_ndjson(asked: Asked) -> Iterator[str]:
    for _pk, record in records(asked.records, asked.ids, asked.filters.values):
        yield record + "\n"


def to_json(asked: Asked) -> Iterator[str]:
    about = {
        "address": asked.page_url,
        "day": asked.day,
        "licence": {"name": settings.DATA_LICENCE_NAME or None, "url": settings.DATA_LICENCE_URL or None},
        "records": len(asked.ids),
        "search": asked.words or None,
        "filters": asked.narrowed_by_codes(),
    }
    yield f'{{"about":{encode(about)},"{asked.records.name}":[\n'
    between = ""
    for _pk, record in records(asked.records, asked.ids, asked.filters.values):
        yield between + record
        between = ",\n"
    yield "\n]}\n"
