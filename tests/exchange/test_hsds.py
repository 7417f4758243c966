"""HSDS: every answer is what the published schemas say, and every parameter means what HSDS says it means."""

import json

import pytest
from django.conf import settings as site
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from directory.exchange.hsds import query_parameters, views
from tests.support.calls import get_hsds, problem

pytestmark = pytest.mark.django_db

PUBLISHED = site.BASE_DIR.parent / "shared" / "data" / "hsds"
needs_published = pytest.mark.skipif(
    not PUBLISHED.is_dir(), reason=f"HSDS as published is not there: {PUBLISHED} is missing"
)
EDITIONS = ["3.0", "3.1", "uk"]
LISTS = ["services", "taxonomies", "taxonomy_terms", "organizations", "service_at_locations"]


def schema(edition: str, name: str) -> Draft202012Validator:
    folder = PUBLISHED / edition / "schema"
    registry = Registry(
        retrieve=lambda uri: Resource.from_contents(
            json.loads((folder / uri.rpartition("/")[2]).read_text()), default_specification=DRAFT202012
        )
    )
    contents = json.loads((folder / f"{name}.json").read_text())
    return Draft202012Validator(contents, registry=registry, format_checker=FormatChecker())


def errors(edition: str, name: str, record: dict) -> list[str]:
    return [error.message for error in schema(edition, name).iter_errors(record)]


# As published


@needs_published
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("services", "compiled/service_list"),
        ("services?minimal=true", "compiled/service_list"),
        ("services?full=true", "service"),
        ("organizations", "compiled/organization_list"),
        ("organizations?full=true", "organization"),
        ("organizations?full_service=true", "organization"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ],
)
def test_every_record_of_every_list_is_valid(client, conference, edition, path, name):
    page = get_hsds(client, f"{path}{'&' if '?' in path else '?'}per_page=100")

    assert page["contents"]
    for record in page["contents"]:
        assert errors(edition, name, record) == []


@needs_published
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("services", "service"),
        ("organizations", "organization"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ],
)
def test_every_single_record_is_valid(client, conference, edition, path, name):
    for record in get_hsds(client, path, per_page=100)["contents"]:
        assert errors(edition, name, get_hsds(client, f"{path}/{record['id']}")) == []


@needs_published
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("path", LISTS)
def test_every_page_has_the_shape_of_the_published_one(client, conference, edition, path):
    published = json.loads((PUBLISHED / edition / "schema" / "openapi.json").read_text())
    shape = published["components"]["schemas"]["Page"]

    page = get_hsds(client, path)

    assert list(Draft202012Validator(shape).iter_errors(page)) == []
    assert set(page) == {*shape["properties"], "contents"}


@needs_published
def test_every_published_path_and_parameter_is_there():
    ours = json.loads(views.DOCUMENT.read_text(encoding="utf-8"))
    for edition in ("3.1", "uk"):
        published = json.loads((PUBLISHED / edition / "schema" / "openapi.json").read_text())
        for path, operations in published["paths"].items():
            assert f"/hsds{path}" in ours["paths"]
            published_names = names_of(published, operations["get"].get("parameters", ()))
            assert published_names <= names_of(
                ours, ours["paths"][f"/hsds{path}"]["get"].get("parameters", ())
            )


def names_of(document: dict, parameters) -> set[str]:
    shared_parameters = document["components"]["parameters"]
    return {
        shared_parameters[parameter["$ref"].rpartition("/")[2]]["name"]
        if "$ref" in parameter
        else parameter["name"]
        for parameter in parameters
    }


# Pages and streams


@pytest.mark.parametrize("path", ["services", "organizations", "taxonomy_terms"])
def test_pages_hold_each_record_once(client, conference, path):
    first = get_hsds(client, path, per_page=7)
    pages = [get_hsds(client, path, per_page=7, page=number) for number in range(1, first["total_pages"] + 1)]

    ids = [record["id"] for page in pages for record in page["contents"]]
    assert len(ids) == len(set(ids)) == first["total_items"]
    assert [page["page_number"] for page in pages] == list(range(1, len(pages) + 1))
    assert [page["first_page"] for page in pages] == [True] + [False] * (len(pages) - 1)
    assert [page["last_page"] for page in pages] == [False] * (len(pages) - 1) + [True]
    assert sum(page["size"] for page in pages) == len(ids)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("number", [99, 10**9])
def test_a_page_after_the_last_is_empty(client, conference, path, number):
    page = get_hsds(client, path, page=number)

    assert (page["empty"], page["size"], page["contents"]) == (True, 0, [])
    assert (page["page_number"], page["last_page"], page["first_page"]) == (number, True, False)


@pytest.mark.parametrize(
    "path",
    [
        *(f"{path}?" for path in LISTS),
        "services?full=true&",
        "services?minimal=true&",
        "services?search=child&",
        "organizations?full=true&",
    ],
)
def test_a_stream_holds_what_all_pages_hold(client, conference, monkeypatch, path):
    monkeypatch.setattr(views, "CHUNK", 5)

    response = client.get(f"/hsds/{path}format=ndjson")
    lines = b"".join(response.streaming_content).decode().splitlines()

    assert response["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line) for line in lines] == get_hsds(client, f"{path}per_page=100")["contents"]


def test_minimal_holds_all_services_in_one_answer(client, conference):
    page = get_hsds(client, "services", minimal="true")

    assert page["size"] == page["total_items"] == 33
    assert set(page["contents"][0]) == {"id", "name", "status", "last_modified", "modified_date"}


# Errors


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        *(f"page={text}" for text in ("0", "-1", "NaN", "1e9", "", "%D9%A3", "9" * 5000, "1&page=2")),
        *(f"per_page={text}" for text in ("0", "101", "x")),
        "format=xml",
        "search=a%00b",
        "search=" + "a" * 201,
        "country=PL",
        "page[]=1",
        "&".join(f"a{number}=1" for number in range(1001)),
    ],
    ids=lambda query: query[:20],
)
def test_what_cannot_be_asked_is_refused(client, path, query):
    assert problem(client.get(f"/hsds/{path}?{query}"), 400)


@pytest.mark.parametrize(
    "query",
    [
        "modified_after=yesterday",
        "modified_after=2025-02-30",
        "minimal=1",
        "full=yes",
        "minimum_age=NaN",
        "minimum_age=Infinity",
        "maximum_age=1e400",
        "maximum_age=-1",
        "start_time=25:00",
        "end_time=9",
        "day=Monday",
        "taxonomy_id=%00",
        "organization_id=" + "9" * 5000,
        "organization_id=%00",
    ],
)
def test_a_value_of_the_wrong_form_is_refused(client, query):
    refusal = problem(client.get(f"/hsds/services?{query}"), 400)

    assert refusal["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "path",
    [
        "none",
        "services/none",
        "services/" + "9" * 5000,
        "services/%00",
        "services/00000000-0000-0000-0000-000000000000",
        "organizations/x/y",
        "taxonomies/none",
        "taxonomy_terms/none",
        "service_at_locations/none",
        "profile/none",
    ],
    ids=lambda path: path[:24],
)
def test_addresses_of_nothing_are_answered_in_json(client, path):
    problem(client.get(f"/hsds/{path}"), 404)


# The description


def test_the_root_says_where_to_read_on(client):
    start = get_hsds(client, "")

    assert start["version"] == "3.1"
    for name in ("profile", "openapi_url"):
        assert client.get(start[name].removeprefix(site.DIRECTORY_BASE_URL)).status_code == 200


def test_the_description_is_valid_and_names_what_the_code_reads(client):
    description = get_hsds(client, "openapi.json")

    validate(description)
    assert set(description["components"]["parameters"]) == set(query_parameters.READ)
    for path, operations in description["paths"].items():
        if "{" not in path and path != "/hsds/":
            refused = client.get(f"{path}?unheard-of=1").json()["errors"][0]["allowed"]
            assert set(refused) == names_of(description, operations["get"]["parameters"])


def test_the_example_on_the_page_of_the_profile_works(client, conference):
    page = client.get("/hsds/profile/").content.decode()
    example = page.split("curl '")[1].split("'")[0].replace("&amp;", "&")

    assert client.get(example.removeprefix(site.DIRECTORY_BASE_URL)).status_code == 200


def test_names_are_in_english_as_each_term_says(client):
    terms = get_hsds(client, "taxonomy_terms")["contents"]

    assert {term["language"] for term in terms} == {"en"}
    assert "child pornography" not in json.dumps(terms).lower()
