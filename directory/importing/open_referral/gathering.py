"""The records of an HSDS file, each once, however often others repeat it inside themselves or split it over tables."""

from collections.abc import Iterator

from directory.importing.open_referral import hsds_kinds
from directory.importing.open_referral.hsds_fields import (
    Record,
    extension_of,
    fill,
    first_text,
    id_of,
    names_of_fields,
    records_in,
    text_of,
)
from directory.importing.open_referral.hsds_keys import NAMING_FIELDS
from directory.importing.open_referral.hsds_places import PlacesOfRecords
from directory.importing.open_referral.hsds_remarks import Remarks, note

# Fields that are read. All others are named in a remark where they say something
FIELDS_OF_SERVICES = {
    *("id", "name", "alternate_name", "description", "url", "status", "organization_id", "organization"),
    *("service_areas", "languages", "attributes", "partners", "partnership", "service_at_locations"),
    "service_taxonomys",
}
FIELDS_OF_ORGANIZATIONS = {
    *("id", "name", "alternate_name", "website", "url", "uri", "parent_organization_id", "year_incorporated"),
    *(
        "organization_identifiers",
        "attributes",
        "services",
        "country",
        "organisation",
        "locations",
        "sources",
    ),
}
FIELDS_OF_OURS = {"sources", "description"}
FIELDS_OF_PARTS = {
    "languages": {"id", "service_id", "name", "code", "language"},
    "service_areas": {"id", "service_id", "name", "service_area", "extent", "extent_type", "derived"},
    "attributes": {
        *("id", "service_id", "link_id", "link_type", "link_entity", "taxonomy_term_id", "taxonomy_id"),
        *("taxonomy_term", "taxonomy", "derived"),
    },
    "organization_identifiers": {
        *("id", "organization_id", "identifier_scheme", "identifier_type", "identifier")
    },
}
# In which two copies of one record may contradict each other
_COMPARED = ("alternate_name", "description", "url", "website", "status", "organization_id")
_COMPARED_PARTS = ("languages", "service_areas", "attributes")
_OWNERS = ("service_id", "organization_id", "link_id")


class Gathered:
    """The records of a file by their identifiers, as far as services and organizations are made of them."""

    def __init__(self) -> None:
        self.organizations: dict[str, Record] = {}
        self.services: dict[str, Record] = {}
        # Different records under one identifier, by kind and identifier
        self.clashes: dict[str, dict[str, list[Record]]] = {
            hsds_kinds.SERVICE: {},
            hsds_kinds.ORGANIZATION: {},
        }
        # By table. Their rows belong into services and organizations
        self.flat_tables: dict[str, list[Record]] = {}
        self.places = PlacesOfRecords()
        self.remarks = Remarks()
        self.count = 0  # of records that are HSDS's

    def add(self, stem: str, record: Record, *, is_of_page: bool = False) -> None:
        """Take one record. `stem` is the name of the file or field that it stands in; `is_of_page` where an envelope of
        HSDS's APIs is around it, or others of HSDS's tables are beside it."""
        kind = hsds_kinds.kind_of(stem, record, is_of_page=is_of_page)
        if kind == hsds_kinds.STRANGER:
            self.remarks.strangers[stem] += 1
            return
        self.count += 1
        match kind:
            case hsds_kinds.SERVICE:
                self._add_service(record)
            case hsds_kinds.ORGANIZATION:
                self._add_organization(record)
            case hsds_kinds.AT_LOCATION:
                self._add_service_at_location(record)
            case "locations":
                self.remarks.leave_out(kind, id_of(record))
                self.places.add_location(record)
            case "addresses":
                self.remarks.leave_out(kind, id_of(record))
                self.places.add_address(record)
            case kind if kind in hsds_kinds.FLAT_TABLES:
                self.flat_tables.setdefault(kind, []).append(record)
            case kind:
                self.remarks.leave_out(kind, id_of(record) or str(self.count))

    def _add_service_at_location(self, link: Record) -> None:
        self.remarks.leave_out("service_at_locations", id_of(link) or str(self.count))
        service = link.get("service")
        if isinstance(service, dict):
            self._add_service(service)
        self.places.add_service_at_location(
            link, service_id=id_of(service) if isinstance(service, dict) else ""
        )

    def _add_service(self, record: Record, *, provider_id: str = "") -> None:
        """`provider_id` is the organization inside which the service stands, where it names none itself."""
        if not (identifier := id_of(record)):
            self.remarks.without_id += 1
            return
        record = {**record, "id": identifier}
        provider = record.pop("organization", None)
        if isinstance(provider, dict):
            provider_id = id_of(provider) or provider_id
            self._add_organization(provider)
        record["organization_id"] = text_of(record.get("organization_id")) or provider_id
        for partner in records_in(record, "partners"):
            if isinstance(partner.get("organization"), dict):
                self._add_organization(partner["organization"])
        for link in records_in(record, "service_at_locations"):
            self.remarks.leave_out("service_at_locations", id_of(link) or identifier)
            self.places.add_service_at_location(link, service_id=identifier)
        # As Open Referral UK 1.0 gives terms
        record["attributes"] = [
            *records_in(record, "attributes"),
            *records_in(record, "service_taxonomys"),
        ]
        is_ours = bool(extension_of(record, "partnership"))
        for field in names_of_fields(record, FIELDS_OF_SERVICES | (FIELDS_OF_OURS if is_ours else set())):
            self.remarks.leave_out(field, identifier)
        self._note_parts(record)
        self._take(hsds_kinds.SERVICE, self.services, record)

    def _add_organization(self, record: Record) -> None:
        if not (identifier := id_of(record)):
            self.remarks.without_id += 1
            return
        record = {**record, "id": identifier}
        for service in records_in(record, "services"):
            # One of which the file says no more here stands elsewhere in it
            if service.keys() - {"id", "name"}:
                self._add_service(service, provider_id=identifier)
        for location in records_in(record, "locations"):
            self.remarks.leave_out("locations", id_of(location) or identifier)
            self.places.add_location(location, organization_id=identifier)
        # Our own HSDS makes a description of sector and country, for HSDS wants one
        is_ours = bool(extension_of(record, "organisation")) or record.keys() <= NAMING_FIELDS
        for field in names_of_fields(
            record, FIELDS_OF_ORGANIZATIONS | (FIELDS_OF_OURS if is_ours else set())
        ):
            self.remarks.leave_out(f"organization.{field}", identifier)
        self._note_parts(record)
        self._take(hsds_kinds.ORGANIZATION, self.organizations, record)

    def _note_parts(self, record: Record) -> None:
        for table in FIELDS_OF_PARTS:
            for part in records_in(record, table):
                self._note_part(table, part, record["id"])

    def _note_part(self, table: str, part: Record, owner_id: str) -> None:
        # Our own terms have a code for a value
        understood = FIELDS_OF_PARTS[table] | (
            {"value"} if part.get("link_type") in ("topic", "sector") else set()
        )
        for field in names_of_fields(part, understood):
            self.remarks.leave_out(f"{table}.{field}", owner_id)

    def _take(self, kind: str, records: dict[str, Record], record: Record) -> None:
        """Keep a record, or what it adds to the one of that identifier; another one of that identifier as a clash."""
        identifier = record["id"]
        for copy in self.clashes[kind].get(identifier) or [
            records.setdefault(identifier, {"id": identifier})
        ]:
            if _are_copies(copy, record):
                self._note_differences(copy, record)
                fill(copy, record)
                return
        self.clashes[kind].setdefault(identifier, [records[identifier]]).append(record)

    def _note_differences(self, copy: Record, record: Record) -> None:
        differing = [
            field
            for field in ("name", *_COMPARED)
            if text_of(copy.get(field))
            and text_of(record.get(field))
            and text_of(copy[field]) != text_of(record[field])
        ]
        differing += [
            field
            for field in _COMPARED_PARTS
            if copy.get(field) and record.get(field) and copy[field] != record[field]
        ]
        # Whoever only refers to an organization may describe it shortly
        if "description" in differing and record.keys() <= NAMING_FIELDS:
            differing.remove("description")
        for field in differing:
            note(self.remarks.differing, f"{field} of “{first_text(copy, 'name', 'id')}”", record["id"])

    # When all is there

    def join(self) -> None:
        """Put the rows of flat tables into the records that they belong to, and keep clashing records apart."""
        # Older versions link to rows of "taxonomy" where version 3 has terms
        terms = {
            id_of(term): term
            for table in ("taxonomies", "taxonomy_terms")
            for term in self.flat_tables.pop(table, [])
        }
        used_terms: set[str] = set()
        for table, rows in self.flat_tables.items():
            for row in rows:
                self._join_row(table, row)
        for record in self._all_records():
            for attribute in records_in(record, "attributes"):
                term_id = first_text(attribute, "taxonomy_term_id", "taxonomy_id")
                if term_id in terms and not isinstance(attribute.get("taxonomy_term"), dict):
                    attribute["taxonomy_term"] = terms[term_id]
                    used_terms |= {term_id, text_of(terms[term_id].get("taxonomy_id"))}
        for term_id in terms.keys() - used_terms:
            self.remarks.leave_out("taxonomies and terms that no record has", term_id)
        for kind, records in (
            (hsds_kinds.SERVICE, self.services),
            (hsds_kinds.ORGANIZATION, self.organizations),
        ):
            for identifier in self.clashes[kind]:
                del records[identifier]

    def _join_row(self, table: str, row: Record) -> None:
        owner = self._owner(row)
        if owner is None:
            part = (
                f"{table} whose record is not in the file"
                if first_text(row, *_OWNERS)
                else f"{table} of others"
            )
            self.remarks.leave_out(part, id_of(row))
            return
        if not isinstance(owner.get(table), list):
            owner[table] = []
        owner[table].append(dict(row))  # in place: a table may have very many rows of one record
        self._note_part(table, row, owner["id"])

    def _owner(self, row: Record) -> Record | None:
        """The record that a row of a flat table belongs to. HSDS gives the owner's identifier by its kind, or in an
        attribute as "link_id" for any kind."""
        entity = text_of(row.get("link_entity")).lower()
        link_id = text_of(row.get("link_id"))
        service_id = text_of(row.get("service_id")) or (link_id if not entity.startswith("organi") else "")
        organization_id = text_of(row.get("organization_id")) or (
            link_id if not entity.startswith("service") else ""
        )
        return self.services.get(service_id) or self.organizations.get(organization_id)

    def _all_records(self) -> Iterator[Record]:
        yield from self.services.values()
        yield from self.organizations.values()


def _are_copies(copy: Record, record: Record) -> bool:
    """Whether two records under one identifier are one: they have the same name, or one of them has none. An
    organization that others only refer to may be called by another name there."""
    names = [" ".join(text_of(each.get("name")).casefold().split()) for each in (copy, record)]
    is_mention = any(each.keys() <= NAMING_FIELDS for each in (copy, record))
    return names[0] == names[1] or not all(names) or is_mention
