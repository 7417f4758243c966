"""Partnerships of which no country is known: what a map of the others cannot show."""

from django.db import connection

from directory.finding.ranking import IDS, parts
from directory.finding.search import Search, counting_tables
from directory.models.facets import FacetNumber


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
            placed AS MATERIALIZED (
                SELECT blk, bit_or(bits) AS bits FROM facet_bits WHERE facet = {FacetNumber.COUNTRY:d} GROUP BY blk)
            SELECT blk, CASE WHEN placed.bits IS NULL THEN every ELSE every & ~placed.bits END AS every
              FROM combined LEFT JOIN placed USING (blk)),
        {parts("bit_count(every) > 0")}
        SELECT extent, count(*) FROM ({IDS}) AS unplaced JOIN directory_partnership USING (id) GROUP BY extent
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())
