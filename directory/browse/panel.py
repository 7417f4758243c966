"""The filters beside a list: each facet with its values and their counts. `jinja2/browse/facets.html` draws them."""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from django.template.loader import get_template
from django.utils.formats import get_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.finding.filters import ListFilter

SHOWN_FIRST = 8  # values of a facet; the others are behind "Show all"
UNFOLDED = (
    2  # facets at the top of the panel, and those of which something is chosen; the others are one line each
)
LONG = 16  # values that are looked through at a glance; with more, a facet can be narrowed and has a page by letters


# A value of a facet: its code, its label, how many records of the list have it, and whether it is chosen. No
# class of its own: a page has three hundred, and naming their fields took as long as sorting them.
CheckBox = tuple[str, str, int, bool]
# The same as it is drawn, and how many records have it
DrawnBox = tuple[SafeString, int]


class FacetPanel(NamedTuple):
    """A facet as the panel shows it: `first` at once unless it `is_folded`, `more` behind the words `show_all`, at once if
    `is_open`. `narrow` labels the box that narrows the values while somebody types, and `a_to_z` is the address of all values
    by their letters; both are "" for a short facet."""

    name: str
    label: str
    first: list[DrawnBox]
    more: list[DrawnBox]
    show_all: str
    is_open: bool
    is_folded: bool
    narrow: str
    a_to_z: str


def drawn(
    filters: ListFilter, counts: Mapping[str, Mapping[str, int]], a_to_z: Callable[[str], str]
) -> SafeString:
    """The facets of a list as `facet_panels` has them, in HTML."""
    panels = facet_panels(filters, counts, a_to_z)
    return SafeString(get_template("browse/facets.html", using="jinja2").render({"facets": panels}))


def facet_panels(
    filters: ListFilter, counts: Mapping[str, Mapping[str, int]], a_to_z: Callable[[str], str]
) -> list[FacetPanel]:
    """The facets of a list, in the order of `counts`, which has the number of records by code for each. `a_to_z` gives the
    address of a facet's page. Chosen values
    come first, then by count, then by name. Values that no record has are left out, but for chosen ones, and so are facets
    without values."""
    show_all, narrow = _("Show all %(total)s"), _("Narrow “%(filter)s”")
    chosen_codes = filters.chosen
    panels = []
    for name, by_code in counts.items():
        labels, chosen = filters.codes_of(name), set(chosen_codes.get(name, ()))
        if boxes := check_boxes(labels, by_code, chosen):
            label = str(filters.filters[name].label)
            panels.append(
                FacetPanel(
                    name=name,
                    label=label,
                    first=drawn_boxes(name, boxes[:SHOWN_FIRST]),
                    more=drawn_boxes(name, boxes[SHOWN_FIRST:]),
                    show_all=show_all % {"total": in_digits(len(boxes))},
                    is_open=len(chosen) > SHOWN_FIRST,
                    is_folded=len(panels) >= UNFOLDED and not chosen,
                    narrow=narrow % {"filter": label} if len(boxes) > LONG else "",
                    a_to_z=a_to_z(name) if len(boxes) > LONG else "",
                )
            )
    return panels


def check_boxes(labels: Mapping[str, str], counts: Mapping[str, int], chosen: set[str]) -> list[CheckBox]:
    boxes = [
        (code, label, count, code in chosen)
        for code, label in labels.items()
        if (count := counts.get(code, 0)) or code in chosen
    ]
    # A later sort keeps the order of an earlier one among equals, and the labels come in the order of the names
    boxes.sort(key=itemgetter(2), reverse=True)
    if chosen:
        boxes.sort(key=itemgetter(3), reverse=True)
    return boxes


def drawn_boxes(facet: str, boxes: list[CheckBox]) -> list[DrawnBox]:
    return [(check_box(facet, code, label, is_chosen), count) for code, label, count, is_chosen in boxes]


@lru_cache(4096)  # all but the count is the same on each page
def check_box(facet: str, code: str, label: str, is_chosen: bool) -> SafeString:  # noqa: FBT001  a key of what is kept
    template = get_template("browse/check_box.html", using="jinja2")
    return SafeString(template.render({"facet": facet, "code": code, "words": label, "is_chosen": is_chosen}))


def in_digits(number: int) -> str:
    """A number for people, in groups of three digits."""
    return digits_of_language()[number]


class Digits(dict[int, str]):
    """Numbers as people read them, remembered: a panel has three hundred counts, and a call for each took as long as a
    third of its check boxes."""

    MOST = 4096

    def __init__(self, comma: str):
        self.comma = comma

    def __missing__(self, number: int) -> str:
        if len(self) >= self.MOST:
            self.clear()
        self[number] = text = str(number) if number < 1000 else f"{number:,}".replace(",", self.comma)
        return text


def digits_of_language() -> Digits:
    """`in_digits` for many numbers in the active language."""
    return _digits(separator(get_language()))


@cache
def _digits(comma: str) -> Digits:
    return Digits(comma)


@cache
def separator(language: str) -> str:
    """What stands between groups of digits in the active language, which `language` names. Kept: Django's own
    way of writing a number took as long for the counts of a page as the rest of its check boxes."""
    return get_format("THOUSAND_SEPARATOR", lang=language, use_l10n=True)
