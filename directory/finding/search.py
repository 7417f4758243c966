"""Finding partnerships and counting their facets.

Two or three statements make a page of results: counts and ids, which are one where there are words, and the rows
to show. The counts come from strings of bits (`facet_bits`), which the database keeps beside `listing`; how, and
why, is told in the migration `0003_listing`.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from directory.finding import facets
from directory.finding.facets import FACETS
from directory.finding.paging import PAGE_SIZE, ListPage

NEWEST, BY_NAME, BY_RELEVANCE = "newest", "name", "relevance"
RANKED = 400  # of the listings that match by name, the newest so many are ranked
JUMP = 400  # from this offset on, the bits tell where a page begins
EVERYTHING = 2**31 - 1  # more places than a list has
WORDS = -1  # the words, where they stand beside facets


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for. `chosen` holds encoded values for each facet that narrows: any of them."""

    words: str = ""
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def has_words(self) -> bool:
        return bool(self.words or self.phrases or self.unwanted)

    @property
    def asked(self) -> list:
        """The parameters of the SQL function `text_query`."""
        return [self.words, list(self.phrases), list(self.unwanted)]


def hits(search: Search) -> RawSQL:
    """The ids of the listings that have the words of a search, for `__in`. They are looked up by a function of the
    database, for the planner would compare each listing with them."""
    return RawSQL(f"SELECT id FROM listing_hits({TEXT_QUERY})", search.asked)  # noqa: S611  our own SQL


def default_values(facet: str) -> tuple[int, ...]:
    """The encoded values that the list shows where none of the facet is chosen."""
    spec = FACETS[facet]
    codes = [code for code, _label in spec.choices or ()]
    return tuple(spec.number * 1000 + codes.index(code) + 1 for code in spec.default or ())


DEFAULT = {name: default_values(name) for name, facet in FACETS.items() if facet.default}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many listings a search finds; with each value of each facet, counted without that facet's own
    choice; and without each chosen facet at all."""

    total: int
    by_value: Mapping[int, int]
    without: Mapping[str, int]


TEXT_QUERY = "text_query(%s, %s::text[], %s::text[])"


def count(search: Search, *, version: int | None = None) -> Counts:
    """Count a search and its facets. One query; none for everything and for the list where nothing is chosen, once they
    were counted for this version of the data."""
    if search in (Search(), Search(chosen=DEFAULT)):
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
        return counts, _page(search, sort=sort, offset=offset) if counts.total > offset else []
    common, counted, params = _count_by_bits(search)
    found, page_params = _page_of_found(search, sort=sort, offset=offset)
    rows = _fetch(
        f"WITH {common}, counted AS ({counted}), {found}"
        " SELECT v, n, NULL::bigint FROM counted UNION ALL"
        f" SELECT id, NULL, place FROM page WHERE place > %s AND place <= %s + {PAGE_SIZE}",
        [*params, *page_params, offset, offset],
    )
    ids = sorted((place, id_) for id_, _n, place in rows if place is not None)
    return _counts(search, {v: n for v, n, place in rows if place is None}), [id_ for _place, id_ in ids]


def _counts(search: Search, counts: Mapping[int, int]) -> Counts:
    return Counts(
        total=counts.get(0, 0),
        by_value={v: number for v, number in counts.items() if v >= 0},
        without={
            name: counts[-FACETS[name].number] for name in search.chosen if counts.get(-FACETS[name].number)
        },
    )


def _bases(search: Search) -> tuple[str, list, int]:
    """SQL for one row of bits for each block and each thing that narrows: everything (facet 0), then a facet's
    values, and the words that `asked` holds; its parameters; and how many such things there are."""
    encoded = [0, *(v for values in search.chosen.values() for v in values)]
    sql = "SELECT facet, blk, bit_or(bits) AS bits FROM facet_bits WHERE v = ANY (%s::int[]) GROUP BY 1, 2"
    if not search.has_words:
        return sql, [encoded], 1 + len(search.chosen)
    return (
        f"{sql} UNION ALL SELECT {WORDS}, blk, bits FROM listing_hit_bits((SELECT query FROM asked))",
        [encoded],
        2 + len(search.chosen),
    )


def _count_by_bits(search: Search) -> tuple[str, str, list]:
    """The statement that counts everything at once, as the tables it stands on (`asked`, `combined`), the
    rest, and the parameters of both.

    The bases of a block are turned into columns of one row: all of them together, and all but each chosen
    facet. OFFSET 0 keeps the planner from computing `bit_count` before the join.
    """
    bases, params, narrowing = _bases(search)
    numbers = [FACETS[name].number for name in search.chosen]
    others = "".join(
        f", CASE WHEN count(*) FILTER (WHERE facet <> {number}) = {narrowing - 1}"
        f" THEN bit_and(bits) FILTER (WHERE facet <> {number}) END AS but_{number}"
        for number in numbers
    )
    own = " ".join(f"WHEN {number} THEN but_{number}" for number in numbers)
    base = f"CASE f.facet {own} ELSE every END" if numbers else "every"
    without = "".join(f" UNION ALL SELECT -{n}, sum(bit_count(but_{n}))::int FROM combined" for n in numbers)
    alone = _only_facet(search)
    known = (
        f" UNION ALL SELECT v, n_default FROM facet_total WHERE v / 1000 = {alone} AND n_default > 0"
        if alone
        else ""
    )
    words = ""
    if search.has_words:
        words = f"asked AS MATERIALIZED (SELECT {TEXT_QUERY} AS query, whole_name_query(%s) AS whole),"
        params = [*search.asked, search.words, *params]
    return (
        f"""{words}
        base AS MATERIALIZED ({bases}),
        combined AS MATERIALIZED (
            SELECT blk, CASE WHEN count(*) = {narrowing} THEN bit_and(bits) END AS every{others}
              FROM base GROUP BY blk)""",
        f"""
        SELECT v, sum(n)::int AS n FROM (
            SELECT f.v, bit_count(f.bits & {base}) AS n FROM combined JOIN facet_bits f USING (blk)
             WHERE f.facet <> {alone or WORDS} OFFSET 0) AS numbers
         GROUP BY v HAVING sum(n) > 0{without}{known}
        """,
        params,
    )


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
        page, page_params = _page_of_found(search, sort=sort, offset=EVERYTHING)
        sql, params = f"WITH {common}, {page} SELECT id FROM page ORDER BY place", [*params, *page_params]
    else:
        sql, params = _listed(search, sort), []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        ids = array("q")
        while rows := cursor.fetchmany(10_000):
            ids.extend(row[0] for row in rows)
        return ids


ORDER = {NEWEST: "partnership_id DESC", BY_NAME: "sort_name, partnership_id"}


def _page(search: Search, *, sort: str, offset: int) -> list[int]:
    """The ids of one page of a search without words."""
    if sort != BY_NAME and offset >= JUMP:
        return _ids_by_bits(search, offset)
    return [row[0] for row in _fetch(f"{_listed(search, sort)} LIMIT {PAGE_SIZE} OFFSET %s", [offset])]


def _listed(search: Search, sort: str) -> str:
    """SQL for the ids that the facets leave, in order. The numbers are written out: as parameters they would get one
    plan for all, which reads every listing that has one of them, where the newest few often do."""
    arrays = ("{" + ",".join(f"{value:d}" for value in values) + "}" for values in search.chosen.values())
    conditions = " AND ".join([f"facets && '{array}'::int[]" for array in arrays] or ["true"])
    return f"SELECT partnership_id FROM listing WHERE {conditions} ORDER BY {ORDER.get(sort, ORDER[NEWEST])}"


KEPT = "JOIN combined ON blk = (id >> 14)::int WHERE get_bit(every, (id & 16383)::int) = 1"


def _parts(needed: str) -> str:
    """SQL for a table `parts` of the ids that `combined` leaves, as strings of 64 bits, each with how many newer ids come
    before it (`above`); of the blocks for which `needed` holds, which says it by their own `above` and `every`."""
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
    """SQL for a table `found` of at least so many ids that the words find and the facets leave, the newest; read from
    the bits, for looking the words up once more would take as long as before."""
    return f"{_parts(f'above < {number}')}, found AS ({IDS} AND above < {number})"


def _page_of_found(search: Search, *, sort: str, offset: int) -> tuple[str, list]:
    """SQL for a table `page` of the ids that words find and the facets leave, each with its `place` from 1 on,
    and its parameters. It stands on the tables of `_count_by_bits`.

    By relevance, in steps that can be told: the whole name, words of the names by rank, then words of the
    texts, newest first, where the names do not fill the page.
    """
    if sort == BY_NAME:
        return (
            "page AS (SELECT id, row_number() OVER (ORDER BY sort_name, id) AS place"
            f" FROM listing_hits((SELECT query FROM asked)) JOIN listing ON partnership_id = id {KEPT})",
            [],
        )
    needed = offset + PAGE_SIZE
    if sort == NEWEST:
        page = "page AS (SELECT id, row_number() OVER (ORDER BY id DESC) AS place FROM found)"
        return f"{_newest('%s')}, {page}", [needed, needed]
    return (
        f"""named AS MATERIALIZED (
            (SELECT id FROM listing_head_hits((SELECT whole FROM asked)) {KEPT} LIMIT {RANKED})
            UNION
            (SELECT id FROM listing_head_hits((SELECT query FROM asked)) {KEPT} ORDER BY id DESC LIMIT {RANKED})),
        names AS MATERIALIZED (SELECT count(*) AS n FROM named),
        {_newest("%s + (SELECT n FROM names)")},
        ranked AS (
            SELECT id, CASE WHEN head @@ whole THEN 0 ELSE 1 END AS step,
                   ts_rank('{{0.05, 0.1, 0.3, 1}}', head, query, 2) AS rank
              FROM named JOIN listing ON partnership_id = id, asked
            UNION ALL
            SELECT id, 2, 0 FROM found WHERE (SELECT n FROM names) < %s AND id NOT IN (SELECT id FROM named)),
        page AS (SELECT id, row_number() OVER (ORDER BY step, rank DESC, id DESC) AS place FROM ranked)""",
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
    """The search with each word that no listing has replaced by the nearest that one has; None where there is
    nothing to replace or nothing near. To be asked only after a search found nothing: a new word is no mistake.
    One query."""
    rows = _fetch(
        """
        SELECT typed.word, nearest.word FROM unnest(string_to_array(fold(%s), ' ')) WITH ORDINALITY AS typed (word, place)
          LEFT JOIN LATERAL (
              SELECT word FROM vocabulary WHERE vocabulary.word %% typed.word
               ORDER BY levenshtein_less_equal(left(vocabulary.word, 60), left(typed.word, 60), 3), listings DESC, word
               LIMIT 1) AS nearest ON NOT EXISTS (SELECT FROM vocabulary v WHERE v.word = typed.word)
         ORDER BY place
        """,
        [search.words],
    )
    corrected = " ".join(nearest or typed for typed, nearest in rows)
    return replace(search, words=corrected) if any(nearest for _typed, nearest in rows) else None


def find_or_correct(
    search: Search, *, sort: str, offset: int, version: int | None = None
) -> tuple[Search, Counts, list[int]]:
    """The search, its counts and the ids of a page; where nothing has its words, with or without a facet, those
    of the nearest spelling that finds something. One to three queries."""
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


# What people wrote. The vectors of the listings hold six words more for each of these: neighbours written as one, initials.
WRITTEN = """
    SELECT concat_ws(' ', title, acronym, summary, description) FROM directory_partnership
     UNION ALL SELECT concat_ws(' ', name, acronym) FROM directory_organisation
     UNION ALL SELECT name FROM directory_othername
     UNION ALL SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, also_known_as) FROM directory_country
     UNION ALL SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, other_terms, former_terms) FROM directory_topic
     UNION ALL SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, other_terms, former_terms) FROM directory_sector
"""


def learn_words() -> None:
    """Read the words that spelling is corrected to: those that people wrote and that listings have."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH written AS MATERIALIZED (
                SELECT word FROM ts_stat($$ SELECT text_vector(text) FROM ({WRITTEN}) AS texts (text) $$)),
            found AS MATERIALIZED (
                SELECT word, ndoc FROM ts_stat('SELECT body FROM listing') JOIN written USING (word)
                 WHERE length(word) > 2),
            gone AS (DELETE FROM vocabulary v WHERE NOT EXISTS (SELECT FROM found f WHERE f.word = v.word))
            INSERT INTO vocabulary SELECT word, ndoc FROM found
                ON CONFLICT (word) DO UPDATE SET listings = excluded.listings
            """
        )


@transaction.atomic
def refresh_aged() -> int:
    """Bring the listings up to date whose freshness changed by the passing of time. Returns how many."""
    ((number,),) = _fetch(
        "SELECT count(listing_refresh(ARRAY[p.id])) FROM directory_partnership p JOIN listing l ON l.partnership_id = p.id"
        " WHERE NOT l.facets @> ARRAY[listing_freshness(p.confirmed_on)]"
    )
    if number:  # no record changed, so no trigger counts it up, but pages and totals did
        with connection.cursor() as cursor:
            cursor.execute("UPDATE data_version SET version = version + 1")
    return number


def _fetch(sql: str, params: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
