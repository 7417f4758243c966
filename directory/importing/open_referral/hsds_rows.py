"""Organizations and services as rows of our sheets.

A record that the directory has is recognised by its identifier, by the address that our own HSDS gives it, or by its number
in a register. Any other gets a key of its name and a mark of its identifier.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from django.core.exceptions import ValidationError

from directory.importing.open_referral.gathering import Gathered
from directory.importing.open_referral.hsds_fields import (
    Record,
    extension_of,
    first_text,
    is_derived,
    records_in,
    text_of,
    texts_of,
)
from directory.importing.open_referral.hsds_keys import KeyLookup, org_id_of
from directory.importing.open_referral.hsds_kinds import ORGANIZATION, SERVICE
from directory.importing.open_referral.hsds_remarks import note
from directory.importing.open_referral.hsds_texts import names_besides, summary_and_description, term_of
from directory.importing.open_referral.hsds_words import SenderWords
from directory.records import identifiers

FROM_ELSEWHERE = "programme"  # what an NGO calls its service is a partnership of that kind
COLUMNS_OF_SOURCES = ("key", "title", "publisher", "published", "date_note", "read_on", "url")
OUR_FACETS = ("topic", "sector")
_YEAR_OR_DAY = re.compile(r"\d{4}(-\d\d){0,2}")

Row = dict[str, str]


class RowsOfHSDS:
    """The rows that the records of a file make. Records under one identifier that are not one stand at the ends of their
    sheets, to be refused."""

    def __init__(self, gathered: Gathered, words: SenderWords) -> None:
        self.gathered, self.remarks, self.words = gathered, gathered.remarks, words
        self.organizations, self.services = gathered.organizations, gathered.services
        self.lookup = KeyLookup(self.organizations, self.services)
        self.clash_rows: dict[
            str, dict[int, list[Record]]
        ] = {}  # by sheet and number, those of one identifier
        # Keys of records that come from a directory like this one, which says all that it has
        self.ours: set[str] = set()

    def sheets(self) -> dict[str, list[Row]]:
        sheets = {
            "sources": list(self._new_sources.values()),
            "topics": self._new_topics(),
            "organisations": [
                self._organisation(record, self.lookup.organisation_key(record["id"]))
                for record in self.lookup.described(self.organizations)
            ],
            "partnerships": [
                self._partnership(record, self.lookup.partnership_key(identifier))
                for identifier, record in self.services.items()
            ],
            "memberships": [
                row
                for record in self.services.values()
                if record.get("name")
                for row in self._memberships(record)
            ],
        }
        self._add_clashes(sheets["organisations"], "organisations", ORGANIZATION, self._organisation)
        self._add_clashes(sheets["partnerships"], "partnerships", SERVICE, self._partnership)
        return sheets

    # Records under one identifier

    def _add_clashes(
        self, sheet_rows: list[Row], sheet: str, kind: str, row_of: Callable[[Record, str], Row]
    ) -> None:
        for records in self.gathered.clashes[kind].values():
            for record in records:
                sheet_rows.append(row_of(record, f"clash-{len(sheet_rows) + 1}"))
                self.clash_rows.setdefault(sheet, {})[len(sheet_rows)] = records

    # Organizations

    def _organisation(self, record: Record, key: str) -> Row:
        extension = extension_of(record, "organisation")
        if extension:
            self.ours.add(key)
        acronym, other_names = names_besides(record, extension)
        founded = text_of(extension.get("founded")) or text_of(record.get("year_incorporated"))
        if founded and not _YEAR_OR_DAY.fullmatch(founded):
            self.remarks.leave_out("organization.year_incorporated", record["id"])
            founded = ""
        return {
            "key": key,
            "name": text_of(record.get("name")),
            "acronym": acronym,
            "sector": self._sector(record),
            "country": self._home(record),
            "country_basis": text_of(extension.get("country_basis")),
            "international": _yes(extension.get("is_international")),
            "founded": founded,
            "ended": text_of(extension.get("ended")),
            "parent": self._parent(record),
            "website": first_text(record, "website", "url"),
            "other_names": other_names,
            "former_names": ";".join(texts_of(extension.get("former_names"))),
            "former_acronyms": ";".join(texts_of(extension.get("former_acronyms"))),
            "identifiers": ";".join(self._identifiers(record)),
            "source": self._sources(extension, record["id"]),
        }

    def _sector(self, record: Record) -> str:
        codes = self._terms(record, "sector", self.words.sectors, self.lookup.sectors)
        current = self.lookup.current_organisations.get(record["id"], {})
        if codes:
            return codes[0]
        return current.get("sector") or self.words.sector_of(text_of(record.get("name")))

    def _home(self, record: Record) -> str:
        """The country of an organization: as it says itself, or the only one of its addresses."""
        if written := text_of(record.get("country")):
            return ";".join(self._countries([written], record["id"]))
        if extension_of(record, "organisation"):
            return ""
        countries = self._countries(
            self.gathered.places.countries_of_organization(record["id"]), record["id"]
        )
        if len(countries) > 1:
            self.remarks.leave_out("addresses in several countries", record["id"])
            return ""
        return "".join(countries)

    def _parent(self, record: Record) -> str:
        identifier = text_of(record.get("parent_organization_id"))
        parent = self.lookup.organisation_key(identifier)
        if identifier and not parent:
            note(self.remarks.parents, identifier, record["id"])
        return parent

    def _identifiers(self, record: Record) -> Iterator[str]:
        for identifier in records_in(record, "organization_identifiers"):
            try:
                yield "-".join(identifiers.split(org_id_of(identifier)))
            except ValidationError:
                note(self.remarks.identifiers, org_id_of(identifier), record["id"])

    # Services

    def _partnership(self, record: Record, key: str) -> Row:
        extension = extension_of(record, "partnership")
        if extension:
            self.ours.add(key)
        acronym, other_names = names_besides(record, extension)
        current = self.lookup.current_partnerships.get(record["id"], {})
        summary, description = summary_and_description(record, extension)
        status = text_of(extension.get("status")) or self._status(record)
        return {
            "key": key,
            "title": text_of(record.get("name")),
            "acronym": acronym,
            "kind": text_of(extension.get("kind")) or current.get("kind") or FROM_ELSEWHERE,
            "status": status or current.get("status", ""),
            "started": text_of(extension.get("started")),
            "ended": text_of(extension.get("ended")),
            "extent": text_of(extension.get("extent")),
            "stated_number": text_of(extension.get("stated_number")),
            "summary": summary or current.get("summary") or text_of(record.get("name")),
            "description": description,
            "text_language": text_of(extension.get("text_language")),
            "topics": ";".join(self._terms(record, "topic", self.words.topics, self.lookup.topics)),
            "countries": ";".join(self._areas(record)),
            "sectors": ";".join(self._sectors_of_service(record)),
            "languages": ";".join(self._languages(record)),
            "sought_countries": ";".join(texts_of(extension.get("sought_countries"))),
            "sought_sectors": ";".join(texts_of(extension.get("sought_sectors"))),
            "website": text_of(record.get("url")),
            "links": ";".join(texts_of(extension.get("links"))),
            "legal_basis": text_of(extension.get("legal_basis")),
            "evaluation": text_of(extension.get("evaluation")),
            "other_names": other_names,
            "former_names": ";".join(texts_of(extension.get("former_names"))),
            "source": self._sources(extension, record["id"]),
        }

    def _status(self, record: Record) -> str:
        """Our status for HSDS's; an unknown word as it is, so that it is shown where it stands."""
        written = text_of(record.get("status"))
        status = self.words.status(written)
        if written and not status:
            note(self.remarks.statuses, written, record["id"])
        return status or written

    def _sectors_of_service(self, record: Record) -> list[str]:
        """The sectors that our own HSDS says a partnership has of itself; the terms of others are its topics."""
        return [
            code
            for attribute in records_in(record, "attributes")
            if attribute.get("link_type") == "sector"
            and not is_derived(attribute)
            and (code := text_of(attribute.get("value"))) in self.lookup.sectors
        ]

    def _areas(self, record: Record) -> list[str]:
        """The countries of a service: its areas, or where no area is a country, the places at which it is given."""
        codes = {}
        for area in records_in(record, "service_areas"):
            if is_derived(area):
                continue
            words = [text_of(area.get(field)) for field in ("extent", "name", "service_area")]
            countries = self._first_listed(map(self.words.countries, words), self.lookup.countries)
            codes |= dict.fromkeys(countries)
            if not countries:
                note(self.remarks.areas, next(filter(None, (*words[1:], words[0])), "–"), record["id"])
            elif words[0] and words[0].upper() not in countries:
                self.remarks.leave_out("service_areas.extent", record["id"])
        if codes or extension_of(record, "partnership"):
            return list(codes)
        return self._countries(self.gathered.places.countries_of_service(record["id"]), record["id"])

    def _countries(self, written: Iterable[str], identifier: str) -> list[str]:
        codes = {}
        for word in written:
            countries = self._listed(self.words.countries(word), self.lookup.countries)
            codes |= dict.fromkeys(countries)
            if not countries:
                note(self.remarks.areas, word, identifier)
        return list(codes)

    def _languages(self, record: Record) -> list[str]:
        codes = {}
        for language in records_in(record, "languages"):
            words = [text_of(language.get(field)) for field in ("code", "name", "language")]
            languages = self._first_listed(map(self.words.languages, words), self.lookup.languages)
            codes |= dict.fromkeys(languages)
            if not languages:
                note(self.remarks.languages, next(filter(None, words), "–"), record["id"])
        return list(codes)

    @staticmethod
    def _listed(codes: Iterable[str], vocabulary: set[str]) -> list[str]:
        return [code for code in codes if code in vocabulary]

    def _first_listed(self, readings: Iterable[Iterable[str]], vocabulary: set[str]) -> list[str]:
        """The codes of the first reading that the vocabulary has any of."""
        return next(filter(None, (self._listed(codes, vocabulary) for codes in readings)), [])

    def _terms(
        self, record: Record, facet: str, codes_of: Callable[[str], list[str]], vocabulary: set[str]
    ) -> list[str]:
        """The codes of our vocabulary `facet` that the terms of a record mean. Terms that mean none are noted."""
        codes = {}
        # Another directory like ours may have topics that come in with this file
        is_ours = bool(extension_of(record, "partnership"))
        for attribute in records_in(record, "attributes"):
            code = text_of(attribute.get("value"))
            is_our_term = bool(code) and attribute.get("link_type") in OUR_FACETS
            if (is_our_term and attribute["link_type"] != facet) or is_derived(attribute):
                continue
            if is_our_term and (code in vocabulary or (is_ours and facet == "topic")):
                codes[code] = None
                continue
            term = term_of(attribute)
            term_codes = self._listed(codes_of(term), vocabulary)
            codes |= dict.fromkeys(term_codes)
            if not term_codes:
                note(self.remarks.terms, term, record["id"])
        return list(codes)

    def _new_topics(self) -> list[Row]:
        """The topics that the HSDS of another directory like ours has, and this one does not know yet."""
        names = {}
        for record in self.services.values():
            for attribute in records_in(record, "attributes") if extension_of(record, "partnership") else ():
                term = attribute.get("taxonomy_term")
                if attribute.get("link_type") == "topic" and isinstance(term, dict):
                    names[text_of(attribute.get("value"))] = text_of(term.get("name"))
        return [
            {"key": key, "name": name} for key, name in names.items() if key and key not in self.lookup.topics
        ]

    # What our own HSDS rests on

    @cached_property
    def _new_sources(self) -> dict[str, Row]:
        """The sources that records of our own HSDS name and this directory does not have, by key."""
        sources = {
            text_of(source.get("key")): source
            for records, name in ((self.services, "partnership"), (self.organizations, "organisation"))
            for record in records.values()
            if extension_of(record, name)
            for source in records_in(record, "sources")
        }
        return {
            key: {column: text_of(source.get(column)) for column in COLUMNS_OF_SOURCES}
            for key, source in sources.items()
            if key and key not in self.lookup.sources
        }

    def _sources(self, statement: Record, identifier: str) -> str:
        """The keys of the sources of a statement of our own HSDS."""
        keys = texts_of(statement.get("source_keys"))
        listed_keys = [key for key in keys if key in self.lookup.sources or key in self._new_sources]
        if len(listed_keys) < len(keys):
            self.remarks.leave_out("source_keys", identifier)
        return ";".join(listed_keys)

    # Members

    def _memberships(self, record: Record) -> Iterator[Row]:
        """The partners that our own HSDS names; else the organisation that provides the service, as the lead."""
        partnership = self.lookup.partnership_key(record["id"])
        partners = records_in(record, "partners")
        for partner in partners:
            yield {
                "partnership": partnership,
                "organisation": self.lookup.organisation_key(text_of(partner.get("organization_id"))),
                "country": text_of(partner.get("country")),
                "member_partnership": self.lookup.member_key(text_of(partner.get("service_id"))),
                "role": text_of(partner.get("role")),
                "joined": text_of(partner.get("joined")),
                "left": text_of(partner.get("left")),
                "no_longer_listed": _yes(partner.get("no_longer_listed")),
                "basis": text_of(partner.get("basis")),
                "source": self._sources(partner, record["id"]),
            }
        identifier = text_of(record.get("organization_id"))
        if not identifier or partners:
            return
        if provider := self.lookup.organisation_key(identifier):
            yield {
                "partnership": partnership,
                "organisation": provider,
                "role": "lead",
                "joined": "",
                "left": "",
            }
        else:
            note(self.remarks.providers, identifier, record["id"])


def _yes(value: object) -> str:
    return "yes" if value is True else ""
