"""The search over everything: partnerships, organisations, countries, topics, events and what else has pages."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from directory.browse import events, sources
from directory.browse.related import commitments, resources, with_partnership_count
from directory.browse.results import listed_partnerships
from directory.finding import search
from directory.finding.facets import ALL, Values
from directory.finding.filters import SearchFilter
from directory.models import Commitment, Country, Event, Figure, Organisation, Resource, Source, Topic
from directory.models.statements import public_sources
from directory.models.text_search import TextQuery

BEST = 5  # records of each kind that the page shows; the address of all of them stands beside
EVERY = {"scope": ALL, "freshness": ALL}  # partnerships that the default list leaves out are found as well

WITHOUT_LIST = ("countries", "topics", "figures")  # kinds of which no list takes words


@dataclass(frozen=True, slots=True)
class MatchesOfKind:
    """The records of one kind that have the words: how many, the best few, and the address of them all."""

    count: int
    best: list
    url: str = ""


def find_everything(filters: SearchFilter, values: Values) -> dict:
    """The context of search.html. Where nothing at all has the words, that of the nearest spelling."""
    matches = _find(filters.search, filters.typed, values)
    if matches["count"] or not filters.search.words:
        return matches
    if spelled := search.nearest_spelling(filters.search):
        return {**_find(spelled, spelled.words, values), "corrected": spelled.words}
    return matches


def _find(words_search: search.Search, typed: str, values: Values) -> dict:
    query = TextQuery(typed)
    counts, ids = search.find(words_search, sort=search.BY_RELEVANCE, offset=0)
    kinds = {
        "organisations": (Organisation.objects.listed(), with_partnership_count),
        "countries": (Country.objects.all(), list),
        "topics": (Topic.objects.all(), list),
        "resources": (Resource.objects.all(), resources),
        "commitments": (Commitment.objects.all(), commitments),
        "events": (Event.objects.all(), events.with_counts),
        "figures": (Figure.objects.select_related("source"), list),
        "sources": (_sources_to_search(query), sources.with_counts),
    }
    all_partnerships = _url("partnerships", typed, **EVERY)
    matches = {
        "partnerships": MatchesOfKind(counts.total, listed_partnerships(ids[:BEST], values), all_partnerships)
    }
    for name, (queryset, shown) in kinds.items():
        matching = queryset.matching(query)
        count = matching.count()
        best = list(shown(matching.by_relevance(typed)[:BEST])) if count else []
        url = "" if name in WITHOUT_LIST else _url(name, typed)
        matches[name] = MatchesOfKind(count, best, url)
    return {**matches, "count": sum(kind.count for kind in matches.values())}


def _sources_to_search(query: TextQuery) -> QuerySet[Source]:
    """The public sources, or none where no source at all has the words: whether one is public is the longest question of
    the page. One query."""
    has_words = Source.objects.matching(query).exists()
    return public_sources() if has_words else Source.objects.none()


def _url(name: str, typed: str, **parameters: str) -> str:
    return f"{reverse(f'directory:{name}')}?{urlencode({'q': typed, **parameters})}"
