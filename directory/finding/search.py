"""Finding partnerships and counting their facets.

Two or three statements make a page of results: counts and ids, which are one where there are words, and the rows
to show. The counts come from strings of bits (`facet_bits`), which the database keeps beside `listing`; how, and
why, is told in `database/sql/listing.sql`. Where words find few listings, these themselves are counted.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection, transaction

from directory.finding import facets, walking
from directory.finding.facets import FACETS
from directory.finding.kept_parts import KeptParts
from directory.finding.paging import PAGE_SIZE
from directory.finding.ranking import BY_RELEVANCE, EVERYTHING, IDS, page_of_matches, parts
from directory.finding.walking import NEWEST, RECENT
from directory.models.facets import FacetNumber, encode_choice
from directory.models.text_search import TYPED_QUERIES, Words

# From this offset on, the bits tell where a page of the newest begins, and which listings of other orders are left
JUMP = 400
# Listings for each block of bits: where words find no more, their values are counted row by row, which then is quicker
FEW = 50
WORDS = -1  # the words, where they stand beside facets


@dataclass(frozen=True, slots=True)
class Search:
    """Words to find and facets that narrow. `chosen` holds encoded values for each facet: any of them. `ranked`, where it
    is given, are the listings that have the words, the best first: they were looked up before."""

    words: str = ""
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    ranked: tuple[int, ...] | None = None

    @classmethod
    def of(cls, words: Words, chosen: Mapping[str, tuple[int, ...]] | None = None) -> "Search":
        return cls(words.wanted, words.phrases, words.unwanted, chosen or {}, words.ranked)

    @property
    def typed(self) -> Words:
        return Words(self.words, self.phrases, self.unwanted, self.ranked)

    @property
    def has_words(self) -> bool:
        return bool(self.words or self.phrases or self.unwanted)


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


def count(search: Search, *, version: int | None = None) -> Counts:
    """Count a search and its facets. One query; none for everything and for the list where nothing is chosen, once they
    were counted for this version of the data."""
    if search in (Search(), Search(chosen=DEFAULT)):  # triggers keep these two totals, so nothing is counted
        totals = facets.totals(facets.data_version() if version is None else version)
        return _counts(search, totals.default if search.chosen else totals.all)
    common, counted, params = _count_by_bits(search)
    return _counts(search, dict(_fetch(f"WITH {common} {counted}", params)))


class Matches(NamedTuple):
    """What a search finds: its counts, the ids of one page, and how well each answers the words (`relevance` in
    `text_queries.sql`); 0 where they stand in another order."""

    counts: Counts
    ids: list[int]
    relevance: list[float]


def find(search: Search, *, sort: str, offset: int, version: int | None = None) -> Matches:
    """Count a search, and the ids of one page, PAGE_SIZE at most, in order. One query or two.

    Where there are words it is one: looking them up takes most of the time, and both need it.
    """
    if not search.has_words:
        counts = count(search, version=version)
        if counts.total <= offset:
            return Matches(counts, [], [])
        if version is not None and search == Search(chosen=DEFAULT):
            ids = _page_of_default_list(sort, offset, counts.total, version)
        else:
            ids = _page(search, sort=sort, offset=offset, total=counts.total)
        return Matches(counts, ids, [0.0] * len(ids))
    common, counted, params = _count_by_bits(search)
    page_tables, page_params = page_of_matches(search, sort=sort, offset=offset)
    rows = _fetch(
        f"WITH {common}, counted AS ({counted}), {page_tables}"
        " SELECT v, n, NULL::bigint, NULL::real FROM counted UNION ALL"
        f" SELECT id, NULL, rank, relevance FROM page WHERE rank > %s AND rank <= %s + {PAGE_SIZE}",
        [*params, *page_params, offset, offset],
    )
    # Two kinds of rows come in one answer: counts have no rank, ids have one
    counts = {v: n for v, n, rank, _relevance in rows if rank is None}
    page = sorted((rank, pk, relevance) for pk, _n, rank, relevance in rows if rank is not None)
    return Matches(
        _counts(search, counts), [pk for _rank, pk, _ in page], [relevance for *_, relevance in page]
    )


class BestListings(NamedTuple):
    """How many listings a search finds, and the first few by relevance."""

    total: int
    ids: list[int]
    relevance: list[float]


def best(search: Search, *, most: int) -> BestListings:
    """Of a search with words, without the counts of facets, which take longer than all else. `most`: PAGE_SIZE or fewer. One
    query."""
    tables, params = counting_tables(search)
    page, page_params = page_of_matches(search, sort=BY_RELEVANCE, offset=0)
    rows = _fetch(
        f"WITH {tables}, {page} SELECT id, rank, relevance FROM page WHERE rank <= %s UNION ALL"
        " SELECT coalesce(sum(bit_count(every)), 0)::bigint, 0, 0 FROM combined ORDER BY rank",
        [*params, *page_params, most],
    )
    (total, *_total), *page_rows = rows
    return BestListings(total, [pk for pk, *_ in page_rows], [relevance for *_, relevance in page_rows])


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
    if search.ranked is not None:
        sql += f" UNION ALL SELECT {WORDS}, (id >> 14)::int, bits_at((id & 16383)::int, 1) FROM unnest(%s::bigint[]) AS id GROUP BY 2"
        return Bases(sql, [encoded, list(search.ranked)], 2 + len(search.chosen))
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
    if search.has_words and search.ranked is None:
        typed = f"typed AS MATERIALIZED (SELECT * FROM {TYPED_QUERIES}),"
        params = [*search.typed.parameters, *params]
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
    counts = _counts_of_values(numbers, _only_facet(search), has_words=search.has_words)
    return CountStatement(tables, counts, params)


def counting_tables(search: Search) -> tuple[str, list]:
    """SQL for tables, the last of them `combined`: the listings that a search finds as strings of bits (`every`), a row for
    each block; NULL for a block without any. And their parameters."""
    statement = _count_by_bits(search)
    return statement.tables, statement.params


def _counts_of_values(numbers: list[int], only_facet: int | None, *, has_words: bool) -> str:
    """SQL for how many listings have each encoded value; for -5, how many there are without what facet 5 narrows.

    OFFSET 0 keeps the planner from computing `bit_count` before the join.
    """
    # A value of a facet that narrows is counted as if that facet did not narrow
    branches = " ".join(f"WHEN {number} THEN but_{number}" for number in numbers)
    base = f"CASE {{facet}} {branches} ELSE every END" if numbers else "every"
    without = "".join(f" UNION ALL SELECT -{n}, sum(bit_count(but_{n}))::int FROM combined" for n in numbers)
    kept_totals = (
        f" UNION ALL SELECT v, n_default FROM facet_total WHERE v / 1000 = {only_facet} AND n_default > 0"
        if only_facet
        else ""
    )
    return f"""
        SELECT v, sum(n)::int AS n FROM (
            SELECT f.v, bit_count(f.bits & {base.format(facet="f.facet")}) AS n FROM combined JOIN facet_bits f USING (blk)
             WHERE f.facet <> {only_facet or WORDS}{f" AND NOT {WORDS_FIND_FEW}" if has_words else ""} OFFSET 0) AS numbers
         GROUP BY v HAVING sum(n) > 0{without}{kept_totals}
        {f" UNION ALL {_counts_of_few(base.format(facet='v / 1000'))}" if has_words else ""}
        """


# Whatever the facets leave of them
WORDS_FIND_FEW = f"""
    (SELECT coalesce(sum(bit_count(bits)) FILTER (WHERE facet = {WORDS}), 0)
            <= {FEW} * count(*) FILTER (WHERE facet = {facets.EVERYTHING}) FROM base)"""


def _counts_of_few(base: str) -> str:
    """SQL for the same where words find few: their rows say it sooner than the bits of all values. `base`: SQL for the bits of
    those that are counted for a value `v`."""
    # An array, for the planner takes the bits of a block to be thousands of ids and would read all listings
    return f"""
        SELECT v, count(*)::int FROM (
            SELECT unnest(facets) AS v, (partnership_id & 16383)::int AS bit, combined.*
              FROM listing JOIN combined ON blk = (partnership_id >> 14)::int
             WHERE partnership_id = ANY (ARRAY(
                   WITH parts AS (
                       SELECT (blk::bigint << 14) + part * 64 AS start, few
                         FROM base, generate_series(0, 255) AS part, substring(bits FROM part * 64 + 1 FOR 64) AS few
                        WHERE facet = {WORDS} AND {WORDS_FIND_FEW} AND bit_count(few) > 0)
                   {IDS}))) AS values_of_few
         WHERE get_bit({base}, bit) = 1 GROUP BY v
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
        return find(search, sort=sort, offset=offset).ids
    return _page(search, sort=sort, offset=offset)


def first_ids(search: Search, *, sort: str, number: int) -> list[int]:
    """The first ids of a list, so many at most, in the order of its pages. One query. For a few pages at once: see JUMP."""
    if not search.has_words:
        return [row[0] for row in _fetch(f"{_listed(search, sort)} LIMIT {number:d}")]
    common, _counted, params = _count_by_bits(search)
    page, page_params = page_of_matches(search, sort=sort, offset=number - PAGE_SIZE)
    sql = f"WITH {common}, {page} SELECT id FROM page WHERE rank <= %s ORDER BY rank"
    return [row[0] for row in _fetch(sql, [*params, *page_params, number])]


def all_ids(search: Search, *, sort: str) -> "array[int]":
    """The ids of everything found, in the order of the pages, in 8 bytes each. One query."""
    if search.has_words:
        common, _counted, params = _count_by_bits(search)
        page, page_params = page_of_matches(search, sort=sort, offset=EVERYTHING)
        sql, params = f"WITH {common}, {page} SELECT id FROM page ORDER BY rank", [*params, *page_params]
    elif sort == NEWEST:
        sql, params = _listed(search, sort), []
    else:
        sql, params = walking.WALK, [walking.along_index(*bits_in_sql(search), sort=sort)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        ids = array("q")  # a million ids take 8 MB so; as a list of ints they would take 36
        while rows := cursor.fetchmany(10_000):
            ids.extend(row[0] for row in rows)
        return ids


# By order and offset, of the list that nothing narrows: its first pages are read more than all others
kept_ids = KeptParts(most=100)


def _page_of_default_list(sort: str, offset: int, total: int, version: int) -> list[int]:
    """The ids of one page where nothing is chosen, kept for this version of the data. One query where it was not read."""
    kept = kept_ids.at(version)
    if (sort, offset) not in kept:
        kept[sort, offset] = _page(Search(chosen=DEFAULT), sort=sort, offset=offset, total=total)
    return kept[sort, offset]


def _page(search: Search, *, sort: str, offset: int, total: int | None = None) -> list[int]:
    """The ids of one page of a search without words. `total`: how many it finds, where that is known."""
    if offset < JUMP:
        return [row[0] for row in _fetch(f"{_listed(search, sort)} LIMIT {PAGE_SIZE} OFFSET {offset:d}")]
    if sort == NEWEST:
        return _ids_by_bits(search, offset)
    return walking.page(*bits_in_sql(search), sort=sort, offset=offset, total=total)


def _listed(search: Search, sort: str) -> str:
    """SQL for the ids that the facets leave, in order. The numbers are written out: as parameters they would get one
    plan for all, which reads every listing that has one of them, where the newest few often do."""
    arrays = (array_in_sql(values) for values in search.chosen.values())
    conditions = " AND ".join([f"facets && {array}::int[]" for array in arrays] or ["true"])
    order = walking.ORDER.get(sort, walking.ORDER[RECENT])
    return f"SELECT partnership_id FROM listing WHERE {conditions} ORDER BY {order}"


def bits_in_sql(search: Search) -> tuple[str, int]:
    """`_bases` of a search without words as SQL without parameters, and how many things narrow."""
    bases, (encoded,), narrowing = _bases(search)
    return bases % array_in_sql(encoded), narrowing


def array_in_sql(values: Iterable[int]) -> str:
    return "'{" + ",".join(f"{value:d}" for value in values) + "}'"


def _ids_by_bits(search: Search, offset: int) -> list[int]:
    """The ids of a page far down the newest: the bits say which block it begins in and which ids are next."""
    bases, params, narrowing = _bases(search)
    sql = f"""
        WITH base AS ({bases}),
        combined AS MATERIALIZED (
            SELECT blk, bit_and(bits) AS every FROM base GROUP BY blk HAVING count(*) = {narrowing}),
        {parts(f"above < %s + {PAGE_SIZE} AND above + bit_count(every) > %s")}
        {IDS} AND above < %s + {PAGE_SIZE} AND above + bit_count(few) > %s
         ORDER BY 1 DESC LIMIT {PAGE_SIZE}
        OFFSET %s - coalesce((SELECT min(above) FROM parts WHERE above + bit_count(few) > %s), %s)
    """
    return [row[0] for row in _fetch(sql, [*params, *[offset] * 7])]


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
