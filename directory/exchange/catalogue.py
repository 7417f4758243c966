"""The directory as a catalogue in DCAT 3 (of W3C), with what DCAT-AP 3, the profile of European data portals, asks for: the
data set as a whole, each list of it, and the services that answer from it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.deployment import operator
from directory.exchange import data_set
from directory.exchange.dumps import CSV, NDJSON, XLSX, Dump
from directory.exchange.table_descriptions import CSVW_CONTEXT, PACKAGE_PROFILE
from directory.models import Partnership
from directory.models.changes import last_change
from directory.records.linked_data import site_url, without_blanks

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcat:byteSize": {"@id": "dcat:byteSize", "@type": "xsd:nonNegativeInteger"},
}
# DCAT-AP wants these of its tables of authority, and GeoNames for what they have no word for
AUTHORITY = "http://publications.europa.eu/resource/authority"
EARTH = "https://sws.geonames.org/6295630/"
THEMES = ("JUST", "SOCI")  # justice and public safety; population and society
LANGUAGES = {"en": "ENG", "fr": "FRA", "es": "SPA", "ar": "ARA"}
FILE_TYPES = {
    "csv": "CSV",
    "json": "JSON",
    "ndjson": "JSON",
    "atom": "ATOM",
    CSV: "CSV",
    NDJSON: "JSON",
    XLSX: "XLSX",
}
# Of what stands in a ZIP file; DCAT tells the package apart from what is in it
PACKED = {CSV: "text/csv", NDJSON: "application/x-ndjson"}
OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
HSDS = "https://docs.openreferral.org/en/v3.1.0/"
RECONCILIATION = "https://reconciliation-api.github.io/specs/0.2/"

Node = dict[str, object]


def catalogue(dumps: Sequence[Dump]) -> Node:
    """The whole document, as JSON-LD. Two queries."""
    changed = moment(last_change())
    whole = whole_data_set(dumps)
    parts = [list_data_set(stream) for stream in data_set.streams()]
    whole["dct:hasPart"] = [link(str(part["@id"])) for part in parts]
    return without_blanks(
        {
            "@context": {**CONTEXT, "@language": get_language()},
            "@id": site_url(reverse("catalog")),
            "@type": "dcat:Catalog",
            "dct:title": data_set.words()["title"],
            "dct:description": data_set.words()["description"],
            "dct:publisher": publisher(),
            "dct:license": licence_document(),
            "dct:language": languages([str(get_language())]),
            "dct:spatial": place(),
            "dct:modified": changed,
            "foaf:homepage": link(site_url(reverse("directory:home"))),
            "dcat:themeTaxonomy": link(f"{AUTHORITY}/data-theme"),
            "dcat:dataset": [whole, *parts],
            "dcat:service": list(services(str(whole["@id"]))),
        }
    )


def whole_data_set(dumps: Sequence[Dump]) -> Node:
    """Everything that is public; in the files that are made each night, where there are any, else in the lists."""
    page = site_url(reverse("directory:data"))
    made_at = max((dump.made_at for dump in dumps), default=None)
    sums = {dump.name: dump.sha256 for dump in dumps}
    return described(
        f"{page}#dataset",
        title=data_set.words()["title"],
        description=data_set.words()["description"],
        page=page,
        modified=made_at or last_change(),
        how_often="DAILY" if dumps else "UPDATE_CONT",
        conforms_to=[CSVW_CONTEXT, PACKAGE_PROFILE],
        distributions=[
            distribution(file, sha256=sums.get(file.name, ""), modified=made_at)
            for file in data_set.downloads(dumps)
        ],
    )


def list_data_set(stream: dict) -> Node:
    """One list, as it is at the moment at which it is read."""
    page = site_url(reverse(f"directory:{stream['name']}"))
    files = [
        data_set.Download(
            f"{stream['label']}, {file['name']}",
            site_url(file["url"]),
            data_set.CONTENT_TYPES_OF_STREAMS[file["name"]],
            None,
        )
        for file in stream["formats"]
    ]
    return described(
        f"{page}#dataset",
        title=f"{data_set.words()['title']}: {stream['label']}",
        description=_("The list “%(name)s” as it is when it is read, with its filters.")
        % {"name": stream["label"]},
        page=page,
        modified=last_change(),
        how_often="UPDATE_CONT",
        conforms_to=[CSVW_CONTEXT],
        distributions=[distribution(file) for file in files],
    )


def described(
    address: str,
    *,
    title: str,
    description: str,
    page: str,
    modified: datetime | None,
    how_often: str,
    conforms_to: Iterable[str],
    distributions: list[Node],
) -> Node:
    """A dcat:Dataset. `how_often`: a code of the authority's frequencies."""
    return without_blanks(
        {
            "@id": address,
            "@type": "dcat:Dataset",
            "dct:identifier": address,
            "dct:title": title,
            "dct:description": description,
            "dct:publisher": publisher(),
            "dcat:contactPoint": contact(),
            "dcat:keyword": keywords(),
            "dcat:theme": [link(f"{AUTHORITY}/data-theme/{theme}") for theme in THEMES],
            "dct:language": languages(LANGUAGES),
            "dct:spatial": place(),
            "dct:temporal": period(),
            "dct:license": licence_document(),
            "dct:accessRights": link(f"{AUTHORITY}/access-right/PUBLIC"),
            "dct:accrualPeriodicity": link(f"{AUTHORITY}/frequency/{how_often}"),
            "dct:modified": moment(modified),
            "dct:conformsTo": [link(standard) for standard in conforms_to],
            "dcat:landingPage": link(page),
            "dcat:distribution": distributions,
        }
    )


def distribution(file: data_set.Download, *, sha256: str = "", modified: datetime | None = None) -> Node:
    """A file that holds the data set or a list of it. `sha256`: in hexadecimal; "" where it is not known."""
    extension = file.name.rpartition(", ")[2]
    description = file.url.replace(".csv", ".csv-metadata.json", 1) if extension == "csv" else ""
    return without_blanks(
        {
            "@id": file.url,
            "@type": "dcat:Distribution",
            "dct:title": file.name,
            "dct:description": _("Everything in it that is public, as %(name)s.") % {"name": extension},
            "dcat:accessURL": link(file.url),
            "dcat:downloadURL": link(file.url),
            "dcat:mediaType": media_type(PACKED.get(file.name, file.content_type)),
            "dcat:packageFormat": media_type(file.content_type) if file.name in PACKED else None,
            "dct:format": link(f"{AUTHORITY}/file-type/{FILE_TYPES[extension]}"),
            "dcat:byteSize": file.size,
            "spdx:checksum": checksum(sha256) if sha256 else None,
            "dct:language": languages([str(get_language())]),
            "dct:license": licence_document(),
            "dct:modified": moment(modified),
            "dct:conformsTo": link(CSVW_CONTEXT) if extension in ("csv", CSV) else None,
            "foaf:page": link(description) if description else None,
        }
    )


def services(data_set_address: str) -> Iterable[Node]:
    """What answers programs that ask: our API, the same as HSDS, and matching of names."""
    for title, description, endpoint, described_at, standard in (
        (
            _("JSON API"),
            _("Records one by one and as lists, with filters, and what changed since a moment."),
            reverse("api_index"),
            reverse("api_openapi"),
            OPENAPI,
        ),
        (
            _("HSDS API"),
            _("Partnerships as services, in Open Referral's HSDS."),
            reverse("hsds"),
            reverse("hsds_openapi"),
            HSDS,
        ),
        (
            _("Matching of names"),
            _("Names of organisations and partnerships matched to records, as OpenRefine asks for it."),
            reverse("reconcile"),
            reverse("reconcile"),
            RECONCILIATION,
        ),
    ):
        yield without_blanks(
            {
                "@id": f"{site_url(endpoint)}#service",
                "@type": "dcat:DataService",
                "dct:title": title,
                "dct:description": description,
                "dcat:endpointURL": link(site_url(endpoint)),
                "dcat:endpointDescription": link(site_url(described_at)),
                "dcat:servesDataset": link(data_set_address),
                "dct:conformsTo": link(standard),
                "dct:publisher": publisher(),
                "dcat:contactPoint": contact(),
                "dct:license": licence_document(),
                "dct:accessRights": link(f"{AUTHORITY}/access-right/PUBLIC"),
            }
        )


def publisher() -> Node:
    """The operator, or, where nobody is named, the directory itself: DCAT asks for somebody."""
    stated = operator()
    return without_blanks(
        {
            "@type": "foaf:Agent",
            "foaf:name": stated.name or data_set.words()["title"],
            "foaf:homepage": link(stated.website) if stated.website else None,
            "foaf:mbox": link(f"mailto:{stated.email}") if stated.email else None,
        }
    )


def contact() -> Node | None:
    """Where to write to; None where the operator gives no address and no page."""
    stated = operator()
    if not (stated.email or stated.website):
        return None
    return without_blanks(
        {
            "@type": "vcard:Organization",
            "vcard:fn": stated.name or data_set.words()["title"],
            "vcard:hasEmail": link(f"mailto:{stated.email}") if stated.email else None,
            "vcard:hasURL": link(stated.website) if stated.website else None,
        }
    )


def licence_document() -> Node | None:
    """The licence by its address, or by its name where it has none; None where none is stated."""
    if settings.DATA_LICENCE_URL:
        return link(settings.DATA_LICENCE_URL)
    if settings.DATA_LICENCE_NAME:
        return {"@type": "dct:LicenseDocument", "dct:title": settings.DATA_LICENCE_NAME}
    return None


def keywords() -> list[str]:
    return [
        _("child protection"),
        _("child sexual abuse material"),
        _("cooperation across borders"),
        _("partnerships"),
        _("hotlines"),
    ]


def period() -> Node | None:
    """From the first year in which a partnership is known to have begun, without an end."""
    began = Partnership.objects.listed().exclude(started="").aggregate(first=Min("started"))["first"]
    if not began:
        return None
    return {"@type": "dct:PeriodOfTime", "dcat:startDate": partial_date(began)}


def partial_date(text: str) -> Node:
    types = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
    return {"@type": types[len(text)], "@value": text}


def place() -> Node:
    """Every country of the world can have records."""
    return {"@id": EARTH, "@type": "dct:Location"}


def languages(codes: Iterable[str]) -> list[Node]:
    return [link(f"{AUTHORITY}/language/{LANGUAGES[code]}") for code in codes if code in LANGUAGES]


def checksum(sha256: str) -> Node:
    return {
        "@type": "spdx:Checksum",
        "spdx:algorithm": link("spdx:checksumAlgorithm_sha256"),
        "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": sha256},
    }


def media_type(content_type: str) -> Node:
    return link(f"https://www.iana.org/assignments/media-types/{content_type}")


def moment(at: datetime | None) -> Node | None:
    return {"@type": "xsd:dateTime", "@value": at.isoformat(timespec="seconds")} if at else None


def link(address: str) -> Node:
    return {"@id": address}
