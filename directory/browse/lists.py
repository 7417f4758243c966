"""What every list with filters shows besides its facets: what is chosen, addresses, pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.browse.panel import facet
from directory.finding.filters import ListFilter
from directory.finding.search import PAGE_SIZE
from directory.gate.guard import reads_like_a_case


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a list as its filters stand; what is not asked is not in it."""

    path: str
    typed: str
    chosen: Mapping[str, list[str]]
    sort: str = ""

    @classmethod
    def of(cls, request: HttpRequest, asked: ListFilter) -> "Address":
        usual = asked.sorts()[0]
        return cls(request.path, asked.typed, asked.chosen, "" if asked.sort == usual else asked.sort)

    def url(self, *, page: int = 1) -> str:
        return self.path + self.query(page=page)

    def query(self, *, page: int = 1) -> str:
        """What follows the path, with its question mark; empty where nothing is asked."""
        query = [("q", self.typed)] if self.typed else []
        query += [(name, code) for name, codes in self.chosen.items() for code in codes]
        query += [("sort", self.sort)] if self.sort else []
        query += [("page", page)] if page > 1 else []
        return f"?{urlencode(query)}" if query else ""

    @property
    def stem(self) -> str:
        """The path to which a format is added: "/partnerships" before ".csv"."""
        return self.path.rstrip("/")

    def having(self, name: str, codes: list[str]) -> "Address":
        """The same with these values of one parameter."""
        chosen = {**self.chosen, name: codes}
        return Address(
            self.path, self.typed, {name: codes for name, codes in chosen.items() if codes}, self.sort
        )

    def searching(self, typed: str) -> "Address":
        return Address(self.path, typed, self.chosen, self.sort)

    def cleared(self) -> "Address":
        return Address(self.path, self.typed, {}, self.sort)


def chosen_links(asked: ListFilter, address: Address) -> list[dict[str, str]]:
    """What narrows the list, each with the address of the list without it."""
    links = []
    for name, codes in asked.chosen.items():
        labels = asked.codes_of(name)
        for code in codes:
            rest = [other for other in codes if other != code]
            label = _("%(filter)s: %(value)s") % {"filter": asked.filters[name].label, "value": labels[code]}
            links.append({"label": label, "url": address.having(name, rest).url()})
    return links


def typed_page(request: HttpRequest) -> int:
    """The page asked for, as a number; 0 for what is none."""
    typed = request.GET.get("page", "1")
    return int(typed[:12]) if typed.isascii() and typed.isdigit() else 0


def offset_asked(request: HttpRequest) -> int:
    """How many records come before the page asked for. There may be fewer: `frame` has the last word."""
    return max(typed_page(request) - 1, 0) * PAGE_SIZE


def page_number(request: HttpRequest, last: int, ignored: list[str]) -> int:
    """The page asked for, from 1 to `last`. What is no such page is said in `ignored`."""
    number = typed_page(request)
    page = min(max(number, 1), last)
    if page != number:
        ignored.append(
            _("There is no page “%(typed)s”. This is page %(page)s.")
            % {"typed": request.GET["page"][:20], "page": page}
        )
    return page


def paging(address: Address, page: int, last: int) -> dict | None:
    """Links to the first, the last and the nearest pages; None when there is only one."""
    if last < 2:
        return None
    numbers = sorted({1, last, *range(max(page - 2, 1), min(page + 2, last) + 1)})
    pages, before = [], 0
    for number in numbers:
        if number > before + 1:
            pages.append({})
        pages.append({"number": number, "url": address.url(page=number), "is_current": number == page})
        before = number
    return {
        "previous_url": address.url(page=page - 1) if page > 1 else "",
        "next_url": address.url(page=page + 1) if page < last else "",
        "pages": pages,
    }


def last_page(total: int) -> int:
    return max(-(-total // PAGE_SIZE), 1)


def frame(
    request: HttpRequest, asked: ListFilter, counts: Mapping[str, Mapping[str, int]], total: int
) -> dict:
    """The context that finder.html draws around every list, but for the results themselves. `counts`: of each facet, by
    code."""
    address = Address.of(request, asked)
    last = last_page(total)
    page = page_number(request, last, asked.ignored)
    sorts = asked.codes_of("sort")
    return {
        "words": asked.typed,
        "looks_like_report": reads_like_a_case(asked.typed),
        "facets": [facet(asked, name, by_code) for name, by_code in counts.items()],
        "chosen": chosen_links(asked, address),
        "clear_url": address.cleared().url(),
        "ignored": asked.ignored,
        "sorts": [{"code": sort, "label": sorts[sort], "is_chosen": sort == asked.sort} for sort in sorts],
        "count": total,
        "offset": (page - 1) * PAGE_SIZE,
        "paging": paging(address, page, last),
        "address": address,
    }


def drops(asked: ListFilter, address: Address, counts: Mapping[str, int]) -> list[dict]:
    """For a list in which nothing was found: what it would hold without each filter, the most first."""
    found = [
        {
            "label": _("%(filter)s: %(value)s")
            % {
                "filter": asked.filters[name].label,
                "value": ", ".join(asked.codes_of(name)[code] for code in codes),
            },
            "url": address.having(name, []).url(),
            "count": counts[name],
        }
        for name, codes in asked.chosen.items()
        if counts.get(name)
    ]
    return sorted(found, key=lambda drop: -drop["count"])


def refused(request: HttpRequest, asked: ListFilter) -> HttpResponse:
    """The page that says what cannot be answered in what was asked, field by field, with what was typed."""
    return render(request, "400.html", {"problems": asked.problems}, status=400)
