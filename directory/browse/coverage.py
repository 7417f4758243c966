"""The pages that say who works where on what, and where nobody knows; and the same as a file.

What only asking could tell (“none”, “no answer yet”) is not drawn, for no campaign asks anybody yet.
"""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.browse.coverage_tables import (
    COLUMNS,
    DESK,
    NO_COUNTRY,
    CoverageFilter,
    CoverageTables,
)
from directory.browse.lists import Address, refused
from directory.browse.results import listed_partnerships
from directory.finding import facets
from directory.finding.facets import ALL
from directory.finding.page_cache import kept_while_unchanged
from directory.finding.unplaced import first_unplaced
from directory.rights import permissions
from directory.tabular import as_text

PARTNERSHIPS_SHOWN = 50  # of those that state no country: the last confirmed or stated ones


def requested_columns(parameters: QueryDict) -> tuple[str, list[str]]:
    """The word of COLUMNS that an address asks for, and sentences about what was left out."""
    usual = next(iter(COLUMNS))
    typed = parameters.get("by", "") or usual
    if typed in COLUMNS:
        return typed, []
    return usual, [_("“%(typed)s” is no way to divide this table. It was left out.") % {"typed": typed[:60]}]


@permissions.public
@kept_while_unchanged
def coverage(request: HttpRequest) -> HttpResponse:
    filters = CoverageFilter(request.GET, values=facets.values(request.data_version))
    if not filters.is_valid():
        return refused(request, filters)
    by, ignored = requested_columns(request.GET)
    table = CoverageTables(filters, by).of_address()
    regions = filters.chosen.get("region", ())
    names = filters.values.names
    query = request.META["QUERY_STRING"]
    return render(
        request,
        "directory/browse/coverage.html",
        {
            "table": table,
            "by": by,
            "columns": COLUMNS.items(),
            "regions": names["region"].items(),
            "region": regions[0] if len(regions) == 1 else "",
            "place": ", ".join(filters.values.names_of("region", regions)),
            "narrowing": _narrowing(filters, by),
            "kept_filters": [(name, code) for name, code in filters.parameters("region") if code != ALL],
            "ignored": [*ignored, *filters.ignored],
            "file_url": reverse("directory:coverage_file") + (f"?{query}" if query else ""),
        },
    )


def _narrowing(filters: CoverageFilter, by: str) -> list[dict[str, str]]:
    """What narrows the table beside its rows and columns, each with the address of the table without it."""
    chosen = {name: codes for name, codes in filters.chosen.items() if name not in ("region", by)}
    address = Address(reverse("directory:coverage"), "", filters.chosen)
    links = []
    for name, codes in chosen.items():
        labels = filters.codes_of(name)
        for code in codes:
            remaining = address.having(name, [other for other in codes if other != code])
            query = remaining.query()
            url = f"{remaining.path}{query}{'&' if query else '?'}by={by}"
            links.append({"label": f"{filters.filters[name].label}: {labels[code]}", "url": url})
    return links


@permissions.public
@kept_while_unchanged
def country_coverage(request: HttpRequest, code: str) -> HttpResponse:
    """What is known and what is not of one country, or of partnerships that state none."""
    values = facets.values(request.data_version)
    is_of_none = code == NO_COUNTRY
    if not is_of_none and code.upper() not in values.by_code["country"]:
        raise Http404
    if code != code.lower():
        return redirect("directory:country_coverage", code.lower(), permanent=True)
    by, ignored = requested_columns(request.GET)
    filters = CoverageFilter(QueryDict(), values=values)
    filters.is_valid()
    table = CoverageTables(filters, by, start="../").of_country(code if is_of_none else code.upper())
    (row,) = table.rows
    return render(
        request,
        "directory/browse/country_coverage.html",
        {
            "country": None if is_of_none else row,
            "code": code,
            "by": by,
            "columns": COLUMNS.items(),
            "lines": [
                (column, known, table.url(row, column, known) if known.total else "")
                for column in table.columns
                for known in [table.known(row, column)]
            ],
            "partnerships": _of_no_country(values) if is_of_none and by != DESK else [],
            "ignored": ignored,
        },
    )


def _of_no_country(values: facets.Values) -> list:
    """Partnerships of which no country is known, in the usual order. Two queries."""
    return listed_partnerships(first_unplaced(PARTNERSHIPS_SHOWN), values)


@permissions.public
@kept_while_unchanged
def coverage_file(request: HttpRequest) -> HttpResponse:
    """The table of every country as CSV: a line for each cell, empty ones among them."""
    filters = CoverageFilter(request.GET, values=facets.values(request.data_version))
    if not filters.is_valid():
        return refused(request, filters)
    by, _ignored = requested_columns(request.GET)
    table = CoverageTables(filters, by).of_every_country()
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(
        ["country", "country_name", by, f"{by}_name", "confirmed_within_a_year", "stated", "older"]
    )
    for row in table.rows:
        for column in table.columns:
            known = table.known(row, column)
            writer.writerow([row.code, as_text(row.label), column.code, as_text(column.label), *known])
    return HttpResponse(buffer.getvalue(), content_type="text/csv; charset=utf-8")
