"""From an address's parameters to what a list shows.

A parameter may repeat: any of its values. Different parameters: all of them. A value that is not known is said
on the page and left out (`ignored`); text that cannot be searched for is an error.
"""

from collections.abc import Mapping
from functools import cache, cached_property

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.finding.facets import ALL, FACETS, Values
from directory.finding.ladder import LadderStep, Rung, heaviest, later_rungs
from directory.finding.parameters import (
    AudienceFilter,
    CodesFilter,
    ServedFilter,
    SortFilter,
    StatementsFilter,
    WordsFilter,
)
from directory.finding.ranking import BY_RELEVANCE
from directory.finding.search import DEFAULT, Search
from directory.finding.walking import BY_NAME, NEWEST, RECENT
from directory.models import (
    Audience,
    Commitment,
    CommitmentKind,
    ContactPoint,
    Event,
    EventStatus,
    Listing,
    Organisation,
    Partnership,
    Resource,
    ResourceKind,
)
from directory.models.commitments import BY_DUE_DATE
from directory.models.events import LATEST_FIRST
from directory.models.sources import LATEST_PUBLISHED_FIRST
from directory.models.statements import public_sources, public_statements
from directory.models.text_search import MOST_WORDS, Words, by_name, folded
from directory.records.addresses import current_slugs


class ListFilter(django_filters.FilterSet):
    """The filters of one list. Call `is_valid` before anything else. `values` are those of all facets. `unknown` are
    parameters and values that were left out, `ignored` the sentences about them."""

    q = WordsFilter(label=gettext_lazy("Search"))

    def __init__(self, parameters: QueryDict, *, values: Values, queryset: QuerySet | None = None):
        super().__init__(parameters, queryset=Listing.objects.none() if queryset is None else queryset)
        self.values = values
        self.ignored: list[str] = []
        self.unknown: list[tuple[str, str]] = []  # the same as parameter and value, for programs

    @classmethod
    @cache
    def _form_class(cls) -> type[forms.Form]:
        fields = {name: spec.field for name, spec in cls.base_filters.items()}
        return type(f"{cls.__name__}Form", (cls._meta.form,), fields)

    def get_form_class(self) -> type[forms.Form]:
        """Made once for each kind of list."""
        return self._form_class()

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        # Unknown codes are left out of cleaned_data here, so that whatever reads it later needs no check
        cleaned = self.form.cleaned_data
        for name, spec in self.filters.items():
            if isinstance(spec, CodesFilter):
                cleaned[name] = self._known(name, cleaned[name])
            elif isinstance(spec, SortFilter):
                cleaned[name] = (self._known(name, [cleaned[name]] if cleaned[name] else []) or self.sorts())[
                    0
                ]
        return True

    @property
    def problems(self) -> list[str]:
        """The errors of the form, field by field, as sentences."""
        return [
            f"{self.filters[name].label}: {message}"
            for name, messages in self.form.errors.items()
            for message in messages
        ]

    @property
    def typed(self) -> str:
        return self.form.cleaned_data.get("q", "")  # a list for programs may take no words

    @cached_property
    def words(self) -> Words:
        """What is searched for of what was typed: of more than MOST_WORDS words those that weigh most. One query then."""
        words = Words.of(self.typed)
        return heaviest(words) if len(words.wanted.split()) > MOST_WORDS else words

    @property
    def leaves_words_out(self) -> bool:
        return self.words.wanted != Words.of(self.typed).wanted

    @cached_property
    def rung(self) -> Rung:
        """How the words are read. Where they find nothing as typed, `climb` looks for another way."""
        return Rung(LadderStep.AS_TYPED, self.words)

    def climb(self) -> bool:
        """Read the words in the first later way of the ladder that finds something. Whether there is one. To be called
        where they find nothing as typed; up to five queries, and one for each way."""
        for rung in later_rungs(self.words, self.queryset.model._meta.model_name):
            self.rung = rung
            if self.filter_queryset(self.queryset.all()).exists():
                self.__dict__.pop("_qs", None)
                return True
        self.rung = Rung(LadderStep.AS_TYPED, self.words)
        return False

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        for name in self.filters:
            queryset = self._filtered(queryset, name)
        return queryset

    def _filtered(self, queryset: QuerySet, name: str) -> QuerySet:
        if name == "q":
            return self.filters[name].filter(queryset, self.rung.words)
        if name == "sort" and self.sort == BY_RELEVANCE:
            return queryset.by_relevance(self.rung.words)
        return self.filters[name].filter(queryset, self.form.cleaned_data[name])

    @property
    def sort(self) -> str:
        return self.form.cleaned_data["sort"]

    @property
    def facet_names(self) -> list[str]:
        return [name for name, spec in self.filters.items() if isinstance(spec, CodesFilter)]

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The codes chosen, by parameter, for the parameters that have any."""
        return {name: codes for name in self.facet_names if (codes := self.form.cleaned_data[name])}

    def sorts(self) -> list[str]:
        """The orders that make sense for these filters; the first is the usual one."""
        return [sort for sort in self.filters["sort"].choices if sort != BY_RELEVANCE or self.words]

    def codes_of(self, name: str) -> Mapping[str, str]:
        """The known codes of a parameter with their names, in the order of the names; orders as they stand."""
        choices = self.filters[name].choices
        if isinstance(choices, dict):
            return {order: str(choices[order][0]) for order in self.sorts()}
        if choices is not None:
            return dict(
                sorted(((code, str(label)) for code, label in choices), key=lambda pair: folded(pair[1]))
            )
        return self.values.names[name]

    def counts(self, name: str) -> dict[str, int]:
        """How many records each code of a parameter would leave, with every filter but this one. One query."""
        return self.filters[name].count(self.without(name))

    def without(self, name: str) -> QuerySet:
        """The records with every filter but one."""
        queryset = self.queryset.all()
        for filter_name in self.filters:
            if filter_name not in (name, "sort"):
                queryset = self._filtered(queryset, filter_name)
        return queryset

    def _known(self, name: str, codes: list[str]) -> list[str]:
        allowed = self.codes_of(name) if codes else {}
        # Codes of countries are typed in small letters too; what was typed is what a sentence repeats
        typed_codes = {code if code in allowed else code.upper(): code for code in codes}
        if records := self.filters[name].records:
            slugs = current_slugs(records, [code for code in codes if code not in allowed])
            typed_codes = {slugs.get(code, code): code for code in codes}
        for code in typed_codes.keys() - allowed.keys():
            self.unknown.append((name, typed_codes[code]))
            self.ignored.append(
                _("“%(typed)s” is not a value of “%(label)s”. It was left out.")
                % {"typed": typed_codes[code][:60], "label": self.filters[name].label}
            )
        return [code for code in typed_codes if code in allowed]


NEWEST_FIRST = {NEWEST: (gettext_lazy("Newest in the directory"), ("-pk",))}
MOST_RELEVANT = {BY_RELEVANCE: (gettext_lazy("Most relevant"), ())}


class SearchFilter(ListFilter):
    """The search over everything: words alone."""


class PartnershipFilter(ListFilter):
    """The filters of partnerships. `search` is what they mean for the search; `qs` are the same listings as a queryset."""

    country = CodesFilter(FACETS["country"].label)
    region = CodesFilter(FACETS["region"].label)
    sector = CodesFilter(FACETS["sector"].label)
    topic = CodesFilter(FACETS["topic"].label)
    kind = CodesFilter(FACETS["kind"].label)
    status = CodesFilter(FACETS["status"].label)
    language = CodesFilter(FACETS["language"].label)
    scope = CodesFilter(FACETS["scope"].label)
    freshness = CodesFilter(FACETS["freshness"].label)
    sort = SortFilter(
        {
            **MOST_RELEVANT,
            RECENT: (gettext_lazy("Last confirmed or stated"), ("order_key", "partnership_id")),
            **NEWEST_FIRST,
            BY_NAME: (gettext_lazy("Name"), ("sort_name", "partnership_id")),
        }
    )

    def __init__(self, parameters: QueryDict, *, values: Values):
        super().__init__(parameters, values=values, queryset=Listing.objects.all())

    def codes_of(self, name):
        codes = super().codes_of(name)
        return {**codes, ALL: _("All")} if name in DEFAULT else codes

    @cached_property
    def search(self) -> Search:
        """The search that these filters mean, with the defaults of the facets that have one. Words find partnerships
        of any scope and freshness: who names one means that one."""
        chosen = {} if self.words else dict(DEFAULT)
        for name, codes in self.chosen.items():
            if ALL in codes:
                chosen.pop(name, None)
            else:  # sorted, so that the same choice in another order is the same search
                chosen[name] = tuple(sorted(self.values.by_code[name][code].v for code in codes))
        return Search.of(self.words, chosen)

    def filter_queryset(self, queryset):
        for encoded in self.search.chosen.values():
            queryset = queryset.with_any(list(encoded))
        return queryset.matching(self.words) if self.words else queryset


class OrganisationFilter(ListFilter):
    sector = CodesFilter(FACETS["sector"].label, path="sector")
    country = CodesFilter(FACETS["country"].label, path="country")
    sort = SortFilter({**MOST_RELEVANT, BY_NAME: (gettext_lazy("Name"), ("sort_name", "pk")), **NEWEST_FIRST})

    def __init__(self, parameters: QueryDict, *, values: Values):
        super().__init__(parameters, values=values, queryset=Organisation.objects.listed())


class DeskFilter(ListFilter):
    """Of the desks that everybody may see. Its countries are those that a desk serves and names."""

    country = ServedFilter(FACETS["country"].label)
    topic = CodesFilter(FACETS["topic"].label, path="topics")
    sector = CodesFilter(FACETS["sector"].label, path="organisation__sector")
    language = CodesFilter(FACETS["language"].label, path="languages")
    sort = SortFilter({BY_NAME: (gettext_lazy("Name"), ("name", "pk"))})

    def __init__(self, parameters: QueryDict, *, values: Values):
        super().__init__(parameters, values=values, queryset=ContactPoint.objects.in_search())


class ResourceFilter(ListFilter):
    kind = CodesFilter(gettext_lazy("Kind"), path="kind", choices=ResourceKind.choices)
    topic = CodesFilter(FACETS["topic"].label, path="topics")
    country = CodesFilter(FACETS["country"].label, path="countries")
    language = CodesFilter(FACETS["language"].label, path="languages")
    audience = AudienceFilter(gettext_lazy("Audience"), choices=Audience.choices)
    sort = SortFilter({**MOST_RELEVANT, BY_NAME: (gettext_lazy("Name"), ("sort_name", "pk")), **NEWEST_FIRST})

    def __init__(self, parameters: QueryDict, *, values: Values):
        super().__init__(parameters, values=values, queryset=Resource.objects.all())


class CommitmentFilter(ListFilter):
    state = CodesFilter(
        gettext_lazy("Due and reported"),
        choices=[
            ("overdue", gettext_lazy("Overdue")),
            ("with-due-date", gettext_lazy("With a due date")),
            ("without-report", gettext_lazy("No report so far")),
            ("settled", gettext_lazy("Reported as done or dropped")),
        ],
    )
    organisation = CodesFilter(
        gettext_lazy("Owner: organisation"), path="owner_organisations__slug", records=Organisation
    )
    partnership = CodesFilter(
        gettext_lazy("Owner: partnership"), path="owner_partnerships__slug", records=Partnership
    )
    country = CodesFilter(gettext_lazy("Owner: country"), path="owner_countries")
    kind = CodesFilter(gettext_lazy("Kind"), path="kind", choices=CommitmentKind.choices)
    topic = CodesFilter(FACETS["topic"].label, path="topic")
    sort = SortFilter({**MOST_RELEVANT, "due": (gettext_lazy("Due soonest"), BY_DUE_DATE), **NEWEST_FIRST})

    def __init__(self, parameters: QueryDict, *, values: Values):
        super().__init__(parameters, values=values, queryset=Commitment.objects.all())

    def codes_of(self, name):
        return self.owners[name] if name in ("organisation", "partnership") else super().codes_of(name)

    @cached_property
    def owners(self) -> dict[str, dict[str, str]]:
        """The slugs and names of all who own a commitment, in the order of the names. Two queries."""
        organisations = Organisation.objects.listed().filter(commitments__isnull=False)
        partnerships = Partnership.objects.listed().filter(commitments__isnull=False)
        return {
            "organisation": dict(organisations.order_by("sort_name", "pk").values_list("slug", "name")),
            # Not by the listings' names: to join to all listings takes longer than to fold the few titles
            "partnership": dict(partnerships.order_by(by_name("title"), "pk").values_list("slug", "title")),
        }


class EventFilter(ListFilter):
    when = CodesFilter(
        gettext_lazy("When"),
        choices=[
            ("future", gettext_lazy("Today or later")),
            ("past", gettext_lazy("Past")),
            ("undated", gettext_lazy("Without a date")),
        ],
    )
    status = CodesFilter(gettext_lazy("Status"), path="status", choices=EventStatus.choices)
    country = CodesFilter(FACETS["country"].label, path="country")
    topic = CodesFilter(gettext_lazy("Topic of a session"), path="sessions__topic")
    sort = SortFilter(
        {
            **MOST_RELEVANT,
            "date": (gettext_lazy("Latest first"), LATEST_FIRST),
            BY_NAME: (gettext_lazy("Name"), ("sort_name", "pk")),
            **NEWEST_FIRST,
        }
    )

    def __init__(self, parameters: QueryDict, *, values: Values):
        super().__init__(parameters, values=values, queryset=Event.objects.all())


class SourceFilter(ListFilter):
    statement = StatementsFilter(
        gettext_lazy("What rests on it"),
        choices=[
            (kind, capfirst(statements.model._meta.verbose_name))
            for kind, statements in public_statements().items()
        ],
    )
    date = CodesFilter(
        gettext_lazy("Date"),
        choices=[("dated", gettext_lazy("With a date")), ("undated", gettext_lazy("Undated"))],
    )
    sort = SortFilter(
        {
            **MOST_RELEVANT,
            "date": (gettext_lazy("Latest first"), LATEST_PUBLISHED_FIRST),
            BY_NAME: (gettext_lazy("Name"), ("sort_name", "pk")),
            **NEWEST_FIRST,
        }
    )

    def __init__(self, parameters: QueryDict, *, values: Values):
        super().__init__(parameters, values=values, queryset=public_sources())
