"""A client that follows nothing but the OpenAPI document reads every record of every list, once, whatever the size of its
pages."""

import json
from urllib.parse import urlencode

import pytest

from directory.exchange.programs.kinds import KINDS
from directory.models import Organisation, Partnership
from tests.support.described_client import DescribedClient
from tests.support.factories import make_contact_point, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(conference, client):
    """A client by the document at an address."""
    make_contact_point(organisation=Organisation.objects.get(slug="interpol"), name="Desk")
    make_resource(slug="one-more")

    def of(address: str) -> DescribedClient:
        def fetch(path: str) -> dict:
            response = client.get(path)
            assert response.status_code == 200, (path, response.content[:300])
            return json.loads(response.content)

        return DescribedClient(fetch(address), fetch)

    return of


def everything(name: str) -> str:
    """What lifts the defaults of a list, as the document names them."""
    return urlencode({"scope": "all", "freshness": "all"}) if name == "partnerships" else ""


def with_defaults_lifted(reader: DescribedClient, query: str) -> None:
    fetch = reader.fetch
    reader.fetch = lambda path: fetch(path if "cursor=" in path or not query else f"{path}&{query}")


@pytest.mark.parametrize("size", [7, 100])
@pytest.mark.parametrize("name", KINDS)
def test_every_record_of_a_list_of_the_api_is_read_once(described, name, size):
    reader = described("/api/openapi.json")
    with_defaults_lifted(reader, everything(name))
    (operation,) = [each for each in reader.lists() if each.path == f"/api/{name}"]

    records = list(reader.records(operation, size=size))

    kind = KINDS[name]
    identifiers = [record["id"] for record in records]
    assert len(identifiers) == len(set(identifiers)) == kind.visible().count() > 0
    if name not in ("figures",):
        assert {record["slug"] for record in records} == set(kind.visible().values_list("slug", flat=True))


def test_the_api_describes_no_other_list_than_these(described):
    assert {each.path for each in described("/api/openapi.json").lists()} == {
        f"/api/{name}" for name in KINDS
    }


@pytest.mark.parametrize("size", [7, 100])
def test_every_record_of_the_lists_of_hsds_is_read_once(described, size):
    reader = described("/hsds/openapi.json")
    read = {each.path: list(reader.records(each, size=size)) for each in reader.lists()}

    assert read.keys() == {
        "/hsds/services",
        "/hsds/organizations",
        "/hsds/taxonomies",
        "/hsds/taxonomy_terms",
        "/hsds/service_at_locations",
    }
    for records in read.values():
        identifiers = [record["id"] for record in records]
        assert len(identifiers) == len(set(identifiers))
    names = {
        path: {record["name"] for record in records}
        for path, records in read.items()
        if path != "/hsds/service_at_locations"
    }
    assert names["/hsds/services"] == set(Partnership.objects.listed().values_list("title", flat=True))
    assert names["/hsds/organizations"] == set(Organisation.objects.listed().values_list("name", flat=True))
    assert len(read["/hsds/services"]) == Partnership.objects.listed().count()
    assert len(read["/hsds/organizations"]) == Organisation.objects.listed().count()


@pytest.mark.parametrize("document", ["/api/openapi.json", "/hsds/openapi.json"])
def test_a_page_holds_as_many_as_the_document_says_and_no_more(described, client, document):
    reader = described(document)

    for operation in reader.lists():
        (name,) = {"limit", "per_page"} & operation.parameters.keys()
        most = reader.most(operation)
        assert client.get(operation.path, {name: most}).status_code == 200
        assert client.get(operation.path, {name: most + 1}).status_code == 400
        assert client.get(operation.path, {name: 0}).status_code == 400


@pytest.mark.parametrize("document", ["/api/openapi.json", "/hsds/openapi.json"])
def test_the_document_says_how_many_requests_are_allowed(described, settings, document):
    settings.API_REQUESTS_PER_MINUTE = 123
    served = described(document).document

    assert "123 requests a minute" in served["info"]["description"]
    settings.API_REQUESTS_PER_MINUTE = 0
    assert "requests a minute" not in described(document).document["info"]["description"]
