"""What every list with filters shows besides its facets: what is chosen, addresses, pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.browse.a_to_z import FACET, facet_page, ignored_facet, requested_facet
from directory.browse.elsewhere import LISTS, elsewhere, likelier_words
from directory.browse.panel import drawn
from directory.browse.why_found import explained, number_of
from directory.finding import facets
from directory.finding.filters import ListFilter
from directory.finding.kept_parts import KeptParts
from directory.finding.ladder import Rung
from directory.finding.paging import ListPage, requested_page
from directory.gate.guard import reads_like_a_case
from directory.models.text_search import Words

WITH_CALENDAR = ("events", "commitments")  # lists whose records have dates, by the name of their page
TABLE = "table"  # the value of the parameter `view` that shows the results as a table


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a list with the words, filters and sort that are chosen; usual ones are not named in it."""

    path: str
    typed: str
    chosen: Mapping[str, list[str]]
    sort: str = ""
    at: str = ""  # the time of the past that the list is of
    view: str = ""  # how a page shows the list; files and other pages of the same filter know none

    @classmethod
    def of(cls, request: HttpRequest, filters: ListFilter) -> "Address":
        usual = filters.sorts()[0]
        sort = "" if filters.sort == usual else filters.sort
        return cls(request.path, filters.typed, filters.chosen, sort, view=requested_view(request.GET))

    def url(self, *, page: int = 1) -> str:
        query = self.fields()
        query += [("page", str(page))] if page > 1 else []
        return f"{self.path}?{urlencode(query)}" if query else self.path

    def query(self) -> str:
        """What follows the path of a file or of another page of the same filter, with its question mark; empty where nothing
        is asked."""
        parameters = self.parameters()
        return f"?{urlencode(parameters)}" if parameters else ""

    def fields(self) -> list[tuple[str, str]]:
        """The same as `parameters`, and how the list is shown."""
        return self.parameters() + ([("view", self.view)] if self.view else [])

    def parameters(self) -> list[tuple[str, str]]:
        """The names and values of all but the page. The usual order is not named, nor the first page, so that one list has
        one address."""
        parameters = [("q", self.typed)] if self.typed else []
        parameters += [(name, code) for name, codes in self.chosen.items() for code in codes]
        parameters += [("sort", self.sort)] if self.sort else []
        return parameters + ([("at", self.at)] if self.at else [])

    @property
    def without_time(self) -> list[tuple[str, str]]:
        """What a form that asks for another time keeps."""
        return self.of_time("").parameters()

    @property
    def stem(self) -> str:
        """The path to which a format is added: "/partnerships" before ".csv"."""
        return self.path.rstrip("/")

    def having(self, name: str, codes: list[str]) -> "Address":
        """The same with these values of one parameter."""
        # No page: what another filter leaves has other pages
        chosen = {**self.chosen, name: codes}
        return replace(self, chosen={name: codes for name, codes in chosen.items() if codes})

    def a_to_z(self, name: str) -> str:
        """Of all values of a facet by their letters."""
        return f"{self.path}?{urlencode([*self.fields(), (FACET, name)])}"

    def searching(self, typed: str) -> "Address":
        return replace(self, typed=typed)

    def cleared(self) -> "Address":
        return replace(self, chosen={})

    def of_time(self, at: str) -> "Address":
        return replace(self, at=at)

    def shown_as(self, view: str) -> "Address":
        return replace(self, view=view)


def requested_view(parameters: Mapping[str, str]) -> str:
    """How an address asks for a list to be shown: TABLE, or "" for entries."""
    return TABLE if parameters.get("view") == TABLE else ""


def ignored_view(parameters: Mapping[str, str]) -> list[str]:
    """A sentence about a way to show a list that there is not."""
    typed = parameters.get("view", "")
    if not typed or requested_view(parameters):
        return []
    return [_("There is no view “%(typed)s”. This is the list.") % {"typed": typed[:60]}]


class View(NamedTuple):
    """A way to show what the filters leave."""

    label: str
    url: str
    is_current: bool


def views(address: Address, list_name: str, *, page: int = 1, drawing: str = "") -> list[View]:
    """The list and its table, each at the same page, and its drawings. `list_name`: of its page; `address`: there. `drawing`:
    the one that is shown in its place, by the name of its page."""
    listed = [
        View(label, address.shown_as(view).url(page=page), not drawing and address.view == view)
        for view, label in (("", _("List")), (TABLE, _("Table")))
    ]
    drawn = [
        View(label, drawing_url(address, name, list_name), drawing == name)
        for name, (label, lists) in DRAWINGS.items()
        if list_name in lists
    ]
    return listed + drawn


# What else shows a list, by the name of its page: the label, and of which lists there is one
DRAWINGS = {
    "map": (gettext_lazy("Map"), ("partnerships", "organisations")),
    "network": (gettext_lazy("Network"), ("partnerships",)),
}


def drawing_url(address: Address, name: str, list_name: str) -> str:
    """The address of a drawing of what the filters leave. That of partnerships is the usual one."""
    query = [(key, code) for key, code in address.parameters() if key not in ("sort", "at")]
    query += [("show", list_name)] if list_name != "partnerships" else []
    path = reverse(f"directory:{name}")
    return f"{path}?{urlencode(query)}" if query else path


def calendar_url(address: Address, list_name: str) -> str:
    """Where a program of calendars subscribes to what the filters leave; "" for a list without a calendar."""
    if list_name not in WITH_CALENDAR:
        return ""
    site = urlsplit(settings.DIRECTORY_BASE_URL)
    return f"webcal://{site.netloc}{site.path}{address.stem}.ics{address.query()}"


def chosen_links(filters: ListFilter, address: Address) -> list[dict[str, str]]:
    """What narrows the list: each "Country: Poland" (`label`), "Poland" (`value`), and the address of the list without it."""
    links = []
    for name, codes in filters.chosen.items():
        labels = filters.codes_of(name)
        for code in codes:
            remaining_codes = [chosen_code for chosen_code in codes if chosen_code != code]
            label = _("%(filter)s: %(value)s") % {
                "filter": filters.filters[name].label,
                "value": labels[code],
            }
            links.append(
                {"label": label, "value": labels[code], "url": address.having(name, remaining_codes).url()}
            )
    return links


def frame(
    request: HttpRequest,
    filters: ListFilter,
    counts: Callable[[], Mapping[str, Mapping[str, int]]],
    page: ListPage,
    *,
    first: int | None = None,
) -> dict:
    """The context that finder.html draws around every list, but for the results themselves. `counts`: gives those of each
    facet, by code; it is called where the panel was not drawn before for this version of the data. `first`: the first record
    of the page, by the number that search knows it by."""
    address = Address.of(request, filters)
    sorts = filters.codes_of("sort")
    return {
        "words": filters.typed,
        "searched_words": filters.words.wanted if filters.leaves_words_out else "",
        "corrected": corrected(filters.words, filters.rung),
        "missing": filters.rung.missing_in(first) if first else (),
        # Somebody who types a link to material is shown where to report it, and nothing is kept
        "looks_like_report": reads_like_a_case(filters.typed),
        "panel": panel(filters, counts, address, version=request.data_version),
        "chosen": chosen_links(filters, address),
        "clear_url": address.cleared().url(),
        "ignored": [
            *filters.ignored,
            *ignored_facet(request.GET, filters),
            *ignored_view(request.GET),
            *page.correction(request.GET),
        ],
        "sorts": [{"code": sort, "label": sorts[sort], "is_chosen": sort == filters.sort} for sort in sorts],
        "count": page.total,
        **words_beside(filters, address, page.total),
        "elsewhere": elsewhere(filters, page.total, among=LISTS.keys() - {request.resolver_match.url_name}),
        "paging": page.links(lambda number: address.url(page=number)),
        "address": address,
        "calendar": calendar_url(address, request.resolver_match.url_name),
        "views": views(address, request.resolver_match.url_name, page=page.number),
        "is_table": address.view == TABLE,
    }


def panel(
    filters: ListFilter,
    counts: Callable[[], Mapping[str, Mapping[str, int]]],
    address: Address,
    *,
    version: int,
) -> SafeString:
    """The facets as they are drawn; kept where nothing narrows the list, as most readers find it."""
    if filters.chosen or filters.words:
        return drawn(filters, counts(), address.a_to_z)
    kept = kept_panels.at(version)
    key = get_language(), address.path, *address.fields()
    if key not in kept:
        kept[key] = drawn(filters, counts(), address.a_to_z)
    return kept[key]


# By language, address and order: 40 kB each for partnerships, and less for other lists
kept_panels = KeptParts(most=20)


def words_beside(filters: ListFilter, address: Address, total: int) -> dict[str, str]:
    """A likelier spelling of the words, and the address of the list with them; "" for none."""
    words = likelier_words(filters, total)
    return {"likelier_words": words, "likelier_url": address.searching(words).url() if words else ""}


def corrected(words: Words, rung: Rung) -> str:
    """The spelling that was searched for in place of what was typed; empty where that was searched for."""
    return "" if rung.words.wanted == words.wanted else rung.words.wanted


def drops(filters: ListFilter, address: Address, counts: Mapping[str, int]) -> list[dict]:
    """For a list in which nothing was found: what it would hold without each filter, the most first."""
    smaller_filters = [
        {
            "label": _("%(filter)s: %(value)s")
            % {
                "filter": filters.filters[name].label,
                "value": ", ".join(filters.codes_of(name)[code] for code in codes),
            },
            "url": address.having(name, []).url(),
            "count": counts[name],
        }
        for name, codes in filters.chosen.items()
        if counts.get(name)
    ]
    return sorted(smaller_filters, key=lambda drop: -drop["count"])


def refused(request: HttpRequest, filters: ListFilter) -> HttpResponse:
    """The response 400 to parameters that the filters do not accept: a page with the errors, filter by filter."""
    return render(request, "400.html", {"problems": filters.problems}, status=400)


def listing(
    request: HttpRequest,
    filter_class: type[ListFilter],
    template: str,
    shown: Callable[[QuerySet], Any],
    *,
    beginning: Callable[[QuerySet], dict] = lambda _queryset: {},
) -> HttpResponse:
    """A list with filters, its records read by `shown` for the page asked for. `beginning`: the context of what the first
    page begins with where nothing narrows the list."""
    filters = filter_class(request.GET, values=facets.values(request.data_version))
    if not filters.is_valid():
        return refused(request, filters)
    if facet := requested_facet(request.GET, filters):
        return facet_page(request, filters, Address.of(request, filters), facet, filters.counts(facet))
    total = filters.qs.count()
    if not total and filters.words and not filters.chosen and filters.climb():
        total = filters.qs.count()
    page = ListPage.nearest(requested_page(request.GET), total=total)
    records = list(shown(filters.qs[page.offset : page.offset + page.size]))
    context = frame(
        request,
        filters,
        lambda: {name: filters.counts(name) for name in filters.facet_names},
        page,
        first=number_of(records[0]) if records and filters.words else None,
    )
    # A query for each filter, so only where nothing was found
    without = {} if page.total else {name: filters.without(name).count() for name in filters.chosen}
    is_whole = page.number == 1 and not filters.chosen and not filters.words
    return render(
        request,
        template,
        {
            **context,
            **(beginning(filters.queryset.all()) if is_whole else {}),
            "results": explained(filters.rung, records, filters.values),
            "drops": drops(filters, context["address"], without),
        },
    )
