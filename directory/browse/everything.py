"""The search over everything: partnerships, organisations, countries, topics, events and what else has pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from directory.browse import events, sources
from directory.browse.lists import corrected
from directory.browse.related import commitments, resources, with_partnership_count
from directory.browse.results import listed_partnerships
from directory.browse.why_found import explained, number_of
from directory.finding import search
from directory.finding.facets import Values
from directory.finding.filters import SearchFilter
from directory.finding.ladder import LadderStep, Rung, other_spelling, with_most_words
from directory.finding.ranking import BY_RELEVANCE
from directory.models import (
    Commitment,
    ContactPoint,
    Country,
    Event,
    Figure,
    Organisation,
    Resource,
    Source,
    Topic,
)
from directory.models.statements import public_sources
from directory.models.text_search import Words

BEST = 5  # records of each kind that the page shows, and of all kinds; the address of all of a kind stands beside


class SearchedKind(NamedTuple):
    """A kind of record that is searched with the others.

    `records`: those that may be found. `shown`: reads the few that are shown. `has_list`: a list of them takes words.
    `standing`: of two records that answer equally well, the one whose kind stands higher comes first; it weighs what
    `relevance` says within one of its steps.
    """

    label: str
    records: Callable[[Words], QuerySet]
    shown: Callable[[QuerySet], Iterable]
    standing: float
    has_list: bool = True


def _sources_to_search(words: Words) -> QuerySet[Source]:
    """The public sources, or none where no source at all has the words: whether one is public is the longest question of
    the page. One query."""
    has_words = Source.objects.matching(words).exists()
    return public_sources() if has_words else Source.objects.none()


KINDS: Mapping[str, SearchedKind] = {
    "organisations": SearchedKind(
        _("Organisation"), lambda _w: Organisation.objects.listed(), with_partnership_count, 1
    ),
    "countries": SearchedKind(_("Country"), lambda _w: Country.objects.all(), list, 1, has_list=False),
    "topics": SearchedKind(_("Topic"), lambda _w: Topic.objects.all(), list, 0.9, has_list=False),
    "resources": SearchedKind(_("Resource"), lambda _w: Resource.objects.all(), resources, 0.8),
    "commitments": SearchedKind(_("Commitment"), lambda _w: Commitment.objects.all(), commitments, 0.6),
    "events": SearchedKind(_("Event"), lambda _w: Event.objects.all(), events.with_counts, 0.9),
    "figures": SearchedKind(
        _("Figure"), lambda _w: Figure.objects.select_related("source"), list, 0, has_list=False
    ),
    "sources": SearchedKind(_("Source"), _sources_to_search, sources.with_counts, 0.4),
    "desks": SearchedKind(_("Desk"), lambda _w: ContactPoint.objects.in_search(), list, 0.7, has_list=False),
}
# What the page calls several of a kind, in the order of its sections
LABELS = {
    "partnerships": _("Partnerships"),
    "organisations": _("Organisations"),
    "countries": _("Countries"),
    "topics": _("Topics"),
    "desks": _("Desks"),
    "resources": _("Resources"),
    "commitments": _("Commitments"),
    "events": _("Events"),
    "figures": _("Figures"),
    "sources": _("Sources"),
}


@dataclass(frozen=True, slots=True)
class MatchesOfKind:
    """The records of one kind that have the words: how many, the best few, and the address of them all."""

    count: int
    best: list
    url: str = ""


class BestMatch(NamedTuple):
    """One of the few records of all kinds that answer best."""

    kind: str
    url: str
    title: str
    acronym: str
    text: str
    reasons: Sequence[str]
    relevance: float
    missing: tuple[str, ...]  # of the words, where none has all


def find_everything(filters: SearchFilter, values: Values) -> dict:
    """The context of search.html: what the first step of the ladder finds that finds anything, of all kinds together."""
    typed = Rung(LadderStep.AS_TYPED, filters.words)
    matches = _find({}, typed, filters, values)
    if matches["count"]:
        return matches
    spelled = other_spelling(filters.words)
    if spelled and (later := _find({}, Rung(LadderStep.OTHER_SPELLING, spelled), filters, values))["count"]:
        return later
    if not filters.words.wanted:
        return matches
    models = {name: kind.records(filters.words).model._meta.model_name for name, kind in KINDS.items()}
    rungs = {
        name: with_most_words(filters.words, spelled, model)
        or Rung(LadderStep.MOST_WORDS, replace(filters.words, ranked=()))
        for name, model in {"partnerships": "partnership", **models}.items()
    }
    later = _find(rungs, Rung(LadderStep.MOST_WORDS, filters.words), filters, values)
    return later if later["count"] else matches


def _find(rungs: Mapping[str, Rung], rung: Rung, filters: SearchFilter, values: Values) -> dict:
    """The matches of each kind in one reading. `rungs`: by kind, where each has its own."""
    reading = rungs.get("partnerships", rung)
    answer = search.find(search.Search.of(reading.words), sort=BY_RELEVANCE, offset=0)
    partnerships = listed_partnerships(answer.ids[:BEST], values, reading)
    matches = {
        "partnerships": MatchesOfKind(answer.counts.total, partnerships, _url("partnerships", filters.typed))
    }
    best = [
        BestMatch(
            _("Partnership"),
            record.url,
            record.title,
            record.acronym,
            record.summary,
            record.reasons,
            _standing(relevance, reading, pk, 1),
            reading.missing_in(pk),
        )
        for record, relevance, pk in zip(partnerships, answer.relevance, answer.ids, strict=False)
    ]
    for name, kind in KINDS.items():
        reading = rungs.get(name, rung)
        matching = kind.records(reading.words).matching(reading.words)
        count = matching.count()
        records = kind.shown(matching.by_relevance(reading.words)[:BEST]) if count else []
        shown = explained(reading, records, values)
        url = _url(name, filters.typed) if kind.has_list else ""
        matches[name] = MatchesOfKind(count, shown, url)
        if kind.standing:
            best += [_best_match(kind, record, reading) for record in shown]
    best.sort(key=lambda match: -match.relevance)
    return {
        **matches,
        "best": best[:BEST],
        "kinds": [
            (name, label, matches[name].count) for name, label in LABELS.items() if matches[name].count
        ],
        "count": sum(kind.count for kind in matches.values()),
        "corrected": corrected(filters.words, rungs.get("partnerships", rung)),
        "missing": best[0].missing if best else (),
    }


def _best_match(kind: SearchedKind, record: Any, reading: Rung) -> BestMatch:
    number = number_of(record)
    return BestMatch(
        kind.label,
        record.get_absolute_url(),
        *record.why,
        _standing(record.relevance, reading, number, kind.standing),
        reading.missing_in(number),
    )


def _standing(relevance: float, reading: Rung, number: int, standing: float) -> float:
    """By which records of several kinds are put in order: the step first, and within it the kind as well."""
    if reading.words.ranked is not None:
        return reading.shares[reading.words.ranked.index(number)] + standing / 1000
    step = floor(relevance)
    return step + (relevance - step) * standing


def _url(name: str, typed: str) -> str:
    return f"{reverse(f'directory:{name}')}?{urlencode({'q': typed})}"
