"""Countries and topics, and what is known about one of them."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from directory.browse import attendance, related
from directory.browse.memberships import joined, with_partnership
from directory.browse.notes import SourceNotes
from directory.browse.results import listed_partnerships
from directory.finding import facets, search
from directory.finding.facets import Values
from directory.finding.page_cache import kept_while_unchanged
from directory.finding.walking import RECENT
from directory.models import Commitment, Country, Membership, Organisation, Topic
from directory.models.commitments import BY_DUE_DATE
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
def country(request: HttpRequest, code: str) -> HttpResponse:
    record = get_object_or_404(Country.objects.select_related("region"), code=code.upper())
    if code != code.lower():  # one address for each page: /countries/PL/ leads to /countries/pl/
        return redirect("directory:country", code.lower(), permanent=True)
    return render(
        request,
        "directory/browse/country.html",
        {
            "country": record,
            **first_few("country", record.code, request.data_version),
            "sectors": organisations_by_sector(record, facets.values(request.data_version)),
            **statements(record),
        },
    )


def organisations_by_sector(country: Country, values: Values) -> list[dict]:
    """The organisations of a country under the name of each sector. One query."""
    sectors: dict[str, list[Organisation]] = {}
    for organisation in (
        country.organisations.listed().only("slug", "name", "sector", "country").order_by("sort_name")
    ):
        sectors.setdefault(organisation.sector_id, []).append(organisation)
    names = values.names["sector"]
    return [{"name": names[code], "organisations": sectors[code]} for code in names if code in sectors]


def statements(country: Country) -> dict:
    """What is stated about a country itself, what was promised by it or by somebody at home there, and the sources."""
    of_country = with_partnership(
        Membership.objects.shown().filter(country=country, partnership__is_sample=False)
    )
    memberships = list(of_country.order_by("pk"))
    attended = list(attendance.shown_of("country", country).select_related("event", "session", "source"))
    contributions = list(
        country.contributions.listed().select_related("partnership", "source").order_by("year", "pk")
    )
    promised = related.commitments(
        Commitment.objects.filter(
            pk__in=Commitment.objects.filter(
                Q(owner_countries=country)
                | Q(partner_countries=country)
                | Q(owner_organisations__in=country.organisations.listed())
            ).values("pk")
        ).order_by(*BY_DUE_DATE)
    )
    resources = related.resources(country.resources.order_by("sort_name"))
    notes = SourceNotes(*memberships, *attended, *contributions, *promised, *resources)
    current, former = joined(memberships, notes)
    return {
        "memberships": current,
        "former_memberships": former,
        "events": attendance.events(attended, notes),
        "contributions": [(contribution, notes.backing(contribution)) for contribution in contributions],
        "commitments": promised,
        "resources": resources,
        "sources": notes.sources,
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


def _in_numbers(*, commitments: int, resources: int, sessions: int) -> str:
    """ "2 commitments, 1 resource": what there is of each; empty where there is nothing."""
    words = (
        ngettext("%(count)s commitment", "%(count)s commitments", commitments) % {"count": commitments},
        ngettext("%(count)s resource", "%(count)s resources", resources) % {"count": resources},
        ngettext("%(count)s session of an event", "%(count)s sessions of events", sessions)
        % {"count": sessions},
    )
    counted = zip((commitments, resources, sessions), words, strict=True)
    return pgettext("between the names of a list", ", ").join(text for number, text in counted if number)


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
