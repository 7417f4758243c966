"""Partnerships of which no country is known: what a map of the others cannot show."""

from django.db import connection

from directory.finding.facets import EVERYTHING
from directory.finding.ranking import IDS, parts
from directory.finding.search import Search, counting_tables
from directory.models.facets import FacetNumber
from directory.models.sql_constants import BITS_OF_A_BLOCK

PLACED = (
    f"SELECT blk, bit_or(bits) AS bits FROM facet_bits WHERE facet = {FacetNumber.COUNTRY:d} GROUP BY blk"
)


def first_unplaced(number: int) -> list[int]:
    """The ids of the first partnerships, so many at most, that state no country, in the usual order of a list: of all that
    are listed. One query."""
    # The index of the order is walked until there are enough: it is read as it stands, and no facets are compared
    sql = f"""
        WITH placed AS MATERIALIZED ({PLACED}),
        unplaced AS MATERIALIZED (
            SELECT blk, every.bits & ~ coalesce(placed.bits, every.bits & ~ every.bits) AS bits
              FROM facet_bits AS every LEFT JOIN placed USING (blk) WHERE every.v = {EVERYTHING:d})
        SELECT partnership_id FROM listing
         WHERE (SELECT get_bit(bits, (partnership_id & {BITS_OF_A_BLOCK - 1})::int) FROM unplaced
                 WHERE blk = (partnership_id / {BITS_OF_A_BLOCK})::int) = 1
         ORDER BY order_key, partnership_id LIMIT {number:d}
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def count_unplaced(search: Search) -> dict[str, int]:
    """How many of what a search finds have no country, by the reach that they state; "" for none. One query; none where
    countries narrow."""
    if "country" in search.chosen:
        return {}
    tables, params = counting_tables(search)
    # `parts` reads a table of that name: here it is what is left without a country
    sql = f"""
        WITH combined AS MATERIALIZED (
            WITH {tables},
            placed AS MATERIALIZED ({PLACED})
            SELECT blk, CASE WHEN placed.bits IS NULL THEN every ELSE every & ~placed.bits END AS every
              FROM combined LEFT JOIN placed USING (blk)),
        {parts("bit_count(every) > 0")}
        SELECT extent, count(*) FROM ({IDS}) AS unplaced JOIN directory_partnership USING (id) GROUP BY extent
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())
