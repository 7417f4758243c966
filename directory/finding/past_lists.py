"""The list of partnerships as it was at a time of the past, as far as sources say.

Countries, regions and sectors narrow it by the members then. The other facets are those of today: of what a partnership
was about, or what kind it was, sources say no dates.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from directory.finding.filters import PartnershipFilter
from directory.finding.paging import PAGE_SIZE, ListPage
from directory.finding.walking import ORDER, RECENT
from directory.models.text_search import TEXT_QUERY
from directory.models.valid_time import Then, TimeSpan

UNSURE_PAGE_SIZE = 100  # of those of which it is not known: they are listed in a line or two each


@dataclass(frozen=True, slots=True)
class PastPage:
    """A page of those that were then, or of those of which it is not known; ids in order."""

    page: ListPage
    ids: list[int]


class PastList(NamedTuple):
    then: PastPage
    not_known: PastPage


def past_list(
    filters: PartnershipFilter,
    span: TimeSpan,
    *,
    requested: int = 1,
    requested_unsure: int = 1,
    size: int = PAGE_SIZE,
) -> PastList:
    """The two groups, each with a page of its own, or with the nearest that it has. One query; two where a page is asked
    for that there is not. `size`: of a page of those that were then."""
    sizes = {Then.THEN: size, Then.NOT_KNOWN: UNSURE_PAGE_SIZE}
    pages = {Then.THEN: requested, Then.NOT_KNOWN: requested_unsure}
    offsets = {then: max(number - 1, 0) * sizes[then] for then, number in pages.items()}
    totals, ids = _read(filters, span, offsets=offsets, sizes=sizes)
    nearest = {then: ListPage.nearest(pages[then], total=totals[then], size=sizes[then]) for then in sizes}
    nearest_offsets = {then: page.offset for then, page in nearest.items()}
    if nearest_offsets != offsets:
        totals, ids = _read(filters, span, offsets=nearest_offsets, sizes=sizes)
    return PastList(*(PastPage(nearest[then], ids[then]) for then in sizes))


def _read(
    filters: PartnershipFilter, span: TimeSpan, *, offsets: dict[Then, int], sizes: dict[Then, int]
) -> tuple[dict[Then, int], dict[Then, list[int]]]:
    timed, params = _timed(filters, span)
    order = ORDER.get(filters.sort, ORDER[RECENT])
    # IS TRUE keeps the planner from a join: the index of the order is walked until a page is full, and no key is sorted,
    # which may be stored outside its row
    groups = ", ".join(
        f"(SELECT count(*) FROM timed WHERE verdict = {then:d}),"
        " ARRAY(SELECT partnership_id FROM listing"
        f" WHERE (partnership_id IN (SELECT id FROM timed WHERE verdict = {then:d})) IS TRUE"
        f" ORDER BY {order} LIMIT {sizes[then]:d} OFFSET {offsets[then]:d})"
        for then in sizes
    )
    with connection.cursor() as cursor:
        cursor.execute(f"WITH timed AS MATERIALIZED ({timed}) SELECT {groups}", params)
        row = cursor.fetchone()
    return dict(zip(sizes, row[0::2], strict=True)), dict(zip(sizes, row[1::2], strict=True))


# What is asked of the members then and not of today's facets: a function that gives partnerships with the verdict of each
BY_MEMBERS = {
    "country": "countries_then(%s::text[], %s::text[])",
    "region": "countries_then(ARRAY(SELECT c.code::text FROM directory_country c JOIN directory_region r ON r.code = c.region_id"
    " WHERE ARRAY[r.code, r.parent_id]::text[] && %s::text[]), %s::text[])",
    "sector": "sectors_then(%s::text[], %s::text[])",
}


def _timed(filters: PartnershipFilter, span: TimeSpan) -> tuple[str, list]:
    """SQL for the listings that the filters leave, each with its verdict, and its parameters."""
    search = filters.search
    verdicts, joins, params = ["partnership_then(p.started, p.ended, p.status, %s::text[])"], [], []
    for name, function in BY_MEMBERS.items():
        if codes := filters.chosen.get(name):
            verdicts.append(f"by_{name}.verdict")
            joins.append(f"JOIN {function} AS by_{name} ON by_{name}.partnership_id = l.partnership_id")
            params += [codes, span.bounds]
    arrays = (
        "{" + ",".join(f"{value:d}" for value in values) + "}"
        for name, values in search.chosen.items()
        if name not in BY_MEMBERS
    )
    conditions = ["true", *(f"l.facets && '{array}'::int[]" for array in arrays)]
    if search.has_words:
        conditions.append(f"l.partnership_id IN (SELECT id FROM listing_hits({TEXT_QUERY}))")
        params += search.typed.parameters
    sql = (
        f"SELECT l.partnership_id AS id, least({', '.join(verdicts)}) AS verdict"
        f" FROM listing l JOIN directory_partnership p ON p.id = l.partnership_id {' '.join(joins)}"
        f" WHERE {' AND '.join(conditions)}"
    )
    return sql, [span.bounds, *params]
