"""By which of our keys the records of an HSDS file are meant, and what the directory holds of them already."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.text import slugify

from directory.models import Country, Language, Organisation, Partnership, RecordChange, Sector, Topic
from directory.records.addresses import slug_from

Record = dict[str, Any]
_OUR_PAGE = re.compile(r"https?://[^/]+(?:/[a-z-]{2,7})?/organisations/([a-z0-9-]{1,80})/")
LONGEST_NAME = 60  # in a key of 80 characters
NAMING_FIELDS = {"id", "name", "alternate_name", "description"}  # of an organization that is only referred to


def records_in(record: Record, name: str) -> list[Record]:
    """The records in a field of a record; none where the field is missing or holds something else."""
    elements = record.get(name)
    return (
        [element for element in elements if isinstance(element, dict)] if isinstance(elements, list) else []
    )


def text_of(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def extension_of(record: Record, name: str) -> Record:
    """What HSDS has no field for, and our own HSDS gives in an object of its own."""
    extension = record.get(name)
    return extension if isinstance(extension, dict) else {}


class RecordKeys(NamedTuple):
    """By the identifiers of HSDS, the keys of all records of one kind, and of those that are in the directory."""

    all: dict[str, str]
    existing: dict[str, str]


class KeyLookup:
    """The keys of the records of a file, and what the directory holds of them already. Eight queries.

    `current_fields` has, by identifier, what stands in fields that the file may leave out but a record must have.
    """

    def __init__(self, organizations: dict[str, Record], services: dict[str, Record]) -> None:
        self.countries, self.languages, self.sectors, self.topics = (
            set(model.objects.values_list("pk", flat=True)) for model in (Country, Language, Sector, Topic)
        )
        parents = {text_of(record.get("parent_organization_id")): {} for record in organizations.values()}
        self.organisations = _keys(Organisation, parents | organizations, _organisation_address)
        members = {
            text_of(partner.get("service_id")): {}
            for record in services.values()
            for partner in records_in(record, "partners")
        }
        self.partnerships = _keys(Partnership, members | services, _partnership_address)
        # As a parent, or as a partnership that is a member: the file has no record of it
        self.only_named = (set(parents) - organizations.keys()) | (set(members) - services.keys())
        sectors = _column_by_slug(Organisation, self.organisations, "sector")
        kinds = _column_by_slug(Partnership, self.partnerships, "kind")
        self.current_fields: dict[str, dict[str, str]] = {
            identifier: {} for identifier in (*organizations, *services)
        }
        for identifier in organizations:
            if sector := sectors.get(self.organisations.all[identifier]):
                self.current_fields[identifier]["sector"] = sector
        for identifier in services:
            if kind := kinds.get(self.partnerships.all[identifier]):
                self.current_fields[identifier]["kind"] = kind

    def described(self, organizations: dict[str, Record]) -> Iterator[Record]:
        """Those of which the file says more than the name, and those that are new."""
        for identifier, record in organizations.items():
            if identifier not in self.organisations.existing or record.keys() - NAMING_FIELDS:
                yield record

    def organisation_key(self, identifier: str) -> str:
        if identifier in self.only_named and identifier not in self.organisations.existing:
            return ""
        return self.organisations.all.get(identifier, "")

    def member_key(self, identifier: str) -> str:
        """The key of a partnership that is a member of another one."""
        if identifier in self.only_named and identifier not in self.partnerships.existing:
            return ""
        return self.partnerships.all.get(identifier, "")

    def partnership_key(self, identifier: str) -> str:
        return self.partnerships.all[identifier]


def _column_by_slug(model: type[Model], keys: RecordKeys, column: str) -> dict[str, str]:
    return dict(model._default_manager.filter(slug__in=keys.existing.values()).values_list("slug", column))


def _keys(model: type[Model], records: dict[str, Record], address: Callable[[Record], str]) -> RecordKeys:
    """`address` gives the address that our own HSDS says a record has, or ""."""
    valid_uuids = [identifier for identifier in records if _is_uuid(identifier)]
    changes = RecordChange.objects.of(model).filter(uuid__in=valid_uuids).values_list("record_id", "uuid")
    uuid_by_pk = {pk: str(identifier) for pk, identifier in changes}
    slug_by_uuid = {
        uuid_by_pk[pk]: slug
        for pk, slug in model._default_manager.filter(pk__in=uuid_by_pk).values_list("pk", "slug")
    }
    keys_from_file = {
        identifier: address(record) or _made_key(identifier, record) for identifier, record in records.items()
    }
    keys = keys_from_file | {
        identifier: slug_by_uuid[identifier.lower()]
        for identifier in valid_uuids
        if identifier.lower() in slug_by_uuid
    }
    slugs = set(model._default_manager.filter(slug__in=keys.values()).values_list("slug", flat=True))
    return RecordKeys(keys, {identifier: key for identifier, key in keys.items() if key in slugs})


def _made_key(identifier: str, record: Record) -> str:
    name = slug_from(text_of(record.get("name")))[:LONGEST_NAME].strip("-")
    return f"{name}-{slugify(identifier)[:8]}".strip("-")


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
