"""The map: where partnerships, organisations or desks are, under the filters of their lists; and where one partnership is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from config.security import EMBEDDABLE, csp_override, for_any_site
from directory.browse.lists import Address, chosen_links, refused, views
from directory.browse.map_drawing import Map, MapTerms, continent_of, continents, map_of
from directory.browse.panel import in_digits
from directory.finding import facets, ladder, search
from directory.finding.facets import Values
from directory.finding.filters import DeskFilter, ListFilter, OrganisationFilter, PartnershipFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.finding.search import Search
from directory.finding.unplaced import count_unplaced
from directory.models import Extent, Membership, Partnership
from directory.models.memberships import RUNNING
from directory.records.addresses import current_slugs, public_record
from directory.rights import permissions

SHOW, PARTNERSHIPS = "show", "partnerships"
PARTNERSHIP = "partnership"  # the parameter that asks for the map of one


@dataclass(frozen=True, slots=True)
class DrawingAddress(Address):
    """The address of a drawing of a list, with what the drawing alone can be asked."""

    options: tuple[tuple[str, str], ...] = ()

    def parameters(self) -> list[tuple[str, str]]:
        return [*Address.parameters(self), *self.options]


@dataclass(frozen=True, slots=True)
class MapKind:
    """What a map can show: the filters of whose list, the name of that list's page, and the words for it."""

    filter_class: type[ListFilter]
    page: str
    label: str | Promise
    title: str | Promise


KINDS = {
    PARTNERSHIPS: MapKind(
        PartnershipFilter,
        "partnerships",
        gettext_lazy("Partnerships"),
        gettext_lazy("Where partnerships are at work"),
    ),
    "organisations": MapKind(
        OrganisationFilter,
        "organisations",
        gettext_lazy("Organisations"),
        gettext_lazy("Where organisations are at home"),
    ),
    "desks": MapKind(
        DeskFilter, "counterparts", gettext_lazy("Desks"), gettext_lazy("Which countries desks serve")
    ),
}


@permissions.public
@kept_while_unchanged
def world_map(request: HttpRequest) -> HttpResponse:
    values = facets.values(request.data_version)
    if slug := request.GET.get(PARTNERSHIP, ""):
        return map_of_partnership(request, slug, values)
    kind_name = requested_kind(request)
    kind = KINDS[kind_name]
    filters = kind.filter_class(request.GET, values=values)
    if not filters.is_valid():
        return refused(request, filters)
    drawn = drawn_map(filters, kind_name, request.data_version)
    address = address_of(request.path, filters, kind_name)
    of_list = Address(reverse(f"directory:{kind.page}"), filters.typed, filters.chosen)
    return render(
        request,
        "directory/browse/map.html",
        {
            "map": drawn,
            "title": kind.title,
            "words": filters.typed,
            "chosen": chosen_links(filters, address),
            "clear_url": address.cleared().url(),
            "ignored": [*filters.ignored, *ignored_kind(request)],
            "kinds": [
                {"label": other.label, "url": shown_instead(request, name), "is_shown": name == kind_name}
                for name, other in KINDS.items()
            ],
            "continents": continent_links(filters, address),
            "views": views(of_list, kind.page, drawing="map") if kind_name != "desks" else [],
            "list_url": of_list.url(),
            "embed_url": replace(address, path=reverse("directory:embedded_map")).url(),
        },
    )


@permissions.public
@for_any_site
@csp_override(EMBEDDABLE)
@xframe_options_exempt
@kept_while_unchanged
def embedded_map(request: HttpRequest) -> HttpResponse:
    """The map alone, to be shown inside a page of somebody else's site."""
    kind_name = requested_kind(request)
    kind = KINDS[kind_name]
    filters = kind.filter_class(request.GET, values=facets.values(request.data_version))
    if not filters.is_valid():
        return refused(request, filters)
    address = address_of(reverse("directory:map"), filters, kind_name)
    return render(
        request,
        "directory/browse/embedded_map.html",
        {
            "map": drawn_map(filters, kind_name, request.data_version),
            "title": kind.title,
            "filters": [link["label"] for link in chosen_links(filters, address)],
            "url": request.build_absolute_uri(address.url()),
        },
    )


def requested_kind(request: HttpRequest) -> str:
    typed = request.GET.get(SHOW, PARTNERSHIPS)
    return typed if typed in KINDS else PARTNERSHIPS


def ignored_kind(request: HttpRequest) -> list[str]:
    """A sentence where the address asks for a kind that there is not; else nothing."""
    if request.GET.get(SHOW, PARTNERSHIPS) in KINDS:
        return []
    return [
        _("There is no map of “%(typed)s”. This is that of partnerships.") % {"typed": request.GET[SHOW][:60]}
    ]


def address_of(path: str, filters: ListFilter, kind_name: str) -> DrawingAddress:
    options = () if kind_name == PARTNERSHIPS else ((SHOW, kind_name),)
    return DrawingAddress(path, filters.typed, filters.chosen, options=options)


def shown_instead(request: HttpRequest, kind_name: str) -> str:
    """The address of the map of another kind, with those of the filters that its list has as well."""
    kept = KINDS[kind_name].filter_class.base_filters.keys() - {"sort"}
    query = [(name, code) for name, codes in request.GET.lists() if name in kept for code in codes]
    query += [(SHOW, kind_name)] if kind_name != PARTNERSHIPS else []
    return f"{request.path}?{urlencode(query)}" if query else request.path


def continent_links(filters: ListFilter, address: DrawingAddress) -> list[dict]:
    """For lists that regions narrow, the same map of one continent, or of the world."""
    if "region" not in filters.facet_names:
        return []
    chosen = filters.chosen.get("region", [])
    return [
        {"label": _("World"), "url": address.having("region", []).url(), "is_shown": not chosen},
        *(
            {"label": name, "url": address.having("region", [code]).url(), "is_shown": chosen == [code]}
            for code, name in filters.values.names["region"].items()
            if code in continents()
        ),
    ]


def drawn_continent(filters: ListFilter) -> str:
    """The continent that alone is drawn: that of the regions that are chosen, if they are of one."""
    chosen = {continent_of(region) for region in filters.chosen.get("region", [])}
    return chosen.pop() if len(chosen) == 1 else ""


# Numbers by country


def drawn_map(filters: ListFilter, kind_name: str, version: int) -> Map:
    numbers_of = {
        PARTNERSHIPS: partnerships_by_country,
        "organisations": organisations_by_country,
        "desks": desks_by_country,
    }
    numbers, beyond = numbers_of[kind_name](filters, version)
    # Where a country's number leads: to the list that it counts
    of_list = Address(reverse(f"directory:{KINDS[kind_name].page}"), filters.typed, filters.chosen)
    continent = drawn_continent(filters)
    terms = MapTerms(
        label=label_of(kind_name, continent, filters.values),
        heading=str(KINDS[kind_name].label),
        url_of=lambda code: of_list.having("country", [code]).url(),
        beyond=beyond,
    )
    return map_of(numbers, filters.values, terms, continent=continent, here=filters.chosen.get("country", ()))


def label_of(kind_name: str, continent: str, values: Values) -> str:
    """The name of the drawing, for those who do not see it."""
    sentences = {
        PARTNERSHIPS: _(
            "Each circle is a country; the larger it is, the more partnerships have to do with it."
        ),
        "organisations": _(
            "Each circle is a country; the larger it is, the more organisations are at home there."
        ),
        "desks": _("Each circle is a country; the larger it is, the more desks serve it."),
    }
    place = values.names["region"][continent] if continent else _("World")
    return _("Map: %(place)s. %(sentence)s The table has the same numbers.") % {
        "place": place,
        "sentence": sentences[kind_name],
    }


def partnerships_by_country(
    filters: PartnershipFilter, version: int
) -> tuple[Mapping[str, int], Sequence[str]]:
    """The counts of the list's facet, and what has no country. Two queries, and those of the ladder."""
    reading = filters.search
    if reading.has_words:
        rung, matches = ladder.first_answer(reading, sort=filters.sort, offset=0, version=version)
        filters.rung, counts = rung, matches.counts
        reading = Search.of(rung.words, reading.chosen)
    else:
        counts = search.count(reading, version=version)
    countries = filters.values.by_code["country"].items()
    numbers = {code: counts.by_value.get(value.v, 0) for code, value in countries}
    return numbers, without_country(count_unplaced(reading), filters.values)


def without_country(numbers: Mapping[str, int], values: Values) -> list[str]:
    """A sentence about partnerships without a country, by the reach that they state; nothing where there are none."""
    total = sum(numbers.values())
    if not total:
        return []
    extents = {**values.names["region"], **{code: str(label) for code, label in Extent.choices}}
    stated = sorted(
        ((number, extents[extent]) for extent, number in numbers.items() if extent in extents),
        key=lambda pair: (-pair[0], pair[1]),
    )
    sentence = ngettext(
        "%(count)s partnership states no country, and is not on the map.",
        "%(count)s partnerships state no country, and are not on the map.",
        total,
    ) % {"count": in_digits(total)}
    if not stated:
        return [sentence]
    reaches = pgettext("between the names of a list", ", ").join(
        f"{label} {in_digits(number)}" for number, label in stated
    )
    return [f"{sentence} {_('What they state of their reach: %(reaches)s.') % {'reaches': reaches}}"]


def organisations_by_country(
    filters: OrganisationFilter, version: int
) -> tuple[Mapping[str, int], Sequence[str]]:
    """Two queries, and those of the ladder where there are words."""
    if filters.words and not filters.chosen and not filters.qs.exists():
        filters.climb()
    numbers = filters.counts("country")
    if "country" in filters.chosen:
        return numbers, []
    homeless = filters.qs.filter(country=None).aggregate(
        international=Count("pk", filter=Q(is_international=True)),
        unknown=Count("pk", filter=Q(is_international=False)),
    )
    beyond = [
        ngettext(
            "%(count)s international organisation has no home country, and is not on the map.",
            "%(count)s international organisations have no home country, and are not on the map.",
            homeless["international"],
        )
        % {"count": in_digits(homeless["international"])},
        ngettext(
            "Of %(count)s organisation the home country is not known.",
            "Of %(count)s organisations the home country is not known.",
            homeless["unknown"],
        )
        % {"count": in_digits(homeless["unknown"])},
    ]
    return numbers, [sentence for sentence, number in zip(beyond, homeless.values(), strict=True) if number]


def desks_by_country(filters: DeskFilter, version: int) -> tuple[Mapping[str, int], Sequence[str]]:
    """Desks that everybody may see, by the countries that they serve. Two queries, and those of the ladder."""
    if filters.words and not filters.chosen and not filters.qs.exists():
        filters.climb()
    numbers = filters.counts("country")
    worldwide = filters.qs.filter(is_worldwide=True).count()
    sentence = ngettext(
        "%(count)s desk serves every country, and is not on the map.",
        "%(count)s desks serve every country, and are not on the map.",
        worldwide,
    ) % {"count": in_digits(worldwide)}
    return numbers, [sentence] if worldwide else []


# The first page


def map_of_all(version: int) -> Map:
    """All partnerships, with links to the pages of countries. One query after each change of the directory."""
    return kept_map_of_all(version, get_language())


@lru_cache(maxsize=8)  # each language, of this version of the data and of the one before
def kept_map_of_all(version: int, language: str) -> Map:
    values, totals = facets.values(version), facets.totals(version).all
    numbers = {code: totals.get(value.v, 0) for code, value in values.by_code["country"].items()}
    before, after = reverse("directory:country", args=["-"]).rsplit("-", 1)
    terms = MapTerms(
        label=label_of(PARTNERSHIPS, "", values),
        heading=_("Partnerships"),
        url_of=lambda code: f"{before}{code.lower()}{after}",
        beyond=without_country(count_unplaced(Search()), values),
    )
    return map_of(numbers, values, terms)


# One partnership


def map_of_partnership(request: HttpRequest, slug: str, values: Values) -> HttpResponse:
    """The countries of a partnership, with a line to each from where it is led. Three queries."""
    if today := current_slugs(Partnership, [slug]).get(slug):
        return redirect(f"{request.path}?{urlencode({PARTNERSHIP: today})}", permanent=True)
    if "\0" in slug:
        raise Http404
    partnership = public_record(Partnership.objects.filter(slug=slug).select_related("listing"))
    encoded = getattr(getattr(partnership, "listing", None), "facets", [])
    countries = [value.code for value in values.by_facet(encoded)["country"]]
    leaders = leading_countries(partnership)
    page = partial(reverse, "directory:country")
    terms = MapTerms(
        label=_("Map: the countries of %(partnership)s, with lines from where it is led.")
        % {"partnership": partnership.title},
        heading=_("Countries"),
        url_of=lambda code: page(args=[code.lower()]),
        beyond=()
        if countries
        else [_("No country of this partnership is known, so that nothing is on the map.")],
    )
    drawn = map_of(
        dict.fromkeys(countries, 1),
        values,
        terms,
        here=leaders,
        joined=dict.fromkeys(leaders, countries),
        is_sized=False,
    )
    return render(
        request,
        "directory/browse/partnership_map.html",
        {
            "partnership": partnership,
            "map": drawn,
            "leaders": values.names_of("country", [code for code in leaders if code in countries]),
        },
    )


def leading_countries(partnership: Partnership) -> list[str]:
    """The countries from which a partnership is led: of its leads; where none is known, of its chairs, its secretariat or its
    hosts."""
    running = Membership.objects.current().filter(partnership=partnership, role__in=RUNNING)
    by_role: dict[str, set[str]] = {}
    for role, home, state in running.values_list("role", "organisation__country", "country"):
        if code := home or state:
            by_role.setdefault(role, set()).add(code)
    return next((sorted(by_role[role]) for role in RUNNING if role in by_role), [])
