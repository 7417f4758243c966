"""How many partnerships bring two values of a facet together, such as two sectors or two regions."""

from collections.abc import Sequence

from django.db import connection

from directory.finding.search import Search, array_in_sql, counting_tables


def count_pairs(search: Search, encoded: Sequence[int]) -> dict[tuple[int, int], int]:
    """How many of what a search finds have both of two encoded values, the smaller one first; a value with itself: how many
    have it. Pairs that none has are left out. One query, whose cost grows with the square of the number of values."""
    tables, params = counting_tables(search)
    sql = f"""
        WITH {tables},
        valued AS MATERIALIZED (
            SELECT blk, v, bits & every AS bits FROM combined JOIN facet_bits USING (blk)
             WHERE v = ANY ({array_in_sql(encoded)}::int[]) AND every IS NOT NULL)
        SELECT first.v, second.v, sum(bit_count(first.bits & second.bits))::int AS n
          FROM valued AS first JOIN valued AS second ON second.blk = first.blk AND second.v >= first.v
         GROUP BY 1, 2 HAVING sum(bit_count(first.bits & second.bits)) > 0
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {(first, second): number for first, second, number in cursor.fetchall()}
