"""The directory in the words of Open Referral's HSDS: partnerships as services, with their organisations.

What has no word there stands in extensions, which the page of the profile describes. An empty text or an unknown
date is left out: HSDS knows no null.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from psycopg.types.multirange import Multirange

from directory.database.statements import kept
from directory.exchange.hsds.hsds_terms import StatedCodes, attributes, mark_of_derived, stated_code_rows
from directory.exchange.programs.organisation_documents import organisations, public_desks
from directory.exchange.programs.partnership_documents import partnerships
from directory.exchange.programs.reading import (
    Record,
    grouped,
    stamps_of,
)
from directory.finding.facets import Values
from directory.models import Identifier, Membership, Partnership, Purpose, Standing, Status
from directory.models.contacts import EXTENSION
from directory.models.derived_ids import derived_id, desk_id
from directory.models.opening_hours import DAY_CODES, OpeningHours, written_time
from directory.models.text_search import by_name
from directory.records.identifiers import registers

# All that the schema of a service allows; one is required.
STATUSES = {
    Status.PLANNED: "inactive",
    Status.ACTIVE: "active",
    Status.PAUSED: "temporarily closed",
    Status.ENDED: "defunct",
    Status.UNKNOWN: "inactive",
}


def stated(**fields: Any) -> Record:
    """The fields without those that are None or an empty text."""
    return {name: content for name, content in fields.items() if content not in (None, "")}


def address(path: str) -> str:
    return f"{settings.DIRECTORY_BASE_URL}/hsds/{path}"


# Contacts


class DeskRow(NamedTuple):
    slug: str
    name: str
    purpose: str
    mailbox: str
    phone: str
    opening_hours: Multirange[int]  # as the driver gives it: a kept statement knows no fields
    time_zone: str


@kept
def desk_rows(organisation_pks: RawSQL) -> QuerySet:
    """The desks that everybody may see: the same door as for a visitor's page."""
    desks = public_desks().filter(organisation__in=organisation_pks)
    return desks.order_by(by_name(), "pk").values_list("organisation", *DeskRow._fields)


def contact(organization_id: str, desk: DeskRow) -> Record:
    """A desk of an organisation. A contact of HSDS has no web form; that stands on the desk's page. Nor has it schedules:
    they are an extension, as HSDS writes them elsewhere."""
    contact_id = desk_id(desk.slug)
    number, _separator, extension = desk.phone.partition(EXTENSION)
    phone = stated(
        id=derived_id(contact_id, "phone"),
        contact_id=contact_id,
        number=number,
        extension=int(extension) if extension else None,
    )
    return stated(
        id=contact_id,
        organization_id=organization_id,
        name=desk.name,
        title=str(Purpose(desk.purpose).label),
        email=desk.mailbox,
        phones=[phone] if desk.phone else None,
        schedules=schedules(contact_id, desk) or None,
    )


def schedules(contact_id: str, desk: DeskRow) -> list[Record]:
    """A desk's hours, a record for the days that are alike. HSDS gives a time zone as hours from UTC, which are others in
    summer, so its name stands in the notes."""
    days_by_times: dict[tuple[int, int], list[int]] = {}
    for day, opens, closes in OpeningHours.of_ranges(desk.opening_hours).periods:
        days_by_times.setdefault((opens, closes), []).append(day)
    return [
        stated(
            id=derived_id(contact_id, "schedule", written_time(opens), written_time(closes)),
            freq="WEEKLY",
            wkst="MO",
            # The codes of RFC 5545, which has those of OpenStreetMap in capitals
            byday=",".join(DAY_CODES[day].upper() for day in days),
            opens_at=written_time(opens),
            closes_at=written_time(closes),
            notes=desk.time_zone,
        )
        for (opens, closes), days in days_by_times.items()
    ]


# Services


def host_of(partnership: Record) -> Record:
    """The organisation that answers for a partnership: the first one in its document that has not left, where leads
    come first. Empty where there is none."""
    for member in partnership["members"]:
        is_over = member["left"] or member["no_longer_listed"]
        if (
            member["organisation"]
            and member["standing"] not in (Standing.LEFT, Standing.DISPUTED)
            and not is_over
        ):
            return member["organisation"]
    return {}


def alternate_name(record: Record) -> str:
    """HSDS has room for one: the acronym, or else another or a former name; "" where there is none."""
    names = [record["acronym"], *record["other_names"], *record["former_names"]]
    return next(filter(None, names), "")


def service(partnership: Record, facet_values: Values) -> Record:
    """A partnership's document with what stands on one line, made from its document in the JSON API."""
    host = host_of(partnership)
    return stated(
        id=partnership["id"],
        name=partnership["title"],
        alternate_name=alternate_name(partnership),
        description="\n\n".join(filter(None, [partnership["summary"], partnership["description"]])),
        url=partnership["website"],
        status=STATUSES[partnership["status"]],
        assured_date=partnership["confirmed_on"],
        last_modified=partnership["changed_at"],
        organization_id=host.get("id"),
        organization=organization_in_brief(host, facet_values) if host else None,
        partnership=extension(partnership),
    )


IN_OUR_WORDS = (
    *("slug", "url", "acronym", "other_names", "former_names", "kind", "status", "stated_on", "as_of"),
    *("started", "ended", "extent", "summary"),
    *(
        "stated_number",
        "text_language",
        "links",
        "legal_basis",
        "evaluation",
        "sought_countries",
        "sought_sectors",
    ),
    *("scope", "cross_border_because", "worlds", "freshness", "source_keys"),
)


def extension(partnership: Record) -> Record:
    """Our extension of a service: in our own words, what HSDS has none for."""
    return {name: partnership[name] for name in IN_OUR_WORDS}


def organization_in_brief(organisation: Record, facet_values: Values) -> Record:
    return stated(
        id=organisation["id"],
        name=organisation["name"],
        alternate_name=organisation["acronym"],
        description=description(organisation["sector"], organisation["country"], facet_values),
    )


def description(sector: str, country: str | None, facet_values: Values) -> str:
    """What kind of body, and where: HSDS wants each organisation described."""
    sector_name = facet_values.by_code["sector"][sector].label
    if not country:
        return sector_name
    country_name = facet_values.by_code["country"][country].label
    return _("%(sector)s, %(country)s") % {"sector": sector_name, "country": country_name}


def full_service(partnership: Record, stated_codes: StatedCodes, facet_values: Values) -> Record:
    """A partnership with all that hangs on it. What follows only from its members is marked as derived."""
    service_id = partnership["id"]
    values_of = facet_values.by_code
    sectors = [values_of["sector"][code] for code in partnership["sectors"]]
    return {
        **service(partnership, facet_values),
        "service_areas": [
            {
                "id": derived_id(service_id, "country", code),
                "service_id": service_id,
                "name": facet_values.by_code["country"][code].label,
                "extent": code,
                "extent_type": "text",  # of those that HSDS lists, the one that is no geometry
                **mark_of_derived(code, stated_codes.countries),
            }
            for code in partnership["countries"]
        ],
        "languages": [
            {
                "id": derived_id(service_id, "language", code),
                "service_id": service_id,
                "name": facet_values.by_code["language"][code].label,
                "code": code,
            }
            for code in partnership["languages"]
        ],
        "attributes": [
            *attributes("service", service_id, [values_of["topic"][code] for code in partnership["topics"]]),
            *(
                attribute | mark_of_derived(attribute["value"], stated_codes.sectors)
                for attribute in attributes("service", service_id, sectors)
            ),
        ],
        "contacts": [],  # desks belong to organisations
        "service_at_locations": [],
        "partners": [partner(member, facet_values) for member in partnership["members"]],
        **{name: [_in_hsds(relative) for relative in partnership[name]] for name in LINEAGE},
        **{name: partnership[name] for name in ("contributions", "events", "sources")},
    }


LINEAGE = ("predecessors", "successors")


def _in_hsds(relative: Record) -> Record:
    """What a partnership or an organisation came out of or became, with its address here."""
    return stated(**{name: content for name, content in relative.items() if name not in ("slug", "api_url")})


def partner(member: Record, facet_values: Values) -> Record:
    """The part of an organisation, a country or another partnership in a partnership: our extension."""
    organisation, partnership = member["organisation"], member["partnership"]
    return stated(
        organization_id=organisation["id"] if organisation else None,
        organization=organization_in_brief(organisation, facet_values) if organisation else None,
        country=member["country"],
        service_id=partnership["id"] if partnership else None,
        service={"id": partnership["id"], "name": partnership["name"]} if partnership else None,
        role=member["role"],
        standing=member["standing"],
        joined=member["joined"],
        left=member["left"],
        no_longer_listed=member["no_longer_listed"] or None,
        basis=member["basis"],
        confirmed_on=member["confirmed_on"],
        source_keys=member["source_keys"],
    )


def services(pks: Sequence[int], facet_values: Values, *, full: bool = False) -> dict[int, Record]:
    """Partnerships as services by primary key. Eight queries, nine in full, and up to two for what they refer to."""
    documents = partnerships(pks, facet_values)
    if not full:
        return {pk: service(partnership, facet_values) for pk, partnership in documents.items()}
    stated_codes = {pk: StatedCodes(*codes) for pk, *codes in stated_code_rows(pks)}
    return {
        pk: full_service(partnership, stated_codes[pk], facet_values)
        for pk, partnership in documents.items()
        if pk in stated_codes  # one that was removed between two queries is not
    }


# Organisations


# Our extension: in our own words, what HSDS has none for
OF_ORGANISATIONS = (
    *("acronym", "other_names", "former_names", "former_acronyms", "country_basis", "is_international"),
    *("founded", "ended"),
    *("as_of", "source_keys"),
)


def organization(organisation: Record, facet_values: Values) -> Record:
    """An organisation's document with what stands on one line, made from its document in the JSON API."""
    parent = organisation["parent"]
    return stated(
        id=organisation["id"],
        name=organisation["name"],
        alternate_name=alternate_name(organisation),
        description=description(organisation["sector"], organisation["country"], facet_values),
        website=organisation["website"],
        uri=organisation["url"],
        parent_organization_id=parent["id"] if parent else None,
        last_modified=organisation["changed_at"],
        country=organisation["country"],
        organisation={name: organisation[name] for name in OF_ORGANISATIONS},
    )


class IdentifierRow(NamedTuple):
    scheme: str  # of org-id.guide, such as XI-LEI
    code: str


@kept
def identifier_rows(organisation_pks: RawSQL) -> QuerySet:
    identifiers = Identifier.objects.filter(organisation__in=organisation_pks).order_by("scheme", "value")
    return identifiers.values_list("organisation", "scheme", "value")


class ServiceRow(NamedTuple):
    pk: int
    title: str


@kept
def service_rows(organisation_pks: RawSQL) -> QuerySet:
    """The public partnerships in which organisations are shown as members, newest first."""
    memberships = Membership.objects.shown().filter(
        organisation__in=organisation_pks, partnership__is_sample=False
    )
    columns = ("organisation", "partnership", "partnership__title")
    # One may have several roles in a partnership
    return memberships.order_by("-partnership").values_list(*columns).distinct()


def nested_services(rows: Sequence[ServiceRow], facet_values: Values, *, full: bool) -> dict[int, Record]:
    """Services inside the documents of organisations, by primary key. Those of `services` in full, one query otherwise."""
    pks = {row.pk for row in rows}
    if full:
        return services(sorted(pks), facet_values, full=True)
    stamps = stamps_of(Partnership, pks)
    return {row.pk: {"id": str(stamps[row.pk].uuid), "name": row.title} for row in rows}


def organization_identifier(organization_id: str, identifier: IdentifierRow) -> Record:
    scheme = identifier.scheme
    return {
        "id": derived_id(organization_id, scheme, identifier.code),
        "organization_id": organization_id,
        "identifier_scheme": scheme,
        "identifier_type": registers()[scheme].name if scheme in registers() else scheme,
        "identifier": identifier.code,
    }


def organizations(
    pks: Sequence[int], facet_values: Values, *, full: bool = False, full_service: bool = False
) -> dict[int, Record]:
    """Organisations by primary key. Eight queries; twelve in full; eleven and those of `services` with these in full."""
    organisations_told = organisations(pks, facet_values)
    documents = {
        pk: organization(organisation, facet_values) for pk, organisation in organisations_told.items()
    }
    if not full:
        return documents
    identifiers, desks = grouped(identifier_rows(pks)), grouped(desk_rows(pks))
    services_in_each = {
        pk: [ServiceRow._make(columns) for columns in rows] for pk, rows in grouped(service_rows(pks)).items()
    }
    all_services = [row for rows in services_in_each.values() for row in rows]
    nested = nested_services(all_services, facet_values, full=full_service)
    for pk, organisation in organisations_told.items():
        sector = facet_values.by_code["sector"][organisation["sector"]]
        organization_id = organisation["id"]
        documents[pk] |= {
            "organization_identifiers": [
                organization_identifier(organization_id, IdentifierRow._make(columns))
                for columns in identifiers.get(pk, ())
            ],
            "attributes": attributes("organization", organization_id, [sector]),
            "contacts": [contact(organization_id, DeskRow._make(columns)) for columns in desks.get(pk, ())],
            "services": [nested[row.pk] for row in services_in_each.get(pk, ())],
            **{name: [_in_hsds(relative) for relative in organisation[name]] for name in LINEAGE},
            "sources": organisation["sources"],
        }
    return documents
