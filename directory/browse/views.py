"""The first page, the search over everything, the list of partnerships, and pages of text."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.vary import vary_on_headers

from directory.browse.a_to_z import facet_page, requested_facet
from directory.browse.elsewhere import elsewhere, likelier_words
from directory.browse.everything import find_everything
from directory.browse.lists import Address, drops, frame, refused
from directory.browse.panel import in_digits
from directory.browse.past import past_partnerships, requested_time
from directory.browse.places import organisation_counts
from directory.browse.results import ListedPartnership, entries, listed_partnerships
from directory.browse.world_map import map_of_all
from directory.finding import facets, ladder, search
from directory.finding.filters import PartnershipFilter, SearchFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.finding.paging import requested_page
from directory.finding.walking import NEWEST
from directory.gate.channels import places_to_report
from directory.gate.guard import reads_like_a_case
from directory.models import (
    Commitment,
    Country,
    Organisation,
    Partnership,
)
from directory.models.statements import public_sources
from directory.pictures.sectors import look_of
from directory.rights import permissions

NEWEST_SHOWN = 6  # partnerships on the first page
UNFOLDED_FACETS = {"sector", "topic"}  # of partnerships: they stand first in the panel


@lru_cache(maxsize=1)
def other_figures(version: int) -> dict[str, int | frozenset[str]]:
    """How many there are of what no facet counts, and the countries in which organisations are at home. Four queries after
    each change of the directory."""
    return {
        "organisations": Organisation.objects.listed().count(),
        "homes": frozenset(organisation_counts()),
        "commitments": Commitment.objects.count(),
        "sources": public_sources().count(),
    }


@permissions.public
@kept_while_unchanged
def home(request: HttpRequest) -> HttpResponse:
    values = facets.values(request.data_version)
    totals = facets.totals(request.data_version).all
    uncounted = other_figures(request.data_version)
    countries, topics = counted(values, totals, "country"), counted(values, totals, "topic")
    return render(
        request,
        "directory/browse/home.html",
        {
            "figures": {
                "partnerships": totals.get(facets.EVERYTHING, 0),
                # Those of the list of countries
                "countries": len(uncounted["homes"] | {country["slug"] for country in countries}),
                **uncounted,
            },
            **{f"{facet}_names": values.names[facet] for facet in ("topic", "country", "language")},
            "examples": [
                *(
                    {
                        "name": country["name"],
                        "url": reverse("directory:country", args=[country["slug"].lower()]),
                    }
                    for country in countries[:1]
                ),
                *(
                    {"name": topic["name"], "url": reverse("directory:topic", args=[topic["slug"]])}
                    for topic in topics[:1]
                ),
            ],
            "map": map_of_all(request.data_version),
            "newest": listed_partnerships(newest(), values, version=request.data_version),
            "sectors": [
                {**sector, "look": look_of(sector["slug"])} for sector in counted(values, totals, "sector")
            ],
        },
    )


def newest() -> list[int]:
    """The ids of the newest partnerships of all, not of the default list: a new one may still be of one country. What was
    made up for a trial leads no page."""
    ids = search.page_of_ids(search.Search(), sort=NEWEST, offset=0)
    samples = set(Partnership.objects.filter(pk__in=ids, is_sample=True).values_list("pk", flat=True))
    return [pk for pk in ids if pk not in samples][:NEWEST_SHOWN]


def counted(values: facets.Values, totals: Mapping[int, int], facet: str) -> list[dict[str, str]]:
    """The values of a facet that partnerships have, the most frequent first."""
    counts = [(totals.get(value.v, 0), value) for value in values.by_code[facet].values()]
    counts.sort(key=lambda pair: (-pair[0], pair[1].place))
    return [
        {"slug": value.code, "name": value.label, "count": in_digits(count)}
        for count, value in counts
        if count
    ]


@permissions.public
@kept_while_unchanged
def search_everything(request: HttpRequest) -> HttpResponse:
    values = facets.values(request.data_version)
    filters = SearchFilter(request.GET, values=values)
    if not filters.is_valid():
        return refused(request, filters)
    context = {
        "words": filters.typed,
        "looks_like_report": reads_like_a_case(filters.typed),
        "searched_words": filters.words.wanted if filters.leaves_words_out else "",
    }
    if filters.words:
        context |= find_everything(filters, values, version=request.data_version)
        words = likelier_words(filters, context["count"])
        context |= {
            "likelier_words": words,
            "likelier_url": f"{request.path}?{urlencode({'q': words})}",
            "elsewhere": elsewhere(filters, context["count"], among=()),
        }
    return render(request, "directory/browse/search.html", context)


@permissions.public
@kept_while_unchanged
def partnerships(request: HttpRequest) -> HttpResponse:
    values = facets.values(request.data_version)
    filters = PartnershipFilter(request.GET, values=values)
    if not filters.is_valid():
        return refused(request, filters)
    time = requested_time(request.GET)
    if time.span:
        return past_partnerships(request, filters, time.span)
    # Counts of all facets and the ids of one page come from the same statement where there are words
    rung, _reading, page, matches = ladder.nearest_page(
        filters.search,
        sort=filters.sort,
        requested=requested_page(request.GET),
        version=request.data_version,
    )
    counts = matches.counts
    filters.rung = rung
    if facet := requested_facet(request.GET, filters):
        address = Address.of(request, filters)
        return facet_page(request, filters, address, facet, by_code(counts, values, [facet])[facet])
    results = listed_partnerships(matches.ids, values, rung, version=request.data_version)
    facet_names = sorted(filters.facet_names, key=lambda name: name not in UNFOLDED_FACETS)
    context = frame(
        request,
        filters,
        lambda: by_code(counts, values, facet_names),
        page,
        first=next(iter(matches.ids), None),
    )
    are_parted = filters.words and rung.has_all_words and not context["is_table"]
    by_words, by_terms = own_words_first(results, matches) if are_parted else (results, [])
    address = context["address"]
    return render(
        request,
        "directory/browse/partnerships.html",
        {
            **context,
            "ignored": [*context["ignored"], *time.ignored],
            "results": by_words,
            "by_terms": by_terms,
            # Marks and reasons are those of somebody's words
            "entries": "" if filters.words or context["is_table"] else entries(results, request.data_version),
            "drops": [] if counts.total else drops(filters, address, counts.without),
            "hidden_uncrossed": left_out(filters, address, counts, "scope", "neither"),
            "hidden_dormant": left_out(filters, address, counts, "freshness", "dormant"),
        },
    )


def by_code(
    counts: search.Counts, values: facets.Values, facet_names: Iterable[str]
) -> dict[str, dict[str, int]]:
    """How many partnerships have each value of these facets, by code."""
    return {
        name: {code: counts.by_value.get(value.v, 0) for code, value in values.by_code[name].items()}
        for name in facet_names
    }


def own_words_first(
    results: list[ListedPartnership], matches: search.Matches
) -> tuple[list[ListedPartnership], list[ListedPartnership]]:
    """The results of a page that have the words among their own, and after them those that have them through their topics,
    countries and so on. Where none of the page has them, or the page is in another order, all are in the first."""
    count = sum(relevance >= 1 for relevance in matches.relevance)
    return (results[:count], results[count:]) if count else (results, [])


def left_out(
    filters: PartnershipFilter, address: Address, counts: search.Counts, name: str, code: str
) -> dict[str, str | int] | None:
    """How many a facet's default leaves out, and the address that shows them too; None where it leaves out none."""
    encoded = filters.values.by_code[name][code].v
    is_left_out = name not in filters.chosen and name in filters.search.chosen
    count = counts.by_value.get(encoded, 0) if is_left_out else 0
    return {"count": count, "url": address.having(name, [facets.ALL]).url()} if count else None


def page(template: str):
    """A page of text alone."""

    @permissions.public
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"directory/pages/{template}.html", {"contact_email": settings.CONTACT_EMAIL})

    return view


about, privacy, accessibility = page("about"), page("privacy"), page("accessibility")


# The country is guessed from the language that a browser asks for
@permissions.public
@vary_on_headers("Accept-Language")
def report_abuse(request: HttpRequest) -> HttpResponse:
    names = {country.code: country.name for country in Country.objects.by_rank()}
    places = places_to_report(request)
    return render(
        request,
        "directory/pages/report_abuse.html",
        {
            "countries": list(names.items()),
            "country": places.country,
            "country_name": names.get(places.country, ""),
            "places": places,
        },
    )
