"""Finding partnerships and counting their facets.

Two or three statements make a page of results: counts and ids, which are one where there are words, and the rows
to show. The counts come from strings of bits (`facet_bits`), which the database keeps beside `listing`; how, and
why, is told in `database/sql/listing.sql`.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from directory.finding import facets, spelling, walking
from directory.finding.facets import FACETS
from directory.finding.paging import PAGE_SIZE, ListPage
from directory.finding.walking import BY_NAME, NEWEST, RECENT
from directory.models.facets import FacetNumber, encode_choice

BY_RELEVANCE = "relevance"
# Of the listings that match by name, the newest so many are ranked: ranking reads the vector of each
RANKED = 400
# From this offset on, the bits tell where a page of the newest begins, and which listings of other orders are left
JUMP = 400
EVERYTHING = 2**31 - 1  # an offset beyond the end of every list
WORDS = -1  # the words, where they stand beside facets


@dataclass(frozen=True, slots=True)
class Search:
    """Words to find and facets that narrow. `chosen` holds encoded values for each facet: any of them."""

    words: str = ""
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def has_words(self) -> bool:
        return bool(self.words or self.phrases or self.unwanted)

    @property
    def text_query_parameters(self) -> list:
        """Parameters of the SQL function `text_query`: words, phrases and unwanted words."""
        return [self.words, list(self.phrases), list(self.unwanted)]


def hits(search: Search) -> RawSQL:
    """The ids of the listings that have the words of a search, for `__in`. They are looked up by a function of the
    database, for the planner would compare each listing with them."""
    return RawSQL(f"SELECT id FROM listing_hits({TEXT_QUERY})", search.text_query_parameters)  # noqa: S611  our own SQL


def default_values(facet: str) -> tuple[int, ...]:
    """The encoded values that the list shows where none of the facet is chosen."""
    spec = FACETS[facet]
    return tuple(encode_choice(FacetNumber(spec.number), code) for code in spec.default or ())


WITHOUT_DEFAULTS = "scope=all&freshness=all"  # in an address: all partnerships
DEFAULT = {name: default_values(name) for name, facet in FACETS.items() if facet.default}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many listings a search finds: in all; with each encoded value, counted as if the value's own facet did not
    narrow; and without each chosen facet, for the facets without which something would be found."""

    total: int
    by_value: Mapping[int, int]
    without: Mapping[str, int]


TEXT_QUERY = "text_query(%s, %s::text[], %s::text[])"


def count(search: Search, *, version: int | None = None) -> Counts:
    """Count a search and its facets. One query; none for everything and for the list where nothing is chosen, once they
    were counted for this version of the data."""
    if search in (Search(), Search(chosen=DEFAULT)):  # triggers keep these two totals, so nothing is counted
        totals = facets.totals(facets.data_version() if version is None else version)
        return _counts(search, totals.default if search.chosen else totals.all)
    common, counted, params = _count_by_bits(search)
    return _counts(search, dict(_fetch(f"WITH {common} {counted}", params)))


def find(search: Search, *, sort: str, offset: int, version: int | None = None) -> tuple[Counts, list[int]]:
    """Count a search, and the ids of one page, PAGE_SIZE at most, in order. One query or two.

    Where there are words it is one: looking them up takes most of the time, and both need it.
    """
    if not search.has_words:
        counts = count(search, version=version)
        if counts.total <= offset:
            return counts, []
        return counts, _page(search, sort=sort, offset=offset, total=counts.total)
    common, counted, params = _count_by_bits(search)
    page_tables, page_params = _page_of_matches(search, sort=sort, offset=offset)
    rows = _fetch(
        f"WITH {common}, counted AS ({counted}), {page_tables}"
        " SELECT v, n, NULL::bigint FROM counted UNION ALL"
        f" SELECT id, NULL, rank FROM page WHERE rank > %s AND rank <= %s + {PAGE_SIZE}",
        [*params, *page_params, offset, offset],
    )
    # Two kinds of rows come in one answer: counts have no rank, ids have one
    counts = {v: n for v, n, rank in rows if rank is None}
    ids = sorted((rank, pk) for pk, _n, rank in rows if rank is not None)
    return _counts(search, counts), [pk for _rank, pk in ids]


def _counts(search: Search, counts: Mapping[int, int]) -> Counts:
    return Counts(
        total=counts.get(0, 0),
        by_value={v: number for v, number in counts.items() if v >= 0},
        without={
            name: counts[-FACETS[name].number] for name in search.chosen if counts.get(-FACETS[name].number)
        },
    )


class Bases(NamedTuple):
    """SQL for one row of bits for each block and each thing that narrows; its parameters; and how many such things there
    are: a block that lacks a row for one of them has no listing that is left."""

    sql: str
    params: list
    narrowing: int


def _bases(search: Search) -> Bases:
    """What narrows: everything (facet 0), then each facet's values, and the words, whose query the table `typed` holds."""
    encoded = [facets.EVERYTHING, *(v for values in search.chosen.values() for v in values)]
    sql = "SELECT facet, blk, bit_or(bits) AS bits FROM facet_bits WHERE v = ANY (%s::int[]) GROUP BY 1, 2"
    if not search.has_words:
        return Bases(sql, [encoded], 1 + len(search.chosen))
    sql += f" UNION ALL SELECT {WORDS}, blk, bits FROM listing_hit_bits((SELECT query FROM typed))"
    return Bases(sql, [encoded], 2 + len(search.chosen))


class CountStatement(NamedTuple):
    """A statement that counts everything at once: the tables it stands on (`typed`, `combined`), which a page of ids reads
    as well; the counts; and the parameters of both."""

    tables: str
    counts: str
    params: list


def _count_by_bits(search: Search) -> CountStatement:
    """The bases of a block are turned into columns of one row: all of them together (`every`), and all but each chosen
    facet (`but_5`)."""
    bases, params, narrowing = _bases(search)
    typed = ""
    if search.has_words:
        typed = f"typed AS MATERIALIZED (SELECT {TEXT_QUERY} AS query, whole_name_query(%s) AS whole),"
        params = [*search.text_query_parameters, search.words, *params]
    numbers = [FACETS[name].number for name in search.chosen]
    but_columns = "".join(
        f", CASE WHEN count(*) FILTER (WHERE facet <> {number}) = {narrowing - 1}"
        f" THEN bit_and(bits) FILTER (WHERE facet <> {number}) END AS but_{number}"
        for number in numbers
    )
    tables = f"""{typed}
        base AS MATERIALIZED ({bases}),
        combined AS MATERIALIZED (
            SELECT blk, CASE WHEN count(*) = {narrowing} THEN bit_and(bits) END AS every{but_columns}
              FROM base GROUP BY blk)"""
    return CountStatement(tables, _counts_of_values(numbers, _only_facet(search)), params)


def _counts_of_values(numbers: list[int], only_facet: int | None) -> str:
    """SQL for how many listings have each encoded value; for -5, how many there are without what facet 5 narrows.

    OFFSET 0 keeps the planner from computing `bit_count` before the join.
    """
    # A value of a facet that narrows is counted as if that facet did not narrow
    branches = " ".join(f"WHEN {number} THEN but_{number}" for number in numbers)
    base = f"CASE f.facet {branches} ELSE every END" if numbers else "every"
    without = "".join(f" UNION ALL SELECT -{n}, sum(bit_count(but_{n}))::int FROM combined" for n in numbers)
    kept_totals = (
        f" UNION ALL SELECT v, n_default FROM facet_total WHERE v / 1000 = {only_facet} AND n_default > 0"
        if only_facet
        else ""
    )
    return f"""
        SELECT v, sum(n)::int AS n FROM (
            SELECT f.v, bit_count(f.bits & {base}) AS n FROM combined JOIN facet_bits f USING (blk)
             WHERE f.facet <> {only_facet or WORDS} OFFSET 0) AS numbers
         GROUP BY v HAVING sum(n) > 0{without}{kept_totals}
        """


def _only_facet(search: Search) -> int | None:
    """The number of the facet that alone narrows the default list. Its own values are counted without it, which
    the totals hold already; for a country that leaves a fifth of the bits to be read."""
    more = [name for name in search.chosen if name not in DEFAULT]
    usual = {name: values for name, values in search.chosen.items() if name in DEFAULT} == DEFAULT
    return FACETS[more[0]].number if usual and len(more) == 1 and not search.has_words else None


def page_of_ids(search: Search, *, sort: str, offset: int) -> list[int]:
    """The ids of one page, PAGE_SIZE at most, in order. One query."""
    if search.has_words:
        return find(search, sort=sort, offset=offset)[1]
    return _page(search, sort=sort, offset=offset)


def all_ids(search: Search, *, sort: str) -> "array[int]":
    """The ids of everything found, in the order of the pages, in 8 bytes each. One query."""
    if search.has_words:
        common, _counted, params = _count_by_bits(search)
        page, page_params = _page_of_matches(search, sort=sort, offset=EVERYTHING)
        sql, params = f"WITH {common}, {page} SELECT id FROM page ORDER BY rank", [*params, *page_params]
    elif sort == NEWEST:
        sql, params = _listed(search, sort), []
    else:
        sql, params = walking.WALK, [walking.along_index(*_bits(search), sort=sort)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        ids = array("q")  # a million ids take 8 MB so; as a list of ints they would take 36
        while rows := cursor.fetchmany(10_000):
            ids.extend(row[0] for row in rows)
        return ids


def _page(search: Search, *, sort: str, offset: int, total: int | None = None) -> list[int]:
    """The ids of one page of a search without words. `total`: how many it finds, where that is known."""
    if offset < JUMP:
        return [row[0] for row in _fetch(f"{_listed(search, sort)} LIMIT {PAGE_SIZE} OFFSET {offset:d}")]
    if sort == NEWEST:
        return _ids_by_bits(search, offset)
    return walking.page(*_bits(search), sort=sort, offset=offset, total=total)


def _listed(search: Search, sort: str) -> str:
    """SQL for the ids that the facets leave, in order. The numbers are written out: as parameters they would get one
    plan for all, which reads every listing that has one of them, where the newest few often do."""
    arrays = (array_in_sql(values) for values in search.chosen.values())
    conditions = " AND ".join([f"facets && {array}::int[]" for array in arrays] or ["true"])
    order = walking.ORDER.get(sort, walking.ORDER[RECENT])
    return f"SELECT partnership_id FROM listing WHERE {conditions} ORDER BY {order}"


def _bits(search: Search) -> tuple[str, int]:
    """`_bases` of a search without words as SQL without parameters, and how many things narrow."""
    bases, (encoded,), narrowing = _bases(search)
    return bases % array_in_sql(encoded), narrowing


def array_in_sql(values: Iterable[int]) -> str:
    return "'{" + ",".join(f"{value:d}" for value in values) + "}'"


KEPT = "JOIN combined ON blk = (id >> 14)::int WHERE get_bit(every, (id & 16383)::int) = 1"


def _parts(needed: str) -> str:
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


def _newest(number: str) -> str:
    """SQL for a table `matching` of at least so many ids that the words find and the facets leave, the newest; read from
    the bits, for looking the words up once more would take as long as before."""
    return f"{_parts(f'above < {number}')}, matching AS ({IDS} AND above < {number})"


class PageTables(NamedTuple):
    """SQL for tables, the last of them `page`, and its parameters."""

    sql: str
    params: list


def _page_of_matches(search: Search, *, sort: str, offset: int) -> PageTables:
    """The ids that words find and the facets leave, each with its `rank` from 1 on. Stands on the tables of
    `_count_by_bits`.

    By relevance, in steps that a reader can be told: the whole name, words of the names by their rank, then words of the
    texts, newest first, where the names do not fill the page.
    """
    if sort in (BY_NAME, RECENT):  # in no order that the bits know, so all that match are sorted
        column = "sort_name" if sort == BY_NAME else "order_key"
        return PageTables(
            f"page AS (SELECT id, row_number() OVER (ORDER BY {column}, id) AS rank"
            f" FROM listing_hits((SELECT query FROM typed)) JOIN listing ON partnership_id = id {KEPT})",
            [],
        )
    needed = offset + PAGE_SIZE
    if sort == NEWEST:
        page = "page AS (SELECT id, row_number() OVER (ORDER BY id DESC) AS rank FROM matching)"
        return PageTables(f"{_newest('%s')}, {page}", [needed, needed])
    return PageTables(
        f"""named AS MATERIALIZED (
            (SELECT id FROM listing_head_hits((SELECT whole FROM typed)) {KEPT} LIMIT {RANKED})
            UNION
            (SELECT id FROM listing_head_hits((SELECT query FROM typed)) {KEPT} ORDER BY id DESC LIMIT {RANKED})),
        names AS MATERIALIZED (SELECT count(*) AS n FROM named),
        {_newest("%s + (SELECT n FROM names)")},
        ranked AS (
            SELECT id, CASE WHEN head @@ whole THEN 0 ELSE 1 END AS step,
                   ts_rank('{{0.05, 0.1, 0.3, 1}}', head, query, 2) AS likeness
              FROM named JOIN listing ON partnership_id = id, typed
            UNION ALL
            SELECT id, 2, 0 FROM matching WHERE (SELECT n FROM names) < %s AND id NOT IN (SELECT id FROM named)),
        page AS (SELECT id, row_number() OVER (ORDER BY step, likeness DESC, id DESC) AS rank FROM ranked)""",
        [needed, needed, needed],
    )


def _ids_by_bits(search: Search, offset: int) -> list[int]:
    """The ids of a page far down the newest: the bits say which block it begins in and which ids are next."""
    bases, params, narrowing = _bases(search)
    sql = f"""
        WITH base AS ({bases}),
        combined AS MATERIALIZED (
            SELECT blk, bit_and(bits) AS every FROM base GROUP BY blk HAVING count(*) = {narrowing}),
        {_parts(f"above < %s + {PAGE_SIZE} AND above + bit_count(every) > %s")}
        {IDS} AND above < %s + {PAGE_SIZE} AND above + bit_count(few) > %s
         ORDER BY 1 DESC LIMIT {PAGE_SIZE}
        OFFSET %s - coalesce((SELECT min(above) FROM parts WHERE above + bit_count(few) > %s), %s)
    """
    return [row[0] for row in _fetch(sql, [*params, *[offset] * 7])]


def nearest_spelling(search: Search) -> Search | None:
    """The search with its words corrected to those that listings have; None where nothing is corrected. One query."""
    words = spelling.corrected_words(search.words)
    return None if words is None else replace(search, words=words)


def find_or_correct(
    search: Search, *, sort: str, offset: int, version: int | None = None
) -> tuple[Search, Counts, list[int]]:
    """The search, its counts and the ids of a page; where nothing has its words, whatever the facets, those of the nearest
    spelling that finds something. One to three queries."""
    counts, ids = find(search, sort=sort, offset=offset, version=version)
    if search.words and not counts.total and not any(counts.without.values()):
        corrected = nearest_spelling(search)
        if corrected:
            corrected_counts, corrected_ids = find(corrected, sort=sort, offset=offset)
            if corrected_counts.total:
                return corrected, corrected_counts, corrected_ids
    return search, counts, ids


class SearchPage(NamedTuple):
    """A page of what a search finds. `search` is the one that found it: its spelling may have been corrected."""

    search: Search
    counts: Counts
    page: ListPage
    ids: list[int]


def nearest_page(search: Search, *, sort: str, requested: int, version: int | None = None) -> SearchPage:
    """The requested page of a search, else the first or the last, with its spelling corrected as `find_or_correct` does.

    Counting needs the same look-up as the ids, so the page is read before it is known whether the list has it: one to
    three queries, and one more where it has not.
    """
    offset = max(requested - 1, 0) * PAGE_SIZE
    spelled, counts, ids = find_or_correct(search, sort=sort, offset=offset, version=version)
    page = ListPage.nearest(requested, total=counts.total)
    if counts.total and page.offset != offset:
        ids = page_of_ids(spelled, sort=sort, offset=page.offset)
    return SearchPage(spelled, counts, page, ids)


@transaction.atomic
def refresh_aged() -> int:
    """Bring the listings up to date whose freshness changed by the passing of time. Returns how many."""
    ((number,),) = _fetch(
        "SELECT count(listing_refresh(ARRAY[p.id])) FROM directory_partnership p JOIN listing l ON l.partnership_id = p.id"
        " WHERE NOT l.facets @> ARRAY[listing_freshness(p.confirmed_on), listing_status(p.status, p.ended)]"
    )
    if number:  # no record changed, so no trigger counts it up, but pages and totals did
        with connection.cursor() as cursor:
            cursor.execute("UPDATE data_version SET version = version + 1")
    return number


def _fetch(sql: str, params: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
