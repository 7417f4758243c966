"""Why a desk is shown, and how much each reason counts: the order of desks is the sum of their reasons, nothing else.

Where two sums are equal, the desk that was confirmed last comes first, then the name decides. So two people who may see the
same desks and search alike for the same organisation read the same list.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from directory.counterparts.forms import DeskSearch
from directory.finding.facets import Values
from directory.models import ContactPoint, Membership, Purpose
from directory.models.contacts import ContactPointQuerySet

# As long as an answered test counts on the desk's own page (`TEST_COUNTS_FOR`).
RECENT = datetime.timedelta(days=365)
# Partnerships that count: a desk that shares more gains no more than 9 points, less than one that speaks the language.
MOST_SHARED = 3

Words = Callable[[ContactPoint, DeskSearch, Values], str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a desk, with the points that it adds to the desk's score.

    `label` explains it in the table of reasons on the finder's page. `holds` gives the condition on desks, or None where
    the search does not ask for it, such as a language where none is chosen. `words` says it of one desk.
    """

    name: str
    weight: int
    label: str
    holds: Callable[[DeskSearch], Q | None]
    words: Words


def name_of(facet_values: Values, facet: str, code: str) -> str:
    return facet_values.by_code[facet][code].label


def in_a_row(names: list[str]) -> str:
    return pgettext("between the items of a list", ", ").join(names)


def in_country(sentence: str) -> Words:
    return lambda desk, search, facet_values: (
        str(sentence) % {"country": name_of(facet_values, "country", search.country)}
    )


def recent(field: str) -> Q:
    return Q(**{f"{field}__gt": localdate() - RECENT})


def language_names(facet_values: Values, codes: Iterable[str]) -> str:
    """The names of languages in one line, in alphabetical order."""
    return in_a_row(facet_values.names_of("language", codes))


def in_languages(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    spoken = [code for code in desk.spoken if code in search.languages]
    return _("answers in %(languages)s") % {"languages": language_names(facet_values, spoken)}


def sharing(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    sentence = ngettext(
        "shares %(count)s partnership with %(organisation)s",
        "shares %(count)s partnerships with %(organisation)s",
        desk.shared,
    )
    return sentence % {"count": desk.shared, "organisation": search.organisation}


def tested(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    return _("reachable, tested in %(month)s") % {"month": date_format(desk.tested_on, "YEAR_MONTH_FORMAT")}


def confirmed(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    months = (localdate() - desk.confirmed_on).days // 30  # whole months of thirty days
    if not months:
        return _("confirmed within the last month")
    sentence = ngettext("confirmed %(count)s month ago", "confirmed %(count)s months ago", months)
    return sentence % {"count": months}


# The weights put what a desk is for before how it can be spoken to, and that before how well it is known. Those of home,
# country and worldwide never add up, for their conditions exclude each other. The weight of "shared" counts for each
# partnership, up to MOST_SHARED.
REASONS = (
    Reason(
        "topic",
        40,
        gettext_lazy("It handles the topic"),
        lambda search: Q(listing__topics__contains=[search.topic]) if search.topic else None,
        lambda desk, search, facet_values: (
            _("handles %(topic)s") % {"topic": name_of(facet_values, "topic", search.topic)}
        ),
    ),
    Reason(
        "home",
        24,
        gettext_lazy("It is in the country and serves it"),
        lambda search: Q(listing__country=search.country) if search.country else None,
        in_country(gettext_lazy("is in %(country)s and serves it")),
    ),
    Reason(
        "country",
        20,
        gettext_lazy("It is elsewhere and names the country among those that it serves"),
        lambda search: (
            ~Q(listing__country=search.country) & Q(listing__served__contains=[search.country])
            if search.country
            else None
        ),
        in_country(gettext_lazy("serves %(country)s")),
    ),
    Reason(
        "worldwide",
        6,
        gettext_lazy("It serves every country"),
        lambda search: (
            Q(is_worldwide=True)
            & ~Q(listing__country=search.country)
            & ~Q(listing__served__contains=[search.country])
            if search.country
            else Q(is_worldwide=True)
        ),
        lambda desk, search, facet_values: _("serves every country"),
    ),
    Reason(
        "urgent",
        18,
        gettext_lazy("It takes urgent requests at any hour, if the request is urgent"),
        lambda search: Q(is_urgent=True) if search.is_urgent else None,
        lambda desk, search, facet_values: _("takes urgent requests at any hour"),
    ),
    Reason(
        "language",
        16,
        gettext_lazy("It answers in one of the languages"),
        lambda search: Q(listing__languages__overlap=list(search.languages)) if search.languages else None,
        in_languages,
    ),
    Reason(
        "sector",
        10,
        gettext_lazy("It belongs to the sector"),
        lambda search: Q(organisation__sector=search.sector) if search.sector else None,
        lambda desk, search, facet_values: (
            _("belongs to the sector %(sector)s") % {"sector": name_of(facet_values, "sector", search.sector)}
        ),
    ),
    Reason(
        "cooperation",
        6,
        gettext_lazy("It is there for international cooperation"),
        lambda search: Q(purpose=Purpose.COOPERATION),
        lambda desk, search, facet_values: _("is there for international cooperation"),
    ),
    Reason(
        "shared",
        3,
        gettext_lazy("Its organisation shares partnerships with yours: for each of the first three"),
        lambda search: Q(shared__gt=0) if search.organisation else None,
        sharing,
    ),
    Reason(
        "tested",
        5,
        gettext_lazy("It answered a test within a year"),
        lambda search: recent("tested_on"),
        tested,
    ),
    Reason(
        "confirmed",
        4,
        gettext_lazy("Its organisation confirmed it within a year"),
        lambda search: recent("confirmed_on"),
        confirmed,
    ),
)


# The columns of the order, for the ORM and for the statement that ranks the desks of each fallback step (`finder`).
# The primary key makes it the same order each time, for two desks may share a name.
DESCENDING, ASCENDING = ("score", "confirmed_on"), ("name", "id")
ORDER = (*(F(column).desc(nulls_last=True) for column in DESCENDING), *ASCENDING)
ORDER_IN_SQL = ", ".join((*(f"{column} DESC NULLS LAST" for column in DESCENDING), *ASCENDING))


def in_order(desks: ContactPointQuerySet, search: DeskSearch) -> ContactPointQuerySet:
    """Desks, the best first, with their `score`, and `has_…` for each reason that the search gives occasion for.

    No query by itself: it adds to the statement that the caller sends.
    """
    desks = desks.annotate(shared=_shared_with(search.organisation))
    flags, points = {}, []
    for reason in REASONS:
        holds = reason.holds(search)
        if holds is None:
            continue
        worth = (
            Least("shared", MOST_SHARED) * reason.weight if reason.name == "shared" else Value(reason.weight)
        )
        flags[f"has_{reason.name}"] = Case(When(holds, then=True), default=False)
        points.append(Case(When(holds, then=worth), default=0, output_field=IntegerField()))
    return desks.annotate(score=sum(points[1:], start=points[0]), **flags).order_by(*ORDER)


def _shared_with(organisation) -> Combinable:
    """In how many partnerships the organisation and that of each desk are both current members."""
    if organisation is None:
        return Value(0)
    current = Membership.objects.current().order_by()
    own_partnerships = current.filter(organisation=organisation).values("partnership")
    shared = current.filter(organisation=OuterRef("organisation"), partnership__in=own_partnerships)
    # An organisation's own desks share nothing with it: that would be all its partnerships.
    count = (
        shared.exclude(organisation=organisation)
        .values("organisation")
        .annotate(n=Count("partnership", distinct=True))
        .values("n")
    )
    return Coalesce(Subquery(count), 0)


def in_words(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> list[str]:
    """The reasons for a desk that `in_order` gave, what counts most first."""
    reasons = [reason for reason in REASONS if getattr(desk, f"has_{reason.name}", False)]
    reasons.sort(key=lambda reason: -reason.weight)
    return [reason.words(desk, search, facet_values) for reason in reasons]


def cautions(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> list[str]:
    """Sentences about what the search asks for and the desk does not state, so that no desk looks like more than it is."""
    sentences = []
    if search.languages and not desk.has_language:
        sentences.append(
            _("It states other languages: %(languages)s.")
            % {"languages": language_names(facet_values, desk.spoken)}
            if desk.spoken
            else _("It does not state its languages.")
        )
    if search.is_urgent and not desk.has_urgent:
        sentences.append(_("It does not state that it takes urgent requests at any hour."))
    return sentences
