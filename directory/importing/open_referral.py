"""Open Referral's HSDS as our sheets: organizations, services as partnerships, partners or the provider as members.

A record of ours is known by its identifier, or by the address that our own HSDS gives it. One from elsewhere gets the
key `<name>-<beginning of its identifier>`, so that the same file again means the same record. What the directory has
no place for (schedules, phones, places, costs, contacts) is left out, and a warning names it.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from directory.models import Country, Language, Organisation, Partnership, RecordChange, Sector, Topic
from directory.records import identifiers
from directory.tabular import Reading

Record = dict[str, Any]

STATUSES = {"active": "active", "inactive": "paused", "temporarily closed": "paused", "defunct": "ended"}
FROM_ELSEWHERE = "programme"  # what an NGO calls its service is a partnership of that kind
MOST_IN_SUMMARY = 1000
LONGEST_NAME = 60  # in a key of 80 characters

# Understood, as records of their own or inside others
FIELDS_OF_SERVICES = {
    *("id", "name", "alternate_name", "description", "url", "status", "organization_id", "organization"),
    *("service_areas", "languages", "attributes", "partners", "partnership", "last_modified", "assured_date"),
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
    *("organization_identifiers", "attributes", "services", "country"),
}
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[\w.&/+-]{2,15}")
_OUR_PAGE = re.compile(r"https?://[^/]+(?:/[a-z-]{2,7})?/organisations/([a-z0-9-]{1,80})/")


class Gathered:
    """The records of a file, each once, however often others repeat it inside themselves."""

    def __init__(self) -> None:
        self.organizations: dict[str, Record] = {}
        self.services: dict[str, Record] = {}
        self.parts: dict[str, list[Record]] = {}  # flat tables, to be put into their records
        self.left_out: Counter[str] = Counter()
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
            case "part":
                self.parts.setdefault(stem, []).append(record)
            case kind:
                self.left_out[kind] += 1

    def _add_service(self, record: Record, *, of: str = "") -> None:
        if not (known_as := _id(record)):
            self.without_id += 1
            return
        record = dict(record)
        if isinstance(inside := record.pop("organization", None), dict):
            record.setdefault("organization_id", inside.get("id"))
            self._add_organization(inside)
        if of:
            record.setdefault("organization_id", of)
        for one in _dicts(record, "partners"):
            if isinstance(one.get("organization"), dict):
                self._add_organization(one["organization"])
        self._leave_out(record, FIELDS_OF_SERVICES)
        _fill(self.services.setdefault(known_as, {}), record)

    def _add_organization(self, record: Record) -> None:
        if not (known_as := _id(record)):
            self.without_id += 1
            return
        for one in _dicts(record, "services"):
            if one.keys() - {"id", "name"}:  # else it is only named
                self._add_service(one, of=known_as)
        self._leave_out(record, FIELDS_OF_ORGANIZATIONS)
        _fill(self.organizations.setdefault(known_as, {}), record)

    def _leave_out(self, record: Record, understood: set[str]) -> None:
        self.left_out.update(
            name[:60] for name in record.keys() - understood if record[name] not in (None, "", [])
        )

    # Into sheets

    def add_to(self, reading: Reading, file: str) -> None:
        """Put what was gathered into our sheets."""
        self._join()
        known = _Known(self.organizations, self.services)
        sheets = {
            "topics": _new_topics(self.services.values(), known),
            "organisations": [self._organisation(record, known) for record in known.told(self.organizations)],
            "partnerships": [self._partnership(record, known) for record in self.services.values()],
            "memberships": [row for record in self.services.values() for row in _memberships(record, known)],
        }
        for name, rows in sheets.items():
            if rows:
                reading.add_records(name, file, _columns_in_use(rows))
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
        terms = {_id(term): term for term in self.parts.pop("taxonomy_terms", [])}
        for name, rows in self.parts.items():
            for row in rows:
                owner = row.get("service_id") or row.get("organization_id") or row.get("link_id")
                record = self.services.get(str(owner)) or self.organizations.get(str(owner))
                if record is not None:
                    term = terms.get(str(row.get("taxonomy_term_id")))
                    record[name] = [*_dicts(record, name), {**row, "taxonomy_term": term}]

    def _organisation(self, record: Record, known: "_Known") -> dict[str, str]:
        acronym, other = _alternate(record)
        numbers = []
        for one in _dicts(record, "organization_identifiers"):
            number = f"{_text(one.get('identifier_scheme'))}-{_text(one.get('identifier'))}"
            try:
                numbers.append("-".join(identifiers.split(number)))
            except ValidationError:
                self.left_out[f"organization_identifiers {number[:40]}"] += 1
        sectors = [code for code in _terms(record, "sector") if code in known.sectors]
        parent = known.organisation_key(_text(record.get("parent_organization_id")))
        if record.get("parent_organization_id") and not parent:
            self.left_out["parent_organization_id"] += 1
        return {
            "key": known.organisation_key(record["id"]),
            "name": _text(record.get("name")),
            "acronym": acronym,
            "sector": sectors[0] if sectors else known.now[record["id"]].get("sector", ""),
            "country": country
            if (country := _text(record.get("country")).upper()) in known.countries
            else "",
            "parent": parent,
            "website": _text(record.get("website")),
            "other_names": other,
            "identifiers": ";".join(numbers),
        }

    def _partnership(self, record: Record, known: "_Known") -> dict[str, str]:
        acronym, other = _alternate(record)
        ours = record.get("partnership") if isinstance(record.get("partnership"), dict) else {}
        now = known.now[record["id"]]
        summary, description = _parted(_text(record.get("description")) or _text(record.get("name")))
        areas = [_text(one.get("extent")).upper() for one in _dicts(record, "service_areas")]
        languages = [_text(one.get("code")) for one in _dicts(record, "languages")]
        self.left_out["service_areas"] += len([code for code in areas if code not in known.countries])
        self.left_out["languages"] += len([code for code in languages if code not in known.languages])
        self.left_out = +self.left_out
        return {
            "key": known.partnership_key(record["id"]),
            "title": _text(record.get("name")),
            "acronym": acronym,
            "kind": _text(ours.get("kind")) or now.get("kind", FROM_ELSEWHERE),
            "status": _text(ours.get("status")) or STATUSES.get(_text(record.get("status")), ""),
            "started": _text(ours.get("started")),
            "ended": _text(ours.get("ended")),
            "summary": summary,
            "description": description,
            "topics": ";".join(_terms(record, "topic")),
            "countries": ";".join(code for code in areas if code in known.countries),
            "sectors": ";".join(code for code in _terms(record, "sector") if code in known.sectors),
            "languages": ";".join(code for code in languages if code in known.languages),
            "website": _text(record.get("url")),
            "other_names": other,
        }


class _Known:
    """The keys of the records of a file, and what the directory holds of them already. Eight queries."""

    def __init__(self, organizations: dict[str, Record], services: dict[str, Record]) -> None:
        self.countries, self.languages, self.sectors, self.topics = (
            set(model.objects.values_list("pk", flat=True)) for model in (Country, Language, Sector, Topic)
        )
        parents = {_text(record.get("parent_organization_id")): {} for record in organizations.values()}
        self.organisations, own = _keys(Organisation, parents | organizations, _organisation_address)
        self.partnerships, same = _keys(Partnership, services, _partnership_address)
        self.elsewhere = set(parents) - organizations.keys()
        sectors = dict(Organisation.objects.filter(slug__in=own.values()).values_list("slug", "sector"))
        kinds = dict(Partnership.objects.filter(slug__in=same.values()).values_list("slug", "kind"))
        self.now: dict[str, dict[str, str]] = {known_as: {} for known_as in (*organizations, *services)}
        for known_as in organizations:
            if sector := sectors.get(self.organisations[known_as]):
                self.now[known_as]["sector"] = sector
        for known_as in services:
            if kind := kinds.get(self.partnerships[known_as]):
                self.now[known_as]["kind"] = kind
        self.there = own

    def told(self, organizations: dict[str, Record]) -> Iterator[Record]:
        """Those of which the file says more than the name, and those that are new."""
        for known_as, record in organizations.items():
            if known_as not in self.there or record.keys() - {"id", "name", "alternate_name", "description"}:
                yield record

    def organisation_key(self, known_as: str) -> str:
        if known_as in self.elsewhere and known_as not in self.there:
            return ""
        return self.organisations.get(known_as, "")

    def partnership_key(self, known_as: str) -> str:
        return self.partnerships[known_as]


def _keys(model: type[Model], records: dict[str, Record], address) -> tuple[dict[str, str], dict[str, str]]:
    """For each identifier the key of its record, and those of them that are in the directory."""
    valid = [known_as for known_as in records if _is_uuid(known_as)]
    changes = RecordChange.objects.of(model).filter(uuid__in=valid).values_list("record_id", "uuid")
    uuids = {pk: str(identifier) for pk, identifier in changes}
    there = {
        uuids[pk]: slug for pk, slug in model._default_manager.filter(pk__in=uuids).values_list("pk", "slug")
    }
    made = {
        known_as: address(record)
        or f"{slugify(_text(record.get('name')))[:LONGEST_NAME].strip('-_').replace('_', '-')}-{slugify(known_as)[:8]}".strip(
            "-"
        )
        for known_as, record in records.items()
    }
    keys = made | {known_as: there[known_as.lower()] for known_as in valid if known_as.lower() in there}
    slugs = set(model._default_manager.filter(slug__in=keys.values()).values_list("slug", flat=True))
    return keys, {known_as: key for known_as, key in keys.items() if key in slugs}


def _organisation_address(record: Record) -> str:
    found = _OUR_PAGE.fullmatch(_text(record.get("uri")))
    return found[1] if found else ""


def _partnership_address(record: Record) -> str:
    ours = record.get("partnership")
    return slugify(_text(ours.get("slug")))[:80] if isinstance(ours, dict) else ""


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _kind(stem: str, record: Record) -> str:
    """What a record is, by its fields, or by the name of what it stands in."""
    stem = stem.lower()
    if isinstance(record.get("service"), dict) or stem.startswith("service_at_location"):
        return "service_at_location"
    if stem in ("service_areas", "attributes", "languages", "organization_identifiers", "taxonomy_terms"):
        return "part"
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


def _id(record: Record) -> str:
    return record["id"] if isinstance(record.get("id"), str) and record["id"].strip() else ""


def _dicts(record: Record, name: str) -> list[Record]:
    """The records inside a record, were it not what it should be."""
    inside = record.get(name)
    return [one for one in inside if isinstance(one, dict)] if isinstance(inside, list) else []


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _fill(known: Record, more: Record) -> None:
    """Add what is not known yet."""
    for name, value in more.items():
        if value not in (None, "", []) and not known.get(name):
            known[name] = value


def _alternate(record: Record) -> tuple[str, str]:
    """Another name, as an acronym or as an other name."""
    name = _text(record.get("alternate_name"))
    if _ACRONYM.fullmatch(name):
        return name, ""
    return "", name.replace(";", ",")


def _terms(record: Record, facet: str) -> list[str]:
    """The codes of the terms of ours that a record has."""
    return [
        _text(one.get("value"))
        for one in _dicts(record, "attributes")
        if one.get("link_type") == facet and _text(one.get("value"))
    ]


def _new_topics(services: Iterable[Record], known: _Known) -> list[dict[str, str]]:
    """The topics that ours has and this directory does not know yet."""
    names = {}
    for record in services:
        for one in _dicts(record, "attributes"):
            term = one.get("taxonomy_term")
            if one.get("link_type") == "topic" and isinstance(term, dict):
                names[_text(one.get("value"))] = _text(term.get("name"))
    return [{"key": key, "name": name} for key, name in names.items() if key and key not in known.topics]


def _parted(text: str) -> tuple[str, str]:
    """The paragraphs that fit into a summary, and the rest; a first one that is too long is shortened in the summary
    and whole in the description."""
    if len(text) <= MOST_IN_SUMMARY:
        return text, ""
    first, *rest = re.split(r"\n\s*\n", text)
    if len(first) > MOST_IN_SUMMARY:
        return _shortened(first), text
    while rest and len(first) + 2 + len(rest[0]) <= MOST_IN_SUMMARY:
        first = f"{first}\n\n{rest.pop(0)}"
    return first, "\n\n".join(rest)


def _shortened(text: str) -> str:
    return text[: MOST_IN_SUMMARY - 2].rpartition(" ")[0] + " …"


def _memberships(record: Record, known: _Known) -> Iterator[dict[str, str]]:
    """The partners that ours names; else the organisation that provides the service leads it."""
    partnership = known.partnership_key(record["id"])
    partners = _dicts(record, "partners")
    for one in partners:
        yield {
            "partnership": partnership,
            "organisation": known.organisation_key(_text(one.get("organization_id"))),
            "role": _text(one.get("role")),
            "joined": _text(one.get("joined")),
            "left": _text(one.get("left")),
        }
    provider = known.organisation_key(_text(record.get("organization_id")))
    if provider and not partners:
        yield {"partnership": partnership, "organisation": provider, "role": "lead", "joined": "", "left": ""}


def _columns_in_use(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows without the columns that none of them fills: what a file never tells, it does not empty either."""
    used = {column for row in rows for column, value in row.items() if value}
    return [{column: value for column, value in row.items() if column in used} for row in rows]
