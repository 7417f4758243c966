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
    sql = f"""
        WITH {_states_in_sql(search)},
        filled AS MATERIALIZED (SELECT length(rtrim(joined_bits(every ORDER BY blk)::text, '0')) AS places FROM known),
        line AS (
            SELECT v, substring(line_bits FOR places) AS bits
              FROM filled, unnest({array_in_sql(row for row in rows if row != NOWHERE)}::int[]) AS wanted (v),
                   LATERAL (SELECT joined_bits(coalesce(f.bits, none) ORDER BY known.blk) AS line_bits
                              FROM known LEFT JOIN facet_bits f ON f.blk = known.blk AND f.v = wanted.v) AS joined
             UNION ALL {_nowhere_in_sql() if NOWHERE in rows else "SELECT 0, NULL WHERE false"}),
        cross_line AS MATERIALIZED (
            SELECT v, substring(all_bits FOR places) AS every, substring(confirmed_bits FOR places) AS confirmed,
                   substring(stated_bits FOR places) AS stated
              FROM filled, unnest({array_in_sql(columns)}::int[]) AS wanted (v),
                   LATERAL (SELECT joined_bits(coalesce(f.bits & every, none) ORDER BY known.blk) AS all_bits,
                                   joined_bits(coalesce(f.bits & confirmed, none) ORDER BY known.blk) AS confirmed_bits,
                                   joined_bits(coalesce(f.bits & stated, none) ORDER BY known.blk) AS stated_bits
                              FROM known LEFT JOIN facet_bits f ON f.blk = known.blk AND f.v = wanted.v) AS joined)
        SELECT line.v, cross_line.v, bit_count(bits & confirmed), bit_count(bits & stated), total
          FROM line CROSS JOIN cross_line CROSS JOIN LATERAL (SELECT bit_count(bits & every) AS total OFFSET 0) AS counted
         WHERE total > 0
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [first_year()])
        return {
            (row, column): Known(confirmed, stated, total - confirmed - stated)
            for row, column, confirmed, stated, total in cursor.fetchall()
        }


def _states_in_sql(search: Search) -> str:
    """SQL of `known`: block by block the bits of what a search leaves, of what of it is confirmed and stated, and of nothing.
    Its parameter is the first year.

    What is counted of it is joined to one string for all blocks and cut after the last listing: comparing two strings of
    2 kB costs nearly as much around it as for the bits themselves, and the last block is mostly empty."""
    bases, narrowing = bits_in_sql(search)
    return f"""
        base AS ({bases}),
        combined AS MATERIALIZED (
            SELECT blk, bit_and(bits) AS every FROM base GROUP BY blk HAVING count(*) = {narrowing}),
        old AS (
            SELECT part >> 6 AS blk, bit_or(few::bit(16384) >> ((part & 63) * 256)) AS bits FROM (
                SELECT (partnership_id >> 8)::int AS part, few_bits_at((partnership_id & 255)::int, 1) AS few
                  FROM listing WHERE stated_on COLLATE "C" < %s GROUP BY 1) AS parts
             GROUP BY 1),
        known AS MATERIALIZED (
            SELECT c.blk, every, none, every & coalesce(fresh.bits, none) & ~ coalesce(ended.bits, none) AS confirmed,
                   every & coalesce(unconfirmed.bits, none)
                         & ~ (coalesce(ended.bits, none) | coalesce(old.bits, none)) AS stated
              FROM combined c CROSS JOIN LATERAL (SELECT every & ~ every AS none) AS empty
              LEFT JOIN facet_bits fresh ON fresh.blk = c.blk AND fresh.v = {_freshness(Freshness.FRESH)}
              LEFT JOIN facet_bits unconfirmed
                     ON unconfirmed.blk = c.blk AND unconfirmed.v = {_freshness(Freshness.UNCONFIRMED)}
              LEFT JOIN facet_bits ended
                     ON ended.blk = c.blk AND ended.v = {encode_choice(FacetNumber.STATUS, Status.ENDED)}
              LEFT JOIN old ON old.blk = c.blk)
    """


def _nowhere_in_sql() -> str:
    """The line of what states no country."""
    return f"""
        SELECT {NOWHERE}, substring(joined_bits(~ coalesce(somewhere.bits, none) ORDER BY known.blk) FOR min(places))
          FROM filled CROSS JOIN known LEFT JOIN (
               SELECT blk, bit_or(bits) AS bits FROM facet_bits WHERE facet = {FacetNumber.COUNTRY:d} GROUP BY blk
               ) AS somewhere USING (blk)
    """


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
