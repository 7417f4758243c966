"""The search over everything: partnerships, organisations, countries, topics, events and what else has pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import floor
from typing import Any, NamedTuple

from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from directory.browse.found_records import read_records
from directory.browse.lists import corrected
from directory.browse.results import (
    ListedPartnership,
    partnerships_by_id,
    shown_of_each,
    with_reasons,
)
from directory.browse.why_found import PARTNERSHIP, ShownOfKind, Why, number_of, of_kinds, shown_of
from directory.finding import search
from directory.finding.documents import DocumentMatches, best_documents, best_ranked
from directory.finding.facets import Values
from directory.finding.filters import SearchFilter
from directory.finding.ladder import LadderStep, Rung, other_spelling, with_most_words
from directory.models import Event

BEST = 5  # records of each kind that the page shows, and of all kinds; the address of all of a kind stands beside


class SearchedKind(NamedTuple):
    """A kind of record that is searched with the others.

    `label`: what one of them is called; `name`: what several are in the page, `section` their heading there and, where
    there `has_list` of them that takes words, its address. `standing`: of two records that answer equally well, the one
    whose kind stands higher comes first; it weighs what `relevance` says within one of its steps.
    """

    name: str
    label: str
    section: str
    standing: float
    has_list: bool = True


LOWEST_OF_ITS_STEP = 0.5  # a kind of a lower standing stands one step further down

# By the names of their models, in the order of the page's sections
KINDS: Mapping[str, SearchedKind] = {
    PARTNERSHIP: SearchedKind("partnerships", _("Partnership"), _("Partnerships"), 1),
    "organisation": SearchedKind("organisations", _("Organisation"), _("Organisations"), 1),
    "country": SearchedKind("countries", _("Country"), _("Countries"), 1, has_list=False),
    "topic": SearchedKind("topics", _("Topic"), _("Topics"), 0.9, has_list=False),
    "contactpoint": SearchedKind("desks", _("Desk"), _("Desks"), 0.7, has_list=False),
    "resource": SearchedKind("resources", _("Resource"), _("Resources"), 0.8),
    "commitment": SearchedKind("commitments", _("Commitment"), _("Commitments"), 0.6),
    "event": SearchedKind("events", _("Event"), _("Events"), 0.9),
    "figure": SearchedKind("figures", _("Figure"), _("Figures"), 0, has_list=False),
    "source": SearchedKind("sources", _("Source"), _("Sources"), 0.4),
}
OTHER_KINDS = [kind for kind in KINDS if kind != PARTNERSHIP]


@dataclass(frozen=True, slots=True)
class MatchesOfKind:
    """The records of one kind that have the words: how many, the best few, and the address of them all."""

    count: int
    best: list
    url: str = ""


class BestMatch(NamedTuple):
    """One of the few records of all kinds that answer best. `when`: the date of an event, in words; else empty."""

    kind: str
    when: str
    url: str
    title: str
    acronym: str
    text: str
    reasons: Sequence[str]
    relevance: float
    missing: tuple[str, ...]  # of the words, where none has all


def find_everything(filters: SearchFilter, values: Values, *, version: int) -> dict:
    """The context of search.html: what the first step of the ladder finds that finds anything, of all kinds together. About
    a dozen queries where the words find something as typed."""
    find = partial(_find, filters, values, version)
    matches = find(dict.fromkeys(KINDS, Rung(LadderStep.AS_TYPED, filters.words)))
    if matches["count"]:
        return matches
    spelled = other_spelling(filters.words)
    if spelled:
        rung = Rung(LadderStep.OTHER_SPELLING, spelled)
        later = find(dict.fromkeys(KINDS, rung))
        if later["count"]:
            return later
    if not filters.words.wanted:
        return matches
    without = Rung(LadderStep.MOST_WORDS, replace(filters.words, ranked=()))
    later = find(dict.fromkeys(KINDS, without) | with_most_words(filters.words, spelled, KINDS))
    return later if later["count"] else matches


def _find(filters: SearchFilter, values: Values, version: int, rungs: Mapping[str, Rung]) -> dict:
    """The matches of each kind, in its own reading of the words."""
    answer = search.best(search.Search.of(rungs[PARTNERSHIP].words), most=BEST)
    documents = _documents({kind: rungs[kind] for kind in OTHER_KINDS}, version)
    partnerships = partnerships_by_id(answer.ids, values)
    records = read_records({kind: matches.numbers for kind, matches in documents.items()})
    _explain(rungs, partnerships, records, values)
    counts = {PARTNERSHIP: answer.total, **{kind: each.count for kind, each in documents.items()}}
    relevance = {PARTNERSHIP: dict(zip(answer.ids, answer.relevance, strict=True))}
    relevance |= {
        kind: dict(zip(each.numbers, each.relevance, strict=True)) for kind, each in documents.items()
    }
    shown = {
        kind: _by_number(kind, partnerships, records.get(kind, ())) for kind in KINDS if counts.get(kind)
    }
    best = [
        _best_match(KINDS[kind], record, rungs[kind], number, relevance[kind][number])
        for kind, by_number in shown.items()
        if KINDS[kind].standing
        for number, record in by_number.items()
    ]
    best.sort(key=lambda match: -match.relevance)
    return {
        **{
            searched.name: MatchesOfKind(
                counts.get(kind, 0), list(shown.get(kind, {}).values()), _url(searched, filters.typed)
            )
            for kind, searched in KINDS.items()
        },
        "best": best[:BEST],
        "kinds": [
            (searched.name, searched.section, counts[kind])
            for kind, searched in KINDS.items()
            if counts.get(kind)
        ],
        "count": sum(counts.values()),
        "corrected": corrected(filters.words, rungs[PARTNERSHIP]),
        "missing": best[0].missing if best else (),
    }


def _documents(rungs: Mapping[str, Rung], version: int) -> dict[str, DocumentMatches]:
    """The best documents of each kind: all kinds are read in the same way, or each has its records ranked before."""
    words = {kind: rung.words for kind, rung in rungs.items()}
    ranked = {kind: of_kind.ranked for kind, of_kind in words.items() if of_kind.ranked is not None}
    if ranked:
        return best_ranked(ranked, most=BEST, version=version)
    return best_documents(next(iter(words.values())), words, most=BEST, version=version)


def _explain(
    rungs: Mapping[str, Rung],
    partnerships: dict[int, ListedPartnership],
    records: Mapping[str, Sequence[Model]],
    values: Values,
) -> None:
    """Give what is shown its marks and reasons: of partnerships in place of those without, of other records as `why`."""
    groups = [ShownOfKind(kind, rungs[kind], list(map(shown_of, shown))) for kind, shown in records.items()]
    groups += [ShownOfKind(PARTNERSHIP, rungs[PARTNERSHIP], shown_of_each(partnerships))]
    why = of_kinds(groups, values)
    partnerships |= with_reasons(partnerships, why[PARTNERSHIP])
    for kind, shown in records.items():
        for record in shown:
            record.why = why[kind][number_of(record)]


def _by_number(
    kind: str, partnerships: dict[int, ListedPartnership], records: Sequence[Model]
) -> dict[int, Any]:
    return partnerships if kind == PARTNERSHIP else {number_of(record): record for record in records}


def _best_match(kind: SearchedKind, record: Any, reading: Rung, number: int, relevance: float) -> BestMatch:
    if isinstance(record, ListedPartnership):
        url, why = record.url, Why(record.title, record.acronym, record.summary, record.reasons)
    else:
        url, why = record.get_absolute_url(), record.why
    return BestMatch(
        kind.label,
        record.date_in_words if isinstance(record, Event) else "",
        url,
        *why,
        _standing(relevance, reading, number, kind.standing),
        reading.missing_in(number),
    )


def _standing(relevance: float, reading: Rung, number: int, standing: float) -> float:
    """By which records of several kinds are put in order: the step first, and within it the kind as well."""
    if reading.words.ranked is not None:
        return reading.shares[reading.words.ranked.index(number)] + standing / 1000
    step = floor(relevance)
    within = (relevance - step) * standing
    # Sources speak of what is looked for: whoever types its name wants the record
    return step + within - (1 if standing < LOWEST_OF_ITS_STEP else 0)


def _url(kind: SearchedKind, typed: str) -> str:
    """Of all that are found of a kind; "" where there is no list of them."""
    return f"{reverse(f'directory:{kind.name}')}?{urlencode({'q': typed})}" if kind.has_list else ""
