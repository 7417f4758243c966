"""Partnerships as lists show them, read for a page of ids at once. `jinja2/browse/results.html` draws them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from directory.browse.panel import in_digits
from directory.browse.partnership_status import (
    SourceDates,
    as_of_in_words,
    partnership_status,
    status_in_words,
)
from directory.browse.why_found import Shown, Why, of_partnerships
from directory.database.statements import kept
from directory.finding import facets
from directory.finding.facets import Values
from directory.finding.kept_parts import KeptParts
from directory.finding.ladder import Rung
from directory.models import Kind, Membership, Partnership
from directory.models.partial_dates import about
from directory.pictures.seals import Seal, seal
from directory.pictures.sectors import SECTOR_OF_STATES, by_look
from directory.pictures.status_lines import StatusLine

MOST_NAMED = 6  # countries, sectors or members of a partnership in a list
# Keys of sentences among the words that every partnership of a list repeats
COMMA, AND_MORE = "between names", "and more"
COUNTRY_MARK = (
    "\x01"  # in the place of a sector: a country is a member itself, and its name is the reader's language's
)
BETWEEN = "\x02"  # the parts of what a list reads of a member

kept_rows = KeptParts(
    most=1000
)  # by language and id: some 3 MB. The first pages of many filters share their records
kept_entries = KeptParts(most=400)  # the same as they are drawn, by address: a megabyte


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
    kind: str
    seal: Seal
    status: StatusLine
    reasons: Sequence[SafeString] = ()  # why words found it, where what is shown does not say so


class ListedMember(NamedTuple):
    """A current member of a listed partnership. `sector`: a key, "" of a partnership; `name`: in the reader's language."""

    sector: str
    name: str


def listed_partnerships(
    ids: Sequence[int], values: Values, rung: Rung | None = None, *, version: int | None = None
) -> list[ListedPartnership]:
    """The partnerships of a page, in the order of the ids; those that are gone by now are left out. Where words were read as
    `rung` says, with marks and reasons. One query, and those of `why_found`. With the version of the data, those that were
    listed in it before are not read again."""
    by_id = partnerships_by_id(ids, values, version=version)
    if by_id and rung and rung.words:
        by_id = with_reasons(by_id, of_partnerships(rung, shown_of_each(by_id), values))
    return list(by_id.values())


def shown_of_each(by_id: Mapping[int, ListedPartnership]) -> list[Shown]:
    """What search marks and explains of each."""
    return [Shown(pk, record.title, record.acronym, record.summary) for pk, record in by_id.items()]


def with_reasons(
    by_id: Mapping[int, ListedPartnership], why: Mapping[int, Why]
) -> dict[int, ListedPartnership]:
    """With the marks and reasons of each, by primary key."""
    return {
        pk: record._replace(
            title=why[pk].title, acronym=why[pk].acronym, summary=why[pk].text, reasons=why[pk].reasons
        )
        for pk, record in by_id.items()
    }


def partnerships_by_id(
    ids: Sequence[int], values: Values, *, version: int | None = None
) -> dict[int, ListedPartnership]:
    """The same by primary key, in that order, without marks and reasons. One query at most."""
    language = get_language()
    kept = {} if version is None else kept_rows.at(version)
    by_id = {pk: kept[language, pk] for pk in ids if (language, pk) in kept}
    if missing := [pk for pk in ids if pk not in by_id]:
        read = _read(missing, values)
        kept |= {(language, pk): partnership for pk, partnership in read.items()}
        by_id |= read
    return {pk: by_id[pk] for pk in ids if pk in by_id}


def entries(partnerships: Iterable[ListedPartnership], version: int) -> SafeString:
    """Partnerships without marks as the entries of a list, drawn once for each version of the data."""
    kept = kept_entries.at(version)
    draw = get_template("browse/results.html", using="jinja2").render
    drawn = []
    for partnership in partnerships:
        # Addresses differ by language
        if partnership.url not in kept:
            kept[partnership.url] = draw({"partnerships": [partnership]})
        drawn.append(kept[partnership.url])
    return SafeString("\n".join(drawn))


def _read(ids: Sequence[int], values: Values) -> dict[int, ListedPartnership]:
    """By primary key, in no order, without marks. One query."""
    words = _words(get_language())
    # One look at the URLconf, and not one for each partnership
    before, after = reverse("directory:partnership", args=["-"]).rsplit("-", 1)
    by_id = {}
    for (
        pk,
        slug,
        title,
        acronym,
        summary,
        kind,
        ended,
        is_approximate,
        encoded,
        member_texts,
        *dates,
    ) in _rows(ids):
        shown = _shown_facets(encoded, values)
        members = _members(member_texts, values)
        source_dates = SourceDates(*dates)
        by_id[pk] = ListedPartnership(
            url=f"{before}{slug}{after}",
            title=title,
            acronym=acronym,
            summary=summary,
            members=in_one_line(list(dict.fromkeys(member.name for member in members)), words),
            countries=in_one_line(_names(shown["country"]), words),
            sectors=in_one_line(_names(shown["sector"]), words),
            tags=tags(
                {scope.code for scope in shown["scope"]},
                shown["freshness"][0],
                shown["status"][0],
                kind=kind,
                dates=source_dates,
            ),
            kind=words[kind],
            seal=seal(
                by_look(member.sector for member in members), in_digits(len(members)) if members else ""
            ),
            status=partnership_status(
                shown["status"][0].code,
                shown["freshness"][0].code,
                about(ended, is_approximate=is_approximate),
                source_dates,
                kind=words[kind],
                members=len(members),
                countries=len(shown["country"]),
                sectors=len(shown["sector"]),
            ),
        )
    return by_id


def _names(shown: list[facets.Value]) -> list[str]:
    return [value.label for value in sorted(shown, key=attrgetter("place"))]


def _shown_facets(encoded: list[int], values: Values) -> dict[str, list[facets.Value]]:
    """The values behind encoded ones, by facet, of those facets that lists show; in no order."""
    shown = {"country": [], "sector": [], "scope": [], "freshness": [], "status": []}
    for v in encoded:
        if (value := values.by_v.get(v)) and value.facet in shown:
            shown[value.facet].append(value)
    return shown


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


def _members(texts: Sequence[str], values: Values) -> list[ListedMember]:
    """Each once, of those who have several roles as well."""
    countries = values.names["country"]
    members = []
    for text in dict.fromkeys(texts):
        sector, _key, name = text.split(BETWEEN, 2)
        if sector == COUNTRY_MARK:
            members.append(ListedMember(SECTOR_OF_STATES, countries.get(name, name)))
        else:
            members.append(ListedMember(sector, name))
    return members


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
            member=Concat(
                Case(
                    When(country__isnull=False, then=Value(COUNTRY_MARK)),
                    default=Coalesce("organisation__sector", Value(""), output_field=TextField()),
                    output_field=TextField(),
                ),
                Value(BETWEEN),
                # Two members may have one short name
                Cast(Coalesce("organisation", "member_partnership"), TextField()),
                Value(BETWEEN),
                Coalesce(
                    NullIf("organisation__acronym", Value("")),
                    "organisation__name",
                    "country",
                    NullIf("member_partnership__acronym", Value("")),
                    "member_partnership__title",
                    output_field=TextField(),
                ),
                output_field=TextField(),
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
        "ended",
        "ended_is_approximate",
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
