"""Lists for programs: what a request asks of one, one page of it by key, and what changed since a moment.

A page begins where the last one ended, by the columns that the list is sorted by, so that a reader of the whole list
misses none and sees none twice, whatever is written meanwhile. The cursor that says where is signed, and holds for
the list with the same parameters only.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from directory.database.statements import any_of
from directory.exchange.programs.kinds import RecordKind
from directory.exchange.programs.moments import in_utc, moment_of
from directory.exchange.programs.problems import bad_parameters, parameter_error
from directory.exchange.programs.reading import Record
from directory.exchange.programs.tombstones import tombstones
from directory.exchange.programs.words import refusal_of_words
from directory.finding import facets, search
from directory.finding.filters import ListFilter, PartnershipFilter
from directory.finding.parameters import MOST_VALUES
from directory.models import (
    ContactPoint,
    Event,
    Listing,
    Membership,
    Organisation,
    Participation,
    RecordChange,
    Source,
)
from directory.records import identifiers
from directory.records.addresses import current_slugs

MOST = 100  # records on a page
PAGING = ("limit", "cursor", "since")  # the last one where the kind has changes
# Columns of dates as an order goes by them: without a date comes after every date, for "~" follows all digits
DATE_KEYS = {"due_key": "due"}
PARTIAL_DATE = re.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
LONGEST_CURSOR = 2000  # characters: most have 200, and the longest Arabic name (200 letters) makes 1,700
DEFAULTS = dict.fromkeys(search.DEFAULT, facets.ALL)  # what lifts the defaults of the filters that have one


# Filters that only programs have


def organisation_keys(slugs: Sequence[str]) -> list[int]:
    """The primary keys of organisations by their slugs; their former slugs are understood. Raises ValidationError for
    slugs of none."""
    slugs_today = {slug: slug for slug in slugs} | current_slugs(Organisation, slugs)
    organisations = Organisation.objects.listed().filter(slug__in=slugs_today.values())
    pks = dict(organisations.values_list("slug", "pk"))
    if unknown := [slug for slug, today in slugs_today.items() if today not in pks]:
        raise ValidationError(
            _("There is no organisation “%(slugs)s” in the directory.")
            % {"slugs": "”, “".join(unknown)[:200]}
        )
    return list(pks.values())


def of_organisations(queryset: QuerySet, slugs: Sequence[str]) -> QuerySet:
    """Partnerships in which one of these organisations is shown as a member."""
    members = Membership.objects.shown().filter(organisation__in=organisation_keys(slugs))
    return queryset.filter(pk__in=members.values("partnership"))


def with_organisations(queryset: QuerySet[Event], slugs: Sequence[str]) -> QuerySet:
    """Events in which one of these organisations took part."""
    shown = Participation.objects.shown().filter(organisation__in=organisation_keys(slugs))
    return queryset.filter(pk__in=shown.values("event"))


def at_organisations(queryset: QuerySet[ContactPoint], slugs: Sequence[str]) -> QuerySet:
    return queryset.filter(organisation__in=organisation_keys(slugs))


def published_in(queryset: QuerySet[Source], dates: Sequence[str]) -> QuerySet:
    """Sources with one of these dates, or one within it where it is a year or a month. Raises ValidationError for what
    is no date."""
    within = Q(pk__in=[])
    for date in dates:
        if not PARTIAL_DATE.fullmatch(date):
            raise ValidationError(_("Give a year, a month or a day, such as 2005, 2005-12 or 2005-12-15."))
        within |= Q(published=date) | Q(published__startswith=f"{date}-")
    return queryset.filter(within)


def identified(queryset: QuerySet[Organisation], texts: Sequence[str]) -> QuerySet:
    """Organisations that have one of these identifiers. Raises ValidationError for a text that is no identifier."""
    any_identifier = Q(pk__in=[])
    for text in texts:
        scheme, code = identifiers.split(text)
        any_identifier |= Q(identifiers__scheme=scheme, identifiers__value=code)
    return queryset.filter(pk__in=Organisation.objects.filter(any_identifier).values("pk"))


EXTRA_FILTERS: Mapping[str, Mapping[str, Callable[[QuerySet, Sequence[str]], QuerySet]]] = {
    "partnerships": {"organisation": of_organisations},
    "organisations": {"identifier": identified},
    "events": {"organisation": with_organisations},
    "sources": {"published": published_in},
    "desks": {"organisation": at_organisations},
}


class PageStart(NamedTuple):
    """Where a page begins.

    `after`: the last record of the page before, as its values in the columns of the order; None on the first page.
    `as_of`: the directory's last change when the first page was read, the same on all pages of one reading.
    """

    after: Sequence[Any] | None
    as_of: str


class ListQuery:
    """What a request asks of a list. Raises ProblemDetails, with all that is wrong, when it is made.

    `filters` are those that the list's page has, `extra_filters` those that only programs have. `matching` holds the
    records that pass both, in no order: rows of Listing for partnerships, of the kind's model otherwise. `since`: only
    what changed after this moment.
    """

    def __init__(self, request: HttpRequest, kind: RecordKind):
        self.kind, self.changed_at = kind, request.changed_at
        self.parameters = request.GET
        self.extra_filters = EXTRA_FILTERS.get(kind.name, {})
        self.errors: list[dict] = []
        self._check_names()
        self._check_words()
        self.limit = self._limit()
        self.since = self._since()
        self.facet_values = facets.values(facets.data_version())
        self.filters = self._filters()
        self.matching = self._matching()
        if self.errors:
            raise bad_parameters(self.errors)
        self.start = self._start()

    def _add_error(self, name: str, detail: str, allowed: Iterable[str] | None = None) -> None:
        self.errors.append(parameter_error(name, self.parameters.get(name, ""), detail, allowed))

    def _check_names(self) -> None:
        paging = PAGING if self.kind.has_changes else PAGING[:-1]
        allowed = [*self.kind.filter_class.base_filters, *self.extra_filters, *paging]
        for name in self.parameters:
            if name not in allowed:
                self._add_error(name, _("There is no such parameter."), allowed)
        for name, texts in self.parameters.lists():
            if name in ("q", "sort", *PAGING) and len(texts) > 1:
                self._add_error(name, _("This parameter may be given once."))
            elif name != "q" and "" in texts:
                # A form that is sent as it is has such; a program that sends one lost what it wanted to ask
                self._add_error(name, _("Give a value, or leave the parameter out."))
            elif len(texts) > MOST_VALUES:
                self._add_error(name, _("Choose %(most)s values at most.") % {"most": MOST_VALUES})

    def _check_words(self) -> None:
        if refusal := refusal_of_words(self.parameters.get("q", "")):
            self._add_error("q", refusal)

    def _limit(self) -> int:
        text = self.parameters.get("limit", str(MOST))
        if text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST:
            return int(text)
        self._add_error("limit", _("Give a whole number from 1 to %(most)s.") % {"most": MOST})
        return MOST

    def _since(self) -> datetime.datetime | None:
        if "since" not in self.parameters:
            return None
        if "sort" in self.parameters:
            self._add_error("sort", _("Changes come in the order in which they happened."))
        moment = moment_of(self.parameters["since"])
        if moment is None:
            detail = _("Give a date and time with its offset, such as 2026-01-31T12:00:00Z.")
            self._add_error("since", detail)
        return moment

    def _filters(self) -> ListFilter:
        parameters = QueryDict(mutable=True)
        for name, texts in self.parameters.lists():
            if name in self.kind.filter_class.base_filters:
                parameters.setlist(name, texts)
        if self.since and self.kind.filter_class is PartnershipFilter:
            # Whoever keeps a copy began with scope=all and freshness=all, and need not repeat them.
            for name, every in DEFAULTS.items():
                parameters.setdefault(name, every)
        filters = self.kind.filter_class(parameters, values=self.facet_values)
        if not filters.is_valid():
            for name, messages in filters.form.errors.items():
                self._add_error(name, " ".join(messages))
            return filters
        for name, typed in filters.unknown:
            codes = self.kind.orders if name == "sort" else filters.codes_of(name)
            self.errors.append(parameter_error(name, typed, _("This value is not known."), codes))
        if "sort" in parameters and parameters["sort"] not in self.kind.orders and not filters.unknown:
            # By relevance, for example: pages by key need columns that order the records.
            detail = _("A list that is read page by page has no such order.")
            self._add_error("sort", detail, self.kind.orders)
        return filters

    def _matching(self) -> QuerySet:
        if not self.filters.form.is_valid():
            return self.kind.model._default_manager.none()
        is_of_partnerships = self.kind.filter_class is PartnershipFilter
        matching = listings(self.filters) if is_of_partnerships else self.filters.qs
        for name, narrow in self.extra_filters.items():
            texts = self.parameters.getlist(name)
            if any("\0" in text for text in texts):  # PostgreSQL refuses it in a text
                self._add_error(name, _("A character in it cannot be read."))
            elif texts:
                try:
                    matching = narrow(matching, texts)
                except ValidationError as error:
                    self._add_error(name, " ".join(error.messages))
        return matching

    # Where a page begins

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The columns that the list is sorted by, as `RecordKind.orders` has them."""
        if self.since:
            return ("changed_at", "record_id")
        orders = self.kind.orders
        sort = self.parameters.get("sort")
        return orders[sort] if sort else next(iter(orders.values()))

    @cached_property
    def salt(self) -> str:
        """Of the cursor's signature: another one for each list and each choice of filters and sort, so that a cursor
        holds for its own only. A program may change the limit on its way."""
        parameters = sorted(
            (name, texts) for name, texts in self.parameters.lists() if name not in ("limit", "cursor")
        )
        return "directory.api " + sha256(repr((self.kind.name, parameters)).encode()).hexdigest()

    def _start(self) -> PageStart:
        if "cursor" not in self.parameters:
            return PageStart(None, in_utc(self.changed_at))
        try:
            after_keys, as_of = signing.loads(self.parameters["cursor"][:LONGEST_CURSOR], salt=self.salt)
        except signing.BadSignature:
            detail = _("This cursor does not belong to this list. Take the address in “next” as it is.")
            raise bad_parameters([parameter_error("cursor", self.parameters["cursor"], detail)]) from None
        return PageStart(after_keys, as_of)

    def address_after(self, keys: Sequence[Any]) -> str:
        """The address of the page that begins after the record with these values in the columns of the order."""
        parameters = [
            (name, text) for name, texts in self.parameters.lists() for text in texts if name != "cursor"
        ]
        cursor = signing.dumps([list(keys), self.start.as_of], salt=self.salt)
        query_string = urlencode([*parameters, ("cursor", cursor)])
        return f"{settings.DIRECTORY_BASE_URL}/api/{self.kind.name}?{query_string}"


def listings(filters: PartnershipFilter) -> QuerySet[Listing]:
    """The listings that the filters let through, in no order."""
    matching = Listing.objects.all()
    for encoded_values in filters.search.chosen.values():
        matching = matching.with_any(list(encoded_values))
    if filters.search.has_words:
        matching = matching.matching(filters.search.typed)
    return matching


def sorted_after(records: QuerySet, order: Sequence[str], keys: Sequence[Any] | None) -> QuerySet:
    """The records in an order of one or two columns; where keys are given, those after the record that has them."""
    for key, column in DATE_KEYS.items():
        if key in order:
            records = records.annotate(**{key: Coalesce(NullIf(column, Value("")), Value("~"))})
    records = records.order_by(*order)
    if keys is None:
        return records
    first_column, comparison = order[0].lstrip("-"), "lt" if order[0].startswith("-") else "gt"
    if len(order) == 1:
        return records.filter(**{f"{first_column}__{comparison}": keys[0]})
    # Orders of two columns are ascending. The condition on the first column alone follows from the other one; for
    # it PostgreSQL can use an index, for an OR it cannot.
    later = Q(**{f"{first_column}__gt": keys[0]}) | Q(**{first_column: keys[0], f"{order[1]}__gt": keys[1]})
    return records.filter(later, **{f"{first_column}__gte": keys[0]})


def page(query: ListQuery) -> Record:
    """One page of a list, as PartnershipPage and its like in `openapi.json` say. One query and those of the kind's
    `read`; for changes one more, and up to six where records are gone."""
    kind = query.kind
    if query.since:
        return page_of_changes(query)
    columns = [name.lstrip("-") for name in query.order]
    ordered = sorted_after(query.matching, query.order, query.start.after)
    # One record more than is shown tells whether there is a next page.
    rows = list(ordered.values_list(kind.key, *columns)[: query.limit + 1])
    shown = rows[: query.limit]
    records = kind.read([pk for pk, *_keys in shown], query.facet_values)
    next_address = query.address_after(shown[-1][1:]) if len(rows) > len(shown) else None
    return {
        "results": [records[pk] for pk, *_keys in shown if pk in records],
        "next": next_address,
        "as_of": query.start.as_of,
    }


def page_of_changes(query: ListQuery) -> Record:
    """One page of what changed after a moment, in the order in which it did: records, and what is gone."""
    kind = query.kind
    moment, pk = query.since, 0
    if query.start.after:
        moment, pk = datetime.datetime.fromisoformat(query.start.after[0]), query.start.after[1]
    in_order = RecordChange.objects.of(kind.model).after(moment, pk).in_order()
    changes = list(in_order[: query.limit + 1])
    shown = changes[: query.limit]
    pks = [change.record_id for change in shown]
    matching = query.matching.filter(pk__in=any_of(pks)).values_list(kind.key, flat=True)
    records = kind.read(list(matching), query.facet_values)
    last = shown[-1] if len(changes) > len(shown) else None
    return {
        "results": [records[pk] for pk in pks if pk in records],
        "gone": tombstones(kind, [change for change in shown if change.record_id not in records]),
        "next": query.address_after([in_utc(last.changed_at), last.record_id]) if last else None,
        "as_of": query.start.as_of,
    }
