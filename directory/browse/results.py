"""Partnerships as lists show them, read for a page of ids at once. `jinja2/browse/results.html` draws them."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from directory.database.statements import kept
from directory.finding import facets
from directory.finding.facets import Values
from directory.models import Kind, Membership, Partnership, Status
from directory.models.partial_dates import in_words

MOST_NAMED = 6  # countries, sectors or members of a partnership in a list
# Keys of sentences among the words that every partnership of a list repeats
COMMA, AND_MORE = "between names", "and more"


@dataclass(frozen=True, slots=True)
class Traits:
    """What the listing of a partnership says about it, in words."""

    countries: list[facets.Value]
    sectors: list[facets.Value]
    topics: list[facets.Value]
    languages: list[facets.Value]
    freshness: facets.Value
    scopes: set[str]  # codes

    @classmethod
    def of(cls, encoded: list[int], values: Values) -> "Traits":
        by_facet = values.by_facet(encoded)
        return cls(
            countries=by_facet["country"],
            sectors=by_facet["sector"],
            topics=by_facet["topic"],
            languages=by_facet["language"],
            freshness=by_facet["freshness"][0],
            scopes={scope.code for scope in by_facet["scope"]},
        )


class Tag(NamedTuple):
    """A short word about a record. `look`: classes of the style sheet that give it a shape and a colour; may be empty."""

    look: str
    words: str


class ListedPartnership(NamedTuple):
    """A partnership as a list shows it. `members`, `countries` and `sectors` are names in one line, empty where none is
    known."""

    url: str
    title: str
    acronym: str
    summary: str
    members: str
    countries: str
    sectors: str
    tags: list[Tag]


def listed_partnerships(ids: Sequence[int], values: Values) -> list[ListedPartnership]:
    """The partnerships of a page, in the order of the ids; those that are gone by now are left out. One query."""
    if not ids:
        return []
    words = _words(get_language())
    # One look at the URLconf, and not one for each partnership
    before, after = reverse("directory:partnership", args=["-"]).rsplit("-", 1)
    by_id = {}
    for pk, slug, title, acronym, summary, kind, status, confirmed_on, published, encoded, members in _rows(
        ids
    ):
        shown = _shown_facets(encoded, values)
        by_id[pk] = ListedPartnership(
            url=f"{before}{slug}{after}",
            title=title,
            acronym=acronym,
            summary=summary,
            members=in_one_line(members, words),
            countries=in_one_line(_names(shown["country"]), words),
            sectors=in_one_line(_names(shown["sector"]), words),
            tags=tags(
                {scope.code for scope in shown["scope"]},
                shown["freshness"][0],
                kind=kind,
                status=status,
                as_of="" if confirmed_on else published or "",
            ),
        )
    return [by_id[pk] for pk in ids if pk in by_id]


def _names(shown: list[facets.Value]) -> list[str]:
    return [value.label for value in sorted(shown, key=attrgetter("place"))]


def _shown_facets(encoded: list[int], values: Values) -> dict[str, list[facets.Value]]:
    """The values behind encoded ones, by facet, of those facets that lists show; in no order."""
    shown = {"country": [], "sector": [], "scope": [], "freshness": []}
    for v in encoded:
        if (value := values.by_v.get(v)) and value.facet in shown:
            shown[value.facet].append(value)
    return shown


def tags(scopes: Container[str], freshness: facets.Value, *, kind: str, status: str, as_of: str) -> list[Tag]:
    """What kind of partnership it is. `scopes`: codes; `as_of`: the partial date of its source while nobody confirmed it,
    else empty."""
    language = get_language()
    words = _words(language)
    shown = []
    if "cross-border" in scopes:
        shown.append(Tag("cross border", words["Cross-border"]))
    if "cross-sector" in scopes:
        shown.append(Tag("cross sector", words["Cross-sector"]))
    return [
        *shown,
        Tag("", words[kind]),
        Tag(status, words[status]),
        Tag(f"freshness {freshness.code}", _as_of(as_of, language) if as_of else freshness.label),
    ]


@lru_cache(maxsize=1024)
def _as_of(published: str, language: str) -> str:
    """The date of a source as a sentence in the active language, which `language` names. Kept, for sources are few, and
    Django's way of writing a date took a third of the time of a list."""
    return _("As of %(as_of)s") % {"as_of": in_words(published)}


@cache
def _words(language: str) -> dict[str, str]:
    """What each partnership repeats, in the active language, which `language` names. Kept, for a translation costs more
    than what is drawn with it."""
    return {
        "Cross-border": _("Cross-border"),
        "Cross-sector": _("Cross-sector"),
        **{code: str(label) for code, label in (*Kind.choices, *Status.choices)},
        COMMA: pgettext("between the names of a list", ", "),
        AND_MORE: _("%(names)s and %(count)s more"),
    }


@kept
def _rows(matching_ids: RawSQL) -> QuerySet:
    names = (
        Membership.objects.current()
        .filter(partnership=OuterRef("pk"))
        .by_role()
        .values(
            short_name=Coalesce(
                NullIf("organisation__acronym", Value("")),
                "organisation__name",
                "country__name_en",
                NullIf("member_partnership__acronym", Value("")),
                "member_partnership__title",
            )
        )
    )
    return Partnership.objects.filter(pk__in=matching_ids).values_list(
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


def in_one_line(names: Sequence[str], words: Mapping[str, str]) -> str:
    """The first few of many names: "Australia, Canada and 46 more". One more than those is named, not counted."""
    if len(names) <= MOST_NAMED + 1:
        return words[COMMA].join(names)
    return words[AND_MORE] % {
        "names": words[COMMA].join(names[:MOST_NAMED]),
        "count": len(names) - MOST_NAMED,
    }
