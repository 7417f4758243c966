"""By which of our keys the records of an HSDS file are meant, and what the directory holds of them already."""

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import slugify

from directory.importing.open_referral.hsds_fields import Record, extension_of, records_in, text_of
from directory.models import (
    Country,
    Identifier,
    Language,
    Organisation,
    Partnership,
    RecordChange,
    Sector,
    Source,
    Topic,
)
from directory.records import identifiers
from directory.records.addresses import slug_from

_OUR_PAGE = re.compile(r"https?://[^/]+(?:/[a-z-]{2,7})?/organisations/([a-z0-9-]{1,80})/")
LONGEST_NAME = 60  # in a key of 80 characters
NAMING_FIELDS = {"id", "name", "alternate_name", "description"}  # of an organization that is only referred to


class RecordKeys(NamedTuple):
    """By the identifiers of HSDS, the keys of all records of one kind, and of those that are in the directory."""

    all: dict[str, str]
    existing: dict[str, str]


class KeyLookup:
    """The keys of the records of a file, and what the directory holds of them already. Twelve queries.

    `current_organisations` and `current_partnerships` have, by identifier, what stands in fields that the file may leave out
    but a record must have.
    """

    def __init__(self, organizations: dict[str, Record], services: dict[str, Record]) -> None:
        self.countries, self.languages, self.sectors, self.topics = (
            set(model.objects.values_list("pk", flat=True)) for model in (Country, Language, Sector, Topic)
        )
        self.sources = set(Source.objects.values_list("slug", flat=True))
        organizations_named = {
            identifier: {} for identifier in _organizations_named(organizations, services) if identifier
        }
        self.organisations = _keys(
            Organisation,
            organizations_named | organizations,
            _organisation_address,
            _slugs_by_register(organizations),
        )
        members = {
            text_of(partner.get("service_id")): {}
            for record in services.values()
            for partner in records_in(record, "partners")
        }
        self.partnerships = _keys(Partnership, members | services, _partnership_address, {})
        # As a provider, a parent, or a partnership that is a member: the file has no record of it
        self.only_named_organizations = organizations_named.keys() - organizations.keys()
        self.only_named_services = members.keys() - services.keys()
        self.current_organisations = _current_fields(
            Organisation, self.organisations, organizations, ("sector",)
        )
        self.current_partnerships = _current_fields(
            Partnership, self.partnerships, services, ("kind", "status", "summary")
        )

    def described(self, organizations: dict[str, Record]) -> Iterator[Record]:
        """Those of which the file says more than the name, and those that are new."""
        for identifier, record in organizations.items():
            if identifier not in self.organisations.existing or record.keys() - NAMING_FIELDS:
                yield record

    def organisation_key(self, identifier: str) -> str:
        if identifier in self.only_named_organizations and identifier not in self.organisations.existing:
            return ""
        return self.organisations.all.get(identifier, "")

    def member_key(self, identifier: str) -> str:
        """The key of a partnership that is a member of another one."""
        if identifier in self.only_named_services and identifier not in self.partnerships.existing:
            return ""
        return self.partnerships.all.get(identifier, "")

    def partnership_key(self, identifier: str) -> str:
        return self.partnerships.all[identifier]


def _current_fields(
    model: type[Model], keys: RecordKeys, identifiers_in_file: Iterable[str], columns: tuple[str, ...]
) -> dict[str, dict[str, str]]:
    """By identifier, what stands in some columns of the records of a file."""
    existing = model._default_manager.filter(slug__in=keys.existing.values()).values_list("slug", *columns)
    fields_by_slug = {slug: dict(zip(columns, fields, strict=True)) for slug, *fields in existing}
    return {identifier: fields_by_slug.get(keys.all[identifier], {}) for identifier in identifiers_in_file}


def _organizations_named(organizations: dict[str, Record], services: dict[str, Record]) -> Iterator[str]:
    """The identifiers of organizations that others refer to."""
    for record in organizations.values():
        yield text_of(record.get("parent_organization_id"))
    for record in services.values():
        yield text_of(record.get("organization_id"))


def _keys(
    model: type[Model],
    records: dict[str, Record],
    address: Callable[[Record], str],
    slugs_by_identifier: dict[str, str],
) -> RecordKeys:
    """`address` gives the address that our own HSDS says a record has, or ""; `slugs_by_identifier` are records that the
    directory knows by another mark."""
    valid_uuids = [identifier for identifier in records if _is_uuid(identifier)]
    changes = RecordChange.objects.of(model).filter(uuid__in=valid_uuids).values_list("record_id", "uuid")
    uuid_by_pk = {pk: str(identifier) for pk, identifier in changes}
    slug_by_uuid = {
        uuid_by_pk[pk]: slug
        for pk, slug in model._default_manager.filter(pk__in=uuid_by_pk).values_list("pk", "slug")
    }
    keys = {identifier: address(record) for identifier, record in records.items()}
    keys |= slugs_by_identifier
    keys |= {
        identifier: slug_by_uuid[identifier.lower()]
        for identifier in valid_uuids
        if identifier.lower() in slug_by_uuid
    }
    unnamed = {identifier: record for identifier, record in records.items() if not keys[identifier]}
    keys |= _made_keys(model, unnamed)
    slugs = set(model._default_manager.filter(slug__in=keys.values()).values_list("slug", flat=True))
    return RecordKeys(keys, {identifier: key for identifier, key in keys.items() if key in slugs})


def _slugs_by_register(organizations: dict[str, Record]) -> dict[str, str]:
    """The organisations of the directory that have the same number in the same register, by HSDS's identifier."""
    identifier_by_number: dict[tuple[str, str], str] = {}
    for identifier, record in organizations.items():
        for number in records_in(record, "organization_identifiers"):
            try:
                identifier_by_number[identifiers.split(org_id_of(number))] = identifier
            except ValidationError:
                continue
    numbers = [number for _register, number in identifier_by_number]
    owners = Identifier.objects.filter(value__in=numbers).values_list("scheme", "value", "organisation__slug")
    return {
        identifier_by_number[scheme, number]: slug
        for scheme, number, slug in owners
        if (scheme, number) in identifier_by_number
    }


def org_id_of(number: Record) -> str:
    """An identifier as org-id writes it, list and number: "GB-CHC-1234567"."""
    return f"{text_of(number.get('identifier_scheme'))}-{text_of(number.get('identifier'))}"


def _made_keys(model: type[Model], records: dict[str, Record]) -> dict[str, str]:
    """Keys from names, each with a mark of the identifier, so that the same file again means the same record, and two
    records of one name are two. Where only one record can be meant, keys as they were made before are found as well."""
    older_keys = {
        identifier: _key_from(record, slugify(identifier)[:8]) for identifier, record in records.items()
    }
    meant_by = Counter(older_keys.values())
    existing = set(model._default_manager.filter(slug__in=older_keys.values()).values_list("slug", flat=True))
    return {
        identifier: older_keys[identifier]
        if older_keys[identifier] in existing and meant_by[older_keys[identifier]] == 1
        else _key_from(record, hashlib.sha256(identifier.lower().encode()).hexdigest()[:8])
        for identifier, record in records.items()
    }


def _key_from(record: Record, mark: str) -> str:
    name = slug_from(text_of(record.get("name")))[:LONGEST_NAME].strip("-")
    return f"{name}-{mark}".strip("-")


def _organisation_address(record: Record) -> str:
    our_page = _OUR_PAGE.fullmatch(text_of(record.get("uri")))
    return our_page[1] if our_page else ""


def _partnership_address(record: Record) -> str:
    return slugify(text_of(extension_of(record, "partnership").get("slug")))[:80]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
