"""The records of several kinds that have the words of a search, looked up at once: how many of each, and the best of them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db import connection

from directory.models import Organisation, Source
from directory.models.statements import public_sources
from directory.models.text_search import TYPED_QUERIES, Words


class DocumentMatches(NamedTuple):
    """The records of a kind that have the words: how many, and the best of them, by the numbers that search knows them by."""

    count: int
    numbers: tuple[int, ...]
    relevance: tuple[float, ...]


def best_documents(
    words: Words, kinds: Iterable[str], *, most: int, version: int
) -> dict[str, DocumentMatches]:
    """By kind, a model's name, of those kinds that have any: what everybody may find, at most so many of a kind. One query, and
    two more after each change of the directory."""
    found = f"""
        typed AS MATERIALIZED (SELECT * FROM {TYPED_QUERIES}),
        found AS MATERIALIZED (
            SELECT d.* FROM typed, documents_ranked(%s, query, own, whole, exact) AS d)"""
    return _best(found, [*words.parameters, list(kinds)], most, version)


def best_ranked(
    ranked: Mapping[str, tuple[int, ...]], *, most: int, version: int
) -> dict[str, DocumentMatches]:
    """The same of records that were ranked before, by kind, the best first; none has a relevance."""
    pairs = [(kind, number) for kind, numbers in ranked.items() for number in numbers]
    found = """
        found AS MATERIALIZED (
            SELECT kind, id, -place::real AS relevance
              FROM unnest(%s::text[], %s::bigint[]) WITH ORDINALITY AS ranked (kind, id, place))"""
    params = [[kind for kind, _number in pairs], [number for _kind, number in pairs]]
    return _best(found, params, most, version)


def _best(found: str, params: list, most: int, version: int) -> dict[str, DocumentMatches]:
    sql = f"""
        WITH {found}
        SELECT kind, number, id, relevance FROM (
            SELECT kind, id, relevance, count(*) OVER (PARTITION BY kind) AS number,
                   row_number() OVER (PARTITION BY kind ORDER BY relevance DESC, id) AS place
              FROM found WHERE CASE kind WHEN 'organisation' THEN id <> ALL (%s::bigint[])
                                         WHEN 'source' THEN id <> ALL (%s::bigint[]) ELSE true END) AS shown
         WHERE place <= %s ORDER BY kind, place
    """
    hidden = _in_no_list(version)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, hidden["organisation"], hidden["source"], most])
        rows = cursor.fetchall()
    matches = {}
    for kind, rows_of_kind in groupby(rows, key=itemgetter(0)):
        _kinds, counts, numbers, relevance = zip(*rows_of_kind, strict=True)
        matches[kind] = DocumentMatches(counts[0], numbers, relevance)
    return matches


@lru_cache(maxsize=1)
def _in_no_list(version: int) -> dict[str, list[int]]:
    """The records of each kind that have a document and are in no list: samples, and sources behind nothing that is public.
    They are few, and to ask of those that have the words takes longer than all else of the page. Two queries after each
    change of the directory."""
    hidden_organisations = Organisation.objects.exclude(pk__in=Organisation.objects.listed().values("pk"))
    hidden_sources = Source.objects.exclude(pk__in=public_sources().values("pk"))
    return {
        "organisation": list(hidden_organisations.order_by().values_list("pk", flat=True)),
        "source": list(hidden_sources.order_by().values_list("pk", flat=True)),
    }
