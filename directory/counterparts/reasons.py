"""Why a desk is shown, and how much each reason counts: the order of desks is the sum of their reasons, nothing else.

Where two sums are equal, the desk that was confirmed last comes first, then the name decides. So two people who may see the
same desks and search alike for the same organisation read the same list.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from directory.counterparts import conditions
from directory.counterparts.forms import DeskSearch
from directory.finding.facets import Values
from directory.models import ContactPoint, Membership, Purpose
from directory.models.contacts import ContactPointQuerySet

# As long as an answered test counts on the desk's own page (`TEST_COUNTS_FOR`).
RECENT = datetime.timedelta(days=365)
# Partnerships that count: a desk that shares more gains no more than 9 points, less than one that speaks the language.
MOST_SHARED = 3

Words = Callable[[ContactPoint, DeskSearch, Values], str]
# The reasons that answer what somebody asked for; the others say how well a desk is known and what it is like
ASKED = {
    "topic",
    "every_topic",
    "home",
    "country",
    "every_country",
    "urgent",
    "open",
    "language",
    "sector",
}


class SaidReason(NamedTuple):
    """What speaks for a desk, as a part of a sentence."""

    words: str
    is_asked: bool = False  # it answers what somebody asked for


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a desk, or against it where its weight is negative, with the points that it adds to the
    desk's score.

    `label` explains it in the table of reasons on the finder's page. `holds` gives the condition on desks, or None where
    the search does not ask for it, such as a language where none is chosen. `words` says it of one desk: a part of a
    sentence if it speaks for the desk, "" where another reason says it; else a sentence.
    """

    name: str
    weight: int
    label: str
    holds: Callable[[DeskSearch], Q | None]
    words: Words


def in_a_row(names: Iterable[str]) -> str:
    return pgettext("between the items of a list", ", ").join(names)


def names_of(facet_values: Values, facet: str, codes: Iterable[str]) -> str:
    """The names of some codes in one line, in alphabetical order."""
    return in_a_row(facet_values.names_of(facet, codes))


def recent(field: str) -> Q:
    return Q(**{f"{field}__gt": localdate() - RECENT})


def handling(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    handled = [topic for topic in search.topics if topic in desk.handled]
    return _("handles %(topic)s") % {"topic": names_of(facet_values, "topic", handled)}


def without_topic(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    if desk.purpose == Purpose.COOPERATION:
        return _("It states no topic. It is there for international cooperation: ask whether it takes yours.")
    return _("It states no topic. It takes general questions: ask whether it takes yours, or knows who does.")


def at_home(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    home = desk.organisation.country_id
    other_countries = [country for country in search.countries if country in desk.served and country != home]
    names = {"country": names_of(facet_values, "country", [home])}
    if not other_countries:
        return _("is in %(country)s and serves it") % names
    names["others"] = names_of(facet_values, "country", other_countries)
    return _("is in %(country)s and serves it, and serves %(others)s as well") % names


def naming(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    named = [country for country in search.countries if country in desk.served]
    return _("serves %(country)s") % {"country": names_of(facet_values, "country", named)}


def in_languages(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    spoken = [code for code in desk.spoken if code in search.languages]
    return _("answers in %(languages)s") % {"languages": names_of(facet_values, "language", spoken)}


def of_sector(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    sector = names_of(facet_values, "sector", [desk.organisation.sector_id])
    return _("belongs to the sector %(sector)s") % {"sector": sector}


def for_a_company(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> str:
    if desk.purpose == Purpose.DATA:
        return _("It takes requests for data about its own service, and speaks for no authority.")
    return _("It belongs to a company elsewhere, and speaks for its own service.")


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
# partnership, up to MOST_SHARED. What counts against a desk counts so much that nothing makes up for it: without a topic
# it stands after all of the country that name one, and a company that speaks for itself after all of the country.
REASONS = (
    Reason(
        "topic",
        40,
        gettext_lazy("It handles one of the topics"),
        lambda search: conditions.names_topic(search) if search.topics else None,
        handling,
    ),
    Reason(
        "every_topic",
        8,
        gettext_lazy("It handles all of the topics, if there are several"),
        lambda search: Q(listing__topics__contains=list(search.topics)) if len(search.topics) > 1 else None,
        lambda desk, search, facet_values: _("handles all that you ask for"),
    ),
    Reason(
        "no_topic",
        -45,
        gettext_lazy("It states no topic, but is there for international cooperation or general questions"),
        lambda search: conditions.takes_any_topic(search) if search.topics and search.countries else None,
        without_topic,
    ),
    Reason(
        "home",
        26,
        gettext_lazy("It is in one of the countries and serves it"),
        lambda search: conditions.is_at_home(search) if search.countries else None,
        at_home,
    ),
    Reason(
        "country",
        20,
        gettext_lazy("It is elsewhere and names one of the countries among those that it serves"),
        lambda search: conditions.is_named_only(search) if search.countries else None,
        naming,
    ),
    Reason(
        "every_country",
        8,
        gettext_lazy("It names all of the countries, if there are several"),
        lambda search: (
            Q(listing__served__contains=list(search.countries)) if len(search.countries) > 1 else None
        ),
        lambda desk, search, facet_values: _("serves all the countries that you ask for"),
    ),
    Reason(
        "worldwide",
        6,
        gettext_lazy("It serves every country"),
        lambda search: conditions.is_worldwide_only(search) if search.countries else Q(is_worldwide=True),
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
        "open",
        8,
        gettext_lazy("It is open now, or takes urgent requests at any hour, if the request is urgent"),
        lambda search: Q(is_open=True) | Q(is_urgent=True) if search.is_urgent else None,
        lambda desk, search, facet_values: _("is open now") if desk.is_open else "",
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
        gettext_lazy("It belongs to one of the sectors"),
        lambda search: Q(organisation__sector__in=search.sectors) if search.sectors else None,
        of_sector,
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
    Reason(
        "company",
        -180,
        gettext_lazy("It is a company's desk for requests for data, or that of a company elsewhere"),
        lambda search: conditions.speaks_for_a_company(search) if search.countries else None,
        for_a_company,
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
    desks = desks.with_open(search.at).annotate(shared=_shared_with(search.organisation))
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


def _met(desk: ContactPoint) -> list[Reason]:
    """The reasons that hold for a desk that `in_order` gave, what counts most first."""
    reasons = [reason for reason in REASONS if getattr(desk, f"has_{reason.name}", False)]
    return sorted(reasons, key=lambda reason: -reason.weight)


def in_words(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> list[SaidReason]:
    """What speaks for a desk that `in_order` gave, what counts most first."""
    return [
        SaidReason(words, reason.name in ASKED)
        for reason in _met(desk)
        if reason.weight > 0 and (words := reason.words(desk, search, facet_values))
    ]


def cautions(desk: ContactPoint, search: DeskSearch, facet_values: Values) -> list[str]:
    """Sentences about what counts against a desk, and about what the search asks for and the desk does not state, so that
    no desk looks like more than it is."""
    sentences = [reason.words(desk, search, facet_values) for reason in _met(desk) if reason.weight < 0]
    if search.languages and not desk.has_language:
        sentences.append(
            _("It states other languages: %(languages)s.")
            % {"languages": names_of(facet_values, "language", desk.spoken)}
            if desk.spoken
            else _("It does not state its languages.")
        )
    if search.is_urgent and not desk.has_urgent:
        sentences.append(_("It does not state that it takes urgent requests at any hour."))
    return sentences
