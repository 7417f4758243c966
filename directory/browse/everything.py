"""The search over everything: partnerships, organisations, countries, topics, resources and commitments."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from directory.browse.related import commitments, resources, with_partnership_count
from directory.browse.results import results
from directory.finding import search
from directory.finding.facets import ALL, Values
from directory.finding.filters import SearchFilter
from directory.models import Commitment, Country, Organisation, Resource, Topic
from directory.models.text_search import TextQuery

BEST = 5
EVERY = {"scope": ALL, "freshness": ALL}  # partnerships that the default list leaves out are found as well


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind: how many, the best few, and the address of them all."""

    count: int
    best: list
    url: str = ""


def find_everything(asked: SearchFilter, values: Values) -> dict:
    """The context of search.html. Where nothing at all has the words, that of the nearest spelling."""
    found = _find(asked.search, asked.typed, values)
    spelling = None if found["count"] or not asked.search.words else search.nearest_spelling(asked.search)
    if spelling:
        found = {**_find(spelling, spelling.words, values), "corrected": spelling.words}
    return found


def _find(wanted: search.Search, typed: str, values: Values) -> dict:
    counts, ids = search.find(wanted, sort=search.BY_RELEVANCE, offset=0)
    kinds = {
        "organisations": (Organisation.objects.published(), with_partnership_count),
        "countries": (Country.objects.all(), list),
        "topics": (Topic.objects.all(), list),
        "resources": (Resource.objects.all(), resources),
        "commitments": (Commitment.objects.all(), commitments),
    }
    found = {
        "partnerships": Found(counts.total, results(ids[:BEST], values), _url("partnerships", typed, **EVERY))
    }
    for name, (queryset, shown) in kinds.items():
        matching = queryset.matching(TextQuery(typed))
        count = matching.count()
        best = list(shown(matching.by_relevance(typed)[:BEST])) if count else []
        found[name] = Found(count, best, "" if name in ("countries", "topics") else _url(name, typed))
    return {**found, "count": sum(kind.count for kind in found.values())}


def _url(name: str, typed: str, **parameters: str) -> str:
    return f"{reverse(f'directory:{name}')}?{urlencode({'q': typed, **parameters})}"
