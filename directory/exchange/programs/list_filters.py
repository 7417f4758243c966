"""The filters of the lists that programs have and no page has."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from directory.exchange.programs.organisation_documents import public_desks
from directory.finding.facets import FACETS, Values
from directory.finding.filters import NEWEST_FIRST, ListFilter
from directory.finding.parameters import CodesFilter, SortFilter
from directory.finding.walking import BY_NAME
from directory.models import Figure, Purpose
from directory.models.contacts import EVERYWHERE


class FigureFilter(ListFilter):
    sort = SortFilter(NEWEST_FIRST)

    def __init__(self, parameters: QueryDict, *, values: Values):
        super().__init__(parameters, values=values, queryset=Figure.objects.all())


class ServingFilter(CodesFilter):
    """Desks that serve one of some countries: see ContactPointQuerySet.serving."""

    def filter(self, queryset: QuerySet, codes: Sequence[str]) -> QuerySet:
        return queryset.filter(listing__served__overlap=[*codes, EVERYWHERE]) if codes else queryset


class PublicDeskFilter(ListFilter):
    q = None  # no index for words
    country = ServingFilter(FACETS["country"].label)
    purpose = CodesFilter(gettext_lazy("Purpose"), path="purpose", choices=Purpose.choices)
    topic = CodesFilter(FACETS["topic"].label, path="topics")
    language = CodesFilter(FACETS["language"].label, path="languages")
    sort = SortFilter({BY_NAME: (gettext_lazy("Name"), ("slug",))})

    def __init__(self, parameters: QueryDict, *, values: Values):
        super().__init__(parameters, values=values, queryset=public_desks())
