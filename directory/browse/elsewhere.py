"""What else there is for the words of a search: a likelier spelling beside few results, and where none is found, other lists,
countries and topics that have them."""

from collections.abc import Collection
from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from directory.finding import spelling
from directory.finding.filters import (
    CommitmentFilter,
    EventFilter,
    ListFilter,
    OrganisationFilter,
    PartnershipFilter,
    ResourceFilter,
    SourceFilter,
)
from directory.finding.suggestions import SuggestedKind, Suggestion, suggestions
from directory.gate.guard import reads_like_a_case
from directory.models.text_search import Words

FEW_RESULTS = 5  # with more, whoever typed has found something
# The lists that take words, by the names of their pages
LISTS: dict[str, tuple[str, type[ListFilter]]] = {
    "partnerships": (_("Partnerships"), PartnershipFilter),
    "organisations": (_("Organisations"), OrganisationFilter),
    "resources": (_("Resources"), ResourceFilter),
    "commitments": (_("Commitments"), CommitmentFilter),
    "events": (_("Events"), EventFilter),
    "sources": (_("Sources"), SourceFilter),
}


class OtherList(NamedTuple):
    """A list that has the words, how many of its records do, and its address with the words."""

    label: str
    count: int
    url: str


class Elsewhere(NamedTuple):
    """What a page says where nothing was found. `finder_url`: the finder of desks with the words."""

    lists: list[OtherList]
    pages: list[Suggestion]
    finder_url: str


def likelier_words(filters: ListFilter, total: int) -> str:
    """The words in a likelier spelling, where a search of few words found few; else "". One query where it did."""
    words = Words.of(filters.typed)
    if not 0 < total <= FEW_RESULTS or words.phrases or words.unwanted or not words.wanted:
        return ""
    if filters.leaves_words_out:  # a pasted text is no slip of the finger
        return ""
    return spelling.likelier_words(words.wanted) or ""


def elsewhere(filters: ListFilter, total: int, *, among: Collection[str]) -> Elsewhere | None:
    """Where the words are found that a search did not find; None where it found some, or without words. `among`: the lists
    that are asked, by the names of their pages. A query for each list, and two."""
    typed = filters.typed
    # What reads like a report of a case is carried nowhere
    if total or not typed or reads_like_a_case(typed):
        return None
    query = urlencode({"q": typed})
    lists = [
        OtherList(str(label), count, f"{reverse(f'directory:{name}')}?{query}")
        for name, (label, filter_class) in LISTS.items()
        if name in among and (count := _count(filter_class, typed, filters))
    ]
    pages = suggestions(typed, kinds=[SuggestedKind.COUNTRY, SuggestedKind.TOPIC])
    return Elsewhere(lists, pages, f"{reverse('directory:counterparts')}?{query}")


def _count(filter_class: type[ListFilter], typed: str, filters: ListFilter) -> int:
    parameters = QueryDict(mutable=True)
    parameters["q"] = typed
    list_filters = filter_class(parameters, values=filters.values)
    return list_filters.qs.count() if list_filters.is_valid() else 0
