"""Desks for a question: those that fit; where none does, those that may know whom to ask, step by step."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy

from directory.counterparts.forms import Asked
from directory.counterparts.reasons import ORDER_IN_SQL, in_order
from directory.models import ContactPoint, Organisation, Purpose, User
from directory.models.contacts import ContactPointQuerySet

MOST_DESKS = 20
MOST_OF_A_STEP = 3


@dataclass(frozen=True, slots=True)
class Network:
    """An international network that reaches nearly every country: an organisation of the directory, or on the web."""

    slug: str
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


@dataclass(frozen=True, slots=True)
class Step:
    """One step away from what was asked for, and why it may help. `holds`: of which desks that serve the country but do
    not fit. A desk is told of in the first step, in the order of PLACES, that holds."""

    name: str
    title: str
    why: str
    holds: Callable[[Asked], Q]


def _of_sector(*sectors: str) -> Q:
    return Q(organisation__sector__in=sectors)


def _topic(asked: Asked) -> Q:
    return Q(listing__topics__contains=[asked.topic])


def _named(asked: Asked) -> Q:
    return Q(listing__served__contains=[asked.country])


def _nearby(asked: Asked) -> Q:
    return Q(organisation__is_international=False, is_worldwide=False)


# From what is nearest to what was asked for to what is furthest from it.
STEPS = (
    Step(
        "sector",
        gettext_lazy("Desks of another sector"),
        gettext_lazy("They fit what you asked for, but for the sector."),
        lambda asked: _topic(asked) if asked.sector and asked.topic else Q(pk=None),
    ),
    Step(
        "topic",
        gettext_lazy("Desks for another topic in %(country)s"),
        gettext_lazy("They serve the country. Whether they know your topic, they do not state."),
        _nearby,
    ),
    Step(
        "general",
        gettext_lazy("General desks in %(country)s"),
        gettext_lazy("They take general questions and may pass yours on."),
        lambda asked: _nearby(asked) & Q(purpose=Purpose.GENERAL),
    ),
    Step(
        "hotline",
        gettext_lazy("The hotline or helpline of %(country)s"),
        gettext_lazy("It takes reports from the public and knows who acts on them."),
        lambda asked: _nearby(asked) & _of_sector("hotline", "helpline"),
    ),
    Step(
        "police",
        gettext_lazy("The international desk of the police of %(country)s"),
        gettext_lazy("It takes requests from abroad, whatever they are about."),
        lambda asked: _nearby(asked) & _of_sector("law_enforcement") & Q(purpose=Purpose.COOPERATION),
    ),
    Step(
        "regional",
        gettext_lazy("International bodies that name %(country)s"),
        gettext_lazy("They bring together the authorities of several countries, this one among them."),
        lambda asked: Q(organisation__is_international=True) & _named(asked),
    ),
    Step(
        "network",
        gettext_lazy("International networks"),
        gettext_lazy("They reach nearly every country."),
        lambda asked: Q(organisation__is_international=True, is_worldwide=True),
    ),
)
# The special before the general: a hotline's desk is its hotline's, whatever topics it names.
PLACES = ("sector", "regional", "network", "hotline", "police", "general", "topic")


def _fitting(desks: ContactPointQuerySet, asked: Asked) -> ContactPointQuerySet:
    if asked.country:
        desks = desks.serving(asked.country)
    if asked.topic:
        desks = desks.about(asked.topic)
    if asked.sector:
        desks = desks.filter(organisation__sector=asked.sector)
    return desks


def _shown(desks: ContactPointQuerySet, asked: Asked) -> ContactPointQuerySet:
    """Desks in order, without what is told on their own pages only. `spoken`: the codes of their languages."""
    told_elsewhere = ("mailbox", "phone", "web_form", "requirements")
    return in_order(desks, asked).annotate(spoken=F("listing__languages")).defer(*told_elsewhere)


def fitting(asked: Asked, *, user: User | AnonymousUser) -> list[ContactPoint]:
    """The desks that fit, the best first: MOST_DESKS and one more, if there are more. One statement finds and orders
    them, one reads their organisations."""
    desks = _shown(_fitting(ContactPoint.objects.visible_to(user), asked), asked)
    return list(desks.prefetch_related("organisation")[: MOST_DESKS + 1])


def is_local(desk: ContactPoint) -> bool:
    """Whether a desk that fits is in the country, or names it."""
    return desk.has_home or desk.has_country


# Of the desks of each step the best. The ORM can say this as well, but writes each sum and each step three times.
BEST_OF_STEPS = """
    SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY step ORDER BY {order}) AS place FROM ({placed}) AS placed
         WHERE step <> '') AS ranked
     WHERE place <= {most} ORDER BY place
"""


def nearest(
    asked: Asked, *, user: User | AnonymousUser, found: Collection[ContactPoint] = ()
) -> dict[str, list[ContactPoint]]:
    """The best desks of each step, by its name, for a country of which no desk fits, without those found. One statement
    finds and orders them, one reads their organisations."""
    visible = ContactPoint.objects.visible_to(user).exclude(pk__in=[desk.pk for desk in found])
    desks = visible.serving(asked.country) if asked.country else visible.filter(is_worldwide=True)
    steps = {step.name: step for step in STEPS}
    places = [When(steps[name].holds(asked), then=Value(name)) for name in PLACES]
    placed = _shown(desks.exclude(purpose=Purpose.MEDIA), asked).annotate(
        step=Case(*places, default=Value(""))
    )
    placed, params = placed.order_by().query.sql_with_params()
    sql = BEST_OF_STEPS.format(order=ORDER_IN_SQL, placed=placed, most=MOST_OF_A_STEP)
    best: dict[str, list[ContactPoint]] = {name: [] for name in steps}
    for desk in ContactPoint.objects.raw(sql, params).prefetch_related("organisation"):
        best[desk.step].append(desk)
    return best


def networks() -> list[tuple[Network, Organisation | None]]:
    """Each network, with its record where the directory has one. One query."""
    records = Organisation.objects.published().in_bulk(
        [network.slug for network in NETWORKS], field_name="slug"
    )
    return [(network, records.get(network.slug)) for network in NETWORKS]
