"""The directory in the words of Open Referral's HSDS: partnerships as services, topics and sectors as taxonomies.

What has no word there stands in extensions, which the page of the profile describes. An empty text or an unknown
date is left out: HSDS knows no null.
"""

import uuid
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from directory.database.statements import kept
from directory.exchange.programs import record_documents
from directory.exchange.programs.reading import Record, api, changes_of, grouped
from directory.finding.facets import Value, Values
from directory.models import ContactPoint, Identifier, Membership, Partnership, Purpose, Standing, Status
from directory.records.identifiers import registers

NAMESPACE = uuid.UUID("6f1b3c1e-5a0d-5c57-9a6e-0b8a3f7f9d21")  # of what has no identifier of its own
STATUSES = {
    Status.PLANNED: "inactive",
    Status.ACTIVE: "active",
    Status.PAUSED: "temporarily closed",
    Status.ENDED: "defunct",
}
TAXONOMIES = {"topic": "Topics", "sector": "Sectors"}


def named(*names: object) -> str:
    """The identifier of something that is known by names, such as a topic by its code."""
    return str(uuid.uuid5(NAMESPACE, " ".join(map(str, names))))


def stated(**fields: Any) -> Record:
    """The fields that hold something."""
    return {name: value for name, value in fields.items() if value not in (None, "")}


def address(path: str) -> str:
    return f"{settings.DIRECTORY_BASE_URL}/hsds/{path}"


# Taxonomies


def taxonomies() -> list[Record]:
    descriptions = {
        "topic": _("What a cooperation is about."),
        "sector": _("What kind of body an organisation is."),
    }
    return [
        {
            "id": named("taxonomy", facet),
            "name": name,
            "description": descriptions[facet],
            "uri": api(f"vocabularies/{facet}s"),
        }
        for facet, name in TAXONOMIES.items()
    ]


@cache
def term_id(facet: str, code: str) -> str:
    return named("term", facet, code)


@lru_cache(maxsize=1000)
def term(value: Value) -> Record:
    """A topic or a sector; kept, and so not to be changed."""
    return {
        "id": term_id(value.facet, value.code),
        "code": value.code,
        "name": value.label,
        "description": value.label,
        "taxonomy": TAXONOMIES[value.facet],
        "taxonomy_id": named("taxonomy", value.facet),
        "language": "en",
    }


def terms(values: Values) -> list[Record]:
    """The terms of all taxonomies, with the taxonomy that each belongs to."""
    known = {taxonomy["id"]: taxonomy for taxonomy in taxonomies()}
    found = [term(value) for facet in TAXONOMIES for value in values.by_code[facet].values()]
    return [{**one, "taxonomy_detail": known[one["taxonomy_id"]]} for one in found]


def terms_by_id(values: Values) -> dict[str, Value]:
    return {
        term_id(facet, code): value for facet in TAXONOMIES for code, value in values.by_code[facet].items()
    }


def attributes(entity: str, owner: str, found: Iterable[Value]) -> list[Record]:
    return [
        {
            "id": named(owner, value.facet, value.code),
            "link_id": owner,
            "link_type": value.facet,
            "link_entity": entity,
            "value": value.code,
            "taxonomy_term_id": term_id(value.facet, value.code),
            "taxonomy_term": term(value),
        }
        for value in found
    ]


# Contacts


@kept
def desk_rows(wanted):
    """The desks that everybody may see: the same door as for a visitor's page."""
    shown = ContactPoint.objects.visible_to(AnonymousUser()).filter(organisation__in=wanted)
    columns = ("organisation", "slug", "name", "purpose", "mailbox", "phone", "is_sample")
    return shown.order_by("name", "pk").values_list(*columns)


def contact(owner: str, desk: Sequence) -> Record:
    """A desk of an organisation. A contact of HSDS has no web form; that stands on the desk's page."""
    slug, name, purpose, mailbox, phone, is_sample = desk
    own = named("contact", slug)
    return stated(
        id=own,
        organization_id=owner,
        name=_("%(name)s (sample)") % {"name": name} if is_sample else name,
        title=str(Purpose(purpose).label),
        email=mailbox,
        phones=[{"id": named(own, "phone"), "contact_id": own, "number": phone}] if phone else None,
    )


# Services


def host_of(record: Record) -> Record:
    """The organisation that answers for a partnership: the first in the list that has not left, leads first."""
    for member in record["members"]:
        if member["standing"] not in (Standing.LEFT, Standing.DISPUTED) and not member["left"]:
            return member["organisation"]
    return {}


def service(record: Record, values: Values) -> Record:
    """A partnership with what stands on one line, from what the JSON API tells of it."""
    others = [record["acronym"], *record["other_names"], *record["former_names"]]
    host = host_of(record)
    return stated(
        id=record["id"],
        name=record["title"],
        alternate_name=next(filter(None, others), ""),
        description="\n\n".join(filter(None, [record["summary"], record["description"]])),
        url=record["website"],
        status=STATUSES[record["status"]],
        assured_date=record["confirmed_on"],
        last_modified=record["changed_at"],
        organization_id=host.get("id"),
        organization=organization_in_brief(host, values) if host else None,
        partnership={
            name: record[name]
            for name in ("slug", "url", "kind", "status", "started", "ended", "scope", "freshness")
        },
    )


def organization_in_brief(organisation: Record, values: Values) -> Record:
    return stated(
        id=organisation["id"],
        name=organisation["name"],
        alternate_name=organisation["acronym"],
        description=description(organisation["sector"], organisation["country"], values),
    )


def description(sector: str, country: str | None, values: Values) -> str:
    """What kind of body, and where: HSDS wants each organisation described."""
    named_sector = values.by_code["sector"][sector].label
    if not country:
        return named_sector
    place = values.by_code["country"][country].label
    return _("%(sector)s, %(country)s") % {"sector": named_sector, "country": place}


def full_service(record: Record, values: Values) -> Record:
    """A partnership with all that hangs on it."""
    owner = record["id"]
    chosen = [
        values.by_code[facet][code]
        for facet, column in (("topic", "topics"), ("sector", "sectors"))
        for code in record[column]
    ]
    return {
        **service(record, values),
        "service_areas": [
            {
                "id": named(owner, "country", code),
                "service_id": owner,
                "name": values.by_code["country"][code].label,
                "extent": code,
                "extent_type": "text",
            }
            for code in record["countries"]
        ],
        "languages": [
            {
                "id": named(owner, "language", code),
                "service_id": owner,
                "name": values.by_code["language"][code].label,
                "code": code,
            }
            for code in record["languages"]
        ],
        "attributes": attributes("service", owner, chosen),
        "contacts": [],
        "service_at_locations": [],
        "partners": [partner(member, values) for member in record["members"]],
    }


def partner(member: Record, values: Values) -> Record:
    """An organisation's part in a partnership: our extension."""
    return stated(
        organization_id=member["organisation"]["id"],
        organization=organization_in_brief(member["organisation"], values),
        role=member["role"],
        standing=member["standing"],
        joined=member["joined"],
        left=member["left"],
        confirmed_on=member["confirmed_on"],
    )


def services(pks: Sequence[int], values: Values, *, full: bool = False) -> dict[int, Record]:
    """Partnerships as services by primary key. Four queries."""
    told = full_service if full else service
    return {pk: told(record, values) for pk, record in record_documents.partnerships(pks, values).items()}


# Organisations


def organization(record: Record, values: Values) -> Record:
    others = [record["acronym"], *record["other_names"], *record["former_names"]]
    parent = record["parent"]
    return stated(
        id=record["id"],
        name=record["name"],
        alternate_name=next(filter(None, others), ""),
        description=description(record["sector"], record["country"], values),
        website=record["website"],
        uri=record["url"],
        parent_organization_id=parent["id"] if parent else None,
        last_modified=record["changed_at"],
        country=record["country"],
    )


@kept
def identifier_rows(wanted):
    rows = Identifier.objects.filter(organisation__in=wanted).order_by("scheme", "value")
    return rows.values_list("organisation", "scheme", "value")


@kept
def service_rows(wanted):
    """The public partnerships in which organisations are shown as members, newest first."""
    shown = Membership.objects.shown().filter(organisation__in=wanted).order_by("-partnership")
    return shown.values_list("organisation", "partnership", "partnership__title")


def organizations(
    pks: Sequence[int], values: Values, *, full: bool = False, full_service: bool = False
) -> dict[int, Record]:
    """Organisations by primary key. Six queries; nine in full; fourteen with their services in full."""
    found = record_documents.organisations(pks, values)
    told = {pk: organization(record, values) for pk, record in found.items()}
    if not full:
        return told
    numbers, partnerships = grouped(identifier_rows(pks)), grouped(service_rows(pks))
    desks = grouped(desk_rows(pks))
    service_pks = {pk for each in partnerships.values() for pk, _title in each}
    nested = services(sorted(service_pks), values, full=True) if full_service else {}
    changes = {} if full_service else changes_of(Partnership, service_pks)
    for pk, record in found.items():
        owner = record["id"]
        told[pk] |= {
            "organization_identifiers": [
                {
                    "id": named(owner, scheme, number),
                    "organization_id": owner,
                    "identifier_scheme": scheme,
                    "identifier_type": registers()[scheme].name if scheme in registers() else scheme,
                    "identifier": number,
                }
                for scheme, number in numbers.get(pk, ())
            ],
            "attributes": attributes("organization", owner, [values.by_code["sector"][record["sector"]]]),
            "contacts": [contact(owner, desk) for desk in desks.get(pk, ())],
            "services": [
                nested[service_pk] if full_service else {"id": str(changes[service_pk].uuid), "name": title}
                for service_pk, title in partnerships.get(pk, ())
            ],
        }
    return told
