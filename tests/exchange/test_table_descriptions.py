"""A CSV file is a header and rows; what it holds and under which terms is told at an address of its own."""

import csv
import io
import json
import zipfile

import pytest
from django.utils import timezone

from directory.exchange import dictionary, dumps
from directory.exchange.record_lists import LISTS
from directory.importing import SHEETS, import_directory
from tests.support.factories import make_shown_partnership
from tests.support.responses import content, csv_rows

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"
CSV_FILES = [*LISTS, "memberships", "progress_reports"]


def sheet_of(name: str) -> str:
    return LISTS[name].sheet if name in LISTS else name


def described(client, file) -> dict:
    """The description that the answer with a CSV file links."""
    address, relation, media_type = file["Link"].split("; ")
    assert (relation, media_type) == ('rel="describedby"', 'type="application/csvm+json"')
    response = client.get(address.strip("<>").removeprefix(SITE))
    assert response["Content-Type"] == "application/csvm+json"
    return json.loads(content(response))


@pytest.mark.parametrize("name", CSV_FILES)
def test_a_csv_file_is_a_header_and_rows(conference, client, name):
    text = content(client.get(f"/{name}.csv")).decode()

    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)

    assert header == [column.name for column in dictionary.columns_of(sheet_of(name))]
    assert {len(row) for row in rows} <= {len(header)}


@pytest.mark.parametrize("name", CSV_FILES)
def test_the_description_has_the_columns_of_the_file(conference, client, name):
    file = client.get(f"/{name}.csv")
    (header, *rows) = csv.reader(io.StringIO(content(file).decode(), newline=""))

    document = described(client, file)

    assert document["url"] == f"{SITE}/{name}.csv"
    assert [column["titles"] for column in document["tableSchema"]["columns"]] == header
    assert document.get("dc:extent") == (len(rows) if name in LISTS else None)


def test_the_description_says_licence_day_version_filters_and_how_to_cite(conference, client, settings):
    settings.DATA_LICENCE_NAME, settings.DATA_LICENCE_URL = "CC BY 4.0", "https://example.org/by"
    address = "/partnerships.csv?country=GB&country=FR&q=network"
    page = f"{SITE}/partnerships/?country=GB&country=FR&q=network"

    document = described(client, client.get(address))

    assert document["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert document["url"] == SITE + address
    assert document["dc:license"] == {"@id": "https://example.org/by"}
    assert document["dc:rights"] == "CC BY 4.0"
    assert document["dc:source"] == {"@id": page}
    assert document["dc:modified"]["@value"] == timezone.localdate().isoformat()
    assert int(document["schema:version"]) > 0
    assert document["dc:bibliographicCitation"].startswith("Partnership Directory: Partnerships. As of ")
    assert document["dc:bibliographicCitation"].endswith(page)
    filters = {note["schema:propertyID"]: note for note in document["notes"]}
    assert filters["q"]["schema:value"] == ["network"]
    assert filters["country"]["schema:value"] == ["GB", "FR"]
    assert filters["country"]["schema:description"] == "United Kingdom / France"
    assert "scope" not in filters  # words look everywhere


def test_where_no_licence_is_stated_the_description_says_so(conference, client):
    document = described(client, client.get("/resources.csv"))

    assert "has not stated a licence" in document["dc:rights"]
    assert "dc:license" not in document


def test_the_description_is_in_the_language_of_its_address(conference, client):
    document = described(client, client.get("/ar/partnerships.csv"))

    assert document["@context"][1] == {"@language": "ar"}
    assert document["url"] == f"{SITE}/ar/partnerships.csv"


def test_a_file_that_is_only_looked_for_links_its_description_too(conference, client):
    assert "describedby" in client.head("/partnerships.csv")["Link"]
    assert "Link" not in client.get("/partnerships.json")


def test_what_a_file_refuses_its_description_refuses(conference, client):
    refusal = client.get("/partnerships.csv-metadata.json?country=XX")

    assert refusal.status_code == 400
    assert "“XX” is not a value of “country”." in refusal.content.decode()
    assert client.get("/people.csv-metadata.json").status_code == 404


def test_a_description_that_has_not_changed_is_not_sent_again(conference, client):
    address = "/partnerships.csv-metadata.json"
    tag = client.get(address)["ETag"]

    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


def test_the_data_package_names_every_list_as_a_whole(conference, client, settings):
    settings.DATA_LICENCE_NAME, settings.DATA_LICENCE_URL = "CC BY 4.0", "https://example.org/by"

    package = json.loads(content(client.get("/data/datapackage.json")))

    assert package["licenses"] == [
        {"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://example.org/by"}
    ]
    assert {resource["name"] for resource in package["resources"]} == set(map(sheet_of, CSV_FILES))
    for resource in package["resources"]:
        file = content(client.get(resource["path"].removeprefix(SITE))).decode()
        header = next(csv.reader(io.StringIO(file, newline="")))
        assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert 'href="/data/datapackage.json"' in client.get("/data/").content.decode()


def test_the_file_of_everything_has_both_descriptions_and_the_import_passes_over_them(conference, tmp_path):
    dumps.make(tmp_path)

    with zipfile.ZipFile(tmp_path / dumps.CSV) as archive:
        tables = json.loads(archive.read("csv-metadata.json"))["tables"]
        resources = json.loads(archive.read("datapackage.json"))["resources"]
        headers = {
            f"{name}.csv": next(csv.reader(io.StringIO(archive.read(f"{name}.csv").decode(), newline="")))
            for name in SHEETS
        }
    report = import_directory(tmp_path / dumps.CSV, why="Back")

    assert {
        table["url"]: [column["name"] for column in table["tableSchema"]["columns"]] for table in tables
    } == headers
    assert {
        resource["path"]: [field["name"] for field in resource["schema"]["fields"]] for resource in resources
    } == headers
    assert report.problems == []
    assert {(outcome.new, outcome.changed) for outcome in report.outcomes.values()} == {(0, 0)}


def test_a_column_of_many_values_says_what_separates_them(client):
    make_shown_partnership(slug="a-network", countries=["GB", "FR"], links=["https://example.org/?a=1;b"])

    file = client.get("/partnerships.csv")
    columns = {column["name"]: column for column in described(client, file)["tableSchema"]["columns"]}

    (row,) = [row for row in csv_rows(content(file)) if row["key"] == "a-network"]
    assert row["countries"].split(columns["countries"]["separator"]) == ["FR", "GB"]
    assert "separator" not in columns["links"]  # an address may have a semicolon of its own
    assert "separator" not in columns["title"]
