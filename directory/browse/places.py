"""Countries and topics, and what is known about one of them."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from directory.browse import related
from directory.browse.results import listed_partnerships
from directory.finding import facets, search
from directory.finding.page_cache import kept_while_unchanged
from directory.models import Commitment, Country, Organisation, Topic
from directory.models.commitments import BY_DUE_DATE
from directory.rights import permissions

FIRST_FEW = 5  # partnerships that the page of a country or topic shows


@permissions.public
@kept_while_unchanged
def countries(request: HttpRequest) -> HttpResponse:
    values = facets.values(request.data_version)
    counts = facets.totals(request.data_version).all
    sitting = Organisation.objects.listed().exclude(country=None)
    organisations = dict(sitting.values_list("country").annotate(number=Count("pk")))
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
    """The newest partnerships with one value of a facet, how many there are, and the address of them all."""
    values = facets.values(version)
    value = values.by_code[facet][code]
    of_value = search.Search(chosen={facet: (value.v,)})
    # The address lifts both defaults of the list, so that it shows as many as are counted here
    return {
        "partnerships": listed_partnerships(
            search.page_of_ids(of_value, sort=search.NEWEST, offset=0)[:FIRST_FEW], values
        ),
        "partnership_count": facets.totals(version).all.get(value.v, 0),
        "partnerships_url": f"{reverse('directory:partnerships')}?{facet}={code}"
        f"&scope={facets.ALL}&freshness={facets.ALL}",
    }


@permissions.public
@kept_while_unchanged
def country(request: HttpRequest, code: str) -> HttpResponse:
    record = get_object_or_404(Country.objects.select_related("region"), code=code.upper())
    if code != code.lower():  # one address for each page: /countries/PL/ leads to /countries/pl/
        return redirect("directory:country", code.lower(), permanent=True)
    sectors: dict[str, list[Organisation]] = {}
    for organisation in record.organisations.listed().select_related("sector").order_by("sort_name"):
        sectors.setdefault(organisation.sector.name, []).append(organisation)
    sector_names = facets.values(request.data_version).names["sector"].values()
    promised = Commitment.objects.filter(
        pk__in=Commitment.objects.filter(
            Q(owner_countries=record) | Q(owner_organisations__country=record)
        ).values("pk")
    )
    return render(
        request,
        "directory/browse/country.html",
        {
            "country": record,
            **first_few("country", record.code, request.data_version),
            "sectors": [
                {"name": name, "organisations": sectors[name]} for name in sector_names if name in sectors
            ],
            "commitments": related.commitments(promised.order_by(*BY_DUE_DATE)),
            "resources": related.resources(record.resources.order_by("sort_name")),
        },
    )


@permissions.public
@kept_while_unchanged
def topics(request: HttpRequest) -> HttpResponse:
    """All topics with what is known about each. Seven queries, three of them for names and counts of facets."""
    values = facets.values(request.data_version)
    totals = facets.totals(request.data_version).all
    counts = {
        "commitments": Topic.objects.annotate(of_topic=Count("commitments")),
        "resources": Topic.objects.annotate(of_topic=Count("resources")),
        "sessions": Topic.objects.annotate(of_topic=Count("sessions")),
    }
    by_topic = {name: dict(queryset.values_list("slug", "of_topic")) for name, queryset in counts.items()}
    return render(
        request,
        "directory/browse/topics.html",
        {
            "topics": [
                {
                    "slug": code,
                    "name": name,
                    "partnerships": totals.get(values.by_code["topic"][code].v, 0),
                    **{kind: by_topic[kind].get(code, 0) for kind in counts},
                }
                for code, name in values.names["topic"].items()
            ]
        },
    )


@permissions.public
@kept_while_unchanged
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    record = get_object_or_404(Topic, slug=slug)
    return render(
        request,
        "directory/browse/topic.html",
        {
            "topic": record,
            "other_terms": [term for term in record.other_terms.split(";") if term],
            **first_few("topic", slug, request.data_version),
            "commitments": related.commitments(record.commitments.order_by(*BY_DUE_DATE)),
            "resources": related.resources(record.resources.order_by("sort_name")),
        },
    )
