"""The JSON API: records as on the pages, filters with the pages' names, page by page, and errors that say what is wrong."""

import json

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from openapi_spec_validator import validate

from directory.exchange import record_lists
from directory.exchange.api import views, vocabulary_lists
from directory.exchange.programs.kinds import KINDS
from directory.importing import SHEETS
from directory.models import (
    Audience,
    Basis,
    BorderFact,
    CommitmentKind,
    DateBasis,
    DueBasis,
    EventStatus,
    Kind,
    OwnerBasis,
    ParticipationRole,
    Purpose,
    ResourceKind,
    Role,
    Standing,
    Status,
    SuccessionKind,
    World,
)
from tests.support.calls import LISTS, get, problem, slugs, walk
from tests.support.site_pages import FOR_PROGRAMS

pytestmark = pytest.mark.django_db


def test_words_have_their_names_in_each_language_and_no_former_terms(client):
    (poland,) = [word for word in get(client, "vocabularies/countries")["results"] if word["code"] == "PL"]
    topics = json.dumps(get(client, "vocabularies/topics"))

    assert poland["names"]["fr"] == "Pologne"
    assert "child pornography" not in topics
    for name, address in get(client, "vocabularies").items():
        assert get(client, address.removeprefix(f"{site.DIRECTORY_BASE_URL}/api/")) == get(
            client, f"vocabularies/{name}"
        )


@pytest.mark.parametrize(("name", "choices"), vocabulary_lists.CLOSED.items(), ids=vocabulary_lists.CLOSED)
def test_closed_lists_are_told_with_their_names(client, name, choices):
    words = {word["code"]: word["names"] for word in get(client, f"vocabularies/{name}")["results"]}

    assert list(words) == [code for code in choices.values if code != Standing.DECLINED]
    assert all(words[choice.value]["en"] == choice.label for choice in choices if choice.value in words)


def test_a_sector_names_its_world(client):
    sectors = {word["code"]: word["world"] for word in get(client, "vocabularies/sectors")["results"]}

    assert (sectors["hotline"], sectors["financial"]) == ("child_protection", "industry")


def test_filters_find_the_same_as_the_pages(client, conference):
    for name, kind in KINDS.items():
        page_filters = kind.filter_class.base_filters
        assert set(page_filters) <= {parameter["name"] for parameter in parameters_of(name)}
    assert len(walk(client, "partnerships")) == 26
    assert len(walk(client, "partnerships", scope="all")) == 33
    assert len(walk(client, "commitments", state="overdue")) == 20
    assert len(walk(client, "commitments", organisation="home-office")) == 4
    assert len(walk(client, "commitments", kind="proposal", topic="reporting")) == 7


@pytest.mark.parametrize("record_list", record_lists.LISTS.values(), ids=record_lists.LISTS)
def test_every_column_of_a_sheet_is_told(client, conference, record_list):
    record = get(client, record_list.name)["results"][0]

    renamed = {
        "key": "slug",
        "url": "website",
        "international": "is_international",
        "owner_organisation": "owner_organisations",
        "owner_partnership": "owner_partnerships",
        "owner_country": "owner_countries",
    }
    assert {renamed.get(column, column) for column in SHEETS[record_list.sheet].base_fields} <= record.keys()


@pytest.mark.parametrize(
    ("sheet", "path", "part"),
    [
        ("memberships", "partnerships/vgt", "members"),
        ("participations", "events/vgt-conference-2005", "participations"),
        ("sessions", "events/vgt-conference-2005", "sessions"),
        ("contributions", "partnerships/global-child-protection-fund", "contributions"),
        ("successions", "partnerships/icse-study", "successors"),
        ("events", "events/vgt-conference-2005", ""),
    ],
)
def test_every_column_of_what_belongs_to_a_record_is_told(client, conference, sheet, path, part):
    record = get(client, path)
    statement = record[part][0] if part else record

    # Its place says these
    placed = {"order", "event", "session", "before_organisation", "after_organisation"}
    placed |= {"before_partnership", "after_partnership"}
    placed |= {"partnership"} if sheet in ("memberships", "contributions") else set()
    renamed = {"member_partnership": "partnership"} | ({"key": "slug"} if sheet == "events" else {})
    columns = set(SHEETS[sheet].base_fields) - placed
    assert {renamed.get(column, column) for column in columns} <= statement.keys()


def test_an_unknown_value_or_parameter_is_refused_with_all_that_are_allowed(client):
    query = {"country": ["XX", "PL"], "topics": "training", "limit": "0", "sort": "relevance"}
    refusal = problem(client.get("/api/partnerships", query), 400)

    errors = {error["parameter"]: error for error in refusal["errors"]}
    assert set(errors) == {"country", "topics", "limit", "sort"}
    assert errors["country"]["value"] == "XX"
    assert "PL" in errors["country"]["allowed"]
    assert "topic" in errors["topics"]["allowed"]
    assert errors["sort"]["allowed"] == ["newest", "name"]


# Page by page


@pytest.mark.parametrize(
    ("kind", "sort"), [(kind, sort) for kind in LISTS for sort in [None, *KINDS[kind].orders]]
)
def test_each_record_is_on_one_page_in_order(client, conference, kind, sort):
    query = {"sort": sort} if sort else {}

    every = get(client, kind, **query)
    by_page = walk(client, kind, limit=4, **query)

    assert slugs(by_page)[: len(every["results"])] == slugs(every["results"])
    assert len(set(slugs(by_page))) == len(by_page) > 7


def test_conditions_do_not_hide_errors(client):
    assert client.get("/api/partnerships/none", headers={"If-None-Match": "*"}).status_code == 404
    assert client.get("/api/partnerships?x=1", headers={"If-None-Match": "*"}).status_code == 400
    assert problem(client.get("/api/partnerships", headers={"If-Match": '"other"'}), 412)


@pytest.mark.usefixtures("conference")
@pytest.mark.parametrize("address", FOR_PROGRAMS)
def test_every_site_may_ask_and_no_cookie_is_set(client, address):
    response = client.get(address, headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies
    preflight = client.options(address, headers={"Origin": "https://elsewhere.example"})
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("address", ["/api/index.json", "/api/partnerships", "/hsds/services", "/reconcile/"])
def test_a_used_up_limit_is_said_with_the_time_to_come_back(client, settings, address):
    settings.API_REQUESTS_PER_MINUTE = 2

    first, second, third = (client.get(address) for _time in range(3))

    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
    assert second["RateLimit-Remaining"] == "0"
    problem(third, 429)
    assert 1 <= int(third["Retry-After"]) <= 60
    assert third["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, REMOTE_ADDR="192.0.2.9").status_code == 200


# Errors


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.usefixtures("conference")
@pytest.mark.parametrize("address", [*FOR_PROGRAMS, "/api/"])
def test_it_is_for_reading_only(address, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(
        address, headers={"X-HTTP-Method-Override": "GET"}
    )

    problem(response, 405)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("body", ["[" * 200_000, '{"limit": NaN}', '{"role": "user", "role": "admin"}', "\0"])
def test_no_body_is_ever_read(client, body):
    for content_type in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
        problem(client.post("/api/partnerships", body, content_type=content_type), 405)
        headers = {"Content-Encoding": "gzip", "Authorization": "Bearer expired"}
        response = client.generic("GET", "/api/index.json", body, content_type=content_type, headers=headers)
        assert response.json() == get(client, "index.json")
    problem(client.get("/api/partnerships?access_token=expired"), 400)


@pytest.mark.parametrize("accept", ["text/xml", "image/*", "text/html", "application/ld+json"])
def test_another_form_is_not_to_be_had(client, accept):
    assert problem(client.get("/api/index.json", headers={"Accept": accept}), 406)


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "text/html, application/json;q=0.5", ",,;q=x", "", "a/b/c, */*"]
)
def test_any_accept_header_is_answered(client, accept):
    assert client.get("/api/index.json", headers={"Accept": accept}).status_code in {200, 406}


@pytest.mark.parametrize(
    "path",
    [
        "none",
        "partnerships/",
        "partnerships/none",
        "partnerships/" + "9" * 30,
        "partnerships/" + "9" * 5000,
        "partnerships/-1",
        "partnerships/%00",
        "partnerships/%ED%A0%80",
        "partnerships/00000000-0000-0000-0000-000000000000",
        "partnerships/x/y/z",
        "vocabularies/none",
        "../etc/passwd",
        "%2e%2e%2f",
        "index.json/",
    ],
    ids=lambda path: path[:24],
)
def test_addresses_of_nothing_are_answered_in_json(client, path):
    problem(client.get(f"/api/{path}"), 404)


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        *(
            f"limit={text}"
            for text in ("-1", "0", "101", "%EF%BC%91%EF%BC%90", "1e1", "", "+5", "9" * 5000, "1&limit=2")
        ),
        *(
            f"since={text}"
            for text in ("", "yesterday", "2026-01-31", "0000-00-00T00:00:00Z", "2025-02-30T00:00:00Z", "%00")
        ),
        "since=2026-01-01T00:00:00",
        "since=2026-01-01T00:00:00Z&sort=newest",
        "q=a%00b",
        "q=%ED%A0%80",
        "q=" + "a" * 201,
        "q=" + "+".join(["word"] * 13),
        "q=e" + "%CC%81" * 500,
        "q=a&q=b",
        "sort=password",
        "sort=%00",
        "sort=-pk",
        "sort=",
        "topic=",
        "topic=training&topic=",
        "topic[]=training",
        "topic=%00",
        "country=" + "x" * 5000,
        "callback=alert",
        "&".join(f"country=X{number}" for number in range(60)),
        "&".join(f"a{number}=1" for number in range(1001)),
        "page=1",
    ],
    ids=lambda query: query[:24],
)
def test_what_cannot_be_asked_is_refused_in_json(client, kind, query):
    problem(client.get(f"/api/{kind}?{query}"), 400)


@pytest.mark.parametrize("query", ["organisation=%00", "&".join(f"organisation=x{n}" for n in range(51))])
def test_members_are_asked_for_in_text_that_can_be_read(client, query):
    problem(client.get(f"/api/partnerships?{query}"), 400)


@pytest.mark.parametrize(
    "identifier", ["", "1164883", "GB-CHC-x", "XI-LEI-529900T8BM49AURSDO56", "%00", "-" * 5000]
)
def test_what_is_no_identifier_is_refused_in_json(client, identifier):
    problem(client.get(f"/api/organisations?identifier={identifier}"), 400)


def test_a_question_that_takes_too_long_is_stopped(client, monkeypatch):
    def slow(*args, **options):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)")

    monkeypatch.setattr("directory.exchange.api.list_queries.listings", slow)

    response = client.get("/api/partnerships?q=slow")

    problem(response, 503)
    assert response["Retry-After"]


def test_what_django_itself_refuses_or_we_do_wrong_is_told_in_json(client, monkeypatch):
    problem(client.get("/api/index.json", HTTP_HOST="evil.example"), 400)
    monkeypatch.setattr(views, "_index", lambda request: 1 / 0)
    client.raise_request_exception = False

    problem(client.get("/api/index.json"), 500)
    assert client.get("/", HTTP_HOST="evil.example")["Content-Type"].startswith("text/html")


# The description


def test_the_description_names_the_parameters_of_every_list(client):
    for name in KINDS:
        refusal = problem(client.get(f"/api/{name}?unheard-of=1"), 400)
        assert {parameter["name"] for parameter in parameters_of(name)} == set(
            refusal["errors"][0]["allowed"]
        )


def document(client) -> dict:
    return client.get("/api/openapi.json").json()


def parameters_of(kind: str) -> list[dict]:
    description = json.loads(views.DOCUMENT.read_text(encoding="utf-8"))
    resolved = description["components"]["parameters"]
    return [
        resolved[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
        for parameter in description["paths"][f"/api/{kind}"]["get"]["parameters"]
    ]


def test_the_description_is_valid_and_holds_the_codes_there_are(client):
    description = document(client)

    validate(description)
    assert description["servers"] == [{"url": site.DIRECTORY_BASE_URL}]
    assert "PL" in description["components"]["parameters"]["country"]["schema"]["items"]["enum"]


def test_the_description_knows_the_same_words_as_the_models():
    schemas = json.loads(views.DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]

    assert schemas["PartnershipKind"]["enum"] == Kind.values
    assert schemas["Status"]["enum"] == Status.values
    assert schemas["Role"]["enum"] == Role.values
    assert schemas["Standing"]["enum"] == [
        standing for standing in Standing.values if standing != Standing.DECLINED
    ]
    assert schemas["ResourceKind"]["enum"] == ResourceKind.values
    for name, choices in {
        "CommitmentKind": CommitmentKind,
        "OwnerBasis": OwnerBasis,
        "DueBasis": DueBasis,
        "World": World,
        "Basis": Basis,
        "BorderFact": BorderFact,
        "SuccessionKind": SuccessionKind,
        "Audience": Audience,
        "EventStatus": EventStatus,
        "DateBasis": DateBasis,
        "EventRole": ParticipationRole,
        "DeskPurpose": Purpose,
    }.items():
        assert schemas[name]["enum"] == choices.values


def test_the_root_is_a_page_for_people_and_json_for_programs(client):
    assert client.get("/api/")["Content-Type"].startswith("text/html")
    response = client.get("/api/", headers={"Accept": "application/json"})
    assert response.json() == client.get("/api/index.json").json()
    assert "Accept" in response["Vary"]


def test_every_example_on_the_page_and_every_address_in_the_index_works(client, conference):
    page = client.get("/api/").content.decode()
    index = get(client, "index.json")
    examples = [part.split("&#x27;")[0].split("'")[0] for part in page.split("curl '")[1:]]
    addresses = [index["openapi"], *index["lists"].values(), *index["vocabularies"].values()]

    assert len(examples) > 4
    for address in [*(example.replace("&amp;", "&") for example in examples), *addresses]:
        assert client.get(address.removeprefix(site.DIRECTORY_BASE_URL)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        *(("partnerships", 14), ("organisations", 11), ("resources", 9), ("commitments", 12)),
        *(("events", 11), ("figures", 7), ("sources", 5), ("desks", 7)),
    ],
)
def test_a_page_of_records_keeps_its_budget_of_queries(
    client, conference, django_assert_max_num_queries, kind, most
):
    get(client, kind)

    with django_assert_max_num_queries(most):
        get(client, kind)
