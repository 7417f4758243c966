"""The parameters of a list's address: words, codes and orders, each as a field that cleans it and a filter that a
queryset goes through."""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Func, Model, Q, QuerySet
from django.utils.translation import gettext_lazy

from directory.gate.plain_text import searchable
from directory.models.statements import cited
from directory.models.text_search import Words

MOST_VALUES = 50  # of one parameter: more are no reader's, and each is looked up


class SharedField:
    """A field without per-request state, so all requests share one instance: Django's deep copy of fields and filters,
    and of the form class made of them, was a tenth of a page's time."""

    def __deepcopy__(self, memo):
        return copy(self)


class SharedFilter(django_filters.Filter):
    """A filter without per-request state; see SharedField."""

    records: type[Model] | None = None  # whose slugs it takes

    def __deepcopy__(self, memo):
        return copy(self)


class WordsField(SharedField, forms.Field):
    """What is typed into a search box: anything. What is too much to be searched for is left out by `readings`, which says
    so, and no text is refused."""

    def to_python(self, value):
        return searchable(value or "")


class CodesField(SharedField, forms.Field):
    """Any number of codes, as the parameter repeats. Which of them are known is for the filter set to say."""

    widget = forms.SelectMultiple

    def to_python(self, value):
        return list(dict.fromkeys(value or []))

    def validate(self, value):
        if len(value) > MOST_VALUES:
            raise ValidationError(
                gettext_lazy("Choose %(most)s values at most."),
                params={"most": MOST_VALUES},
                code="too_many_values",
            )


class CodesFilter(SharedFilter):
    """A filter by codes: those of the facet of the same name, or of `choices`.

    `path` is the column that they stand in. Without it each code is a word of the QuerySet. Where the codes are the slugs
    of `records`, former ones mean the same.
    """

    field_class = CodesField

    def __init__(
        self,
        label: str,
        *,
        path: str = "",
        choices: Sequence[tuple[str, str]] | None = None,
        records: type[Model] | None = None,
    ):
        super().__init__(label=label)
        self.path = path
        self.records = records
        self.choices = choices

    def filter(self, queryset: QuerySet, codes: Sequence[str]) -> QuerySet:
        if not codes:
            return queryset
        everything = queryset.model._default_manager.all()
        # A subquery by key: joined to the queryset, a record with two of the codes would come twice
        if self.path:
            chosen = Q(pk__in=everything.filter(**{f"{self.path}__in": codes}).values("pk"))
        else:
            chosen = reduce(or_, (Q(pk__in=self.word(everything, code).values("pk")) for code in codes))
        return queryset.filter(chosen)

    def word(self, queryset: QuerySet, code: str) -> QuerySet:
        return getattr(queryset, code.replace("-", "_"))()

    def count(self, queryset: QuerySet) -> dict[str, int]:
        """How many records of the queryset have each code."""
        if self.path:
            relation = queryset.model._meta.get_field(self.path.partition("__")[0])
            # A record comes once for each of its values, and not for a value once: an event has sessions on one topic.
            # Where it has one value, to tell records apart takes five times as long as to count them
            has_many = bool(relation.many_to_many or relation.one_to_many)
            return dict(queryset.order_by().values_list(self.path).annotate(Count("pk", distinct=has_many)))
        return {code: self.word(queryset, code).count() for code, _label in self.choices}


class StatementsFilter(CodesFilter):
    """A filter of sources by the kinds of statements that rest on them."""

    def word(self, queryset: QuerySet, code: str) -> QuerySet:
        return queryset.filter(cited(code))

    def count(self, queryset: QuerySet) -> dict[str, int]:
        # One statement: to plan the conditions of all kinds takes longer than to answer them
        counts = {code: Count("pk", filter=cited(code)) for code, _label in self.choices}
        return queryset.order_by().aggregate(**counts)


class AudienceFilter(CodesFilter):
    """A filter of resources by those for whom they were made."""

    def word(self, queryset: QuerySet, code: str) -> QuerySet:
        return queryset.filter(audience__contains=[code])

    def count(self, queryset: QuerySet) -> dict[str, int]:
        audience = Func(F("audience"), function="unnest")
        return dict(queryset.order_by().values_list(audience).annotate(Count("pk")))


class ServedFilter(CodesFilter):
    """A filter of desks by the countries that they serve: those that a desk names, or its organisation's own."""

    def word(self, queryset: QuerySet, code: str) -> QuerySet:
        return queryset.filter(listing__served__contains=[code])

    def count(self, queryset: QuerySet) -> dict[str, int]:
        served = Func(F("listing__served"), function="unnest")
        return dict(queryset.order_by().values_list(served).annotate(Count("pk")))


class WordsFilter(SharedFilter):
    """What is typed. A filter set reads it (`ListFilter.words`), for it may be read in several ways."""

    field_class = WordsField

    def filter(self, queryset: QuerySet, words: Words) -> QuerySet:
        return queryset.matching(words) if words else queryset


class OrderField(SharedField, forms.CharField):
    pass


class SortFilter(SharedFilter):
    """How a list is sorted, by name of an order; of `choices` the first is the usual one."""

    field_class = OrderField

    def __init__(self, choices: Mapping[str, tuple[str, tuple[str, ...]]]):
        super().__init__(label=gettext_lazy("Sort by"))
        self.choices = choices

    def filter(self, queryset: QuerySet, order: str) -> QuerySet:
        return queryset.order_by(*self.choices[order][1]) if order else queryset
