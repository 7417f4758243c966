"""Lists for programs: what is asked, one page of it by key, and what changed since a moment.

A page begins where the last one ended, by the columns that the list is sorted by, so that a reader of the whole list
misses none and sees none twice, whatever is written meanwhile. The cursor that says where is signed, and holds for
the same question only.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from directory.database.statements import any_of
from directory.exchange.programs.kinds import Kind
from directory.exchange.programs.moments import in_utc, moment_of
from directory.exchange.programs.problems import bad_parameters, wrong
from directory.exchange.programs.reading import Record
from directory.exchange.programs.tombstones import tombstones
from directory.finding import facets, search
from directory.finding.filters import MOST_VALUES, PartnershipFilter
from directory.models import Listing, Membership, Organisation, RecordChange
from directory.records import identifiers

MOST = 100
PAGING = ("limit", "cursor", "since")
DEFAULTS = dict.fromkeys(search.DEFAULT, facets.ALL)  # what lifts the defaults of the filters that have one


# Filters that only programs have


def of_organisations(queryset: QuerySet, slugs: Sequence[str]) -> QuerySet:
    """Partnerships in which one of these organisations is shown as a member."""
    members = Membership.objects.shown().filter(organisation__slug__in=slugs)
    return queryset.filter(pk__in=members.values("partnership"))


def identified(queryset: QuerySet[Organisation], texts: Sequence[str]) -> QuerySet:
    """Organisations that have one of these identifiers. Raises ValidationError for what is none."""
    wanted = Q(pk__in=[])
    for text in texts:
        scheme, number = identifiers.split(text)
        wanted |= Q(identifiers__scheme=scheme, identifiers__value=number)
    return queryset.filter(pk__in=Organisation.objects.filter(wanted).values("pk"))


MORE_FILTERS: Mapping[str, Mapping[str, Callable[[QuerySet, Sequence[str]], QuerySet]]] = {
    "partnerships": {"organisation": of_organisations},
    "organisations": {"identifier": identified},
}


class Question:
    """What a request asks of a list. Raises Problem, with all that is wrong, when it is made."""

    def __init__(self, request: HttpRequest, kind: Kind):
        self.kind, self.changed_at = kind, request.changed_at
        self.parameters = request.GET
        self.more = MORE_FILTERS.get(kind.name, {})
        self.errors: list[dict] = []
        self._check_names()
        self.limit = self._limit()
        self.since = self._since()
        self.values = facets.values(facets.data_version())
        self.asked = self._asked()
        self.records = self._records()
        if self.errors:
            raise bad_parameters(self.errors)
        self.place, self.as_of = self._place()

    def _wrong(self, name: str, detail: str, allowed: Iterable[str] | None = None) -> None:
        value = self.parameters.get(name, "")
        self.errors.append(wrong(name, value, detail, None if allowed is None else list(allowed)))

    def _check_names(self) -> None:
        known = [*self.kind.filter_class.base_filters, *self.more, *PAGING]
        for name in self.parameters:
            if name not in known:
                self._wrong(name, _("There is no such parameter."), known)
        for name, given in self.parameters.lists():
            if name in ("q", "sort", *PAGING) and len(given) > 1:
                self._wrong(name, _("This parameter may be given once."))
            elif len(given) > MOST_VALUES:
                self._wrong(name, _("Choose %(most)s values at most.") % {"most": MOST_VALUES})

    def _limit(self) -> int:
        text = self.parameters.get("limit", str(MOST))
        if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST:
            return int(text)
        self._wrong("limit", _("Give a whole number from 1 to %(most)s.") % {"most": MOST})
        return MOST

    def _since(self) -> datetime.datetime | None:
        if "since" not in self.parameters:
            return None
        if "sort" in self.parameters:
            self._wrong("sort", _("Changes come in the order in which they happened."))
        moment = moment_of(self.parameters["since"])
        if moment is None:
            detail = _("Give a date and time with its offset, such as 2026-01-31T12:00:00Z.")
            self._wrong("since", detail)
        return moment

    def _asked(self):
        data = QueryDict(mutable=True)
        for name, given in self.parameters.lists():
            if name in self.kind.filter_class.base_filters:
                data.setlist(name, given)
        if self.since and self.kind.filter_class is PartnershipFilter:
            for name, every in DEFAULTS.items():
                data.setdefault(name, every)
        asked = self.kind.filter_class(data, values=self.values)
        if not asked.is_valid():
            for name, messages in asked.form.errors.items():
                self._wrong(name, " ".join(messages))
            return asked
        for name, value in asked.unknown:
            codes = self.kind.orders if name == "sort" else asked.codes_of(name)
            self.errors.append(wrong(name, value, _("This value is not known."), list(codes)))
        if data.get("sort") and asked.sort not in self.kind.orders and not asked.unknown:
            self._wrong("sort", _("A list that is read page by page has no such order."), self.kind.orders)
        return asked

    def _records(self) -> QuerySet:
        """All that is asked for, in no order."""
        if not self.asked.form.is_valid():
            return self.kind.model._default_manager.none()
        found = listings(self.asked) if self.kind.filter_class is PartnershipFilter else self.asked.qs
        for name, narrow in self.more.items():
            texts = self.parameters.getlist(name)
            if any("\0" in text for text in texts):
                self._wrong(name, _("A character in it cannot be read."))
            elif texts:
                try:
                    found = narrow(found, texts)
                except ValidationError as error:
                    self._wrong(name, " ".join(error.messages))
        return found

    # Where a page begins

    @cached_property
    def order(self) -> tuple[str, ...]:
        if self.since:
            return ("changed_at", "record_id")
        orders = self.kind.orders
        sort = self.parameters.get("sort")
        return orders[sort] if sort else next(iter(orders.values()))

    @cached_property
    def salt(self) -> str:
        """Another one for each question, so that a cursor holds for its own only."""
        asked = sorted(
            (name, given) for name, given in self.parameters.lists() if name not in ("limit", "cursor")
        )
        return "directory.api " + sha256(repr((self.kind.name, asked)).encode()).hexdigest()

    def _place(self) -> tuple[list | None, str]:
        """The keys of the record after which the page begins, and the state of the directory that the first page
        of the list belongs to."""
        if "cursor" not in self.parameters:
            return None, in_utc(self.changed_at)
        try:
            place, as_of = signing.loads(self.parameters["cursor"][:2000], salt=self.salt)
        except signing.BadSignature:
            detail = _("This cursor does not belong to this list. Take the address in “next” as it is.")
            raise bad_parameters([wrong("cursor", self.parameters["cursor"], detail)]) from None
        return place, as_of

    def address_after(self, place: Sequence[Any]) -> str:
        """The address of the page that begins after a record."""
        given = [
            (name, value) for name, values in self.parameters.lists() for value in values if name != "cursor"
        ]
        cursor = signing.dumps([list(place), self.as_of], salt=self.salt)
        query = urlencode([*given, ("cursor", cursor)])
        return f"{settings.DIRECTORY_BASE_URL}/api/{self.kind.name}?{query}"


def listings(asked: PartnershipFilter) -> QuerySet[Listing]:
    """The listings asked for, in no order."""
    wanted = asked.search
    found = Listing.objects.all()
    for encoded in wanted.chosen.values():
        found = found.with_any(list(encoded))
    if wanted.has_words:
        found = found.filter(partnership_id__in=search.hits(wanted))
    return found


def after(records: QuerySet, order: Sequence[str], place: Sequence[Any] | None) -> QuerySet:
    """The records in an order, those after a place in it."""
    if "due_key" in order:
        records = records.annotate(due_key=Coalesce(NullIf("due", Value("")), Value("~")))  # after all digits
    records = records.order_by(*order)
    if place is None:
        return records
    first, step = order[0].lstrip("-"), "lt" if order[0].startswith("-") else "gt"
    if len(order) == 1:
        return records.filter(**{f"{first}__{step}": place[0]})
    later = Q(**{f"{first}__gt": place[0]}) | Q(**{first: place[0], f"{order[1]}__gt": place[1]})
    return records.filter(later, **{f"{first}__gte": place[0]})


def page(question: Question) -> Record:
    """One page of a list."""
    kind = question.kind
    if question.since:
        return page_of_changes(question)
    keys = [name.lstrip("-") for name in question.order]
    rows = list(
        after(question.records, question.order, question.place).values_list(kind.key, *keys)[
            : question.limit + 1
        ]
    )
    shown = rows[: question.limit]
    records = kind.read([row[0] for row in shown], question.values)
    more = question.address_after(shown[-1][1:]) if len(rows) > len(shown) else None
    return {
        "results": [records[pk] for pk, *_keys in shown if pk in records],
        "next": more,
        "as_of": question.as_of,
    }


def page_of_changes(question: Question) -> Record:
    """One page of what changed after a moment, in the order in which it did: records, and what is gone."""
    kind = question.kind
    moment, pk = question.since, 0
    if question.place:
        moment, pk = datetime.datetime.fromisoformat(question.place[0]), question.place[1]
    changes = RecordChange.objects.of(kind.model).after(moment, pk).in_order()
    rows = list(changes[: question.limit + 1])
    shown = rows[: question.limit]
    pks = [change.record_id for change in shown]
    matching = question.records.filter(pk__in=any_of(pks)).values_list(kind.key, flat=True)
    records = kind.read(list(matching), question.values)
    last = shown[-1] if len(rows) > len(shown) else None
    return {
        "results": [records[pk] for pk in pks if pk in records],
        "gone": tombstones(kind, [change for change in shown if change.record_id not in records]),
        "next": question.address_after([in_utc(last.changed_at), last.record_id]) if last else None,
        "as_of": question.as_of,
    }
