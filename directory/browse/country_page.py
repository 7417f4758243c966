"""The page of a country: whom to call, where to report, what nobody knows, with whom it works, what was promised."""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.browse import attendance, promises, related
from directory.browse.finder_addresses import finder_address
from directory.browse.map_drawing import Map, MapTerms, map_of
from directory.browse.memberships import joined, with_partnership
from directory.browse.notes import SourceNotes
from directory.browse.places import file_of_partnerships, first_few
from directory.database.statements import kept_together
from directory.finding import facets
from directory.finding.beside import counts_beside
from directory.finding.facets import Values
from directory.finding.leads import leads_of
from directory.finding.page_cache import kept_while_unchanged
from directory.gate.channels import PlacesToReport
from directory.models import (
    Commitment,
    ContactPoint,
    Contribution,
    Country,
    Membership,
    Organisation,
)
from directory.models.commitments import BY_DUE_DATE
from directory.models.text_search import by_name
from directory.pictures import sectors
from directory.pictures.seals import seal
from directory.records import linked_data
from directory.rights import permissions

MOST_DESKS = 30  # the finder has all
NAMES_OF_GAPS = 6  # topics that one sentence names


def _public_desks(country: RawSQL) -> QuerySet[ContactPoint]:
    """Those that everybody may see and that name the country, or are at home in it and name none."""
    codes = RawSQL("ARRAY[%s]::text[]", country.params, output_field=ArrayField(TextField()))
    desks = ContactPoint.objects.visible_to(AnonymousUser()).of_today()
    return desks.filter(listing__served__contains=codes, organisation__is_sample=False)


read_stated = kept_together(
    memberships=lambda key: with_partnership(
        Membership.objects.shown().filter(country=key, partnership__is_sample=False)
    ).order_by("pk"),
    attended=lambda key: (
        attendance.shown_of("country", key).select_related("event", "session").defer("event__summary")
    ),
    contributions=lambda key: (
        Contribution.objects.listed()
        .filter(giver_country=key)
        .select_related("partnership")
        .only(
            "amount",
            "currency",
            "year",
            "source",
            "partnership__slug",
            "partnership__title",
            "partnership__removed_at",
        )
        .order_by("year", "pk")
    ),
    desks=lambda key: (
        _public_desks(key)
        .select_related("organisation")
        .only("slug", "name", "purpose", "is_sample", "organisation__name", "organisation__sector")
        .order_by(by_name())[:MOST_DESKS]
    ),
    desk_topics=lambda key: (
        related.linked_values(ContactPoint, "topics")
        .filter(contact_point__in=_public_desks(key).values("pk"))
        .order_by("pk")
    ),
)
PARTS = ("memberships", "attended", "contributions", "desks", "desk_topics")


@permissions.public
@kept_while_unchanged
def country(request: HttpRequest, code: str) -> HttpResponse:
    record = get_object_or_404(Country.objects.select_related("region"), code=code.upper())
    if code != code.lower():  # one address for each page: /countries/PL/ leads to /countries/pl/
        return redirect("directory:country", code.lower(), permanent=True)
    values = facets.values(request.data_version)
    at_home = organisations_by_sector(record, values)
    stated = read_stated(record.code, PARTS)
    places = PlacesToReport(record.code, names_languages=False)
    beside = counts_beside(values.by_code["country"][record.code], ["country", "topic"])
    partners = countries_beside(beside, values)
    first = first_few("country", record.code, request.data_version)
    told = statements(record, stated)
    counts = sectors.by_look(sector.code for sector in at_home for _organisation in sector.organisations)
    desks_of_topics = desks_by_topic(stated["desks"], stated["desk_topics"], values)
    return render(
        request,
        "directory/browse/country.html",
        {
            "country": record,
            **first,
            **told,
            "sectors": at_home,
            "in_short": in_short(sum(counts.values()), first["partnership_count"], len(partners)),
            "seal": seal(counts, record.code),
            "legend": sectors.legend(counts, values.names["sector"]),
            "desks_by_topic": desks_of_topics,
            "leads": [] if desks_of_topics else leads_of(record, values, has_desk=False).known,
            "places": places,
            "partners": partners,
            "map": map_of_partners(record, partners, values),
            "gaps": gaps(record, desks_of_topics, places, beside, values),
            "finder_url": finder_address(countries=[record.code]),
            "feed_url": file_of_partnerships("atom", "country", record.code),
            "csv_url": file_of_partnerships("csv", "country", record.code),
            "print_url": f"{reverse('directory:counterparts_print')}?country={record.code}",
            "today": timezone.localdate(),
            "url": linked_data.site_url(record.get_absolute_url()),
        },
    )


def in_short(organisations: int, partnerships: int, countries: int) -> str:
    """ "36 organisations, 42 partnerships, shared with 93 countries." """
    return _("%(organisations)s, %(partnerships)s, shared with %(countries)s.") % {
        "organisations": ngettext("%(count)s organisation", "%(count)s organisations", organisations)
        % {"count": organisations},
        "partnerships": ngettext("%(count)s partnership", "%(count)s partnerships", partnerships)
        % {"count": partnerships},
        "countries": ngettext("%(count)s country", "%(count)s countries", countries) % {"count": countries},
    }


class SectorAtHome(NamedTuple):
    code: str
    look: str
    name: str
    organisations: list[Organisation]


def organisations_by_sector(country: Country, values: Values) -> list[SectorAtHome]:
    """The organisations of a country under each sector, in the order of the sectors' names. One query."""
    by_sector: dict[str, list[Organisation]] = {}
    for organisation in (
        country.organisations.listed().only("slug", "name", "sector", "country").order_by("sort_name")
    ):
        by_sector.setdefault(organisation.sector_id, []).append(organisation)
    return [
        SectorAtHome(code, sectors.look_of(code), name, by_sector[code])
        for code, name in values.names["sector"].items()
        if code in by_sector
    ]


class TopicDesks(NamedTuple):
    """The desks of a topic; those that state none have no `name`."""

    name: str
    desks: list[ContactPoint]


def desks_by_topic(desks: Sequence[ContactPoint], topic_links: Sequence, values: Values) -> list[TopicDesks]:
    related.attach("topics", desks, topic_links, of="contact_point")
    topics: dict[str, list[ContactPoint]] = {}
    for desk in desks:
        for code in [topic.slug for topic in desk.topics.all()] or [""]:
            topics.setdefault(code, []).append(desk)
    names = {**values.names["topic"], "": ""}
    return [TopicDesks(name, topics[code]) for code, name in names.items() if code in topics]


class CountryBeside(NamedTuple):
    """A country with which another one shares so many partnerships."""

    code: str
    name: str
    count: int
    url: str


def countries_beside(beside: dict[int, int], values: Values) -> list[CountryBeside]:
    """The countries that share partnerships with one, the most first."""
    shared = [
        CountryBeside(
            value.code, value.label, beside[value.v], reverse("directory:country", args=[value.code.lower()])
        )
        for value in sorted(values.by_code["country"].values(), key=lambda value: value.place)
        if value.v in beside
    ]
    return sorted(shared, key=lambda row: -row.count)


def map_of_partners(country: Country, partners: Sequence[CountryBeside], values: Values) -> Map:
    """The countries that share partnerships with one, joined to it; the rows beside it have the same numbers."""
    counts = {partner.code: partner.count for partner in partners}
    urls = {partner.code: partner.url for partner in partners}
    label = _("Countries that share partnerships with %(country)s. The list beneath has the same numbers.")
    terms = MapTerms(label % {"country": country.name}, _("Partnerships"), urls.__getitem__)
    return map_of(counts, values, terms, here=[country.code], joined={country.code: list(counts)})


def gaps(
    country: Country,
    desks: list[TopicDesks],
    places: PlacesToReport,
    beside: dict[int, int],
    values: Values,
) -> list[str]:
    """What nobody is known to do, or to have said, in sentences."""
    sentences = []
    if not desks:
        sentences.append(_("Contact desks: no desk that everybody may see is listed."))
    if not places.is_known:
        sentences.append(_("A place that takes reports of material: none is known."))
    if not places.helplines:
        sentences.append(_("A helpline for children: none is known."))
    names = [
        value.label
        for value in sorted(values.by_code["topic"].values(), key=lambda value: value.place)
        if value.v not in beside
    ]
    if names:
        sentence = ngettext(
            "No partnership on this topic is known here: %(names)s.",
            "No partnership on these topics is known here: %(names)s.",
            len(names),
        )
        shown = ", ".join(names[:NAMES_OF_GAPS])
        sentences.append(sentence % {"names": f"{shown} …" if len(names) > NAMES_OF_GAPS else shown})
    return sentences


def statements(country: Country, stated: dict[str, list]) -> dict:
    """What is stated about a country itself, what was promised by it or by somebody at home there, and the sources."""
    promised = related.commitments(
        Commitment.objects.filter(
            pk__in=Commitment.objects.filter(
                Q(owner_countries=country)
                | Q(partner_countries=country)
                | Q(owner_organisations__in=country.organisations.listed())
            ).values("pk")
        ).order_by(*BY_DUE_DATE)
    )
    resources = related.resources(country.resources.order_by("sort_name"))
    memberships, attended = stated["memberships"], stated["attended"]
    contributions = stated["contributions"]
    notes = SourceNotes(*memberships, *attended, *contributions, *promised, *resources)
    current, former = joined(memberships, notes)
    return {
        "memberships": current,
        "former_memberships": former,
        "events": attendance.events(attended, notes),
        "contributions": [(contribution, notes.backing(contribution)) for contribution in contributions],
        "commitments": promised,
        "promises": promises.of_commitments(promised),
        "resources": resources,
        "sources": notes.sources,
    }
