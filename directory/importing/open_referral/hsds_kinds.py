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
# Of HSDS 3. A file that is only called "services" or "organizations" may be somebody else's list
_FIELDS_OF_BOTH = {
    *(
        "id",
        "name",
        "alternate_name",
        "description",
        "email",
        "url",
        "phones",
        "contacts",
        "funding",
        "attributes",
    ),
    *("metadata", "programs", "program", "program_id", "last_modified", "sources"),
}
_FIELDS_OF_NAMED_FILES = {
    SERVICE: _FIELDS_OF_BOTH
    | {
        *(
            "status",
            "organization",
            "fees_description",
            "wait_time",
            "fees",
            "accreditations",
            "licenses",
            "alert",
        ),
        *(
            "minimum_age",
            "maximum_age",
            "assured_date",
            "assurer_email",
            "languages",
            "schedules",
            "additional_urls",
        ),
        *("cost_options", "required_documents", "capacities", "program_id"),
    },
    ORGANIZATION: _FIELDS_OF_BOTH
    | {"website", "additional_websites", "tax_id", "logo", "uri", "services", "locations", "country"},
}
KNOWN_SHARE = 2 / 3  # of the fields of such a file
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
    answer, or among HSDS's tables: then it needs fewer marks of its own.
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
    if is_of_page and table in (SERVICE, ORGANIZATION):
        return table
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
        or (is_of_page and "status" in record)
    )


def _is_named(kind: str, table: str, record: Record) -> bool:
    """Whether a record stands in a file that is called as its kind is, and has little else than fields of it."""
    known_fields = _FIELDS_OF_NAMED_FILES[kind] & record.keys()
    is_alike = len(record) > 2 and len(known_fields) >= KNOWN_SHARE * len(record)
    return table == kind and "name" in record and is_alike
