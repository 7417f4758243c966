"""What stands beside a value of a facet: how many of the partnerships that have it have each value of other facets, and each
other value of its own."""

from collections.abc import Iterable

from django.db import connection

from directory.finding.facets import FACETS, Value

# OFFSET 0 keeps the planner from computing `bit_count` before the join
BESIDE = """
    SELECT v, sum(n)::int FROM (
        SELECT other.v, bit_count(other.bits & here.bits) AS n
          FROM facet_bits AS here JOIN facet_bits AS other USING (blk)
         WHERE here.v = %s AND other.facet = ANY (%s::int[]) OFFSET 0) AS numbers
     GROUP BY v HAVING sum(n) > 0
"""


def counts_beside(value: Value, facets: Iterable[str]) -> dict[int, int]:
    """The numbers by encoded value, of these facets. One query, whatever the number of partnerships: of strings of bits."""
    numbers = [FACETS[name].number for name in facets]
    with connection.cursor() as cursor:
        cursor.execute(BESIDE, [value.v, numbers])
        return {v: count for v, count in cursor.fetchall() if v != value.v}
