"""Partnerships as lists show them, read for a page of ids at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory import facets
from directory.facets import Values
from directory.models import Kind, Membership, Partnership, Status
from directory.models.partial_dates import in_words

SHOWN = 6  # countries, sectors or members that a result names


@dataclass(frozen=True, slots=True)
class Traits:
    """What the listing of a partnership says about it, in words."""

    countries: list[facets.Value]
    sectors: list[facets.Value]
    topics: list[facets.Value]
    languages: list[facets.Value]
    freshness: facets.Value
    is_cross_border: bool
    is_cross_sector: bool

    @classmethod
    def of(cls, encoded: list[int], values: Values) -> "Traits":
        scopes = {scope.code for scope in values.of("scope", encoded)}
        return cls(
            countries=values.of("country", encoded),
            sectors=values.of("sector", encoded),
            topics=values.of("topic", encoded),
            languages=values.of("language", encoded),
            freshness=values.of("freshness", encoded)[0],
            is_cross_border="cross-border" in scopes,
            is_cross_sector="cross-sector" in scopes,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """A partnership in a list, with its countries, sectors and members as ready text.

    `as_of` is the day of its source, in words, while nobody has confirmed it.
    """

    get_absolute_url: str
    title: str
    acronym: str
    summary: str
    get_kind_display: str
    status: str
    get_status_display: str
    freshness: facets.Value
    as_of: str
    is_cross_border: bool
    is_cross_sector: bool
    countries: str
    sectors: str
    members: str


def results(ids: Sequence[int], values: Values) -> list[Result]:
    """The partnerships of a page, in the order of the ids. One query."""
    kinds = {code: str(label) for code, label in Kind.choices}
    statuses = {code: str(label) for code, label in Status.choices}
    found = {}
    for pk, slug, title, acronym, summary, kind, status, confirmed_on, published, encoded, members in _rows(
        ids
    ):
        traits = Traits.of(encoded, values)
        found[pk] = Result(
            get_absolute_url=reverse("directory:partnership", args=[slug]),
            title=title,
            acronym=acronym,
            summary=summary,
            get_kind_display=kinds[kind],
            status=status,
            get_status_display=statuses[status],
            freshness=traits.freshness,
            as_of="" if confirmed_on else in_words(published or ""),
            is_cross_border=traits.is_cross_border,
            is_cross_sector=traits.is_cross_sector,
            countries=listed([country.label for country in traits.countries]),
            sectors=listed([sector.label for sector in traits.sectors]),
            members=listed(members),
        )
    return [found[pk] for pk in ids if pk in found]


def _rows(ids: Sequence[int]) -> list[tuple]:
    if not ids:
        return []
    sql, params = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids) if param == WANTED else param for param in params])
        return cursor.fetchall()


WANTED = [-1]  # stands for the ids in the statement


@cache
def _statement() -> tuple[str, tuple]:
    """The SQL of the rows and its parameters. It is kept: the ORM took longer to write it than PostgreSQL to
    answer it."""
    names = (
        Membership.objects.current()
        .filter(partnership=OuterRef("pk"))
        .by_role()
        .values(short_name=Coalesce(NullIf("organisation__acronym", Value("")), "organisation__name"))
    )
    wanted = RawSQL("SELECT unnest(%s::bigint[])", [WANTED])
    rows = Partnership.objects.filter(pk__in=wanted).values_list(
        "pk",
        "slug",
        "title",
        "acronym",
        "summary",
        "kind",
        "status",
        "confirmed_on",
        "source__published",
        "listing__facets",
        ArraySubquery(names),
    )
    return rows.query.sql_with_params()


def listed(names: Sequence[str]) -> str:
    """Names in one line, the first few of many: "Australia, Canada and 46 more"."""
    comma = pgettext("between the names of a list", ", ")
    if len(names) <= SHOWN + 1:
        return comma.join(names)
    return _("%(names)s and %(count)s more") % {
        "names": comma.join(names[:SHOWN]),
        "count": len(names) - SHOWN,
    }
