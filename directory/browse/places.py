"""The lists of countries and of topics, and what is known about a topic."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from directory.browse import promises, related
from directory.browse.finder_addresses import finder_address
from directory.browse.results import listed_partnerships
from directory.finding import facets, search
from directory.finding.page_cache import kept_while_unchanged
from directory.finding.walking import RECENT
from directory.models import Country, Organisation, Topic
from directory.models.commitments import BY_DUE_DATE
from directory.records import linked_data
from directory.rights import permissions

FIRST_FEW = 5  # partnerships that the page of a country or topic shows


def organisation_counts() -> dict[str, int]:
    """How many organisations are at home in each country that has any. One query."""
    at_home = Organisation.objects.listed().exclude(country=None)
    return dict(at_home.values_list("country").annotate(number=Count("pk")))


@permissions.public
@kept_while_unchanged
def countries(request: HttpRequest) -> HttpResponse:
    values = facets.values(request.data_version)
    counts = facets.totals(request.data_version).all
    organisations = organisation_counts()
    regions: dict[str, list[dict]] = {}
    region_names = ["", *values.names["region"].values()]
    for country in Country.objects.by_rank().select_related("region__parent"):
        figures = {
            "code": country.code,
            "name": country.name,
            "partnership_count": counts.get(values.by_code["country"][country.code].v, 0),
            "organisation_count": organisations.get(country.code, 0),
        }
        # Countries without either would be 200 lines that say nothing; their own pages exist all the same
        if figures["partnership_count"] or figures["organisation_count"]:
            regions.setdefault(country.region.name if country.region else "", []).append(figures)
    return render(
        request,
        "directory/browse/countries.html",
        {"regions": [{"name": name, "countries": regions[name]} for name in region_names if name in regions]},
    )


def first_few(facet: str, code: str, version: int) -> dict:
    """The first partnerships with one value of a facet in the usual order, how many there are, and the address of them
    all."""
    values = facets.values(version)
    value = values.by_code[facet][code]
    of_value = search.Search(chosen={facet: (value.v,)})
    # The address lifts both defaults of the list, so that it shows as many as are counted here
    return {
        "partnerships": listed_partnerships(
            search.page_of_ids(of_value, sort=RECENT, offset=0)[:FIRST_FEW], values
        ),
        "partnership_count": facets.totals(version).all.get(value.v, 0),
        "partnerships_url": f"{reverse('directory:partnerships')}?{facet}={code}"
        f"&scope={facets.ALL}&freshness={facets.ALL}",
    }


@permissions.public
@kept_while_unchanged
def topics(request: HttpRequest) -> HttpResponse:
    """All topics with what is known about each. Seven queries, three of them for names and counts of facets."""
    values = facets.values(request.data_version)
    totals = facets.totals(request.data_version).all
    numbers = {
        name: dict(Topic.objects.annotate(of_topic=Count(name)).values_list("slug", "of_topic"))
        for name in ("commitments", "resources", "sessions")
    }
    return render(
        request,
        "directory/browse/topics.html",
        {
            "topics": [
                {
                    "slug": code,
                    "name": name,
                    "partnerships": totals.get(values.by_code["topic"][code].v, 0),
                    "others": _in_numbers(**{kind: numbers[kind].get(code, 0) for kind in numbers}),
                }
                for code, name in values.names["topic"].items()
            ]
        },
    )


def _in_numbers(*, partnerships: int = 0, commitments: int = 0, resources: int = 0, sessions: int = 0) -> str:
    """ "2 commitments, 1 resource": what there is of each; empty where there is nothing."""
    words = (
        ngettext("%(count)s partnership", "%(count)s partnerships", partnerships) % {"count": partnerships},
        ngettext("%(count)s commitment", "%(count)s commitments", commitments) % {"count": commitments},
        ngettext("%(count)s resource", "%(count)s resources", resources) % {"count": resources},
        ngettext("%(count)s session of an event", "%(count)s sessions of events", sessions)
        % {"count": sessions},
    )
    counted = zip((partnerships, commitments, resources, sessions), words, strict=True)
    return pgettext("between the names of a list", ", ").join(text for number, text in counted if number)


@permissions.public
@kept_while_unchanged
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    record = get_object_or_404(Topic, slug=slug)
    first = first_few("topic", slug, request.data_version)
    promised = related.commitments(record.commitments.order_by(*BY_DUE_DATE))
    resources = related.resources(record.resources.order_by("sort_name"))
    return render(
        request,
        "directory/browse/topic.html",
        {
            "topic": record,
            "other_terms": [term for term in record.other_terms.split(";") if term],
            **first,
            "in_short": _in_numbers(
                partnerships=first["partnership_count"], commitments=len(promised), resources=len(resources)
            ),
            "commitments": promised,
            "promises": promises.of_commitments(promised),
            "resources": resources,
            "finder_url": finder_address(topics=[slug]),
            "feed_url": file_of_partnerships("atom", "topic", slug),
            "csv_url": file_of_partnerships("csv", "topic", slug),
            "url": linked_data.site_url(record.get_absolute_url()),
        },
    )


def file_of_partnerships(extension: str, facet: str, code: str) -> str:
    """All partnerships with one value of a facet, as a file or a feed."""
    path = reverse("directory:download", args=["partnerships", extension])
    return f"{path}?{facet}={code}&{search.WITHOUT_DEFAULTS}"
