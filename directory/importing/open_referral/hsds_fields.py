"""What stands in the fields of HSDS's records, of whatever type a program wrote it."""

from collections.abc import Iterable
from typing import Any

Record = dict[str, Any]

NOTHING = (None, "", [], {})  # how a field is written about which nothing is known
# As tables of Open Referral UK 1.0 and older versions are called, with the name that they have in version 3
OLDER_NAMES = {
    "service_taxonomys": "attributes",
    "service_taxonomies": "attributes",
    "services_taxonomy": "attributes",
    "service_taxonomy": "attributes",
    "services_at_location": "service_at_locations",
    "service_at_location": "service_at_locations",
    "physical_addresses": "addresses",
    "physical_address": "addresses",
    "address": "addresses",
    "attribute": "attributes",
    "language": "languages",
    "location": "locations",
    "organization": "organizations",
    "organization_identifier": "organization_identifiers",
    "service": "services",
    "service_area": "service_areas",
    "taxonomy_term": "taxonomy_terms",
    "taxonomy": "taxonomies",
}


def records_in(record: Record, name: str) -> list[Record]:
    """The records in a field of a record; none where the field is missing or holds something else."""
    elements = record.get(name)
    return (
        [element for element in elements if isinstance(element, dict)] if isinstance(elements, list) else []
    )


def text_of(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def texts_of(values: object) -> list[str]:
    return list(map(text_of, values)) if isinstance(values, list) else []


def first_text(record: Record, *names: str) -> str:
    """What stands in the first of several fields that says something."""
    return next(filter(None, (text_of(record.get(name)) for name in names)), "")


def extension_of(record: Record, name: str) -> Record:
    """What HSDS has no field for, and our own HSDS gives in an object of its own."""
    extension = record.get(name)
    return extension if isinstance(extension, dict) else {}


def is_derived(part: Record) -> bool:
    """Whether our own HSDS says of a country or a sector that it only follows from a partnership's members."""
    return part.get("derived") in (True, "true")  # in a table it is a text


def id_of(record: Record) -> str:
    """A record's identifier; older programs write whole numbers."""
    return text_of(record.get("id"))


def fill(record: Record, additions: Record) -> None:
    """Take over the fields that the record lacks or says nothing in."""
    for name, value in additions.items():
        if value not in NOTHING and record.get(name) in NOTHING:
            record[name] = value


def names_of_fields(record: Record, understood: Iterable[str]) -> list[str]:
    """The fields that say something and are not among those that are understood."""
    return [name[:60] for name in record if name not in understood and record[name] not in NOTHING]
