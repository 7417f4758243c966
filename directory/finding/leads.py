"""Who works in a country, where no desk is listed: organisations as leads, by topic. A lead says that somebody works on
something there, never that one may call."""

from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from directory.finding.facets import Values
from directory.models import ContactPoint, Country, Membership, Organisation, Visibility
from directory.models.contacts import DeskListing

MOST_OF_A_TOPIC = 3


class Lead(NamedTuple):
    """An organisation at home in the country, and in how many partnerships on the topic it takes part today."""

    slug: str
    name: str
    partnership_count: int


class TopicLeads(NamedTuple):
    """Those that take part in most partnerships on a topic, and how many more do so; nobody where none is known."""

    code: str
    name: str
    leads: list[Lead]
    further_count: int


class CountryLeads(NamedTuple):
    """`has_desk`: whether everybody may see a desk that names the country or is at home in it. `topics`: all of them, in
    the order of their names."""

    has_desk: bool
    topics: list[TopicLeads]

    @property
    def known(self) -> list[TopicLeads]:
        """The topics on which somebody is known to work."""
        return [topic for topic in self.topics if topic.leads]

    @property
    def unknown(self) -> list[TopicLeads]:
        """The topics on which nobody is known to work."""
        return [topic for topic in self.topics if not topic.leads]


def leads_of(country: Country, values: Values, *, has_desk: bool | None = None) -> CountryLeads:
    """Who is known to work in a country without a desk that everybody may see. Two queries; one where it is known whether
    there is such a desk."""
    if has_desk is None:
        public = DeskListing.objects.filter(visibility=Visibility.PUBLIC)
        has_desk = public.filter(served__contains=[country.pk]).exists()
    leads: dict[str, list[Lead]] = {}
    totals: dict[str, int] = {}
    for topic, slug, name, partnership_count, total in _rows(country):
        leads.setdefault(topic, []).append(Lead(slug, name, partnership_count))
        totals[topic] = total
    return CountryLeads(
        has_desk,
        [
            TopicLeads(code, name, leads.get(code, []), totals.get(code, 0) - len(leads.get(code, [])))
            for code, name in values.names["topic"].items()
        ],
    )


def _rows(country: Country):
    """The first few of each topic: its code, the organisation's slug and name, in how many partnerships it takes part, and
    how many organisations there are of the topic."""
    with_desk = ContactPoint.objects.filter(
        organisation=OuterRef("organisation"), visibility=Visibility.PUBLIC
    )
    parts = Membership.objects.current().filter(
        ~Exists(with_desk),
        organisation__country=country,
        organisation__is_sample=False,
        partnership__is_sample=False,
        partnership__topics__isnull=False,
    )
    parts = parts.exclude(organisation__in=Organisation.objects.ended())
    counted = parts.values("partnership__topics", "organisation").annotate(
        slug=F("organisation__slug"),
        name=F("organisation__name"),
        partnership_count=Count("partnership", distinct=True),
    )
    of_topic = F("partnership__topics")
    ranked = counted.annotate(
        rank=Window(
            RowNumber(),
            partition_by=of_topic,
            order_by=[F("partnership_count").desc(), F("organisation__sort_name").asc()],
        ),
        total=Window(Count("organisation"), partition_by=of_topic),
    )
    return (
        ranked.filter(rank__lte=MOST_OF_A_TOPIC)
        .order_by("partnership__topics", "rank")
        .values_list("partnership__topics", "slug", "name", "partnership_count", "total")
    )
