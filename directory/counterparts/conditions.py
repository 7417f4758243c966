"""What can be true of a desk for a search, as conditions on desks with their listing: the reasons and the steps share them."""

from functools import reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q

from directory.counterparts.forms import DeskSearch
from directory.models import Country, Purpose
from directory.models.contacts import EVERYWHERE

# Where a desk for requests of authorities answers about its own service or cards only
COMPANIES = ("industry", "financial", "media")
# A desk for one of these that states no topic may take any
ANY_TOPIC = (Purpose.COOPERATION, Purpose.GENERAL)


def names_topic(search: DeskSearch) -> Q:
    return Q(listing__topics__overlap=list(search.topics))


def serves(search: DeskSearch) -> Q:
    return Q(listing__served__overlap=[*search.countries, EVERYWHERE])


def serves_by_name(search: DeskSearch) -> Q:
    """At home in one of the countries and naming none, or naming one."""
    return Q(listing__served__overlap=list(search.countries))


def is_at_home(search: DeskSearch) -> Q:
    """In one of the countries, and serving that one: a desk may be in one country and serve another."""
    at_home = (
        Q(listing__country=country, listing__served__overlap=[country, EVERYWHERE])
        for country in search.countries
    )
    return reduce(or_, at_home)


def is_named_only(search: DeskSearch) -> Q:
    """Elsewhere, and naming one of the countries."""
    return ~is_at_home(search) & serves_by_name(search)


def is_worldwide_only(search: DeskSearch) -> Q:
    """Serving every country, but neither in one of those nor naming one."""
    return Q(is_worldwide=True) & ~is_at_home(search) & ~serves_by_name(search)


def takes_any_topic(search: DeskSearch) -> Q:
    """Stating no topic, for a purpose that does not rule any out, in a country of the search or naming one.

    Of those that serve every country none is meant: they stand in the step of networks.
    """
    return Q(listing__topics=[], purpose__in=ANY_TOPIC) & (is_at_home(search) | serves_by_name(search))


def speaks_for_a_company(search: DeskSearch) -> Q:
    """A company's desk for requests for data, or any desk of a company that is not in one of the countries and names none."""
    foreign = ~is_at_home(search) & ~serves_by_name(search)
    return Q(organisation__sector__in=COMPANIES) & (Q(purpose=Purpose.DATA) | foreign)


def is_neighbour(search: DeskSearch) -> Q:
    """In the same region as one of the countries (a sub-region of UN M49), serving several countries of the world, none of
    the search, and handling one of its topics if it asks for any."""
    regions = Country.objects.filter(code__in=search.countries).values("region")
    in_region = ArraySubquery(Country.objects.filter(region__in=regions).values("code"))
    neighbour = Q(
        listing__served__overlap=in_region,
        listing__served__len__gt=1,
        listing__country__in=Country.objects.filter(region__in=regions).values("code"),
        is_worldwide=False,
    ) & ~serves(search)
    return neighbour & names_topic(search) if search.topics else neighbour
