"""Desks for a search: those that fit; where none does, those that may know whom to ask, step by step."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy

from directory.counterparts.conditions import (
    is_neighbour,
    names_topic,
    serves,
    serves_by_name,
    takes_any_topic,
)
from directory.counterparts.forms import DeskSearch
from directory.counterparts.reasons import ORDER_IN_SQL, in_order
from directory.models import ContactPoint, Organisation, Purpose, User
from directory.models.contacts import ContactPointQuerySet

MOST_DESKS = 20
MOST_OF_A_STEP = 3  # of each step of the fallback: it shows a direction, and there are seven steps


@dataclass(frozen=True, slots=True)
class Network:
    """An international network that reaches nearly every country, shown even where the directory has no record of it.

    `reaches` says in words whom it reaches.
    """

    slug: str  # of its record, if there is one
    name: str
    website: str
    reaches: str


NETWORKS = (
    Network(
        "interpol",
        "INTERPOL",
        "https://www.interpol.int/",
        gettext_lazy("the police, through the national central bureau of each member country"),
    ),
    Network("inhope", "INHOPE", "https://www.inhope.org/", gettext_lazy("hotlines")),
    Network(
        "child-helpline-international",
        "Child Helpline International",
        "https://childhelplineinternational.org/",
        gettext_lazy("child helplines"),
    ),
)


class NetworkRecord(NamedTuple):
    network: Network
    organisation: Organisation | None


@dataclass(frozen=True, slots=True)
class FallbackStep:
    """Desks that do not fit the search but may know whom to ask, and why they may.

    `holds` gives the condition on desks, among those that serve the country and do not fit. A desk belongs to the first
    step in the order of PRECEDENCE whose condition it meets.
    """

    name: str
    title: str
    why: str
    holds: Callable[[DeskSearch], Q]


def _of_sector(*sectors: str) -> Q:
    return Q(organisation__sector__in=sectors)


def _nearby(search: DeskSearch) -> Q:
    return Q(organisation__is_international=False, is_worldwide=False)


# In the order of the page: from what is nearest to the search to what is furthest from it.
STEPS = (
    FallbackStep(
        "sector",
        gettext_lazy("Desks of another sector"),
        gettext_lazy("They fit what you asked for, but for the sector."),
        lambda search: names_topic(search) if search.sectors and search.topics else Q(pk=None),
    ),
    FallbackStep(
        "topic",
        gettext_lazy("Desks for another topic in %(country)s"),
        gettext_lazy("They serve the country. Whether they know your topic, they do not state."),
        _nearby,
    ),
    FallbackStep(
        "others",
        gettext_lazy("Other desks in %(country)s"),
        gettext_lazy("They serve the country, and are of another sector."),
        _nearby,
    ),
    FallbackStep(
        "general",
        gettext_lazy("General desks in %(country)s"),
        gettext_lazy("They take general questions and may pass yours on."),
        lambda search: _nearby(search) & Q(purpose=Purpose.GENERAL),
    ),
    FallbackStep(
        "hotline",
        gettext_lazy("The hotline or helpline of %(country)s"),
        gettext_lazy("It takes reports from the public and knows who acts on them."),
        lambda search: _nearby(search) & _of_sector("hotline", "helpline"),
    ),
    FallbackStep(
        "police",
        gettext_lazy("The international desk of the police of %(country)s"),
        gettext_lazy("It takes requests from abroad, whatever they are about."),
        lambda search: _nearby(search) & _of_sector("law_enforcement") & Q(purpose=Purpose.COOPERATION),
    ),
    FallbackStep(
        "neighbours",
        gettext_lazy("Desks of the same region that serve several countries"),
        gettext_lazy(
            "They serve countries nearby. Whether they serve %(country)s as well, they do not state."
        ),
        is_neighbour,
    ),
    FallbackStep(
        "regional",
        gettext_lazy("International bodies that name %(country)s"),
        gettext_lazy("They bring together the authorities of several countries, this one among them."),
        lambda search: Q(organisation__is_international=True) & serves_by_name(search),
    ),
    FallbackStep(
        "network",
        gettext_lazy("International networks"),
        gettext_lazy("They reach nearly every country."),
        lambda search: Q(organisation__is_international=True, is_worldwide=True),
    ),
)
# The special before the general: a hotline's desk stands in the hotline's step, whatever topics it names. Neighbours come
# first, for all others serve a country of the search.
PRECEDENCE = (
    "neighbours",
    "sector",
    "regional",
    "network",
    "hotline",
    "police",
    "general",
    "topic",
    "others",
)


def steps_of(search: DeskSearch) -> list[FallbackStep]:
    """The steps that lead away from a search, in the order of the page; none away from what it does not ask for."""
    pointless = {
        "sector": not search.sectors,
        "topic": not search.topics,
        "others": bool(search.topics) or not search.sectors,
    }
    steps = [step for step in STEPS if search.countries or step.name == "network"]
    return [step for step in steps if not pointless.get(step.name)]


def _fitting(desks: ContactPointQuerySet, search: DeskSearch) -> ContactPointQuerySet:
    if search.countries:
        desks = desks.serving(*search.countries)
    if search.topics and search.countries:
        desks = desks.filter(names_topic(search) | takes_any_topic(search))
    elif search.topics:
        desks = desks.filter(names_topic(search))
    if search.sectors:
        desks = desks.filter(_of_sector(*search.sectors))
    return desks


def _shown(desks: ContactPointQuerySet, search: DeskSearch) -> ContactPointQuerySet:
    """Desks in order, with the codes of the topics that each `handled`, of the countries that it `served` and of the
    languages that are `spoken` there."""
    # How a desk is reached stands only on its own page, which logs each showing of a restricted one.
    on_own_page = ("mailbox", "phone", "web_form", "requirements")
    codes = {
        "handled": F("listing__topics"),
        "served": F("listing__served"),
        "spoken": F("listing__languages"),
    }
    return in_order(desks, search).annotate(**codes).defer(*on_own_page)


def _step_of_desk(search: DeskSearch) -> Case:
    """The name of the step that a desk belongs to, "" for none."""
    steps = {step.name: step for step in steps_of(search)}
    return Case(
        *(When(steps[name].holds(search), then=Value(name)) for name in PRECEDENCE if name in steps),
        default=Value(""),
    )


def fitting(search: DeskSearch, *, user: User | AnonymousUser) -> list[ContactPoint]:
    """The desks that fit, the best first: MOST_DESKS, and one more where there are more.

    Those of the countries that state no topic fit as well where a topic is asked for, and stand after those that name it.
    Each has its `step`, in which it is not shown once more. Two queries: one finds and orders the desks, one reads their
    organisations.
    """
    desks = _shown(_fitting(ContactPoint.objects.visible_to(user).of_today(), search), search)
    desks = desks.annotate(step=_step_of_desk(search))
    return list(desks.prefetch_related("organisation")[: MOST_DESKS + 1])


def is_counterpart(desk: ContactPoint, search: DeskSearch) -> bool:
    """Whether a desk that `fitting` gave is all that was asked for, so that nothing further has to be looked for: of a
    country, and neither without a topic nor of a company that speaks for itself."""
    if not search.countries:
        return True
    weak = getattr(desk, "has_no_topic", False) or desk.has_company
    return (desk.has_home or desk.has_country) and not weak


# The best desks of each step. Not through the ORM, which repeats the sum of reasons and the steps three times.
BEST_OF_STEPS = """
    SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY step ORDER BY {order}) AS rank FROM ({desks}) AS desks
         WHERE step <> '') AS ranked
     WHERE rank <= {most} ORDER BY rank
"""


def nearest(
    search: DeskSearch, *, user: User | AnonymousUser, without: Collection[ContactPoint] = ()
) -> dict[str, list[ContactPoint]]:
    """The best desks of each step, by its name, for a search without a fitting desk in its country.

    `without`: desks that fit and are shown already. Two queries: one finds and orders the desks, one reads their
    organisations.
    """
    desks = ContactPoint.objects.visible_to(user).of_today().exclude(pk__in=[desk.pk for desk in without])
    if search.countries:
        desks = desks.filter(serves(search) | is_neighbour(search))
    else:
        desks = desks.filter(is_worldwide=True)
    # A desk for questions of the media answers journalists, and is no way to a counterpart.
    shown = _shown(desks.exclude(purpose=Purpose.MEDIA), search)
    desks_with_step = shown.annotate(step=_step_of_desk(search))
    desks_sql, parameters = desks_with_step.order_by().query.sql_with_params()
    sql = BEST_OF_STEPS.format(order=ORDER_IN_SQL, desks=desks_sql, most=MOST_OF_A_STEP)
    best: dict[str, list[ContactPoint]] = {step.name: [] for step in STEPS}
    for desk in ContactPoint.objects.raw(sql, parameters).prefetch_related("organisation"):
        best[desk.step].append(desk)
    return best


def networks() -> list[NetworkRecord]:
    """Each network, with its record where the directory has one. One query."""
    records = Organisation.objects.published().in_bulk(
        [network.slug for network in NETWORKS], field_name="slug"
    )
    return [NetworkRecord(network, records.get(network.slug)) for network in NETWORKS]
