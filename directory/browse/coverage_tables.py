"""Tables of who works where on what: countries or regions by topics, sectors, kinds, or the purposes of desks. An empty cell
is a question, so it is drawn as one. There is no order but that of names, and no share of anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.browse.panel import in_digits
from directory.finding.coverage import (
    NOTHING_KNOWN,
    NOWHERE,
    Cells,
    Known,
    desks_known,
    partnerships_known,
)
from directory.finding.facets import ALL, EVERYTHING, FACETS
from directory.finding.filters import PartnershipFilter
from directory.finding.search import DEFAULT, Search
from directory.models import Country, Purpose, Region
from directory.models.contacts import EVERYWHERE

# What the columns are, by the word in the address; the first is the usual one. All but desks are facets of partnerships
COLUMNS = {
    "topic": FACETS["topic"].label,
    "sector": FACETS["sector"].label,
    "kind": FACETS["kind"].label,
    "desk": gettext_lazy("What desks are for"),
}
DESK = "desk"
# With more countries, the parts of a region are shown: a page of all would be long to read and heavy to send
MOST_ROWS = 30
NO_COUNTRY = "none"  # in an address, in place of a country's code


class CoverageFilter(PartnershipFilter):
    """The filters of partnerships, without words. Scope and freshness narrow only where the address names them: what is old,
    or works in one country alone, is known as well."""

    q = None
    sort = None

    def narrowing(self, *without: str) -> Search:
        """The search that the filters mean, without those of some facets."""
        by_code = self.values.by_code
        return Search(
            chosen={
                name: tuple(sorted(by_code[name][code].v for code in codes))
                for name, codes in self.chosen.items()
                if name not in without and ALL not in codes
            }
        )

    def parameters(self, *without: str) -> list[tuple[str, str]]:
        """What the address of a list of partnerships has to say to be narrowed as these filters are."""
        chosen = [
            (name, code) for name, codes in self.chosen.items() for code in codes if name not in without
        ]
        return [*chosen, *((name, ALL) for name in DEFAULT if name not in self.chosen)]


class CoverageRow(NamedTuple):
    """A row. `key`: an encoded value, or of desks a code. `page_url`: the page of the row; `list_url`: the list of what is
    counted in it. Either may be empty."""

    key: int | str
    code: str
    label: str
    page_url: str = ""
    list_url: str = ""


class CoverageColumn(NamedTuple):
    key: int | str
    code: str  # "" for all
    label: str


class DrawnCell(NamedTuple):
    """A cell as `jinja2/browse/coverage.html` has it; `url` may be empty."""

    look: str
    column: str
    url: str
    text: str


@dataclass(frozen=True)
class CoverageTable:
    by: str
    rows: Sequence[CoverageRow]
    columns: Sequence[CoverageColumn]
    cells: Cells

    def known(self, row: CoverageRow, column: CoverageColumn) -> Known:
        return self.cells.get((row.key, column.key), NOTHING_KNOWN)

    def drawn(self) -> Iterator[tuple[CoverageRow, list[DrawnCell]]]:
        for row in self.rows:
            yield row, [self._drawn(row, column, self.known(row, column)) for column in self.columns]

    def _drawn(self, row: CoverageRow, column: CoverageColumn, known: Known) -> DrawnCell:
        return DrawnCell(look(known), column.label, self.url(row, column, known), letters(known) or "?")

    def url(self, row: CoverageRow, column: CoverageColumn, known: Known) -> str:
        """The list of what is counted in a cell; of nothing, the page that asks for it. "" where there is neither."""
        if known.total and row.list_url:
            narrowed = column.code and self.by != DESK
            return f"{row.list_url}&{self.by}={column.code}" if narrowed else row.list_url
        if not row.page_url:
            return ""
        return f"{row.page_url}#{column.code}" if column.code else row.page_url


def look(known: Known) -> str:
    """The class of a cell: that of the best that is known."""
    return "k-c" if known.confirmed else "k-s" if known.stated else "k-o" if known.older else "k-q"


def letters(known: Known) -> str:
    """ "C 2 S 3": how many there are of each state, with its letter, for colour alone says nothing. "" for nothing."""
    marks = (_("C"), known.confirmed), (_("S"), known.stated), (_("O"), known.older)
    return " ".join(f"{letter}\N{NO-BREAK SPACE}{in_digits(number)}" for letter, number in marks if number)


class CoverageTables:
    """The tables that an address asks for. `filters` are valid ones; `by`: a word of COLUMNS; `start`: the way from the page
    to `/coverage/`."""

    def __init__(self, filters: CoverageFilter, by: str, *, start: str = ""):
        self.filters = filters
        self.values = filters.values
        self.by = by
        self.start = start

    def of_address(self) -> CoverageTable:
        """The countries of the regions that are chosen, or regions where none is, or where there are too many countries."""
        if chosen := self.filters.chosen.get("country"):
            return self._table(self._country_rows(chosen))
        codes = self.countries_of(self.filters.chosen.get("region", ()))
        if codes and len(codes) <= MOST_ROWS:
            return self._table(self._country_rows(codes))
        return self._table(self._region_rows())

    def of_every_country(self) -> CoverageTable:
        """For a file: every country of the regions that are chosen."""
        chosen = self.filters.chosen
        codes = (
            chosen.get("country")
            or self.countries_of(chosen.get("region", ()))
            or self.values.names["country"]
        )
        return self._table(self._country_rows(list(codes)))

    def of_country(self, code: str) -> CoverageTable:
        """One country; NO_COUNTRY for what states none."""
        row = self._no_country() if code == NO_COUNTRY else self._country_row(code)
        return CoverageTable(self.by, [row], self.columns, self._cells([row]))

    def countries_of(self, regions: Sequence[str]) -> list[str]:
        """The codes of the countries of regions and of their parts, in the order of the names."""
        inside = {
            code for code, region, parent in self._regions_of_countries if {region, parent} & set(regions)
        }
        return [code for code in self.values.names["country"] if code in inside]

    @cached_property
    def _regions_of_countries(self) -> list[tuple[str, str, str | None]]:
        """(country, its region, the region around that). One query."""
        return list(Country.objects.exclude(region=None).values_list("code", "region", "region__parent"))

    @cached_property
    def columns(self) -> list[CoverageColumn]:
        every = CoverageColumn(EVERYTHING, "", _("All"))
        if self.by == DESK:
            return [every, *(CoverageColumn(code, code, str(label)) for code, label in Purpose.choices)]
        names = self.values.names[self.by]
        chosen = self.filters.chosen.get(self.by) or names
        by_code = self.values.by_code[self.by]
        return [
            every,
            *(CoverageColumn(by_code[code].v, code, names[code]) for code in names if code in chosen),
        ]

    def _table(self, rows: list[CoverageRow]) -> CoverageTable:
        more = [CoverageRow(EVERYWHERE, "", _("Every country"))] if self.by == DESK else []
        rows = [*rows, *more, self._no_country(), self._every_row()]
        return CoverageTable(self.by, rows, self.columns, self._cells(rows))

    def _cells(self, rows: Sequence[CoverageRow]) -> Cells:
        if self.by == DESK:
            return desks_known(self._rows_of_countries({row.key for row in rows}))
        return partnerships_known(
            # As facets are counted: rows and columns are not narrowed by what is chosen among them
            self.filters.narrowing("country", "region", self.by),
            rows=[row.key for row in rows],
            columns=[column.key for column in self.columns],
        )

    def _rows_of_countries(self, keys: set[int | str]) -> dict[str, list[str]]:
        rows = {code: [code] if code in keys else [] for code in self.values.names["country"]}
        for code, region, _parent in self._regions_of_countries:
            if region in keys:
                rows[code].append(region)
        return rows

    def _key(self, facet: str, code: str) -> int | str:
        return code if self.by == DESK else self.values.by_code[facet][code].v

    def _country_rows(self, codes: Sequence[str]) -> list[CoverageRow]:
        return [self._country_row(code) for code in self.values.names["country"] if code in codes]

    def _country_row(self, code: str) -> CoverageRow:
        return CoverageRow(
            self._key("country", code),
            code,
            self.values.names["country"][code],
            self._page_url(code.lower()),
            self._list_url("country", code),
        )

    def _region_rows(self) -> list[CoverageRow]:
        """The regions that hold countries: those that are chosen, their parts, or all."""
        chosen = set(self.filters.chosen.get("region", ()))
        holding = Region.objects.filter(countries__isnull=False).distinct().values_list("code", "parent")
        parts = {code for code, parent in holding if not chosen or {code, parent} & chosen}
        return [
            CoverageRow(
                self._key("region", code),
                code,
                name,
                f"{self.start}?{urlencode([*self._by_in_address(), ('region', code)])}",
                "" if self.by == DESK else self._list_url("region", code),
            )
            for code, name in self.values.names["region"].items()
            if code in parts
        ]

    def _no_country(self) -> CoverageRow:
        return CoverageRow(NOWHERE, NO_COUNTRY, _("No country stated"), self._page_url(NO_COUNTRY))

    def _every_row(self) -> CoverageRow:
        return CoverageRow(EVERYTHING, "", _("All"), list_url="" if self.by == DESK else self._list_url())

    def _page_url(self, code: str) -> str:
        named = self._by_in_address()
        return f"{self.start}{code}/?{urlencode(named)}" if named else f"{self.start}{code}/"

    def _by_in_address(self) -> list[tuple[str, str]]:
        return [] if self.by == next(iter(COLUMNS)) else [("by", self.by)]

    def _list_url(self, name: str = "", code: str = "") -> str:
        narrowing = [(name, code)] if name else []
        if self.by == DESK:
            return f"{self.start}../counterparts/?{urlencode(narrowing)}"
        return f"{self.start}../partnerships/?{urlencode([*narrowing, *self.filters.parameters('country', 'region', self.by)])}"
