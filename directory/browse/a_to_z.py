"""One facet of a list on a page of its own: all its values by their first letters, beside the other filters as they stand.

For long facets, where there is no script to narrow them: the page is the list's own address with `?facet=country`, and its
form leads back to the list.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.browse.panel import CheckBox, check_boxes
from directory.finding.filters import ListFilter
from directory.models.text_search import folded

if TYPE_CHECKING:
    from directory.browse.lists import Address

FACET = "facet"  # the parameter
NOT_A_LETTER = "#"


class Letter(NamedTuple):
    letter: str
    boxes: list[CheckBox]


def requested_facet(parameters: QueryDict, filters: ListFilter) -> str:
    """The facet that an address asks for by itself; "" for none."""
    typed = parameters.get(FACET, "")
    return typed if typed in filters.facet_names else ""


def ignored_facet(parameters: QueryDict, filters: ListFilter) -> list[str]:
    """A sentence about a facet that the list does not have."""
    typed = parameters.get(FACET, "")
    if not typed or requested_facet(parameters, filters):
        return []
    return [_("“%(typed)s” is no filter of this list. It was left out.") % {"typed": typed[:60]}]


def facet_page(
    request: HttpRequest, filters: ListFilter, address: "Address", name: str, counts: Mapping[str, int]
) -> HttpResponse:
    """The page of one facet. `counts`: how many records of the list have each of its values, by code."""
    chosen = set(filters.chosen.get(name, ()))
    return render(
        request,
        "directory/browse/facet.html",
        {
            "name": name,
            "label": filters.filters[name].label,
            "letters": letters(filters.codes_of(name), counts, chosen),
            "address": address,
            "hidden_fields": address.having(name, []).fields(),
        },
    )


def letters(labels: Mapping[str, str], counts: Mapping[str, int], chosen: set[str]) -> list[Letter]:
    """The values that records have, and those that are chosen, in the order of their names under their first letters."""
    boxes = {
        code: (code, label, count, is_chosen)
        for code, label, count, is_chosen in check_boxes(labels, counts, chosen)
    }
    by_letter: dict[str, list[CheckBox]] = {}
    for code, label in labels.items():
        if code in boxes:
            first = folded(label)[:1].upper()
            by_letter.setdefault(first if first.isalpha() else NOT_A_LETTER, []).append(boxes[code])
    return [Letter(letter, group) for letter, group in by_letter.items()]
