"""The kinds of pages that are measured, each with several addresses, so that no cache of one flatters it."""

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import override

from directory.counterparts import finder
from directory.counterparts.forms import DeskSearch
from directory.finding import search
from directory.finding.facets import Value, Values
from directory.finding.search import PAGE_SIZE, Search
from directory.models import Membership, Organisation

# Of each kind. A single address would be answered from what the request before left in caches
ADDRESSES = 5
MILLION = 1_000_000


class Goal(NamedTuple):
    """What is to be reached, as the median and the 95th percentile of whole requests in milliseconds: with 100,000
    partnerships or fewer, and with a million."""

    usual: tuple[int, int]
    with_a_million: tuple[int, int] | None = None

    def at(self, size: int) -> tuple[int, int] | None:
        return self.usual if size < MILLION else self.with_a_million


LANDING, FILTERED, SEARCHED = Goal((4, 6)), Goal((8, 15), (25, 40)), Goal((12, 20), (60, 100))
PARTNERSHIP, HUB, API = Goal((8, 12)), Goal((15, 25)), Goal((30, 50))
# These are limits for one of twenty at most: of the median nothing was asked.
FINDER, INTRODUCTIONS, SUGGESTED = Goal((100, 100)), Goal((50, 50)), Goal((30, 30))
DRAWN = Goal((150, 150))


@dataclass(frozen=True, slots=True)
class PageKind:
    """Pages that cost about the same. `is_results`: whether it is a page of results that the usual ways find as well."""

    name: str
    addresses: list[str]
    goal: Goal | None = None
    is_results: bool = True

    @property
    def is_list(self) -> bool:
        """Whether it is a list of partnerships: as it opens, filtered or searched."""
        return self.goal in (LANDING, FILTERED, SEARCHED)


def kinds(facet_values: Values) -> list[PageKind]:
    """All kinds, with addresses for which the database in use has an answer."""
    return [
        PageKind("Home", in_each_language("home"), is_results=False),
        PageKind("Partnerships, unfiltered", in_each_language("partnerships"), LANDING),
        *filtered_lists(facet_values),
        *searched_lists(facet_values),
        *later_steps(),
        *drawings(facet_values),
        *single_records_and_answers(facet_values),
    ]


def filtered_lists(facet_values: Values) -> list[PageKind]:
    """Lists of partnerships that facets narrow."""
    countries, topics, sectors = (
        most_frequent(facet_values, facet) for facet in ("country", "topic", "sector")
    )
    # Each address begins one value further, so that no two ask for the same
    three = [
        {
            "country": [value.code for value in countries[first : first + 3]],
            "topic": [value.code for value in topics[first : first + 2]],
            "sector": [value.code for value in sectors[first : first + 2]],
        }
        for first in range(ADDRESSES)
    ]
    far = [
        {value.facet: [value.code], "page": page_far_down(value)}
        for value in [*countries[:2], *topics[:2], *sectors[:1]]
    ]
    return [
        PageKind("One broad filter", results({"country": [value.code]} for value in countries), FILTERED),
        PageKind("Three filters, several values each", results(three), FILTERED),
        PageKind("Page 500 of a filter", results(far), FILTERED),
        PageKind(
            "At a time of the past, one filter",
            results({"country": [value.code], "at": "2015-06"} for value in countries),
            is_results=False,
        ),
    ]


def searched_lists(facet_values: Values) -> list[PageKind]:
    """Lists of partnerships that words narrow, and the search over everything."""
    countries, topics = (most_frequent(facet_values, facet) for facet in ("country", "topic"))
    common, middling = words(share=0.25), words(share=0.05)
    narrowed = [
        {"q": word, "country": [country.code], "topic": [topic.code]}
        for word, country, topic in zip(common, countries, topics, strict=False)
    ]
    return [
        PageKind("Common word (25 %)", results({"q": word} for word in common), SEARCHED),
        PageKind("Rare word", results({"q": word} for word in words(listings=8)), SEARCHED),
        PageKind("Beginning of a word", results({"q": word[:4]} for word in middling), SEARCHED),
        PageKind(
            "Misspelt word", results({"q": word} for word in misspelt(middling)), SEARCHED, is_results=False
        ),
        PageKind("Common word and two filters", results(narrowed), SEARCHED),
        PageKind(
            "Suggestions while typing",
            [
                address("suggest", {"q": typed})
                for word, next_word in pairwise(middling)
                for typed in (word[:2], word[:4], f"{word} {next_word[:3]}")
            ],
            SUGGESTED,
            is_results=False,
        ),
        PageKind(
            "Common word, everywhere", [address("search", {"q": word}) for word in common], is_results=False
        ),
    ]


def later_steps() -> list[PageKind]:
    """Searches that find nothing as they are typed, so that the next step is taken: another form of the words, then most of
    them. The usual ways find nothing at all."""
    middling, rare = words(share=0.05), words(listings=8)
    mixed = [
        {"q": f"{middling_word} {rare_word} {next_rare_word}"}
        for middling_word, rare_word, next_rare_word in zip(middling, rare, rare[1:] + rare[:1], strict=False)
    ]
    return [
        PageKind(
            "Another form of a word", results({"q": word} for word in other_forms(middling)), is_results=False
        ),
        PageKind("Most of several words", results(mixed), is_results=False),
    ]


def drawings(facet_values: Values) -> list[PageKind]:
    """The map and the network, of everything and narrowed."""
    countries, topics = (most_frequent(facet_values, facet) for facet in ("country", "topic"))
    narrowed = [
        {},
        {"scope": "all", "freshness": "all"},
        {"topic": topics[0].code},
        {"country": [country.code for country in countries[:3]]},
        {"topic": topics[1].code, "country": countries[0].code},
    ]
    return [
        PageKind("Map", [address("map", query) for query in narrowed], DRAWN, is_results=False),
        PageKind(
            "Network",
            [address("network", {**query, "by": by}) for query in narrowed for by in ("sector", "region")],
            DRAWN,
            is_results=False,
        ),
    ]


def single_records_and_answers(facet_values: Values) -> list[PageKind]:
    """Pages of one record, the finder's answers, and the API."""
    countries, topics = (most_frequent(facet_values, facet) for facet in ("country", "topic"))
    return [
        PageKind("A partnership", records("partnership"), PARTNERSHIP, is_results=False),
        PageKind("An organisation, a hub", records("organisation"), HUB, is_results=False),
        PageKind("Introductions", introductions(), INTRODUCTIONS, is_results=False),
        PageKind("Counterparts that fit", counterparts(countries, topics), FINDER, is_results=False),
        PageKind("Counterparts, by a sentence", sentences(countries, topics), FINDER, is_results=False),
        PageKind(
            "Counterparts where none fits",
            counterparts_nowhere(facet_values, topics),
            FINDER,
            is_results=False,
        ),
        PageKind("JSON API, 100 partnerships", hundreds(countries[0]), API, is_results=False),
    ]


def files() -> list[str]:
    """All partnerships in the formats that are read while they are sent."""
    return [
        f"{reverse('directory:download', args=['partnerships', extension])}?scope=all&freshness=all"
        for extension in ("csv", "ndjson")
    ]


def address(name: str, parameters: dict) -> str:
    return f"{reverse(f'directory:{name}')}?{urlencode(parameters, doseq=True)}"


def results(searches) -> list[str]:
    return [address("partnerships", parameters) for parameters in searches]


def hundreds(country: Value) -> list[str]:
    """Pages of the API, as long as they can be."""
    queries = (
        {},
        {"sort": "name"},
        {"scope": "all"},
        {"country": country.code},
        {"since": "2020-01-01T00:00:00Z"},
    )
    path = reverse("api_records", args=["partnerships"])
    return [f"{path}?{urlencode(query)}" for query in queries]


def counterparts(countries: list[Value], topics: list[Value]) -> list[str]:
    """Questions with much to choose from: the countries and the topics of most, languages, urgent or not."""
    return [
        address(
            "counterparts",
            {"country": country.code, "topic": topic.code, "language": ["en", "fr"], "urgent": "on"},
        )
        for country in countries[:ADDRESSES]
        for topic in topics[:2]
    ]


def sentences(countries: list[Value], topics: list[Value]) -> list[str]:
    """The same questions as a sentence, with a slip of the finger and words that nobody understands."""
    return [
        address(
            "counterparts",
            {
                "q": f"I am a judge and need the polcie in {country.label}, urgent: {topic.label}, blockchain, French"
            },
        )
        for country in countries[:ADDRESSES]
        for topic in topics[:2]
    ]


def counterparts_nowhere(facet_values: Values, topics: list[Value]) -> list[str]:
    """Questions that no desk of the country fits, so that those are looked for that may know whom to ask."""
    questions = (
        {"country": country, "topic": topic.code, "sector": sector}
        for country in fewest_desks()
        for topic in topics
        for sector in facet_values.by_code["sector"]
    )
    lonely = (question for question in questions if not has_counterpart(question))
    return [address("counterparts", question) for question in islice(lonely, ADDRESSES)]


def has_counterpart(question: dict[str, str]) -> bool:
    search = DeskSearch(
        topics=(question["topic"],), countries=(question["country"],), sectors=(question["sector"],)
    )
    desks = finder.fitting(search, user=AnonymousUser())
    return any(finder.is_counterpart(desk, search) for desk in desks)


def fewest_desks() -> list[str]:
    """The countries of fewest organisations: only in those does nothing fit."""
    counted = Organisation.objects.exclude(country=None).values_list("country").annotate(count=Count("pk"))
    return [country for country, _count in counted.order_by("count", "country")[:ADDRESSES]]


def introductions() -> list[str]:
    """Between organisations all over the list, hubs and leaves."""
    slugs = list(
        Membership.objects.current()
        .of_organisations()
        .values_list("organisation__slug")
        .annotate(count=Count("pk"))
        .order_by("-count", "organisation__slug")
    )
    # About forty, from the most connected to the least, each paired with its opposite
    pick = [slug for slug, _count in slugs[:: max(len(slugs) // 40, 1)]]
    pairs = zip(pick, reversed(pick), strict=True)
    return [
        f"{reverse('directory:introductions', args=[start])}?{urlencode({'to': target})}"
        for start, target in pairs
        if start != target
    ]


def in_each_language(name: str) -> list[str]:
    addresses = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            addresses.append(reverse(f"directory:{name}"))
    return addresses


def most_frequent(facet_values: Values, facet: str) -> list[Value]:
    """A few more than there are addresses, so that a search can take several."""
    counts = search.count(Search()).by_value
    frequent = sorted(
        facet_values.by_code[facet].values(), key=lambda value: (-counts.get(value.v, 0), value.code)
    )
    return frequent[: ADDRESSES + 2]


def page_far_down(value: Value) -> int:
    """Page 500 of a list that one value narrows, or the last one."""
    total = search.count(Search(chosen={**search.DEFAULT, value.facet: (value.v,)})).total
    return min(500, max(total // PAGE_SIZE, 1))


def words(*, share: float = 0, listings: int = 0) -> list[str]:
    """Words that about so many listings have, or such a share of all."""
    frequency = listings or search.count(Search()).total * share
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM vocabulary WHERE word ~ '^[a-z]{6,}$'"
            " ORDER BY abs(listings - %s::float), word LIMIT %s",
            [frequency, ADDRESSES],
        )
        return [word for (word,) in cursor.fetchall()]


def other_forms(forms: list[str]) -> list[str]:
    """The words in the plural; without those that stand so in the directory, or begin so."""
    return without_beginnings([f"{word}s" for word in forms])


def misspelt(rightly: list[str]) -> list[str]:
    """The words with two letters in the wrong order; without those that another word begins with."""
    return without_beginnings([word[:2] + word[3] + word[2] + word[4:] for word in rightly])


def without_beginnings(words: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT typed FROM unnest(%s::text[]) AS typed"
            " WHERE NOT EXISTS (SELECT FROM vocabulary WHERE starts_with(word, typed))",
            [words],
        )
        return [word for (word,) in cursor.fetchall()]


def records(kind: str) -> list[str]:
    """The pages of the partnerships with most members, or of the organisations with most partnerships."""
    most = (
        Membership.objects.current()
        .of_organisations()
        .values_list(f"{kind}__slug")
        .annotate(count=Count("pk"))
        .order_by("-count", f"{kind}__slug")[:ADDRESSES]
    )
    return [reverse(f"directory:{kind}", args=[slug]) for slug, _count in most]
