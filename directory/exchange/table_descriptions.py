"""What CSV files hold and under which terms, for programs: CSV on the Web (CSVW, of W3C) and Data Package (of Frictionless
Data). The files themselves are a header and rows."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.deployment import operator, site_name
from directory.exchange import dictionary
from directory.exchange.record_lists import ListSelection, citation, licence
from directory.records.linked_data import site_url, without_blanks

CSVW_TYPE = "application/csvm+json"
CSVW_FILE, PACKAGE_FILE = "csv-metadata.json", "datapackage.json"  # as both standards call them
CSVW_CONTEXT = "http://www.w3.org/ns/csvw"
PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_NOT_IN_NAMES = re.compile("[^-a-zA-Z0-9._]+")  # of a package's licences


@dataclass(frozen=True, slots=True)
class TableFile:
    """A CSV file: which sheet it holds, and its address, or its path beside the description."""

    sheet: str
    url: str


@dataclass(frozen=True, slots=True)
class DataState:
    """What the files show: the public data of a day, in the version with that number."""

    day: datetime.date
    version: int


def described_list(selection: ListSelection, file: TableFile) -> dict:
    """The CSVW document of one downloaded list, with the filters that narrow it, as codes and in words."""
    codes = selection.narrowed_by_codes()
    filters = [
        {
            "@type": "schema:PropertyValue",
            "schema:propertyID": name,
            "schema:name": label,
            "schema:value": list(codes[name]),
            "schema:description": in_words,
        }
        for name, (label, in_words) in zip(codes, selection.narrowed_by(), strict=True)
    ]
    if selection.words:
        filters.insert(
            0,
            {
                "@type": "schema:PropertyValue",
                "schema:propertyID": "q",
                "schema:name": _("Search"),
                "schema:value": [selection.words],
            },
        )
    is_whole_record = file.sheet == selection.record_list.sheet
    return {
        "@context": csvw_context(),
        **_csvw_facts(
            selection.title,
            address=selection.page_url,
            state=DataState(selection.day, selection.data_version),
        ),
        # Of members and reports there are more or fewer rows than records
        **({"dc:extent": len(selection.ids)} if is_whole_record else {}),
        **({"notes": filters} if filters else {}),
        **_csvw_table(file),
    }


def described_tables(files: Sequence[TableFile], state: DataState) -> dict:
    """The CSVW document of several files: everything that is public."""
    return {
        "@context": csvw_context(),
        **_csvw_facts(site_name(), address=site_url(reverse("directory:data")), state=state),
        "tables": [_csvw_table(file) for file in files],
    }


def csvw_context() -> list:
    return [CSVW_CONTEXT, {"@language": get_language()}]


def _csvw_facts(title: str, *, address: str, state: DataState) -> dict:
    return without_blanks(
        {
            "dc:title": title,
            "dc:license": {"@id": settings.DATA_LICENCE_URL} if settings.DATA_LICENCE_URL else None,
            "dc:rights": settings.DATA_LICENCE_NAME or licence(),
            "dc:publisher": _csvw_publisher(),
            "dc:source": {"@id": address},
            "dc:modified": {"@type": "xsd:date", "@value": state.day.isoformat()},
            "schema:version": str(state.version),
            "dc:bibliographicCitation": citation(title, state.day, address),
        }
    )


def _csvw_publisher() -> dict | None:
    stated = operator()
    if not stated.name:
        return None
    return without_blanks(
        {
            "schema:name": stated.name,
            "schema:address": stated.address,
            "schema:email": stated.email,
            "schema:url": {"@id": stated.website} if stated.website else None,
        }
    )


def _csvw_table(file: TableFile) -> dict:
    columns = dictionary.columns_of(file.sheet)
    return {
        "url": file.url,
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "dc:title": column.label,
                    "dc:description": column.holds,
                    "datatype": "string",
                    **({"separator": column.separator} if column.separator else {}),
                }
                for column in columns
            ],
            **({"primaryKey": "key"} if columns[0].name == "key" else {}),
            "rowTitles": [columns[0].name],
        },
    }


def data_package(files: Sequence[TableFile], state: DataState) -> dict:
    """The same files as a Data Package."""
    address = site_url(reverse("directory:data"))
    return without_blanks(
        {
            "$schema": PACKAGE_PROFILE,
            "name": "partnership-directory",
            "title": site_name(),
            "homepage": address,
            "version": str(state.version),
            "created": f"{state.day.isoformat()}T00:00:00Z",
            "licenses": _package_licences(),
            "contributors": [_package_publisher()],
            # Both standards let programs add members
            "citation": citation(site_name(), state.day, address),
            "resources": [_package_resource(file) for file in files],
        }
    )


def _package_publisher() -> dict:
    stated = operator()
    publisher = {
        "title": stated.name or site_name(),
        "path": stated.website,
        "email": stated.email,
        "roles": ["publisher"],
    }
    return without_blanks(publisher)


def _package_licences() -> list[Mapping[str, str]]:
    name, address = settings.DATA_LICENCE_NAME, settings.DATA_LICENCE_URL
    licence = {"name": _NOT_IN_NAMES.sub("-", name), "title": name, "path": address}
    return [without_blanks(licence)] if name or address else []


def _package_resource(file: TableFile) -> dict:
    columns = dictionary.columns_of(file.sheet)
    return {
        "name": file.sheet,
        "type": "table",
        "path": file.url,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "type": "string",
                    "title": column.label,
                    "description": column.holds,
                }
                for column in columns
            ],
            **({"primaryKey": ["key"]} if columns[0].name == "key" else {}),
        },
    }
