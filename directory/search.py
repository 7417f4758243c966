"""Finding partnerships and counting their facets.

Three statements make a page of results: counts, ids, and the rows to show. The counts come from strings of
bits (`facet_bits`), which the database keeps beside `listing`; how, and why, is told in the migration
`0003_listing`.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import connection

from directory.facets import FACETS

PAGE_SIZE = 20
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


def count(search: Search) -> Counts:
    """Count a search and its facets. One query."""
    if search in (Search(), Search(chosen=DEFAULT)):
        column = "n_default" if search.chosen else "n"
        rows = _fetch(f"SELECT v, {column} FROM facet_total WHERE {column} > 0")
    else:
        rows = _fetch(*_count_by_bits(search))
    counts = dict(rows)
    return Counts(
        total=counts.get(0, 0),
        by_value={v: number for v, number in counts.items() if v >= 0},
        without={
            name: counts[-FACETS[name].number] for name in search.chosen if counts.get(-FACETS[name].number)
        },
    )


def _bases(search: Search) -> tuple[str, list, int]:
    """SQL for one row of bits for each block and each thing that narrows: everything (facet 0), then a facet's
    values, and the words; its parameters; and how many such things there are."""
    encoded = [0, *(v for values in search.chosen.values() for v in values)]
    sql = "SELECT facet, blk, bit_or(bits) AS bits FROM facet_bits WHERE v = ANY (%s::int[]) GROUP BY 1, 2"
    if not search.has_words:
        return sql, [encoded], 1 + len(search.chosen)
    return (
        f"{sql} UNION ALL SELECT {WORDS}, (id >> 14)::int, bits_at((id & 16383)::int, 1)"
        f" FROM listing_hits({TEXT_QUERY}) GROUP BY 2",
        [encoded, *search.asked],
        2 + len(search.chosen),
    )


def _count_by_bits(search: Search) -> tuple[str, list]:
    """The statement that counts everything at once.

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
    return (
        f"""
        WITH base AS MATERIALIZED ({bases}),
        combined AS MATERIALIZED (
            SELECT blk, CASE WHEN count(*) = {narrowing} THEN bit_and(bits) END AS every{others}
              FROM base GROUP BY blk)
        SELECT v, sum(n)::int FROM (
            SELECT f.v, bit_count(f.bits & {base}) AS n FROM combined JOIN facet_bits f USING (blk)
             WHERE f.facet <> {alone or WORDS} OFFSET 0) AS counted
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
        statement = _ranked(search, offset + PAGE_SIZE) if sort == BY_RELEVANCE else _found(search, sort)
    elif sort == BY_NAME or offset < JUMP:
        statement = _filtered(search, sort)
    else:
        return _ids_by_bits(search, offset)
    sql, params = statement
    return [row[0] for row in _fetch(f"{sql} LIMIT {PAGE_SIZE} OFFSET %s", [*params, offset])]


def all_ids(search: Search, *, sort: str) -> "array[int]":
    """The ids of everything found, in the order of the pages, in 8 bytes each. One query."""
    if search.has_words:
        sql, params = _ranked(search, EVERYTHING) if sort == BY_RELEVANCE else _found(search, sort)
    else:
        sql, params = _filtered(search, sort)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        ids = array("q")
        while rows := cursor.fetchmany(10_000):
            ids.extend(row[0] for row in rows)
        return ids


def _conditions(search: Search, prefix: str = "") -> tuple[str, list]:
    params = [list(values) for values in search.chosen.values()]
    return " AND ".join([f"{prefix}facets && %s::int[]" for _values in params] or ["true"]), params


ORDER = {NEWEST: "partnership_id DESC", BY_NAME: "sort_name, partnership_id"}


def _filtered(search: Search, sort: str) -> tuple[str, list]:
    conditions, params = _conditions(search)
    return f"SELECT partnership_id FROM listing WHERE {conditions} ORDER BY {ORDER[sort]}", params


def _kept(search: Search) -> tuple[str, list]:
    """SQL for a table `kept` of the bits that the chosen facets leave, by block; joined by KEPT with the ids that
    words find. Reading the facets of each listing found took ten times as long."""
    bases, params, narrowing = _bases(replace(search, words="", phrases=(), unwanted=()))
    return (
        "kept AS MATERIALIZED (SELECT blk, bit_and(bits) AS bits"
        f" FROM ({bases}) AS base GROUP BY blk HAVING count(*) = {narrowing})",
        params,
    )


KEPT = "JOIN kept ON blk = (id >> 14)::int WHERE get_bit(bits, (id & 16383)::int) = 1"


def _found(search: Search, sort: str) -> tuple[str, list]:
    kept, params = _kept(search)
    return (
        f"WITH {kept}, found AS MATERIALIZED (SELECT id FROM listing_hits({TEXT_QUERY}) {KEPT})"
        f" SELECT partnership_id FROM found JOIN listing ON partnership_id = id ORDER BY {ORDER[sort]}",
        [*params, *search.asked],
    )


def _ranked(search: Search, needed: int) -> tuple[str, list]:
    """By relevance, in steps that can be told: the whole name, words of the names by rank, then words of the
    texts, newest first. The texts are searched only where the names do not fill the first `needed` places."""
    kept, params = _kept(search)
    return (
        f"""
        WITH asked AS MATERIALIZED (SELECT {TEXT_QUERY} AS query, whole_name_query(%s) AS whole), {kept},
        named AS MATERIALIZED (
            (SELECT id FROM listing_head_hits((SELECT whole FROM asked)) {KEPT} LIMIT {RANKED})
            UNION
            (SELECT id FROM listing_head_hits((SELECT query FROM asked)) {KEPT} ORDER BY id DESC LIMIT {RANKED})),
        ranked AS (
            SELECT id, CASE WHEN head @@ whole THEN 0 ELSE 1 END AS step,
                   ts_rank('{{0.05, 0.1, 0.3, 1}}', head, query, 2) AS rank
              FROM named JOIN listing ON partnership_id = id, asked
            UNION ALL
            SELECT id, 2, 0
              FROM listing_hits((SELECT query FROM asked WHERE (SELECT count(*) FROM named) < %s)) {KEPT}
               AND id NOT IN (SELECT id FROM named))
        SELECT id FROM ranked ORDER BY step, rank DESC, id DESC
        """,
        [*search.asked, search.words, *params, needed],
    )


def _ids_by_bits(search: Search, offset: int) -> list[int]:
    """The ids of a page far down the newest: the bits say which block it begins in and which ids are next."""
    bases, params, narrowing = _bases(search)
    sql = f"""
        WITH base AS ({bases}),
        combined AS MATERIALIZED (
            SELECT blk, bit_and(bits) AS bits FROM base GROUP BY blk HAVING count(*) = {narrowing}),
        reached AS MATERIALIZED (
            SELECT blk, bits, sum(bit_count(bits)) OVER (ORDER BY blk DESC) - bit_count(bits) AS above FROM combined),
        needed AS MATERIALIZED (
            SELECT blk, bits, above FROM reached
             WHERE above < %s + {PAGE_SIZE} AND above + bit_count(bits) > %s)
        SELECT (blk::bigint << 14) + place FROM needed, generate_series(0, 16383) AS place
         WHERE get_bit(bits, place) = 1
         ORDER BY 1 DESC LIMIT {PAGE_SIZE} OFFSET %s - coalesce((SELECT min(above) FROM needed), %s)
    """
    return [row[0] for row in _fetch(sql, [*params, *[offset] * 4])]


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


def count_or_correct(search: Search) -> tuple[Search, Counts]:
    """The search and its counts; where nothing has its words, with or without a facet, those of the nearest
    spelling that finds something. One to three queries."""
    counts = count(search)
    if search.words and not counts.total and not any(counts.without.values()):
        corrected = nearest_spelling(search)
        if corrected and (corrected_counts := count(corrected)).total:
            return corrected, corrected_counts
    return search, counts


def learn_words() -> None:
    """Read the words that spelling is corrected to from the names and texts of all listings."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH found AS MATERIALIZED ("
            " SELECT word, ndoc FROM ts_stat('SELECT body FROM listing') WHERE word !~ '^=' AND length(word) > 2),"
            " gone AS (DELETE FROM vocabulary v WHERE NOT EXISTS (SELECT FROM found f WHERE f.word = v.word))"
            " INSERT INTO vocabulary SELECT word, ndoc FROM found"
            " ON CONFLICT (word) DO UPDATE SET listings = excluded.listings"
        )


def refresh_aged() -> int:
    """Bring the listings up to date whose freshness changed by the passing of time. Returns how many."""
    return _fetch(
        "SELECT count(listing_refresh(ARRAY[p.id])) FROM directory_partnership p JOIN listing l ON l.partnership_id = p.id"
        " WHERE NOT l.facets @> ARRAY[listing_freshness(p.confirmed_on)]"
    )[0][0]


def _fetch(sql: str, params: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
