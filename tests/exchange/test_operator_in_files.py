"""Whatever leaves the directory says who runs it: files, feeds, descriptions, the API."""

import io
import json

import pytest
from python_calamine import CalamineWorkbook

from tests.support.factories import make_shown_partnership
from tests.support.responses import content

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Office for Examples", "1 Example Street, 1000 Example"
EMAIL, WEBSITE = "editors@office.example.org", "https://office.example.org/"


@pytest.fixture
def operator(settings):
    settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS = NAME, ADDRESS
    settings.CONTACT_EMAIL, settings.OPERATOR_WEBSITE = EMAIL, WEBSITE
    make_shown_partnership()


def document(client, address: str) -> dict:
    return json.loads(content(client.get(address)))


def test_a_list_in_json_names_the_operator(client, operator):
    assert document(client, "/partnerships.json")["about"]["operator"] == {
        "name": NAME,
        "address": ADDRESS,
        "email": EMAIL,
        "website": WEBSITE,
    }


def test_a_workbook_names_the_operator_on_its_sheet_about(client, operator):
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get("/partnerships.xlsx"))))

    rows = [row[:2] for row in workbook.get_sheet_by_name("About").to_python()]

    assert ["Operator", f"{NAME}, {ADDRESS}, {EMAIL}"] in rows


def test_the_description_of_a_csv_file_names_its_publisher(client, operator):
    assert document(client, "/partnerships.csv-metadata.json")["dc:publisher"] == {
        "schema:name": NAME,
        "schema:address": ADDRESS,
        "schema:email": EMAIL,
        "schema:url": {"@id": WEBSITE},
    }


def test_the_data_package_names_its_publisher(client, operator):
    assert document(client, "/data/datapackage.json")["contributors"] == [
        {"title": NAME, "path": WEBSITE, "email": EMAIL, "roles": ["publisher"]}
    ]


def test_the_catalogue_names_its_publisher(client, operator):
    catalogue = document(client, "/data/catalog.jsonld")

    for described in (catalogue, *catalogue["dcat:dataset"]):
        assert described["dct:publisher"]["foaf:name"] == NAME
        assert described["dct:publisher"]["foaf:homepage"] == {"@id": WEBSITE}
        assert described["dct:publisher"]["foaf:mbox"] == {"@id": f"mailto:{EMAIL}"}


def test_a_feed_has_the_operator_as_its_author(client, operator):
    feed = content(client.get("/partnerships.atom")).decode()

    assert f"<author><name>{NAME}</name><email>{EMAIL}</email><uri>{WEBSITE}</uri></author>" in feed


def test_programs_are_told_who_runs_what_they_read(client, operator):
    assert document(client, "/api/index.json")["operator"]["name"] == NAME
    for address in ("/api/openapi.json", "/hsds/openapi.json"):
        contact = document(client, address)["info"]["contact"]
        assert contact == {"name": NAME, "url": WEBSITE, "email": EMAIL}


def test_a_browser_that_searches_the_site_is_told(client, operator):
    description = content(client.get("/opensearch.xml")).decode()

    assert f"<Contact>{EMAIL}</Contact><Attribution>{NAME}, {ADDRESS}</Attribution>" in description


def test_a_list_inside_another_site_says_who_runs_it(client, operator):
    assert f"Run by <bdi>{NAME}, {ADDRESS}</bdi>" in " ".join(content(client.get("/embed/")).decode().split())


def test_what_is_not_stated_is_said_or_left_out(client):
    make_shown_partnership()

    assert set(document(client, "/partnerships.json")["about"]["operator"].values()) == {None}
    assert "dc:publisher" not in document(client, "/partnerships.csv-metadata.json")
    assert document(client, "/data/datapackage.json")["contributors"] == [
        {"title": "Partnership Directory", "roles": ["publisher"]}
    ]
    assert "contact" not in document(client, "/api/openapi.json")["info"]


def test_a_site_has_its_own_name_in_what_leaves_it(client, settings):
    settings.SITE_NAME = "Who Works With Whom"

    assert document(client, "/data/datapackage.json")["title"] == "Who Works With Whom"
    assert (
        "Who Works With Whom: Partnerships" in document(client, "/partnerships.csv-metadata.json")["dc:title"]
    )
