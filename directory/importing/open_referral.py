"""Open Referral's HSDS as our sheets: organizations, services as partnerships, partners or the provider as members.

A record that the directory has is recognised by its identifier, or by the address that our own HSDS gives it. Any other
gets the key `<name>-<beginning of its identifier>`, so that the same file again means the same record. What the
directory has no place for (schedules, phones, places, costs, contacts) is left out, and a warning names it.

Names with a z (`organizations`) are HSDS's records, names with an s (`organisations`) ours.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.importing.open_referral_keys import KeyLookup, Record, extension_of, records_in, text_of
from directory.records import identifiers
from directory.tabular import Reading

# HSDS's words for the status of a service, with ours
STATUSES = {"active": "active", "inactive": "paused", "temporarily closed": "paused", "defunct": "ended"}
FROM_ELSEWHERE = "programme"  # what an NGO calls its service is a partnership of that kind
MOST_IN_SUMMARY = 1000  # characters
NOTHING = (None, "", [])  # how HSDS writes a field about which nothing is known

# Fields that are read, or that may be ignored without a warning
FIELDS_OF_SERVICES = {
    *("id", "name", "alternate_name", "description", "url", "status", "organization_id", "organization"),
    *("service_areas", "languages", "attributes", "partners", "partnership", "last_modified", "assured_date"),
    # Of our own HSDS, which leaves what they say to the files that carry everything
    *("predecessors", "successors", "contributions", "events", "sources"),
}
FIELDS_OF_ORGANIZATIONS = {
    *(
        "id",
        "name",
        "alternate_name",
        "description",
        "website",
        "uri",
        "parent_organization_id",
        "last_modified",
    ),
    *("organization_identifiers", "attributes", "services", "country", "organisation"),
    *("predecessors", "successors", "sources"),
}
# Two capitals at least, and no space: "INHOPE", "G7/LE"; "Interpol" is another name.
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[\w.&/+-]{2,15}")


class Gathered:
    """The records of a file, each once, however often others repeat it inside themselves."""

    def __init__(self) -> None:
        self.organizations: dict[str, Record] = {}
        self.services: dict[str, Record] = {}
        # By name. Their rows belong into services and organizations
        self.flat_tables: dict[str, list[Record]] = {}
        self.left_out: Counter[str] = Counter()  # how often each field or kind of record was met
        self.without_id = 0

    def add(self, stem: str, record: Record) -> None:
        """Take one record. `stem` is the name of the file or field that it stands in."""
        match _kind(stem, record):
            case "service":
                self._add_service(record)
            case "organization":
                self._add_organization(record)
            case "service_at_location":
                self.left_out["location"] += 1
                if isinstance(record.get("service"), dict):
                    self._add_service(record["service"])
            case "flat_table":
                self.flat_tables.setdefault(stem, []).append(record)
            case kind:
                self.left_out[kind] += 1

    def _add_service(self, record: Record, *, provider_id: str = "") -> None:
        """`provider_id` is the organization inside which the service stands, where it names none itself."""
        if not (identifier := _id(record)):
            self.without_id += 1
            return
        record = dict(record)
        if isinstance(provider := record.pop("organization", None), dict):
            record.setdefault("organization_id", provider.get("id"))
            self._add_organization(provider)
        if provider_id:
            record.setdefault("organization_id", provider_id)
        for partner in records_in(record, "partners"):
            if isinstance(partner.get("organization"), dict):
                self._add_organization(partner["organization"])
        self._leave_out(record, FIELDS_OF_SERVICES)
        _fill(self.services.setdefault(identifier, {}), record)

    def _add_organization(self, record: Record) -> None:
        if not (identifier := _id(record)):
            self.without_id += 1
            return
        for service in records_in(record, "services"):
            # One of which the file says no more here stands elsewhere in it
            if service.keys() - {"id", "name"}:
                self._add_service(service, provider_id=identifier)
        self._leave_out(record, FIELDS_OF_ORGANIZATIONS)
        _fill(self.organizations.setdefault(identifier, {}), record)

    def _leave_out(self, record: Record, understood: set[str]) -> None:
        self.left_out.update(name[:60] for name in record.keys() - understood if record[name] not in NOTHING)

    # Into sheets

    def add_to(self, reading: Reading, file: str) -> None:
        """Put what was gathered into our sheets."""
        self._join()
        lookup = KeyLookup(self.organizations, self.services)
        sheets = {
            "topics": _new_topics(self.services.values(), lookup),
            "organisations": [
                self._organisation(record, lookup) for record in lookup.described(self.organizations)
            ],
            "partnerships": [self._partnership(record, lookup) for record in self.services.values()],
            "memberships": [row for record in self.services.values() for row in _memberships(record, lookup)],
        }
        for name, sheet_rows in sheets.items():
            if sheet_rows:
                reading.add_records(name, file, _columns_in_use(sheet_rows))
        if self.without_id:
            message = _("%(count)s records have no identifier (“id”) and were left out.")
            reading.problem(file, message % {"count": self.without_id}, is_warning=True)
        if self.left_out:
            reading.holds_other_records = True
            message = _(
                "The directory has no place for these parts of HSDS, and they were left out: %(names)s."
            )
            names = ", ".join(f"{name} ({count})" for name, count in sorted(self.left_out.items()))
            reading.problem(file, message % {"names": names[:1000]}, is_warning=True)

    def _join(self) -> None:
        """Put the rows of flat tables into the records that they belong to."""
        terms = {_id(term): term for term in self.flat_tables.pop("taxonomy_terms", [])}
        for table, table_rows in self.flat_tables.items():
            for table_row in table_rows:
                # HSDS gives the owner's identifier by its kind, or in an attribute as "link_id" for any kind.
                owner_ids = map(table_row.get, ("service_id", "organization_id", "link_id"))
                owner_id = str(next(filter(None, owner_ids), ""))
                record = self.services.get(owner_id) or self.organizations.get(owner_id)
                if record is not None:
                    term = terms.get(str(table_row.get("taxonomy_term_id")))
                    record[table] = [*records_in(record, table), {**table_row, "taxonomy_term": term}]

    def _organisation(self, record: Record, lookup: KeyLookup) -> dict[str, str]:
        extension = extension_of(record, "organisation")
        acronym, other_names = _alternate(record, extension)
        sectors = [code for code in _terms(record, "sector") if code in lookup.sectors]
        country = text_of(record.get("country")).upper()
        parent = lookup.organisation_key(text_of(record.get("parent_organization_id")))
        if record.get("parent_organization_id") and not parent:
            self.left_out["parent_organization_id"] += 1
        return {
            "key": lookup.organisation_key(record["id"]),
            "name": text_of(record.get("name")),
            "acronym": acronym,
            "sector": sectors[0] if sectors else lookup.current_fields[record["id"]].get("sector", ""),
            "country": country if country in lookup.countries else "",
            "country_basis": text_of(extension.get("country_basis")),
            "international": _yes(extension.get("is_international")),
            "founded": text_of(extension.get("founded")),
            "ended": text_of(extension.get("ended")),
            "parent": parent,
            "website": text_of(record.get("website")),
            "other_names": other_names,
            "former_acronyms": ";".join(_texts(extension.get("former_acronyms"))),
            "identifiers": ";".join(self._identifiers(record)),
        }

    def _identifiers(self, record: Record) -> Iterator[str]:
        """The organization's identifiers as org-id writes them, list and number: "GB-CHC-1234567"."""
        for identifier in records_in(record, "organization_identifiers"):
            org_id = f"{text_of(identifier.get('identifier_scheme'))}-{text_of(identifier.get('identifier'))}"
            try:
                yield "-".join(identifiers.split(org_id))
            except ValidationError:
                self.left_out[f"organization_identifiers {org_id[:40]}"] += 1

    def _known_codes(self, name: str, codes: Sequence[str], vocabulary: Container[str]) -> str:
        """Those that stand in a vocabulary, as one cell. The others are counted as left out."""
        kept_codes = [code for code in codes if code in vocabulary]
        if len(kept_codes) < len(codes):
            self.left_out[name] += len(codes) - len(kept_codes)
        return ";".join(kept_codes)

    def _partnership(self, record: Record, lookup: KeyLookup) -> dict[str, str]:
        extension = extension_of(record, "partnership")
        acronym, other_names = _alternate(record, extension)
        kind = text_of(extension.get("kind")) or lookup.current_fields[record["id"]].get(
            "kind", FROM_ELSEWHERE
        )
        status = text_of(extension.get("status")) or STATUSES.get(text_of(record.get("status")), "")
        summary, description = _summary_and_description(
            text_of(record.get("description")) or text_of(record.get("name"))
        )
        areas = [
            text_of(service_area.get("extent")).upper()
            for service_area in records_in(record, "service_areas")
        ]
        languages = [text_of(language.get("code")) for language in records_in(record, "languages")]
        return {
            "key": lookup.partnership_key(record["id"]),
            "title": text_of(record.get("name")),
            "acronym": acronym,
            "kind": kind,
            "status": status,
            "started": text_of(extension.get("started")),
            "ended": text_of(extension.get("ended")),
            "extent": text_of(extension.get("extent")),
            "stated_number": text_of(extension.get("stated_number")),
            "summary": summary,
            "description": description,
            "text_language": text_of(extension.get("text_language")),
            "topics": ";".join(_terms(record, "topic")),
            "countries": self._known_codes("service_areas", areas, lookup.countries),
            "sectors": ";".join(code for code in _terms(record, "sector") if code in lookup.sectors),
            "languages": self._known_codes("languages", languages, lookup.languages),
            "sought_countries": ";".join(_texts(extension.get("sought_countries"))),
            "sought_sectors": ";".join(_texts(extension.get("sought_sectors"))),
            "website": text_of(record.get("url")),
            "links": ";".join(_texts(extension.get("links"))),
            "legal_basis": text_of(extension.get("legal_basis")),
            "evaluation": text_of(extension.get("evaluation")),
            "other_names": other_names,
        }


def _kind(stem: str, record: Record) -> str:
    """What a record is: by fields that only one kind has, else by the name of the file or field that it stands in."""
    stem = stem.lower()
    # The order matters: a service_at_location holds its service, and a service its organization.
    if isinstance(record.get("service"), dict) or stem.startswith("service_at_location"):
        return "service_at_location"
    if stem in ("service_areas", "attributes", "languages", "organization_identifiers", "taxonomy_terms"):
        return "flat_table"
    if "location_type" in record or stem.startswith("location"):
        return "location"
    if "openapi_url" in record:
        return "base"
    if "taxonomy" in record or "taxonomy_id" in record or "version" in record or stem.startswith("taxonom"):
        return "taxonomy"
    if stem in ("service", "services") or {"status", "organization", "partnership"} & record.keys():
        return "service"
    if (
        stem.startswith("organi")
        or {"website", "services", "organization_identifiers", "legal_status"} & record.keys()
    ):
        return "organization"
    return stem[:60]


def _texts(values: object) -> list[str]:
    return list(map(text_of, values)) if isinstance(values, list) else []


def _yes(value: object) -> str:
    return "yes" if value is True else ""


def _id(record: Record) -> str:
    return record["id"] if isinstance(record.get("id"), str) and record["id"].strip() else ""


def _fill(record: Record, additions: Record) -> None:
    """Take over the fields that the record lacks or says nothing in."""
    for name, value in additions.items():
        if value not in NOTHING and not record.get(name):
            record[name] = value


def _alternate(record: Record, extension: Record) -> tuple[str, str]:
    """The acronym and another name, as far as they are there: our own HSDS says which of the two the alternate name is."""
    name, acronym = text_of(record.get("alternate_name")), text_of(extension.get("acronym"))
    if acronym or _ACRONYM.fullmatch(name):
        return acronym or name, ""
    return "", name.replace(";", ",")  # a semicolon stands between the names of a cell


def _terms(record: Record, facet: str) -> list[str]:
    """The codes of our vocabulary `facet` that a record of our own HSDS has."""
    return [
        text_of(attribute.get("value"))
        for attribute in records_in(record, "attributes")
        if attribute.get("link_type") == facet and text_of(attribute.get("value"))
    ]


def _new_topics(services: Iterable[Record], lookup: KeyLookup) -> list[dict[str, str]]:
    """The topics that the HSDS of another directory like ours has, and this one does not know yet."""
    names = {}
    for record in services:
        for attribute in records_in(record, "attributes"):
            term = attribute.get("taxonomy_term")
            if attribute.get("link_type") == "topic" and isinstance(term, dict):
                names[text_of(attribute.get("value"))] = text_of(term.get("name"))
    return [{"key": key, "name": name} for key, name in names.items() if key and key not in lookup.topics]


def _summary_and_description(text: str) -> tuple[str, str]:
    """The paragraphs that fit into a summary, and those after them. A first paragraph that is too long is shortened in
    the summary and whole in the description."""
    if len(text) <= MOST_IN_SUMMARY:
        return text, ""
    summary, *later_paragraphs = re.split(r"\n\s*\n", text)
    if len(summary) > MOST_IN_SUMMARY:
        return _shortened(summary), text
    while later_paragraphs and len(summary) + 2 + len(later_paragraphs[0]) <= MOST_IN_SUMMARY:
        summary = f"{summary}\n\n{later_paragraphs.pop(0)}"
    return summary, "\n\n".join(later_paragraphs)


def _shortened(text: str) -> str:
    return text[: MOST_IN_SUMMARY - 2].rpartition(" ")[0] + " …"


def _memberships(record: Record, lookup: KeyLookup) -> Iterator[dict[str, str]]:
    """The partners that our own HSDS names; else the organisation that provides the service, as the lead."""
    partnership = lookup.partnership_key(record["id"])
    partners = records_in(record, "partners")
    for partner in partners:
        yield {
            "partnership": partnership,
            "organisation": lookup.organisation_key(text_of(partner.get("organization_id"))),
            "country": text_of(partner.get("country")),
            "member_partnership": lookup.member_key(text_of(partner.get("service_id"))),
            "role": text_of(partner.get("role")),
            "joined": text_of(partner.get("joined")),
            "left": text_of(partner.get("left")),
            "no_longer_listed": _yes(partner.get("no_longer_listed")),
            "basis": text_of(partner.get("basis")),
        }
    provider = lookup.organisation_key(text_of(record.get("organization_id")))
    if provider and not partners:
        yield {"partnership": partnership, "organisation": provider, "role": "lead", "joined": "", "left": ""}


def _columns_in_use(sheet_rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows without the columns that none of them fills: a column that is in a sheet would be emptied."""
    used = {column for row in sheet_rows for column, value in row.items() if value}
    return [{column: value for column, value in row.items() if column in used} for row in sheet_rows]
