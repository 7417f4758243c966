"""What is tried, one after the other, until something has the words that somebody typed.

1. All words as typed, each in one of its forms, but those that carry no meaning beside the others ("what is the …").
2. The nearest spelling.
3. Most of the words, by their weight. The answer says which are missing.

A later step is asked only where the earlier ones find nothing, so that a search that finds something costs no more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import IntEnum
from itertools import groupby
from math import inf
from operator import itemgetter
from typing import NamedTuple

from django.db import connection

from directory.finding import spelling
from directory.finding.paging import PAGE_SIZE, ListPage
from directory.finding.search import Matches, Search, find
from directory.models.text_search import MOST_WORDS, Words, folded

MOST_LOOKED_AT = 500  # words of a long text, to find those that weigh most
ENOUGH_NAMES = 3  # of these in a long text, what else it says is left out
MOST_RANKED = 200  # records that have most of the words; who wants more types fewer words


class LadderStep(IntEnum):
    AS_TYPED = 1
    OTHER_SPELLING = 2
    MOST_WORDS = 3


class Rung(NamedTuple):
    """One way to read what was typed. Of the records of `words.ranked`, in their order: `missing`, the words that each
    lacks, and `shares`, how much of the weight of all words it has."""

    step: LadderStep
    words: Words
    missing: tuple[tuple[str, ...], ...] = ()
    shares: tuple[float, ...] = ()

    @property
    def has_all_words(self) -> bool:
        return self.step != LadderStep.MOST_WORDS

    def missing_in(self, pk: int) -> tuple[str, ...]:
        return (
            self.missing[self.words.ranked.index(pk)] if self.words.ranked and pk in self.words.ranked else ()
        )


def later_rungs(typed: Words, kind: str) -> Iterator[Rung]:
    """The steps after the first one, for the records of a kind. Up to three queries, each when its step is asked for."""
    spelled = other_spelling(typed)
    if spelled:
        yield Rung(LadderStep.OTHER_SPELLING, spelled)
    yield from with_most_words(typed, spelled, [kind]).values()


def other_spelling(typed: Words) -> Words | None:
    """The words with those that nothing has replaced by the nearest ones; None where there are none. One query."""
    corrected = spelling.corrected_words(typed.wanted) if typed.wanted else None
    return replace(typed, wanted=corrected) if corrected else None


def heaviest(words: Words) -> Words:
    """The MOST_WORDS of many words that weigh most, in the order in which they were typed: those that name a record, a country,
    a topic or the like; where these are few, also those with a meaning that the fewest records have. All of them where none
    has a letter or a digit, for they find nothing. One query."""
    rows = _fetch(
        """
        SELECT word, names FROM (
            SELECT word, place, NOT is_stop_word(word) AND names_something(word) AS names FROM (
                SELECT word, min(place) AS place
                  FROM unnest(string_to_array(fold(%s), ' ')) WITH ORDINALITY AS typed (word, place)
                 WHERE place <= %s GROUP BY word) AS words) AS typed
          LEFT JOIN vocabulary USING (word)
         ORDER BY names DESC, is_stop_word(word), listings NULLS LAST, place LIMIT %s
        """,
        [words.wanted, MOST_LOOKED_AT, MOST_WORDS],
    )
    if not rows:
        return words
    names = [word for word, is_name in rows if is_name]
    chosen = names if len(names) >= ENOUGH_NAMES else [word for word, _is_name in rows]
    return replace(words, wanted=" ".join(sorted(chosen, key=folded(words.wanted).split().index)))


def with_most_words(typed: Words, spelled: Words | None, kinds: Iterable[str]) -> dict[str, Rung]:
    """The records of kinds that have most of the words, by kind, in the spelling of which the first record of some kind lacks
    fewest; as typed, where both lack as many. Of the spelling only what is surely meant, for the other words do not bear it
    out. No kind of which there are none. One query or two."""
    sure = spelling.surely_meant(typed.wanted, spelled.wanted) if spelled else None
    spellings = (typed, replace(typed, wanted=sure)) if sure else (typed,)
    readings = [_with_most_of(reading, kinds) for reading in spellings]
    return min(readings, key=_fewest_missing, default={})


def _fewest_missing(rungs: Mapping[str, Rung]) -> float:
    return min((len(rung.missing[0]) for rung in rungs.values()), default=inf)


def _with_most_of(typed: Words, kinds: Iterable[str]) -> dict[str, Rung]:
    rows = _fetch(
        "SELECT kind, id, share, missing FROM with_most_words(%s::text[], %s, text_query('', %s::text[], %s::text[]), %s)",
        [list(kinds), typed.wanted, list(typed.phrases), list(typed.unwanted), MOST_RANKED],
    )
    as_typed = {folded(word): word for word in typed.wanted.split()}
    rungs = {}
    for kind, rows_of_kind in groupby(rows, key=itemgetter(0)):
        _kinds, numbers, shares, missing = zip(*rows_of_kind, strict=True)
        named = tuple(tuple(as_typed.get(word, word) for word in words) for words in missing)
        rungs[kind] = Rung(LadderStep.MOST_WORDS, replace(typed, ranked=numbers), named, shares)
    return rungs


class SearchPage(NamedTuple):
    """A page of what a search finds. `rung` is the one that found it."""

    rung: Rung
    search: Search
    page: ListPage
    matches: Matches


def first_answer(
    search: Search, *, sort: str, offset: int, version: int | None = None
) -> tuple[Rung, Matches]:
    """The first step that finds something, and what it finds; the first of all where none does. What a filter alone hides
    counts as found: it is offered without the filter. One query where the words find something as typed."""
    typed = Rung(LadderStep.AS_TYPED, search.typed)
    answer = find(search, sort=sort, offset=offset, version=version)
    if _finds(answer):
        return typed, answer
    for rung in later_rungs(search.typed, "partnership"):
        later = find(Search.of(rung.words, search.chosen), sort=sort, offset=offset)
        if later.counts.total or (rung.has_all_words and _finds(later)):
            return rung, later
    return typed, answer


def _finds(answer: Matches) -> bool:
    return bool(answer.counts.total or any(answer.counts.without.values()))


def nearest_page(search: Search, *, sort: str, requested: int, version: int | None = None) -> SearchPage:
    """The requested page of a search, else the first or the last, as the first step has it that finds something.

    Counting needs the same look-up as the ids, so the page is read before it is known whether the list has it: one query
    where the words find something as typed, and one more where the list lacks the page.
    """
    offset = max(requested - 1, 0) * PAGE_SIZE
    rung, matches = first_answer(search, sort=sort, offset=offset, version=version)
    reading = Search.of(rung.words, search.chosen)
    page = ListPage.nearest(requested, total=matches.counts.total)
    if matches.counts.total and page.offset != offset:
        matches = find(reading, sort=sort, offset=page.offset)
    return SearchPage(rung, reading, page, matches)


def _fetch(sql: str, params: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
