"""Counting partnerships by two facets at once, and how well each is known: by countries and topics, say.

The numbers come from the bits that facets are counted with, so a margin of such a table is the facet's own count.
"""

import datetime
from collections.abc import Mapping, Sequence
from operator import add
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from directory.finding.facets import EVERYTHING
from directory.finding.search import Search, array_in_sql, bits_in_sql
from directory.models import ContactPoint
from directory.models.contacts import EVERYWHERE
from directory.models.facets import FRESHNESS_MONTHS, FacetNumber, Freshness, encode_choice
from directory.models.partnerships import Status

# What a source stated longer ago is told apart: of it nobody knows whether it is still so
YEARS_OF_A_STATEMENT = 10
NOWHERE = -1  # in place of an encoded country: partnerships of which no country is known


class Known(NamedTuple):
    """How many there are, by how well that is known: confirmed by their organisations within a year; stated by a source of
    the last ten years, and by nobody since; and older, ended or undated."""

    confirmed: int = 0
    stated: int = 0
    older: int = 0

    @property
    def total(self) -> int:
        return self.confirmed + self.stated + self.older


NOTHING_KNOWN = Known()
Cells = Mapping[tuple[int | str, int | str], Known]


def partnerships_known(search: Search, *, rows: Sequence[int], columns: Sequence[int]) -> Cells:
    """How many partnerships of a search without words have each of some encoded values together with each of others; 0 is
    everything and NOWHERE, among the rows, no country. Pairs that no partnership has are left out. One query."""
    bases, narrowing = bits_in_sql(search)
    sql = f"""
        WITH base AS ({bases}),
        combined AS MATERIALIZED (
            SELECT blk, bit_and(bits) AS every FROM base GROUP BY blk HAVING count(*) = {narrowing}),
        old AS (
            SELECT part >> 6 AS blk, bit_or(few::bit(16384) >> ((part & 63) * 256)) AS bits FROM (
                SELECT (partnership_id >> 8)::int AS part, few_bits_at((partnership_id & 255)::int, 1) AS few
                  FROM listing WHERE stated_on COLLATE "C" < %s GROUP BY 1) AS parts
             GROUP BY 1),
        known AS MATERIALIZED (
            SELECT c.blk, every, every & coalesce(fresh.bits, none) & ~ coalesce(ended.bits, none) AS confirmed,
                   every & coalesce(unconfirmed.bits, none)
                         & ~ (coalesce(ended.bits, none) | coalesce(old.bits, none)) AS stated
              FROM combined c CROSS JOIN LATERAL (SELECT every & ~ every AS none) AS empty
              LEFT JOIN facet_bits fresh ON fresh.blk = c.blk AND fresh.v = {_freshness(Freshness.FRESH)}
              LEFT JOIN facet_bits unconfirmed
                     ON unconfirmed.blk = c.blk AND unconfirmed.v = {_freshness(Freshness.UNCONFIRMED)}
              LEFT JOIN facet_bits ended
                     ON ended.blk = c.blk AND ended.v = {encode_choice(FacetNumber.STATUS, Status.ENDED)}
              LEFT JOIN old ON old.blk = c.blk),
        somewhere AS (
            SELECT blk, bit_or(bits) AS bits FROM facet_bits WHERE facet = {FacetNumber.COUNTRY:d} GROUP BY 1),
        line AS MATERIALIZED (
            SELECT v, blk, bits & every AS bits FROM facet_bits JOIN combined USING (blk)
             WHERE v = ANY ({array_in_sql(rows)}::int[])
             UNION ALL SELECT {NOWHERE}, blk, every & ~ coalesce(bits, every & ~ every)
              FROM combined LEFT JOIN somewhere USING (blk) WHERE {NOWHERE} = ANY ({array_in_sql(rows)}::int[]))
        SELECT line.v, cross_line.v, sum(bit_count(shared & confirmed))::int, sum(bit_count(shared & stated))::int,
               sum(bit_count(shared))::int
          FROM known JOIN line USING (blk) JOIN facet_bits cross_line USING (blk)
         CROSS JOIN LATERAL (SELECT line.bits & cross_line.bits AS shared OFFSET 0) AS pair
         WHERE cross_line.v = ANY ({array_in_sql(columns)}::int[])
         GROUP BY 1, 2 HAVING sum(bit_count(shared)) > 0
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [first_year()])
        return {
            (row, column): Known(confirmed, stated, total - confirmed - stated)
            for row, column, confirmed, stated, total in cursor.fetchall()
        }


def _freshness(freshness: Freshness) -> int:
    return encode_choice(FacetNumber.FRESHNESS, freshness)


def first_year() -> str:
    """The first year whose statements are not old today. A date that begins with an earlier one, or none, comes before it
    in the order of texts."""
    return str(timezone.localdate().year - YEARS_OF_A_STATEMENT)


def desks_known(rows_of_country: Mapping[str, Sequence[str]]) -> Cells:
    """How many desks that everybody may see serve each row, by their purposes. `rows_of_country`: the rows in which each
    country counts, by its code; a desk counts once in each row. Desks that serve every country are EVERYWHERE, those that
    name none NOWHERE; "" is every desk. One query."""
    year_ago = timezone.localdate() - datetime.timedelta(days=FRESHNESS_MONTHS[Freshness.FRESH] * 365 // 12)
    desks = ContactPoint.objects.visible_to(AnonymousUser()).of_today()
    desks = desks.filter(is_sample=False, organisation__is_sample=False)
    # Grouped there: most desks serve what many others serve, and reading 60,000 of them took three times as long
    alike = (
        desks.order_by()
        .values_list("listing__served", "purpose")
        .annotate(
            confirmed=Count("pk", filter=Q(confirmed_on__gt=year_ago)),
            stated=Count("pk", filter=Q(confirmed_on=None)),
            older=Count("pk", filter=Q(confirmed_on__lte=year_ago)),
        )
    )
    counts: dict[tuple[int | str, int | str], Known] = {}
    for served, purpose, *numbers in alike:
        for row in _rows_of(served or (), rows_of_country):
            for column in (purpose, EVERYTHING):
                counts[row, column] = Known(*map(add, counts.get((row, column), NOTHING_KNOWN), numbers))
    return counts


def _rows_of(served: Sequence[str], rows_of_country: Mapping[str, Sequence[str]]) -> set[int | str]:
    rows: set[int | str] = {row for code in served for row in rows_of_country.get(code, ())}
    rows.add(EVERYTHING)
    if EVERYWHERE in served:
        rows.add(EVERYWHERE)
    elif not served:
        rows.add(NOWHERE)
    return rows
