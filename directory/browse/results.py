"""Partnerships as lists show them, read for a page of ids at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from directory.database.statements import kept
from directory.finding import facets
from directory.finding.facets import Values
from directory.models import Kind, Membership, Partnership, Status
from directory.models.partial_dates import in_words

SHOWN = 6  # countries, sectors or members that a result names
COMMA, AND_MORE, AS_OF = "between names", "and more", "as of"  # sentences among the words that results repeat


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
        found = values.by_facet(encoded)
        scopes = {scope.code for scope in found["scope"]}
        return cls(
            countries=found["country"],
            sectors=found["sector"],
            topics=found["topic"],
            languages=found["language"],
            freshness=found["freshness"][0],
            is_cross_border="cross-border" in scopes,
            is_cross_sector="cross-sector" in scopes,
        )


def results(ids: Sequence[int], values: Values) -> list[SafeString]:
    """The partnerships of a page, in the order of the ids, each as the HTML of an item of a list. One query.

    They are drawn here and not in a template: the template engine took half of the time of a page for them.
    """
    if not ids:
        return []
    words = _words(get_language())
    # One look at the URLconf, and not one for each result
    before, after = reverse("directory:partnership", args=["-"]).rsplit("-", 1)
    found = {}
    for pk, slug, title, acronym, summary, kind, status, confirmed_on, published, encoded, members in _rows(
        ids
    ):
        traits = Traits.of(encoded, values)
        as_of = "" if confirmed_on else in_words(published or "")
        short = f' <span class="acronym">({escape(acronym)})</span>' if acronym else ""
        facts = (
            (words["Members"], f"<bdi>{escape(listed(members, words))}</bdi>" if members else ""),
            (words["Countries"], escape(listed([country.label for country in traits.countries], words))),
            (words["Sectors"], escape(listed([sector.label for sector in traits.sectors], words))),
        )
        found[pk] = SafeString(
            f'<li>\n<h3 dir="auto"><a href="{before}{slug}{after}">{escape(title)}</a>{short}</h3>\n'
            f'<p dir="auto">{escape(summary)}</p>\n<dl class="facts">\n'
            + "\n".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in facts if text)
            + f"\n</dl>\n{tags(traits, kind=kind, status=status, as_of=as_of)}\n</li>"
        )
    return [found[pk] for pk in ids if pk in found]


def tags(traits: Traits, *, kind: str, status: str, as_of: str) -> SafeString:
    """What kind of partnership it is, as HTML. `as_of`: the source's date in words while nobody confirmed it."""
    words = _words(get_language())
    fresh = words[AS_OF] % {"as_of": as_of} if as_of else traits.freshness.label
    shown = [
        ("cross border", words["Cross-border"]) if traits.is_cross_border else None,
        ("cross sector", words["Cross-sector"]) if traits.is_cross_sector else None,
        ("", words[kind]),
        (status, words[status]),
        (f"freshness {traits.freshness.code}", escape(fresh)),
    ]
    items = (f'<li class="{f"tag {one[0]}".strip()}">{one[1]}</li>' for one in shown if one)
    return SafeString('<ul class="tags" role="list">\n' + "\n".join(items) + "\n</ul>")


@cache
def _words(language: str) -> dict[str, str]:
    """What each result repeats, in the active language, which `language` names, ready for HTML; and how names are listed."""
    named = {
        "Members": _("Members"),
        "Countries": _("Countries"),
        "Sectors": _("Sectors"),
        "Cross-border": _("Cross-border"),
        "Cross-sector": _("Cross-sector"),
        **{code: str(label) for code, label in (*Kind.choices, *Status.choices)},
    }
    listing = {
        COMMA: pgettext("between the names of a list", ", "),
        AND_MORE: _("%(names)s and %(count)s more"),
        AS_OF: _("As of %(as_of)s"),
    }
    return {name: escape(word) for name, word in named.items()} | listing


@kept
def _rows(wanted: RawSQL) -> QuerySet:
    names = (
        Membership.objects.current()
        .filter(partnership=OuterRef("pk"))
        .by_role()
        .values(short_name=Coalesce(NullIf("organisation__acronym", Value("")), "organisation__name"))
    )
    return Partnership.objects.filter(pk__in=wanted).values_list(
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


def listed(names: Sequence[str], words: Mapping[str, str]) -> str:
    """Names in one line, the first few of many: "Australia, Canada and 46 more"."""
    if len(names) <= SHOWN + 1:
        return words[COMMA].join(names)
    return words[AND_MORE] % {"names": words[COMMA].join(names[:SHOWN]), "count": len(names) - SHOWN}
