"""In which order the partnerships stand that have the words of a search: SQL on the tables that counting them makes
(`typed`, `combined`, in `search.py`)."""

from typing import NamedTuple, Protocol

from directory.finding.paging import PAGE_SIZE
from directory.finding.walking import BY_NAME, NEWEST, RECENT

BY_RELEVANCE = "relevance"
# Of the listings that match by name, by other own words and by terms, the newest so many are ranked each: ranking reads
# the vectors of each
RANKED = 200
EVERYTHING = 2**31 - 1  # an offset beyond the end of every list


class RankedSearch(Protocol):
    ranked: tuple[int, ...] | None


KEPT = "JOIN combined ON blk = (id >> 14)::int WHERE get_bit(every, (id & 16383)::int) = 1"


def parts(needed: str) -> str:
    """SQL for a table `parts` of the ids that `combined` leaves, as strings of 64 bits, each with how many newer ids come
    before it (`above`). Only of blocks for which `needed` holds: a condition on the block's own `above` and `every`."""
    return f"""
        blocks AS MATERIALIZED (
            SELECT blk, every, sum(bit_count(every)) OVER (ORDER BY blk DESC) - bit_count(every) AS above
              FROM combined WHERE every IS NOT NULL),
        reached AS MATERIALIZED (SELECT * FROM blocks WHERE {needed}),
        parts AS MATERIALIZED (
            SELECT (blk::bigint << 14) + part * 64 AS start, few, (SELECT min(above) FROM reached)
                   + sum(bit_count(few)) OVER (ORDER BY blk DESC, part DESC) - bit_count(few) AS above
              FROM reached, generate_series(0, 255) AS part, substring(every FROM part * 64 + 1 FOR 64) AS few
             WHERE bit_count(few) > 0)"""


IDS = "SELECT start + bit AS id FROM parts, generate_series(0, 63) AS bit WHERE get_bit(few, bit) = 1"


def newest(number: str, *, of: str) -> str:
    """SQL for the newest so many ids, and a few more, of a table with a string of bits (`every`) for each block: read from the
    bits, for looking the words up once more would take as long as before."""
    return f"""
        SELECT id FROM (
            SELECT blk, every, {number} - sum(bit_count(every)) OVER (ORDER BY blk DESC) + bit_count(every) AS wanted
              FROM {of} WHERE every IS NOT NULL) AS blocks, newest_in_block(blk, every, wanted::bigint) AS id
         WHERE wanted > 0"""


class PageTables(NamedTuple):
    """SQL for tables, the last of them `page`, and its parameters."""

    sql: str
    params: list


def page_of_matches(search: RankedSearch, *, sort: str, offset: int) -> PageTables:
    """The ids that words find and the facets leave, each with its `rank` from 1 on and its `relevance`.

    By relevance, in steps that a reader can be told: the whole name, words of the names, other own words, and words of
    the topics, countries and so on; within each by rank, the newest RANKED of them. Later steps are looked up only where
    the earlier do not fill the page.
    """
    params = []
    if search.ranked is None:
        hits = "listing_hits((SELECT query FROM typed)) AS hit (id)"
    else:
        hits, params = "unnest(%s::bigint[]) WITH ORDINALITY AS hit (id, place)", [list(search.ranked)]
    if sort in (BY_NAME, RECENT):  # in no order that the bits know, so all that match are sorted
        column = "sort_name" if sort == BY_NAME else "order_key"
        return PageTables(
            f"page AS (SELECT id, row_number() OVER (ORDER BY {column}, id) AS rank, 0::real AS relevance"
            f" FROM {hits} JOIN listing ON partnership_id = id {KEPT})",
            params,
        )
    needed = offset + PAGE_SIZE
    if sort == NEWEST:
        order = "row_number() OVER (ORDER BY id DESC)"
        page = f"page AS (SELECT id, {order} AS rank, 0::real AS relevance FROM matching)"
        return PageTables(f"matching AS ({newest('%s', of='combined')}), {page}", [needed])
    if search.ranked is not None:
        order = "row_number() OVER (ORDER BY place)"
        return PageTables(
            f"page AS (SELECT id, {order} AS rank, 0::real AS relevance FROM {hits} {KEPT})", params
        )
    of_these = f"ORDER BY id DESC LIMIT {RANKED}"
    return PageTables(
        f"""in_names AS MATERIALIZED (
            SELECT blk, every & bits AS every FROM combined JOIN listing_hit_bits((SELECT own FROM typed), true) USING (blk)
             WHERE every IS NOT NULL),
        named AS MATERIALIZED (
            (SELECT id FROM listing_head_hits((SELECT whole FROM typed)) {KEPT} LIMIT {RANKED})
            UNION
            ({newest(str(RANKED), of="in_names")} {of_these})),
        names AS MATERIALIZED (SELECT count(*) AS n FROM named),
        matching AS ({newest(f"greatest(%s + (SELECT n FROM names), {RANKED})", of="combined")}),
        texts AS MATERIALIZED (
            SELECT id FROM listing_hits((SELECT own FROM typed)) {KEPT}
               AND (SELECT n FROM names) < %s AND (SELECT own <> query FROM typed)
               AND id NOT IN (SELECT id FROM named) {of_these}),
        others AS MATERIALIZED (
            SELECT id FROM matching WHERE (SELECT n FROM names) + (SELECT count(*) FROM texts) < %s
               AND id NOT IN (SELECT id FROM named UNION ALL SELECT id FROM texts) {of_these}),
        ranked AS MATERIALIZED (
            SELECT id, relevance(head, body, query, own, whole, exact) AS relevance
              FROM (SELECT id FROM named UNION ALL SELECT id FROM texts UNION ALL SELECT id FROM others) AS candidate
              JOIN listing ON partnership_id = id, typed),
        page AS (
            SELECT id, relevance, row_number() OVER (ORDER BY relevance DESC, id DESC) AS rank FROM (
                SELECT id, relevance FROM ranked
                UNION ALL
                SELECT id, 0 FROM matching WHERE (SELECT count(*) FROM ranked) < %s
                   AND id NOT IN (SELECT id FROM ranked)) AS candidate)""",
        [needed, needed, needed, needed],
    )
