"""The whole data set, described for people and, in DCAT and schema.org, for other catalogues."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.exchange.dumps import CONTENT_TYPES, Dump
from directory.exchange.record_lists import LISTS
from directory.records.linked_data import site_url, without_blanks

CONTENT_TYPES_OF_STREAMS = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "json": "application/json",
    "atom": "application/atom+xml",
}
EVERYTHING = {"partnerships": "?scope=all&freshness=all"}


def streams() -> list[dict]:
    """Each list as a whole, with its addresses by format."""
    return [
        {
            "label": records.label,
            "formats": [
                {
                    "name": extension,
                    "url": reverse("directory:download", args=[name, extension]) + EVERYTHING.get(name, ""),
                }
                for extension in CONTENT_TYPES_OF_STREAMS
            ],
            "part": reverse("directory:download", args=[records.part.sheet, "csv"]) + EVERYTHING.get(name, "")
            if records.part
            else "",
            "part_name": records.part.sheet if records.part else "",
        }
        for name, records in LISTS.items()
    ]


def downloads(dumps: Sequence[Dump]) -> list[tuple[str, str, str, int | None]]:
    """The name, address, content type and size of what holds the whole: the dumps, or else the streams."""
    if dumps:
        return [
            (dump.name, site_url(reverse("dump", args=[dump.name])), CONTENT_TYPES[dump.name], dump.size)
            for dump in dumps
        ]
    return [
        (
            f"{found['label']}, {one['name']}",
            site_url(one["url"]),
            CONTENT_TYPES_OF_STREAMS[one["name"]],
            None,
        )
        for found in streams()
        for one in found["formats"]
        if one["name"] in ("csv", "ndjson")
    ]


def words() -> dict[str, str]:
    return {
        "title": _("Partnership Directory"),
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
        "isAccessibleForFree": True,
        "dateModified": max((dump.made_at.date().isoformat() for dump in dumps), default=""),
        "distribution": [
            without_blanks(
                {
                    "@type": "DataDownload",
                    "name": name,
                    "contentUrl": url,
                    "encodingFormat": content_type,
                    "contentSize": f"{size} B" if size is not None else "",
                }
            )
            for name, url, content_type, size in downloads(dumps)
        ],
    }


def catalog(dumps: Sequence[Dump]) -> dict:
    """A DCAT catalogue of one data set, as JSON-LD."""
    page = site_url(reverse("directory:data"))
    publisher = without_blanks(
        {
            "@type": "foaf:Agent",
            "foaf:name": words()["title"],
            "foaf:mbox": {"@id": f"mailto:{settings.CONTACT_EMAIL}"} if settings.CONTACT_EMAIL else None,
        }
    )
    about = {
        "dct:title": words()["title"],
        "dct:description": words()["description"],
        "dct:publisher": publisher,
    }
    licence = {"@id": settings.DATA_LICENCE_URL} if settings.DATA_LICENCE_URL else settings.DATA_LICENCE_NAME
    modified = max((dump.made_at.isoformat(timespec="seconds") for dump in dumps), default="")
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": site_url(reverse("catalog")),
        "@type": "dcat:Catalog",
        **about,
        "foaf:homepage": {"@id": site_url(reverse("directory:home"))},
        "dcat:dataset": without_blanks(
            {
                "@id": f"{page}#dataset",
                "@type": "dcat:Dataset",
                **about,
                "dcat:landingPage": {"@id": page},
                "dct:license": licence,
                "dct:accrualPeriodicity": {
                    "@id": "http://publications.europa.eu/resource/authority/frequency/DAILY"
                }
                if dumps
                else None,
                "dct:modified": {"@type": "xsd:dateTime", "@value": modified} if modified else None,
                "dcat:distribution": [
                    without_blanks(
                        {
                            "@id": url,
                            "@type": "dcat:Distribution",
                            "dct:title": name,
                            "dcat:downloadURL": {"@id": url},
                            "dcat:mediaType": {
                                "@id": f"https://www.iana.org/assignments/media-types/{content_type}"
                            },
                            "dcat:byteSize": size,
                            "dct:license": licence,
                        }
                    )
                    for name, url, content_type, size in downloads(dumps)
                ],
            }
        ),
    }
