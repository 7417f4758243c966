"""The whole data set, described for people and, in the words of schema.org, for search engines. `catalogue.py` has it in DCAT."""

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from config.deployment import operator, site_name
from directory.exchange.dumps import CONTENT_TYPES, Dump
from directory.exchange.record_lists import LISTS, RecordList
from directory.exchange.table_descriptions import TableFile
from directory.finding.search import WITHOUT_DEFAULTS
from directory.records.linked_data import site_url, without_blanks

CONTENT_TYPES_OF_STREAMS = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "json": "application/json",
    "atom": "application/atom+xml",
}
# What lifts the defaults of a list: the download of the whole has what the page leaves out, too.
EVERYTHING = {"partnerships": f"?{WITHOUT_DEFAULTS}"}


def streams() -> list[dict]:
    """Each list as a whole, with its addresses by format."""
    return [
        {
            "name": name,
            "label": record_list.label,
            "formats": [
                {
                    "name": extension,
                    "url": reverse("directory:download", args=[name, extension]) + EVERYTHING.get(name, ""),
                }
                for extension in CONTENT_TYPES_OF_STREAMS
            ],
            "dependents": record_list.dependents.sheet if record_list.dependents else "",
            "dependents_url": dependents_url(record_list),
        }
        for name, record_list in LISTS.items()
    ]


def dependents_url(record_list: RecordList) -> str:
    """The address of the CSV file of what belongs to the records of a list; "" where there is no such sheet."""
    if not record_list.dependents:
        return ""
    path = reverse("directory:download", args=[record_list.dependents.sheet, "csv"])
    return path + EVERYTHING.get(record_list.name, "")


def whole_csv_files() -> list[TableFile]:
    """The CSV files that together hold all lists."""
    files = []
    for name, record_list in LISTS.items():
        path = reverse("directory:download", args=[name, "csv"]) + EVERYTHING.get(name, "")
        files.append(TableFile(record_list.sheet, site_url(path)))
        if record_list.dependents:
            files.append(TableFile(record_list.dependents.sheet, site_url(dependents_url(record_list))))
    return files


class Download(NamedTuple):
    """A file that holds the whole data set or one list of it. `size` is in bytes, None before it is made."""

    name: str
    url: str
    content_type: str
    size: int | None


def downloads(dumps: Sequence[Dump]) -> list[Download]:
    """What holds the whole: the dumps, or, where none has been made, the lists as CSV and NDJSON."""
    if dumps:
        return [
            Download(
                dump.name, site_url(reverse("dump", args=[dump.name])), CONTENT_TYPES[dump.name], dump.size
            )
            for dump in dumps
        ]
    return [
        Download(
            f"{whole_list['label']}, {list_format['name']}",
            site_url(list_format["url"]),
            CONTENT_TYPES_OF_STREAMS[list_format["name"]],
            None,
        )
        for whole_list in streams()
        for list_format in whole_list["formats"]
        if list_format["name"] in ("csv", "ndjson")
    ]


def words() -> dict[str, str]:
    """The title and the description of the data set, in the active language."""
    return {
        "title": site_name(),
        "description": _(
            "Who works with whom, across borders and across sectors, to protect children online: partnerships,"
            " organisations, resources and commitments, with the sources behind them."
        ),
    }


def dataset(dumps: Sequence[Dump]) -> dict:
    """The data set in the words of schema.org."""
    return {
        "@type": "Dataset",
        "@id": site_url(reverse("directory:data")),
        "name": words()["title"],
        "description": words()["description"],
        "url": site_url(reverse("directory:data")),
        "license": settings.DATA_LICENCE_URL or settings.DATA_LICENCE_NAME,
        "publisher": operator_as_publisher(),
        "isAccessibleForFree": True,
        "dateModified": max((dump.made_at.date().isoformat() for dump in dumps), default=""),
        "distribution": [
            without_blanks(
                {
                    "@type": "DataDownload",
                    "name": download.name,
                    "contentUrl": download.url,
                    "encodingFormat": download.content_type,
                    "contentSize": f"{download.size} B" if download.size is not None else "",
                }
            )
            for download in downloads(dumps)
        ],
    }


def operator_as_publisher() -> dict | None:
    """The operator in the words of schema.org; None where nobody is named."""
    stated = operator()
    if not stated.name:
        return None
    return without_blanks(
        {
            "@type": "Organization",
            "name": stated.name,
            "address": stated.address,
            "email": stated.email,
            "url": stated.website,
        }
    )
