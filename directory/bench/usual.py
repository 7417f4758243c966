"""The work of a page of results as it is usually written, to compare with.

Joins over the nouns through the ORM, and one GROUP BY for each facet. There are two usual ways to filter:
`PLAIN`, as django-filter does by itself (join, `icontains`, DISTINCT), and `GOOD` (subqueries, a stored vector).
Scope stands in no noun: both ways read it from the listing, as if it were a column of the partnership. What a partnership
has from others that are members of it, or from members that have all left, neither way can say: they leave it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQueryField, SearchRank
from django.db import connection
from django.db.models import BooleanField, Count, F, Func, IntegerField, Model, Q, QuerySet
from django.db.models.expressions import RawSQL

from directory.finding.filters import PartnershipFilter
from directory.finding.search import PAGE_SIZE
from directory.models import (
    Membership,
    Partnership,
    PartnershipCountry,
    PartnershipLanguage,
    PartnershipSector,
    PartnershipTopic,
    Standing,
)
from directory.models.text_search import TEXT_QUERY, Words


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """Where values of a facet stand: a column seen from a table of links, and seen from the partnership."""

    model: type[Model]
    column: str
    path: str

    @property
    def rows(self) -> QuerySet:
        links = self.model._default_manager.all()
        return links.current() if self.model is Membership else links

    def joined(self, codes: list[str]) -> Q:
        condition = Q(**{f"{self.path}__in": codes})
        return condition & CURRENT_MEMBER if self.model is Membership else condition

    def in_subquery(self, codes: list[str]) -> Q:
        return Q(pk__in=self.rows.filter(**{f"{self.column}__in": codes}).values("partnership"))


# What Membership.objects.current() says, as a condition on a join from the partnership
CURRENT_MEMBER = Q(
    memberships__left="", memberships__no_longer_listed=False, memberships__organisation__removed_at=None
) & (
    Q(memberships__standing=Standing.CONFIRMED)
    | Q(memberships__standing=Standing.NAMED, memberships__source__isnull=False)
)
HOME = "organisation__country"  # seen from a membership
LINKS = {
    "country": [
        FacetColumn(PartnershipCountry, "country", "countries"),
        FacetColumn(Membership, HOME, f"memberships__{HOME}"),
        FacetColumn(Membership, "country", "memberships__country"),
    ],
    "region": [
        link
        for region in ("region", "region__parent")
        for link in (
            FacetColumn(PartnershipCountry, f"country__{region}", f"countries__{region}"),
            FacetColumn(Membership, f"{HOME}__{region}", f"memberships__{HOME}__{region}"),
            FacetColumn(Membership, f"country__{region}", f"memberships__country__{region}"),
        )
    ],
    "sector": [
        FacetColumn(PartnershipSector, "sector", "sectors"),
        FacetColumn(Membership, "organisation__sector", "memberships__organisation__sector"),
    ],
    "topic": [FacetColumn(PartnershipTopic, "topic", "topics")],
    "language": [FacetColumn(PartnershipLanguage, "language", "languages")],
}


def contains_words(partnerships: QuerySet, words: str) -> QuerySet:
    for word in words.split():
        in_members = CURRENT_MEMBER & Q(memberships__organisation__name__icontains=word)
        in_texts = (
            Q(**{f"{field}__icontains": word}) for field in ("title", "acronym", "summary", "description")
        )
        partnerships = partnerships.filter(reduce(or_, in_texts, in_members))
    return partnerships.distinct()


def matches_vector(partnerships: QuerySet, words: str) -> QuerySet:
    query = RawSQL(TEXT_QUERY, Words.of(words).parameters, output_field=SearchQueryField())  # noqa: S611  our own SQL
    rank = SearchRank(F("listing__body"), query)
    having = Func(
        F("listing__body"), query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField()
    )
    return partnerships.filter(having).annotate(rank=rank).order_by("-rank", "-pk")


@dataclass(frozen=True, slots=True)
class UsualPage:
    """How many partnerships there are, how many have each encoded value, and those of the page."""

    total: int
    by_value: Mapping[int, int]
    rows: list[Partnership]


@dataclass(frozen=True, slots=True)
class Way:
    """A usual way: how it filters by the values of a link, and by words."""

    having: Callable[[FacetColumn, list[str]], Q]
    matching: Callable[[QuerySet, str], QuerySet]

    def answer(self, filters: PartnershipFilter, *, page: int) -> UsualPage:
        """The whole work of a page. About 15 queries."""
        # Counting, each facet and the page: each repeats the work of filtering, as such views do
        start = (page - 1) * PAGE_SIZE
        shown = self.partnerships(filters)[start : start + PAGE_SIZE]
        return UsualPage(
            total=self.partnerships(filters).count(),
            by_value={v: n for facet in filters.facet_names for v, n in self.counts(filters, facet).items()},
            rows=list(shown.prefetch_related("memberships__organisation", "countries", "sectors")),
        )

    def partnerships(self, filters: PartnershipFilter, *, but: str = "") -> QuerySet:
        """The partnerships that the filters leave, without the filter of one facet."""
        partnerships = with_freshness(Partnership.objects.published()).order_by("-pk")
        for facet, encoded in filters.search.chosen.items():
            codes = [filters.values.by_v[v].code for v in encoded]
            if facet == but:
                continue
            if facet in LINKS:
                partnerships = partnerships.filter(
                    reduce(or_, (self.having(link, codes) for link in LINKS[facet]))
                ).distinct()
            elif facet == "scope":
                partnerships = partnerships.filter(listing__facets__overlap=list(encoded))
            elif facet == "freshness":
                partnerships = partnerships.filter(encoded_freshness__in=encoded)
            else:
                partnerships = partnerships.filter(**{f"{facet}__in": codes})
        return self.matching(partnerships, filters.typed) if filters.typed else partnerships

    def counts(self, filters: PartnershipFilter, facet: str) -> dict[int, int]:
        """How many have each encoded value of a facet, with every filter but its own. One query."""
        chosen = self.partnerships(filters, but=facet).order_by().values("pk")
        partnerships = Partnership.objects.filter(pk__in=chosen).order_by()
        facet_values = filters.values.by_code[facet]
        # Scope and freshness are columns here, the others stand behind links
        if facet == "scope":
            having = {
                f"v{v.v}": Count("pk", filter=Q(listing__facets__contains=[v.v]))
                for v in facet_values.values()
            }
            return {int(name[1:]): n for name, n in partnerships.aggregate(**having).items() if n}
        if facet == "freshness":
            return dict(with_freshness(partnerships).values_list("encoded_freshness").annotate(Count("pk")))
        if facet in LINKS:
            by_code = counted_once(
                [
                    link.rows.filter(partnership__in=chosen, **{f"{link.column}__isnull": False})
                    .order_by()
                    .values_list("partnership", link.column)
                    for link in LINKS[facet]
                ]
            )
        else:
            by_code = dict(partnerships.values_list(facet).annotate(Count("pk")))
        return {facet_values[code].v: n for code, n in by_code.items()}


def with_freshness(partnerships: QuerySet) -> QuerySet:
    encoded = Func(F("confirmed_on"), function="listing_freshness", output_field=IntegerField())
    return partnerships.annotate(encoded_freshness=encoded)


def counted_once(pairs: list[QuerySet]) -> dict[str, int]:
    """How many partnerships there are with each code, in several querysets of (partnership, code)."""
    # UNION takes doubles away: a country that is stated and a member's counts once
    sql, params = pairs[0].union(*pairs[1:]).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT code, count(*) FROM ({sql}) AS pairs (partnership, code) GROUP BY code", params
        )
        return dict(cursor.fetchall())


PLAIN = Way(FacetColumn.joined, contains_words)
GOOD = Way(FacetColumn.in_subquery, matches_vector)
