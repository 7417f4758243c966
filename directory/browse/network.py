"""The network: which partnerships and organisations the same list has to do with each other, as two columns, or counted by
sector, region or country where there are too many for lines."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from directory.browse.lists import Address, chosen_links, refused, views
from directory.browse.map_drawing import continents
from directory.browse.panel import in_digits
from directory.browse.past import requested_time, when
from directory.browse.world_map import DrawingAddress
from directory.database.statements import any_of
from directory.finding import facets, ladder, search
from directory.finding.facets import Values
from directory.finding.filters import PartnershipFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.finding.pairs import count_pairs
from directory.finding.past_lists import past_list
from directory.finding.search import Search
from directory.finding.ties import Tie, TiedOrganisation, ties_of, ties_then
from directory.models import Partnership, Role
from directory.models.memberships import BESIDE, RUNNING
from directory.models.page_paths import page_path
from directory.models.text_search import folded
from directory.models.valid_time import TimeSpan
from directory.pictures.sectors import LOOKS, NO_LOOK
from directory.pictures.two_columns import ROW, bridges, heights, in_columns
from directory.rights import permissions

MOST_PARTNERSHIPS, MOST_ORGANISATIONS = 60, 140  # rows
TIES = "ties"  # the parameter: organisations with so many ties or more
USUAL_TIES = 2
BY = "by"  # the parameter: what the pairs are counted by
MOST_COUNTRIES = 40  # of a table of pairs
ACRONYM_OF_A_ROW = "%(acronym)s · %(title)s"


class Row(NamedTuple):
    """A row of a column. `look`: the class of a sector's mark; "" for a partnership."""

    url: str
    name: str
    short_name: str
    look: str = ""


class TableRow(NamedTuple):
    """An organisation with its sector in words, and the partnerships in which it takes part: each address, name and roles in
    words, where these are more than being a member."""

    row: Row
    sector: str
    parts: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class DrawnNetwork:
    """A drawing of two columns, with its table. `lines`: a class and a path each. `least`: how many ties an organisation of
    the drawing has at least, `fewer` how many organisations have fewer, `all_fit` whether these could be drawn as well, and
    `tied` how many ties are drawn."""

    partnerships: Sequence[Row]
    organisations: Sequence[Row]
    lines: Sequence[tuple[str, str]]
    height: int
    table: Sequence[TableRow]
    sectors: Sequence[tuple[str, str, int]]
    least: int
    fewer: int
    all_fit: bool
    tied: int
    bridging_organisations: Sequence[Row]
    bridging_partnerships: Sequence[Row]
    alone: Sequence[Row]


@permissions.public
@kept_while_unchanged
def network(request: HttpRequest) -> HttpResponse:
    values = facets.values(request.data_version)
    filters = PartnershipFilter(request.GET, values=values)
    if not filters.is_valid():
        return refused(request, filters)
    time = requested_time(request.GET)
    if time.span:
        return past_network(request, filters, time.span)
    reading, total = reading_of(filters, request.data_version)
    ids = search.first_ids(reading, sort=filters.sort, number=MOST_PARTNERSHIPS) if total else []
    all_ties = request.GET.get(TIES) == "1"
    drawn = drawn_network(ids, ties_of(ids), values, least=1 if all_ties else USUAL_TIES)
    address = Address.of(request, filters)
    return render(
        request,
        "directory/browse/network.html",
        {
            "network": drawn,
            "count": total,
            "shown": len(ids),
            "words": filters.typed,
            "chosen": chosen_links(filters, address),
            "clear_url": address.cleared().url(),
            "ignored": [*filters.ignored, *time.ignored],
            "address": address,
            "views": views(
                replace(address, path=reverse("directory:partnerships")), "partnerships", drawing="network"
            ),
            "query": address.query(),
            "all_ties_url": with_all_ties(address).url(),
            "usual_ties_url": address.url(),
            "all_ties_shown": all_ties,
            "pairs": counted_pairs(request, reading, filters) if total > len(ids) else None,
        },
    )


def past_network(request: HttpRequest, filters: PartnershipFilter, span: TimeSpan) -> HttpResponse:
    """The network of those that surely were at a time of the past, with the ties that surely were: a picture has no place
    for what is not known. Five or six queries."""
    group = past_list(filters, span, size=MOST_PARTNERSHIPS).then
    past = ties_then(group.ids, span)
    all_ties = request.GET.get(TIES) == "1"
    address = Address.of(request, filters).of_time(span.text)
    return render(
        request,
        "directory/browse/network.html",
        {
            "network": drawn_network(
                group.ids, past.ties, filters.values, least=1 if all_ties else USUAL_TIES
            ),
            "count": group.page.total,
            "shown": len(group.ids),
            "words": filters.typed,
            "chosen": chosen_links(filters, address),
            "clear_url": address.cleared().url(),
            "ignored": filters.ignored,
            "address": address,
            "all_ties_url": with_all_ties(address).url(),
            "usual_ties_url": address.url(),
            "all_ties_shown": all_ties,
            "when": when(span.text),
            "today_url": address.of_time("").url(),
            "list_url": replace(address, path=reverse("directory:partnerships")).url(),
            "not_known": past.not_known,
        },
    )


def with_all_ties(address: Address) -> DrawingAddress:
    return DrawingAddress(
        address.path, address.typed, address.chosen, address.sort, at=address.at, options=((TIES, "1"),)
    )


def reading_of(filters: PartnershipFilter, version: int) -> tuple[Search, int]:
    """The search that finds what the list shows, and how many these are. One query where nothing is looked for in vain."""
    if not filters.search.has_words:
        return filters.search, search.count(filters.search, version=version).total
    rung, matches = ladder.first_answer(filters.search, sort=filters.sort, offset=0, version=version)
    filters.rung = rung
    return Search.of(rung.words, filters.search.chosen), matches.counts.total


def drawn_network(ids: Sequence[int], ties: Sequence[Tie], values: Values, *, least: int) -> DrawnNetwork:
    """The network of partnerships, by their ids, and their ties. Organisations with fewer ties than `least` are left out, and
    as many more as have to be for MOST_ORGANISATIONS; all are drawn where none has so many. One query."""
    partnerships = partnership_rows(ids)
    numbers = Counter(tie.organisation for tie in ties)
    shared = [tie for tie in ties if numbers[tie.organisation] > 1]
    least = least_ties(numbers, least if shared else 1)
    drawn = [tie for tie in ties if numbers[tie.organisation] >= least]
    tied = {tie.partnership for tie in drawn}
    in_several = {tie.partnership for tie in shared}
    columns = in_columns(
        [pk for pk in partnerships if pk in tied],
        list(dict.fromkeys(tie.organisation for tie in drawn)),
        [(tie.partnership, tie.organisation) for tie in drawn],
    )
    organisations = {tie.organisation: organisation_row(tie.organisation) for tie in ties}
    joints = bridges([(tie.partnership, tie.organisation) for tie in shared])
    height = ROW * max(len(columns.left), len(columns.right))
    return DrawnNetwork(
        partnerships=[partnerships[pk] for pk in columns.left],
        organisations=[organisations[organisation] for organisation in columns.right],
        lines=lines(columns.left, columns.right, drawn, height),
        height=height,
        table=table(columns.right, drawn, partnerships, organisations, values),
        sectors=sector_counts(columns.right, values),
        least=least,
        fewer=sum(number < least for number in numbers.values()),
        all_fit=len(numbers) <= MOST_ORGANISATIONS,
        tied=len(drawn),
        bridging_organisations=[row for organisation, row in organisations.items() if organisation in joints],
        bridging_partnerships=[row for pk, row in partnerships.items() if pk in joints],
        alone=[row for pk, row in partnerships.items() if pk not in in_several],
    )


def least_ties(numbers: Mapping[TiedOrganisation, int], least: int) -> int:
    """With how many ties, `least` or more, an organisation is drawn, so that there are MOST_ORGANISATIONS at most."""
    while sum(number >= least for number in numbers.values()) > MOST_ORGANISATIONS:
        least += 1
    return least


def partnership_rows(ids: Sequence[int]) -> dict[int, Row]:
    """By id, in the order of the ids; without those that are gone by now. One query."""
    rows = Partnership.objects.filter(pk__in=any_of(ids)).values_list("pk", "slug", "title", "acronym")
    by_pk = {}
    for pk, slug, title, acronym in rows:
        has_both = acronym and folded(acronym) != folded(title)
        name = ACRONYM_OF_A_ROW % {"acronym": acronym, "title": title} if has_both else title
        by_pk[pk] = Row(page_path("partnership", slug), name, acronym or title)
    return {pk: by_pk[pk] for pk in ids if pk in by_pk}


def organisation_row(organisation: TiedOrganisation) -> Row:
    return Row(
        page_path("organisation", organisation.slug),
        organisation.name,
        organisation.name,
        LOOKS.get(organisation.sector, NO_LOOK),
    )


def line_of(tie: Tie) -> str:
    """The class of a tie's line: thick for who runs the partnership, dashed for who stands beside it, else thin."""
    if tie.roles[0] in RUNNING:
        return "lead"
    return "part" if all(role in BESIDE for role in tie.roles) else ""


def lines(
    left: Sequence[int], right: Sequence[TiedOrganisation], ties: Iterable[Tie], height: int
) -> list[tuple[str, str]]:
    """A line for each tie, from top to bottom; the thick ones last, for they lie above the others."""
    starts = dict(zip(left, heights(len(left), height), strict=True))
    ends = dict(zip(right, heights(len(right), height), strict=True))
    drawn = sorted(
        (line_of(tie) == "lead", starts[tie.partnership], ends[tie.organisation], line_of(tie))
        for tie in ties
    )
    return [
        (look, f"M0 {start:g}C40 {start:g} 60 {end:g} 100 {end:g}") for _is_lead, start, end, look in drawn
    ]


def table(
    organisations: Sequence[TiedOrganisation],
    ties: Iterable[Tie],
    partnerships: Mapping[int, Row],
    rows: Mapping[TiedOrganisation, Row],
    values: Values,
) -> list[TableRow]:
    """The same ties as the drawing, organisation by organisation in its order."""
    parts = defaultdict(list)
    for tie in ties:
        roles = [Role(role).label for role in tie.roles if role != Role.MEMBER]
        row = partnerships[tie.partnership]
        parts[tie.organisation].append((row.url, row.short_name, ", ".join(map(str, roles))))
    names = values.names["sector"]
    return [
        TableRow(rows[organisation], names.get(organisation.sector, ""), parts[organisation])
        for organisation in organisations
    ]


def sector_counts(organisations: Iterable[TiedOrganisation], values: Values) -> list[tuple[str, str, int]]:
    """For the key: the look of each sector that is drawn, its name, and how many organisations are of it."""
    numbers = Counter(organisation.sector for organisation in organisations)
    return [
        (LOOKS.get(code, NO_LOOK), name, numbers[code])
        for code, name in values.names["sector"].items()
        if numbers[code]
    ]


# Where there are too many for lines: pairs


class PairsRow(NamedTuple):
    """`url`: of the list with this value. `cells`: numbers in digits; "" for none."""

    name: str
    url: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class PairsTable:
    """How many partnerships bring two values of a facet together. `choices`: by what they can be counted, each label, url
    and whether it is shown."""

    label: str
    columns: Sequence[str]
    rows: Sequence[PairsRow]
    choices: Sequence[dict]


PAIRED = {
    "sector": gettext_lazy("By sector"),
    "region": gettext_lazy("By region"),
    "country": gettext_lazy("By country"),
}


def counted_pairs(request: HttpRequest, reading: Search, filters: PartnershipFilter) -> PairsTable:
    """All that the list finds, by pairs of sectors, of regions, or of the countries of the regions chosen. One query."""
    kinds = {name: paired_codes(name, filters) for name in PAIRED}
    kinds = {name: codes for name, codes in kinds.items() if codes}
    shown = request.GET.get(BY) if request.GET.get(BY) in kinds else "sector"
    by_code = filters.values.by_code[shown]
    numbers = count_pairs(reading, [by_code[code].v for code in kinds[shown]])
    codes = [code for code in kinds[shown] if numbers.get((by_code[code].v, by_code[code].v))]
    address = Address(reverse("directory:partnerships"), filters.typed, filters.chosen, filters.sort)

    def number(first: str, second: str) -> str:
        pair = sorted((by_code[first].v, by_code[second].v))
        return in_digits(numbers[pair[0], pair[1]]) if tuple(pair) in numbers else ""

    return PairsTable(
        label=str(PAIRED[shown]),
        columns=[by_code[code].label for code in codes],
        rows=[
            PairsRow(
                by_code[code].label,
                address.having(shown, [code]).url(),
                [number(code, other) for other in codes],
            )
            for code in codes
        ],
        choices=[
            {
                "label": PAIRED[name],
                "url": DrawingAddress(
                    request.path,
                    filters.typed,
                    filters.chosen,
                    options=((BY, name),) if name != "sector" else (),
                ).url(),
                "is_shown": name == shown,
            }
            for name in kinds
        ],
    )


def paired_codes(name: str, filters: PartnershipFilter) -> list[str]:
    """The codes of a facet in the order of their names: all sectors; the parts of continents as regions; the countries of
    the one continent that is chosen, where they are not too many."""
    names = filters.values.names[name]
    if name == "sector":
        return list(names)
    if name == "region":
        return [code for code in names if code not in continents()]
    chosen = filters.chosen.get("country", [])
    return [code for code in names if code in chosen] if 1 < len(chosen) <= MOST_COUNTRIES else []
