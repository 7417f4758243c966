"""Partnerships as lists show them, read for a page of ids at once. `jinja2/browse/results.html` draws them."""

import datetime
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Concat, NullIf
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from directory.browse.why_found import Shown, of_partnerships
from directory.database.statements import kept
from directory.finding import facets
from directory.finding.facets import Values
from directory.finding.ladder import Rung
from directory.models import Kind, Membership, Partnership, Status
from directory.models.partial_dates import in_words, period_in_words

MOST_NAMED = 6  # countries, sectors or members of a partnership in a list
# Keys of sentences among the words that every partnership of a list repeats
COMMA, AND_MORE = "between names", "and more"
COUNTRY_MARK = "\x01"  # before the code of a country that is a member: its name is the reader's language's


@dataclass(frozen=True, slots=True)
class Traits:
    """What the listing of a partnership says about it, in words."""

    countries: list[facets.Value]
    sectors: list[facets.Value]
    topics: list[facets.Value]
    languages: list[facets.Value]
    freshness: facets.Value
    status: facets.Value  # that of today: whatever has an end that is over has ended
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
            status=by_facet["status"][0],
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
    reasons: Sequence[SafeString] = ()  # why words found it, where what is shown does not say so


def listed_partnerships(
    ids: Sequence[int], values: Values, rung: Rung | None = None
) -> list[ListedPartnership]:
    """The partnerships of a page, in the order of the ids; those that are gone by now are left out. Where words were read as
    `rung` says, with marks and reasons. One query, and those of `why_found`."""
    if not ids:
        return []
    words = _words(get_language())
    # One look at the URLconf, and not one for each partnership
    before, after = reverse("directory:partnership", args=["-"]).rsplit("-", 1)
    by_id = {}
    for pk, slug, title, acronym, summary, kind, encoded, members, *dates in _rows(ids):
        shown = _shown_facets(encoded, values)
        by_id[pk] = ListedPartnership(
            url=f"{before}{slug}{after}",
            title=title,
            acronym=acronym,
            summary=summary,
            members=in_one_line(_member_names(members, values), words),
            countries=in_one_line(_names(shown["country"]), words),
            sectors=in_one_line(_names(shown["sector"]), words),
            tags=tags(
                {scope.code for scope in shown["scope"]},
                shown["freshness"][0],
                shown["status"][0],
                kind=kind,
                dates=SourceDates(*dates),
            ),
        )
    if rung and rung.words:
        shown = [Shown(pk, record.title, record.acronym, record.summary) for pk, record in by_id.items()]
        for pk, why in of_partnerships(rung, shown, values).items():
            title, acronym, summary, reasons = why
            by_id[pk] = by_id[pk]._replace(title=title, acronym=acronym, summary=summary, reasons=reasons)
    return [by_id[pk] for pk in ids if pk in by_id]


def _names(shown: list[facets.Value]) -> list[str]:
    return [value.label for value in sorted(shown, key=attrgetter("place"))]


def _shown_facets(encoded: list[int], values: Values) -> dict[str, list[facets.Value]]:
    """The values behind encoded ones, by facet, of those facets that lists show; in no order."""
    shown = {"country": [], "sector": [], "scope": [], "freshness": [], "status": []}
    for v in encoded:
        if (value := values.by_v.get(v)) and value.facet in shown:
            shown[value.facet].append(value)
    return shown


class SourceDates(NamedTuple):
    """When a partnership was confirmed, if it was; else of when its sources are: partial dates, empty where none bears
    one. `stated_on` is that of the newest for the partnership itself; the others speak of its members as well."""

    confirmed_on: datetime.date | None
    has_source: bool
    stated_on: str
    newest: str
    oldest: str

    @classmethod
    def of(cls, partnership: Partnership) -> "SourceDates":
        listing = partnership.listing
        return cls(
            partnership.confirmed_on,
            partnership.source_id is not None,
            listing.stated_on,
            listing.newest_source,
            listing.oldest_source,
        )


def tags(
    scopes: Container[str], freshness: facets.Value, status: facets.Value, *, kind: str, dates: SourceDates
) -> list[Tag]:
    """What kind of partnership it is, and of when that is known. `scopes`: codes."""
    language = get_language()
    words = _words(language)
    shown = []
    if "cross-border" in scopes:
        shown.append(Tag("cross border", words["Cross-border"]))
    if "cross-sector" in scopes:
        shown.append(Tag("cross sector", words["Cross-sector"]))
    is_confirmed = dates.confirmed_on is not None
    return [
        *shown,
        Tag("", words[kind]),
        Tag(
            status.code,
            status_in_words(status.code, None if is_confirmed else dates.stated_on, language),
        ),
        Tag(
            f"freshness {freshness.code}",
            freshness.label
            if is_confirmed
            else as_of_in_words(dates.oldest, dates.newest, language, has_source=dates.has_source),
        ),
    ]


@lru_cache(maxsize=1024)
def status_in_words(code: str, stated_on: str | None, language: str) -> str:
    """ "Active in 2005" where a source of then said so; None where its organisations confirmed it. An end that is over
    needs no year. In the active language, which `language` names."""
    if code == Status.UNKNOWN:
        return _("Status not known")
    label = str(Status(code).label)
    if stated_on is None or code == Status.ENDED:
        return label
    if not stated_on:
        return _("%(status)s, date not known") % {"status": label}
    return _("%(status)s in %(year)s") % {"status": label, "year": stated_on[:4]}


@lru_cache(maxsize=1024)
def as_of_in_words(oldest: str, newest: str, language: str, *, has_source: bool) -> str:
    """The dates of sources in the active language, which `language` names. Kept, for sources are few, and
    Django's way of writing a date took a third of the time of a list."""
    if not newest:
        return _("Undated source") if has_source else _("No public source")
    return _("As of %(as_of)s") % {"as_of": range_in_words(oldest, newest)}


def range_in_words(oldest: str, newest: str) -> str:
    """ "15 December 2005", or "December 2005 to 2024" where the months or years of two sources differ."""
    first, last = oldest[:7], newest[:7]
    precision = min(len(first), len(last))
    if first[:precision] == last[:precision]:
        return in_words(newest)
    return period_in_words(first, last)


def _member_names(members: Sequence[str], values: Values) -> list[str]:
    """Names once each, of those who have several roles as well; countries in the reader's language."""
    countries = values.names["country"]
    return [
        countries.get(name[1:], name[1:]) if name.startswith(COUNTRY_MARK) else name
        for name in dict.fromkeys(members)
    ]


@cache
def _words(language: str) -> dict[str, str]:
    """What each partnership repeats, in the active language, which `language` names. Kept, for a translation costs more
    than what is drawn with it."""
    return {
        "Cross-border": _("Cross-border"),
        "Cross-sector": _("Cross-sector"),
        **{code: str(label) for code, label in Kind.choices},
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
                Concat(Value(COUNTRY_MARK), "country"),
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
        "listing__facets",
        ArraySubquery(names),
        "confirmed_on",
        Q(source__isnull=False),
        "listing__stated_on",
        "listing__newest_source",
        "listing__oldest_source",
    )


def names_in_one_line(names: Sequence[str]) -> str:
    """`in_one_line` in the active language."""
    return in_one_line(names, _words(get_language()))


def in_one_line(names: Sequence[str], words: Mapping[str, str]) -> str:
    """The first few of many names: "Australia, Canada and 46 more". One more than those is named, not counted."""
    if len(names) <= MOST_NAMED + 1:
        return words[COMMA].join(names)
    return words[AND_MORE] % {
        "names": words[COMMA].join(names[:MOST_NAMED]),
        "count": len(names) - MOST_NAMED,
    }
