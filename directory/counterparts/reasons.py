"""Why a desk is shown, and how much each reason counts: the order of desks is the sum of their reasons, nothing else.

Where two sums are equal, the desk that was confirmed last comes first, then the name decides. So two people who may see the
same and ask the same for the same organisation read the same list.
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

from directory.counterparts.forms import Asked
from directory.finding.facets import Values
from directory.models import ContactPoint, Membership, Purpose
from directory.models.contacts import ContactPointQuerySet

RECENT = datetime.timedelta(days=365)
MOST_SHARED = 3  # partnerships that count

Words = Callable[[ContactPoint, Asked, Values], str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a desk.

    `holds`: of which desks, or None where the question gives no occasion; `words`: how it is said of such a desk;
    `label`: how it is told to whoever asks about the order.
    """

    name: str
    weight: int
    label: str
    holds: Callable[[Asked], Q | None]
    words: Words


def name_of(values: Values, facet: str, code: str) -> str:
    return values.by_code[facet][code].label


def in_a_row(names: list[str]) -> str:
    return pgettext("between the items of a list", ", ").join(names)


def in_country(sentence: str) -> Words:
    return lambda desk, asked, values: str(sentence) % {"country": name_of(values, "country", asked.country)}


def recent(field: str) -> Q:
    return Q(**{f"{field}__gt": localdate() - RECENT})


def names_of(values: Values, codes: Iterable[str]) -> str:
    """Languages in one line."""
    return in_a_row(sorted(name_of(values, "language", code) for code in codes))


def in_languages(desk: ContactPoint, asked: Asked, values: Values) -> str:
    spoken = [code for code in desk.spoken if code in asked.languages]
    return _("answers in %(languages)s") % {"languages": names_of(values, spoken)}


def sharing(desk: ContactPoint, asked: Asked, values: Values) -> str:
    sentence = ngettext(
        "shares %(count)s partnership with %(organisation)s",
        "shares %(count)s partnerships with %(organisation)s",
        desk.shared,
    )
    return sentence % {"count": desk.shared, "organisation": asked.organisation}


def tested(desk: ContactPoint, asked: Asked, values: Values) -> str:
    return _("reachable, tested in %(month)s") % {"month": date_format(desk.tested_on, "YEAR_MONTH_FORMAT")}


def confirmed(desk: ContactPoint, asked: Asked, values: Values) -> str:
    months = (localdate() - desk.confirmed_on).days // 30
    if not months:
        return _("confirmed within the last month")
    sentence = ngettext("confirmed %(count)s month ago", "confirmed %(count)s months ago", months)
    return sentence % {"count": months}


# What a desk is for outweighs how it can be spoken to, and that outweighs how well it is known. "shared" counts for each
# partnership, up to MOST_SHARED.
REASONS = (
    Reason(
        "topic",
        40,
        gettext_lazy("It handles the topic"),
        lambda asked: Q(listing__topics__contains=[asked.topic]) if asked.topic else None,
        lambda desk, asked, values: _("handles %(topic)s") % {"topic": name_of(values, "topic", asked.topic)},
    ),
    Reason(
        "home",
        24,
        gettext_lazy("It is in the country and serves it"),
        lambda asked: Q(listing__country=asked.country) if asked.country else None,
        in_country(gettext_lazy("is in %(country)s and serves it")),
    ),
    Reason(
        "country",
        20,
        gettext_lazy("It is elsewhere and names the country among those that it serves"),
        lambda asked: (
            ~Q(listing__country=asked.country) & Q(listing__served__contains=[asked.country])
            if asked.country
            else None
        ),
        in_country(gettext_lazy("serves %(country)s")),
    ),
    Reason(
        "worldwide",
        6,
        gettext_lazy("It serves every country"),
        lambda asked: (
            Q(is_worldwide=True)
            & ~Q(listing__country=asked.country)
            & ~Q(listing__served__contains=[asked.country])
            if asked.country
            else Q(is_worldwide=True)
        ),
        lambda desk, asked, values: _("serves every country"),
    ),
    Reason(
        "urgent",
        18,
        gettext_lazy("It takes urgent requests at any hour, if the request is urgent"),
        lambda asked: Q(is_urgent=True) if asked.is_urgent else None,
        lambda desk, asked, values: _("takes urgent requests at any hour"),
    ),
    Reason(
        "language",
        16,
        gettext_lazy("It answers in one of the languages"),
        lambda asked: Q(listing__languages__overlap=list(asked.languages)) if asked.languages else None,
        in_languages,
    ),
    Reason(
        "sector",
        10,
        gettext_lazy("It belongs to the sector"),
        lambda asked: Q(organisation__sector=asked.sector) if asked.sector else None,
        lambda desk, asked, values: (
            _("belongs to the sector %(sector)s") % {"sector": name_of(values, "sector", asked.sector)}
        ),
    ),
    Reason(
        "cooperation",
        6,
        gettext_lazy("It is there for international cooperation"),
        lambda asked: Q(purpose=Purpose.COOPERATION),
        lambda desk, asked, values: _("is there for international cooperation"),
    ),
    Reason(
        "shared",
        3,
        gettext_lazy("Its organisation shares partnerships with yours: for each of the first three"),
        lambda asked: Q(shared__gt=0) if asked.organisation else None,
        sharing,
    ),
    Reason(
        "tested",
        5,
        gettext_lazy("It answered a test within a year"),
        lambda asked: recent("tested_on"),
        tested,
    ),
    Reason(
        "confirmed",
        4,
        gettext_lazy("Its organisation confirmed it within a year"),
        lambda asked: recent("confirmed_on"),
        confirmed,
    ),
)


ORDER = ("-score", F("confirmed_on").desc(nulls_last=True), "name", "pk")
ORDER_IN_SQL = "score DESC, confirmed_on DESC NULLS LAST, name, id"


def in_order(desks: ContactPointQuerySet, asked: Asked) -> ContactPointQuerySet:
    """Desks with `score`, and for each reason `has_…`, the best first. Part of one statement."""
    desks = desks.annotate(shared=_shared_with(asked.organisation))
    flags, points = {}, []
    for reason in REASONS:
        holds = reason.holds(asked)
        if holds is None:
            continue
        worth = (
            Least("shared", MOST_SHARED) * reason.weight if reason.name == "shared" else Value(reason.weight)
        )
        flags[f"has_{reason.name}"] = Case(When(holds, then=True), default=False)
        points.append(Case(When(holds, then=worth), default=0, output_field=IntegerField()))
    return desks.annotate(score=sum(points[1:], start=points[0]), **flags).order_by(*ORDER)


def _shared_with(organisation) -> Combinable:
    """In how many partnerships both are current members."""
    if organisation is None:
        return Value(0)
    current = Membership.objects.current().order_by()
    own = current.filter(organisation=organisation).values("partnership")
    shared = current.filter(organisation=OuterRef("organisation"), partnership__in=own)
    counted = shared.exclude(organisation=organisation).values("organisation").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def in_words(desk: ContactPoint, asked: Asked, values: Values) -> list[str]:
    """The reasons for a desk that `in_order` found, what counts most first."""
    found = [reason for reason in REASONS if getattr(desk, f"has_{reason.name}", False)]
    return [reason.words(desk, asked, values) for reason in sorted(found, key=lambda reason: -reason.weight)]


def cautions(desk: ContactPoint, asked: Asked, values: Values) -> list[str]:
    """What was asked for and the desk does not state: said, so that no desk looks like more than it is."""
    found = []
    if asked.languages and not desk.has_language:
        found.append(
            _("It states other languages: %(languages)s.") % {"languages": names_of(values, desk.spoken)}
            if desk.spoken
            else _("It does not state its languages.")
        )
    if asked.is_urgent and not desk.has_urgent:
        found.append(_("It does not state that it takes urgent requests at any hour."))
    return found
