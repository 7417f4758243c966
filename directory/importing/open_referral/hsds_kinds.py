"""What kind of record of HSDS a record is, or whether it is none."""

import re

from directory.importing.open_referral.hsds_fields import OLDER_NAMES, Record

SERVICE, ORGANIZATION, AT_LOCATION, STRANGER = "services", "organizations", "service_at_locations", ""

# Tables whose rows belong into the records that they name
FLAT_TABLES = {
    *("service_areas", "attributes", "languages", "organization_identifiers", "taxonomy_terms", "taxonomies"),
    *("locations", "addresses"),
}
# Tables of HSDS from which nothing is read
FURTHER_TABLES = {
    *(
        "accessibility",
        "contacts",
        "cost_options",
        "funding",
        "meta_table_descriptions",
        "metadata",
        "phones",
    ),
    *("programs", "required_documents", "schedules", "service_capacities", "service_capacity", "units"),
    *("eligibilitys", "eligibilities", "holiday_schedules", "regular_schedules", "reviews", "urls", "url"),
    *("link_taxonomys", "payments_accepted", "postal_addresses", "other_attributes", "contact", "schedule"),
    *("phone", "program"),
}
TABLES = {SERVICE, ORGANIZATION, AT_LOCATION} | FLAT_TABLES | FURTHER_TABLES | OLDER_NAMES.keys()

# Fields that only records of one kind have
_MARKS_OF_SERVICES = {
    *(
        "organization_id",
        "service_areas",
        "service_at_locations",
        "service_taxonomys",
        "partnership",
        "partners",
    ),
    *("eligibilitys", "application_process", "interpretation_services", "eligibility_description"),
}
_MARKS_OF_ORGANIZATIONS = {
    *(
        "organization_identifiers",
        "legal_status",
        "tax_status",
        "year_incorporated",
        "parent_organization_id",
    ),
    *("organisation",),
}
# Fields without which a file that is only called "services" or "organizations" is somebody else's list
_FIELDS_OF_NAMED_FILES = {
    SERVICE: {"status", "description", "url", "organization"},
    ORGANIZATION: {"description", "alternate_name", "website", "email", "url", "uri", "services"},
}
_ENDING_OF_DOCUMENTS = re.compile("_(?:full|list)$")  # as Open Referral calls its examples


def table_of(stem: str) -> str:
    """The table of HSDS after which a file or field is named, as version 3 calls it; "" where there is none."""
    for word in re.split(r"[^a-z_]+", stem.lower()):
        table = _ENDING_OF_DOCUMENTS.sub("", word)
        if table in TABLES:
            return OLDER_NAMES.get(table, table)
    return ""


def kind_of(stem: str, record: Record, *, is_of_page: bool) -> str:
    """The table that a record belongs to; STRANGER where it is not of HSDS.

    `stem` is the name of the file or field that it stands in. `is_of_page` where it stands in an envelope as HSDS's APIs
    answer: then it needs fewer marks of its own.
    """
    table = table_of(stem)
    # The order matters: a service_at_location holds its service, and a service its organization.
    if isinstance(record.get("service"), dict) or table == AT_LOCATION:
        return AT_LOCATION
    if table in FLAT_TABLES | FURTHER_TABLES:
        return table
    if "location_type" in record:
        return "locations"
    if "openapi_url" in record:
        return "base"
    if "taxonomy_id" in record or isinstance(record.get("taxonomy"), str):
        return "taxonomy_terms"
    if _is_service(record, table, is_of_page=is_of_page):
        return SERVICE
    if _MARKS_OF_ORGANIZATIONS & record.keys() or _is_named(ORGANIZATION, table, record):
        return ORGANIZATION
    return STRANGER


def _is_service(record: Record, table: str, *, is_of_page: bool) -> bool:
    return bool(
        _MARKS_OF_SERVICES & record.keys()
        or isinstance(record.get("organization"), dict)
        or _is_named(SERVICE, table, record)
        or (is_of_page and table != ORGANIZATION and "status" in record)
    )


def _is_named(kind: str, table: str, record: Record) -> bool:
    return table == kind and "name" in record and bool(_FIELDS_OF_NAMED_FILES[kind] & record.keys())
