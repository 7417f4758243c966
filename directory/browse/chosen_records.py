"""Records that an address chooses one by one, in its order: those to compare, and those that somebody has pinned. The address
is the only place where they stand, so such a page needs no cookie.

A desk that the reader may not see is looked up, and told of, like one that does not exist.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.finding import search
from directory.finding.ranking import BY_RELEVANCE
from directory.gate.plain_text import searchable
from directory.models import (
    Commitment,
    ContactPoint,
    Event,
    Organisation,
    Partnership,
    Resource,
    User,
)
from directory.models.text_search import Words
from directory.records.addresses import current_slugs

MOST_OFFERED = 8  # records that are offered for typed words
ADD = "add"  # the parameter with the words that look for one more


class ChoosableKind(NamedTuple):
    """A kind of record that can be chosen, by the parameter of the same name. `visible`: those that a person may see."""

    label: str
    model: type[Model]
    visible: Callable[[User | AnonymousUser], QuerySet]


KINDS = {
    "partnership": ChoosableKind(
        _("Partnership"), Partnership, lambda _user: Partnership.objects.published()
    ),
    "organisation": ChoosableKind(
        _("Organisation"),
        Organisation,
        lambda _user: Organisation.objects.published().select_related("sector", "country", "parent"),
    ),
    "desk": ChoosableKind(
        _("Desk"),
        ContactPoint,
        lambda user: (
            ContactPoint.objects.visible_to(user)
            .select_related("organisation__country")
            .defer("mailbox", "phone", "web_form", "requirements")
        ),
    ),
    "event": ChoosableKind(_("Event"), Event, lambda _user: Event.objects.select_related("country")),
    "commitment": ChoosableKind(_("Promise"), Commitment, lambda _user: Commitment.objects.all()),
    "resource": ChoosableKind(_("Resource"), Resource, lambda _user: Resource.objects.all()),
}
WITH_FORMER_ADDRESSES = ("partnership", "organisation")


class ChosenRecord(NamedTuple):
    kind: str
    slug: str  # as it stands in the address
    record: Model


class RecordChoice:
    """What an address chooses. `records`: in its order; `unknown`: what nothing that the reader may see stands behind;
    `too_many`: whether more than `most` were named, of which the first are kept."""

    def __init__(self, request: HttpRequest, kinds: Collection[str], *, most: int):
        named = parse_qsl(request.META["QUERY_STRING"], errors="replace")
        pairs = list(dict.fromkeys((name, slug) for name, slug in named if name in kinds))
        self.path = request.path
        self.too_many = len(pairs) > most
        self.pairs = pairs[:most]
        found = self._look_up(request.user)
        self.records = [ChosenRecord(*pair, found[pair]) for pair in self.pairs if pair in found]
        self.unknown = [slug[:60] for kind, slug in self.pairs if (kind, slug) not in found]

    def _look_up(self, user: User | AnonymousUser) -> dict[tuple[str, str], Model]:
        records = {}
        for kind in dict.fromkeys(kind for kind, _slug in self.pairs):
            # PostgreSQL refuses a zero byte in a text
            slugs = [slug for named, slug in self.pairs if named == kind and "\0" not in slug]
            today = current_slugs(KINDS[kind].model, slugs) if kind in WITH_FORMER_ADDRESSES else {}
            visible = KINDS[kind].visible(user).filter(slug__in=[today.get(slug, slug) for slug in slugs])
            by_slug = {record.slug: record for record in visible}
            for slug in slugs:
                if record := by_slug.get(today.get(slug, slug)):
                    records[kind, slug] = record
        return records

    def of_kind(self, kind: str) -> list[Model]:
        return [chosen.record for chosen in self.records if chosen.kind == kind]

    @property
    def shown(self) -> list[tuple[str, str]]:
        return [(chosen.kind, chosen.slug) for chosen in self.records]

    def without(self, chosen: ChosenRecord) -> str:
        return self.address([pair for pair in self.shown if pair != (chosen.kind, chosen.slug)])

    def having(self, kind: str, slug: str) -> str:
        return self.address([*self.shown, (kind, slug)])

    def address(self, pairs: Sequence[tuple[str, str]]) -> str:
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


class Offer(NamedTuple):
    """A record that can be added, and the address of the page with it."""

    title: str
    label: str
    url: str


def typed_words(request: HttpRequest) -> str:
    return searchable(request.GET.get(ADD, ""))


def offers(choice: RecordChoice, typed: str, kinds: Collection[str]) -> list[Offer]:
    """Records of some kinds that have the words, to be added; what is chosen already is left out. Two queries for
    partnerships, one for each other kind; none where nothing was typed."""
    words = Words.of(typed)
    if not words:
        return []
    return [
        Offer(str(record), str(KINDS[kind].label), choice.having(kind, record.slug))
        for kind in kinds
        for record in _matching(kind, words)
        if (kind, record.slug) not in choice.shown
    ]


def _matching(kind: str, words: Words) -> list[Model]:
    """The few records of a kind that answer the words best: what everybody may see, and no samples."""
    if kind == "partnership":
        ids = search.page_of_ids(search.Search.of(words), sort=BY_RELEVANCE, offset=0)[:MOST_OFFERED]
        by_id = Partnership.objects.in_bulk(ids)
        return [by_id[pk] for pk in ids if pk in by_id]
    public = {
        "organisation": Organisation.objects.listed,
        "desk": ContactPoint.objects.in_search,
        "event": Event.objects.all,
        "commitment": Commitment.objects.all,
        "resource": Resource.objects.all,
    }
    return list(public[kind]().matching(words).by_relevance(words)[:MOST_OFFERED])
