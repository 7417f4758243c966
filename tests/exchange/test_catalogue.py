"""The catalogue in DCAT has what DCAT-AP 3 makes mandatory or recommends, as far as somebody stated it."""

import hashlib
import json

import pytest

from directory.exchange import dumps
from tests.support.factories import make_shown_partnership
from tests.support.responses import content

pytestmark = pytest.mark.django_db

# DCAT-AP 3.0: what each class has to have, and what it should have
MANDATORY = {
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher"},
    "dcat:Dataset": {"dct:title", "dct:description"},
    "dcat:Distribution": {"dcat:accessURL"},
    "dcat:DataService": {"dct:title", "dcat:endpointURL"},
    "foaf:Agent": {"foaf:name"},
    "spdx:Checksum": {"spdx:algorithm", "spdx:checksumValue"},
    "dct:LicenseDocument": set(),
    "dct:Location": set(),
    "dct:PeriodOfTime": set(),
    "vcard:Organization": set(),
}
RECOMMENDED = {
    "dcat:Catalog": {
        "dcat:dataset",
        "dcat:service",
        "dcat:themeTaxonomy",
        "dct:language",
        "dct:license",
        "dct:modified",
        "dct:spatial",
        "foaf:homepage",
    },
    "dcat:Dataset": {
        "dcat:contactPoint",
        "dcat:distribution",
        "dcat:keyword",
        "dcat:theme",
        "dct:publisher",
        "dct:spatial",
        "dct:temporal",
    },
    "dcat:Distribution": {"dct:description", "dct:format", "dct:license"},
    "dcat:DataService": {"dcat:endpointDescription", "dcat:servesDataset"},
}
# Nobody knows since when a copy is published, and how long it will be there is the operator's to promise
NOT_STATED = {"dcat:Catalog": {"dct:issued"}, "dcat:Distribution": {"dcatap:availability"}}
# Optional there, and of use to whoever takes the data
USEFUL = {
    "dcat:Dataset": {
        "dct:accessRights",
        "dct:accrualPeriodicity",
        "dct:conformsTo",
        "dct:identifier",
        "dct:language",
        "dct:license",
        "dct:modified",
        "dcat:landingPage",
    },
    "dcat:Distribution": {"dcat:downloadURL", "dcat:mediaType", "dct:title", "dct:language"},
    "dcat:DataService": {"dct:conformsTo", "dct:license", "dcat:contactPoint"},
}
# Of which DCAT-AP allows one at most
ONCE = {
    "dcat:Catalog": {"dct:license", "dct:modified", "dct:publisher", "foaf:homepage"},
    "dcat:Dataset": {"dct:accessRights", "dct:accrualPeriodicity", "dct:modified", "dct:publisher"},
    "dcat:Distribution": {
        "dcat:byteSize",
        "dcat:mediaType",
        "dcat:packageFormat",
        "dct:format",
        "dct:license",
        "dct:modified",
        "spdx:checksum",
    },
    "dcat:DataService": {"dct:accessRights", "dct:license", "dct:publisher"},
}
STANDARDS = {"http://www.w3.org/ns/csvw", "https://docs.openreferral.org/en/v3.1.0/"}


@pytest.fixture
def stated(settings, tmp_path):
    settings.OPERATOR_NAME, settings.OPERATOR_WEBSITE = "An operator", "https://operator.example"
    settings.CONTACT_EMAIL = "editors@operator.example"
    settings.DATA_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
    settings.DUMPS_ROOT = tmp_path
    make_shown_partnership(slug="first", started="2004-05")
    make_shown_partnership(slug="later", started="2010")
    return settings


def catalogue(client) -> dict:
    response = client.get("/data/catalog.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    return json.loads(response.content)


def nodes(document: object) -> list[dict]:
    """All that has a class, at any depth."""
    if isinstance(document, list):
        return [node for each in document for node in nodes(each)]
    if not isinstance(document, dict):
        return []
    inside = [node for name, value in document.items() if name != "@context" for node in nodes(value)]
    # A value with a type of XML Schema is no node
    return inside + [document] * ("@type" in document and "@value" not in document)


def of_class(document: dict, name: str) -> list[dict]:
    return [node for node in nodes(document) if node["@type"] == name]


@pytest.mark.parametrize("with_dumps", [True, False])
def test_every_class_has_what_the_profile_asks_for(stated, client, tmp_path, with_dumps):
    if with_dumps:
        dumps.make(tmp_path)

    document = catalogue(client)

    for node in nodes(document):
        kind = node["@type"]
        wanted = MANDATORY[kind] | RECOMMENDED.get(kind, set()) | USEFUL.get(kind, set())
        assert wanted - node.keys() == set(), kind
        assert not any(value in ("", None, []) for value in node.values())
        for name in ONCE.get(kind, set()) & node.keys():
            assert not isinstance(node[name], list), name
    assert {node["@type"] for node in nodes(document)} >= MANDATORY.keys() - {
        "spdx:Checksum",
        "dct:LicenseDocument",
    }
    for kind, properties in NOT_STATED.items():
        assert not any(properties & node.keys() for node in of_class(document, kind))


def test_what_nobody_stated_is_not_made_up(client, settings):
    settings.DUMPS_ROOT = None
    settings.OPERATOR_NAME = settings.OPERATOR_WEBSITE = settings.CONTACT_EMAIL = ""
    settings.DATA_LICENCE_URL = settings.DATA_LICENCE_NAME = ""

    document = catalogue(client)

    for node in nodes(document):
        assert MANDATORY[node["@type"]] <= node.keys()
        assert not node.keys() & {"dct:license", "dcat:contactPoint", "dct:temporal"}


def test_a_licence_that_has_only_a_name_is_a_document_with_that_name(client, settings):
    settings.DATA_LICENCE_URL, settings.DATA_LICENCE_NAME = "", "Ours"

    assert catalogue(client)["dct:license"] == {"@type": "dct:LicenseDocument", "dct:title": "Ours"}


def test_a_file_that_was_made_has_its_size_its_checksum_and_what_is_in_it(stated, client, tmp_path):
    dumps.make(tmp_path)

    files = {file["dct:title"]: file for file in catalogue(client)["dcat:dataset"][0]["dcat:distribution"]}

    assert files.keys() == dumps.CONTENT_TYPES.keys()
    for name, file in files.items():
        sent = content(client.get(f"/data/{name}"))
        assert file["dcat:byteSize"] == len(sent)
        assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(sent).hexdigest()
    media_types = "https://www.iana.org/assignments/media-types"
    assert files[dumps.CSV]["dcat:mediaType"] == {"@id": f"{media_types}/text/csv"}
    assert files[dumps.CSV]["dcat:packageFormat"] == {"@id": f"{media_types}/application/zip"}
    assert "dcat:packageFormat" not in files[dumps.XLSX]


def test_a_checksum_of_another_file_is_none(stated, client, tmp_path):
    dumps.make(tmp_path)
    beside = tmp_path / f"{dumps.CSV}.sha256"
    assert beside.read_text().endswith(f"  {dumps.CSV}\n")

    (tmp_path / dumps.CSV).write_bytes(b"another")

    assert "spdx:checksum" not in catalogue(client)["dcat:dataset"][0]["dcat:distribution"][0]


def test_the_data_set_says_which_time_it_is_about_and_what_it_conforms_to(stated, client):
    document = catalogue(client)

    whole, *lists = document["dcat:dataset"]
    assert whole["dct:temporal"]["dcat:startDate"] == {"@type": "xsd:gYearMonth", "@value": "2004-05"}
    assert [part["@id"] for part in whole["dct:hasPart"]] == [each["@id"] for each in lists]
    assert {each["@id"].rpartition("/")[0].rpartition("/")[2] for each in lists} >= {
        "partnerships",
        "events",
        "sources",
    }
    conformed = [
        link["@id"]
        for node in nodes(document)
        for link in (
            [node["dct:conformsTo"]]
            if isinstance(node.get("dct:conformsTo"), dict)
            else node.get("dct:conformsTo", [])
        )
    ]
    assert set(conformed) >= STANDARDS


def test_every_address_of_the_catalogue_answers(stated, client, tmp_path):
    dumps.make(tmp_path)
    document = catalogue(client)
    properties = (
        "dcat:accessURL",
        "dcat:downloadURL",
        "dcat:landingPage",
        "dcat:endpointURL",
        "dcat:endpointDescription",
    )

    addresses = {
        node[name]["@id"] for node in nodes(document) for name in (*properties, "foaf:page") if name in node
    }

    for address in addresses:
        response = client.get(address.removeprefix("http://localhost:8000"))
        assert response.status_code == 200, address
        content(response)
    assert len(addresses) > 30
