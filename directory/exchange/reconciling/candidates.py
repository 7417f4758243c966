"""Which records somebody may mean by names in a list of their own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from directory.finding.ranking import BY_RELEVANCE
from directory.finding.search import Search, page_of_ids
from directory.finding.spelling import corrected_words
from directory.models import Organisation, Partnership
from directory.models.text_search import Words
from directory.records.duplicates import Reasons, TypedRecord, alike, score

Model = type[Organisation | Partnership]

MOST_BY_WORDS = 5  # records that have the words of a name, whatever else is in theirs
CERTAIN = 90  # of a score
AHEAD = 5  # of the next candidate, before one can be taken without a look
ELSEWHERE = 30  # taken off a score where a record is of another country than the name

# How the names of a record are like the name that brought it here, without a least likeness
REASONS = """
    WITH pair AS (SELECT * FROM jsonb_to_recordset(%s::jsonb) AS pair (key text, record bigint, name text))
    SELECT key, record, 'name', similarity(fold(r.{name}), fold(pair.name)) FROM pair JOIN {table} AS r ON r.id = record
    UNION ALL
    SELECT key, record, 'other_name', similarity(fold(o.name), fold(pair.name))
      FROM pair JOIN directory_othername AS o ON o.{owner}_id = record
    UNION ALL
    SELECT key, record, 'acronym', 1 FROM pair JOIN {table} AS r ON r.id = record
     WHERE fold(pair.name) IN (fold(r.acronym), initials(r.{name}))
"""


@dataclass(frozen=True, slots=True)
class NameQuery:
    """A name as it stands in somebody's list, and what stands beside it: codes of countries, a web address."""

    name: str
    countries: frozenset[str] = frozenset()
    website: str = ""


class Candidate(NamedTuple):
    """`score`: up to 100. `is_match`: it can be taken without a look, for no other comes near."""

    record: Organisation | Partnership
    score: int
    is_match: bool


def candidates(model: Model, queries: Mapping[str, NameQuery]) -> dict[str, list[Candidate]]:
    """For each query the public records that may be meant, the likeliest first. Four queries for all together, and one or
    two for each name."""
    public = model.objects.listed()
    pairs = {key: _by_words(public, query.name) for key, query in queries.items()}
    typed = [
        TypedRecord(key, query.name, query.name, query.website, tuple(query.countries))
        for key, query in queries.items()
    ]
    by_domain = {}
    for key, likenesses in alike(model, typed).items():
        pairs[key] |= {likeness.record.pk for likeness in likenesses}
        by_domain[key] = {likeness.record.pk for likeness in likenesses if "domain" in likeness.reasons}
    reasons = _reasons(model, queries, pairs)
    records = _with_countries(public).in_bulk({pk for pks in pairs.values() for pk in pks})
    ordered = {}
    for key, query in queries.items():
        scores = {}
        for pk in pairs[key] & records.keys():
            of_domain = [("domain", 1.0)] if pk in by_domain.get(key, ()) else []
            points = score([*reasons.get((key, pk), []), *of_domain])
            scores[pk] = points - (ELSEWHERE if _is_elsewhere(records[pk], query) else 0)
        ordered[key] = _in_order(records, scores)
    return ordered


def _by_words(public: QuerySet, name: str) -> set[int]:
    """The primary keys of those that have all words of the name, in the nearest spelling where none has them as typed."""
    pks = _having_words(public, name)
    if not pks and (spelled := corrected_words(name)):
        pks = _having_words(public, spelled)
    return pks


def _having_words(public: QuerySet, name: str) -> set[int]:
    if public.model is Organisation:
        return set(public.best_matching(name).values_list("pk", flat=True)[:MOST_BY_WORDS])
    words = Search.of(Words.of(name))
    return set(page_of_ids(words, sort=BY_RELEVANCE, offset=0)[:MOST_BY_WORDS]) if words.has_words else set()


def _reasons(
    model: Model, queries: Mapping[str, NameQuery], pairs: Mapping[str, set[int]]
) -> dict[tuple[str, int], Reasons]:
    """By the key of a query and the primary key of a record. One query."""
    owner, name = ("organisation", "name") if model is Organisation else ("partnership", "title")
    sql = REASONS.format(name=name, table=model._meta.db_table, owner=owner)
    typed = [
        {"key": key, "record": pk, "name": queries[key].name}
        for key, pks in pairs.items()
        for pk in sorted(pks)
    ]
    reasons: dict[tuple[str, int], Reasons] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(typed)])
        for key, pk, reason, degree in cursor.fetchall():
            reasons.setdefault((key, pk), []).append((reason, degree))
    return reasons


def _with_countries(public: QuerySet) -> QuerySet:
    if public.model is Organisation:
        return public.select_related("country", "sector")
    return public.prefetch_related("countries")


def countries_of(record: Organisation | Partnership) -> set[str]:
    """The codes of the countries that it states."""
    if isinstance(record, Organisation):
        return {record.country_id} - {None}
    return {country.pk for country in record.countries.all()}


def _is_elsewhere(record: Organisation | Partnership, query: NameQuery) -> bool:
    codes = countries_of(record)
    return bool(codes and query.countries and not codes & query.countries)


def _in_order(
    records: Mapping[int, Organisation | Partnership], scores: Mapping[int, int]
) -> list[Candidate]:
    """Without those that are like nothing. The primary key decides between equals, so that the order is always the same."""
    pks = sorted((pk for pk in scores if scores[pk] > 0), key=lambda pk: (-scores[pk], pk))
    second = scores[pks[1]] if len(pks) > 1 else 0
    return [
        Candidate(
            records[pk],
            scores[pk],
            is_match=place == 0 and scores[pk] >= CERTAIN and scores[pk] >= second + AHEAD,
        )
        for place, pk in enumerate(pks)
    ]
