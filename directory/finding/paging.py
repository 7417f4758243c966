"""Pages of a list: the page that an address names, kept within the list, and the links to its neighbours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

PAGE_SIZE = 20  # records on a page of a public list
LONGEST_NUMBER = 12  # digits that are read of a page number; no list has so many pages
NEIGHBOURS = 2  # pages linked before and after the one that is shown


def requested_page(parameters: Mapping[str, str]) -> int:
    """The page number in an address: 1 where it names none, 0 where it names something that is no number."""
    typed = parameters.get("page", "1")
    return int(typed[:LONGEST_NUMBER]) if typed.isascii() and typed.isdigit() else 0


def page_count(total: int, size: int) -> int:
    """How many pages of `size` records a list has: one at least, which of an empty list says that nothing was found."""
    return max(-(-total // size), 1)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list of `total` records; `number` lies between 1 and `last`."""

    number: int
    total: int
    size: int = PAGE_SIZE

    @classmethod
    def nearest(cls, requested: int, *, total: int, size: int = PAGE_SIZE) -> "ListPage":
        """The page with the requested number, else the first or the last, whichever is nearer."""
        last = cls(1, total, size).last
        return cls(min(max(requested, 1), last), total, size)

    @property
    def last(self) -> int:
        return page_count(self.total, self.size)

    @property
    def offset(self) -> int:
        """How many records come before the page."""
        return (self.number - 1) * self.size

    def correction(self, parameters: Mapping[str, str]) -> list[str]:
        """A sentence where the address asks for a page that the list has not; else nothing."""
        if self.number == requested_page(parameters):
            return []
        return [
            _("There is no page “%(typed)s”. This is page %(page)s.")
            % {"typed": parameters["page"][:20], "page": self.number}
        ]

    def links(self, url: Callable[[int], str]) -> dict | None:
        """Links to the first, the last and the nearest pages, for jinja2/parts/paging.html; None where there is only one page."""
        if self.last < 2:
            return None
        nearest = range(max(self.number - NEIGHBOURS, 1), min(self.number + NEIGHBOURS, self.last) + 1)
        pages, before = [], 0
        for number in sorted({1, self.last, *nearest}):
            if number > before + 1:
                pages.append({})  # a gap: drawn as an ellipsis
            pages.append({"number": number, "url": url(number), "is_current": number == self.number})
            before = number
        return {
            "previous_url": url(self.number - 1) if self.number > 1 else "",
            "next_url": url(self.number + 1) if self.number < self.last else "",
            "pages": pages,
        }
