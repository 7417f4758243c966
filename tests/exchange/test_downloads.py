"""A list leaves as a file with exactly what its page shows, and comes back as it was."""

import io
import json

import pytest
from python_calamine import CalamineWorkbook

from directory.exchange import record_columns, spreadsheets
from directory.models import Country, Identifier, Membership
from tests.support.factories import (
    make_commitment,
    make_membership,
    make_organisation,
    make_shown_partnership,
    make_source,
)
from tests.support.responses import content, csv_rows, keys, ndjson_records

pytestmark = pytest.mark.django_db

NASTY = '=HYPERLINK("http://evil.example","x")'


def keys_on_pages(client, path: str, query: str) -> list[str]:
    """The keys of the results on all pages of a list."""
    slugs, page = [], 1
    while True:
        response = client.get(f"{path}?{query}&page={page}")
        results = [*response.context["results"], *response.context.get("by_terms", [])]
        slugs += [getattr(record, "slug", "") or record.url.split("/")[-2] for record in results]
        if not response.context["paging"] or not response.context["paging"]["next_url"]:
            return slugs
        page += 1


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("partnerships", ""),
        ("partnerships", "scope=all&freshness=all"),
        ("partnerships", "country=GB&topic=investigation&scope=all"),
        ("partnerships", "q=taskforce"),
        ("partnerships", "q=intrepol"),
        ("partnerships", "scope=all&sort=name"),
        ("partnerships", "q=qqqqqqqqq"),
        ("organisations", ""),
        ("organisations", "sector=industry&sort=newest"),
        ("organisations", "q=police"),
        ("resources", "kind=guidance&kind=campaign"),
        ("commitments", ""),
        ("commitments", "state=overdue&organisation=home-office"),
    ],
)
def test_a_file_holds_what_the_pages_hold_in_their_order(conference, client, name, query):
    on_pages = keys_on_pages(client, f"/{name}/", query)

    assert keys(client, f"/{name}.csv?{query}") == on_pages
    document = json.loads(content(client.get(f"/{name}.json?{query}")))
    assert [record["key"] for record in document[name]] == on_pages
    assert document["count"] == len(on_pages)
    lines = ndjson_records(content(client.get(f"/{name}.ndjson?{query}")))
    assert [record["key"] for record in lines] == on_pages
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get(f"/{name}.xlsx?{query}"))))
    assert [row[0] for row in workbook.get_sheet_by_index(0).to_python()[1:]] == on_pages


def test_order_and_batches_do_not_depend_on_each_other(conference, client, monkeypatch):
    whole = keys(client, "/partnerships.csv?scope=all&sort=name")

    monkeypatch.setattr(record_columns, "BATCH", 2)

    assert keys(client, "/partnerships.csv?scope=all&sort=name") == whole
    assert len(whole) == 33


def test_members_are_nested_in_json_and_in_a_sheet_of_their_own_otherwise(conference, client):
    document = json.loads(content(client.get("/partnerships.json?q=vgt")))
    vgt = next(record for record in document["partnerships"] if record["key"] == "vgt")
    sheet = csv_rows(content(client.get("/memberships.csv?q=vgt")))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get("/partnerships.xlsx?q=vgt"))))

    assert vgt["address"] == "http://localhost:8000/partnerships/vgt/"
    assert vgt["derived"]["freshness"] == ["unconfirmed"]
    assert vgt["derived"]["scope"] == ["cross-border", "cross-sector", "both"]
    assert vgt["derived"]["cross_border_because"] == ["countries", "international_body"]
    assert vgt["derived"]["worlds"] == ["government", "law_enforcement"]
    assert vgt["derived"]["newest_source"] == vgt["derived"]["oldest_source"] == "2005-12-15"
    assert vgt["ended"] is None
    assert vgt["members"][0] == {
        "organisation": "ncs",
        "country": None,
        "member_partnership": None,
        "role": "chair",
        "joined": None,
        "left": None,
        "no_longer_listed": False,
        "basis": "stated",
        "source": ["vgt-2005"],
        "name": "National Crime Squad",
        "standing": "named",
        "confirmed_on": None,
    }
    members = [member["organisation"] for member in vgt["members"]]
    assert [row["organisation"] for row in sheet if row["partnership"] == "vgt"] == members
    assert workbook.sheet_names == ["partnerships", "memberships", "About"]
    in_workbook = workbook.get_sheet_by_name("memberships").to_python()
    assert [row[1] for row in in_workbook if row[0] == "vgt"] == members


def by_key(client, name: str) -> dict[str, dict]:
    """The records of a list as JSON."""
    return {record["key"]: record for record in json.loads(content(client.get(f"/{name}.json")))[name]}


def test_what_is_no_text_is_written_as_it_is_in_json_and_nothing_is_an_empty_text(client):
    treaty = make_shown_partnership(slug="a-treaty", source=None, extent="international")
    body = make_organisation(slug="a-body", is_international=True)
    make_membership(
        partnership=treaty, organisation=body, no_longer_listed=True, basis="follows", source=make_source()
    )

    partnership = by_key(client, "partnerships")["a-treaty"]
    organisation = by_key(client, "organisations")["a-body"]

    assert organisation["international"] is True
    (member,) = partnership["members"]
    assert (member["no_longer_listed"], member["basis"]) == (True, "follows")
    assert partnership["source"] is None
    assert partnership["acronym"] is None
    for record in (partnership, organisation, member):
        assert "" not in record.values()


def test_a_statement_without_a_source_or_with_another_basis_says_so_in_each_format(client):
    network, country = make_shown_partnership(slug="a-network", source=None), Country.objects.get(code="PL")
    body = make_organisation(slug="a-body")
    make_membership(partnership=network, organisation=body, basis="known", source=make_source())
    make_commitment(
        slug="a-pledge", owners=[country], owner_basis="suggested", due="2030", due_basis="follows"
    )
    expected = {
        ("partnerships", "a-network"): {"source": ""},
        ("commitments", "a-pledge"): {"owner_basis": "suggested", "due_basis": "follows", "source": ""},
    }

    for (name, key), cells in expected.items():
        (row,) = [row for row in csv_rows(content(client.get(f"/{name}.csv"))) if row["key"] == key]
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get(f"/{name}.xlsx"))))
        header, *rows = workbook.get_sheet_by_index(0).to_python()
        (in_workbook,) = [dict(zip(header, row, strict=True)) for row in rows if row[0] == key]
        lines = ndjson_records(content(client.get(f"/{name}.ndjson")))
        (line,) = [record for record in lines if record["key"] == key]
        for record in (row, in_workbook, line, by_key(client, name)[key]):
            assert {column: record[column] or "" for column in cells} == cells
        assert line["source"] is None
    (member,) = [
        row for row in csv_rows(content(client.get("/memberships.csv"))) if row["organisation"] == "a-body"
    ]
    assert member["basis"] == by_key(client, "partnerships")["a-network"]["members"][0]["basis"] == "known"


def test_members_that_are_countries_or_partnerships_are_named(client):
    whole, part = (
        make_shown_partnership(slug="a-whole"),
        make_shown_partnership(slug="a-part", title="A part"),
    )
    Membership.objects.create(partnership=whole, country_id="PL", role="party", source=whole.source)
    Membership.objects.create(partnership=whole, member_partnership=part, role="member", source=whole.source)

    record = by_key(client, "partnerships")["a-whole"]

    assert {
        (member["name"], member["country"], member["member_partnership"]) for member in record["members"]
    } == {
        ("Poland", "PL", None),
        ("A part", None, "a-part"),
    }


def test_identifiers_are_in_each_format_as_the_import_reads_them(client):
    body = make_organisation(slug="a-body")
    Identifier.objects.create(organisation=body, scheme="GB-CHC", value="1164883")
    Identifier.objects.create(organisation=body, scheme="XI-LEI", value="529900T8BM49AURSDO55")
    both = ["GB-CHC-1164883", "XI-LEI-529900T8BM49AURSDO55"]

    rows = csv_rows(content(client.get("/organisations.csv")))
    (row,) = [row for row in rows if row["key"] == "a-body"]
    record = by_key(client, "organisations")["a-body"]

    assert (row["identifiers"], record["identifiers"]) == (";".join(both), both)


def test_a_file_is_named_for_its_sheet_and_day(conference, client):
    response = client.get("/partnerships.csv?country=GB")

    day = response["Content-Disposition"].removeprefix('attachment; filename="partnerships-')
    assert len(day) == len('2026-03-01.csv"')


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/partnerships.csv?country=XX&country=PL", "“XX” is not a value of “country”."),
        ("/partnerships.json?contry=PL", "“contry” is not a parameter of this list."),
        ("/organisations.xlsx?sort=password", "“password” is not a value of “sort”."),
        ("/partnerships.atom?page=0", "There is no page “0”."),
        ("/partnerships.atom?page=" + "9" * 5000, "There is no page"),
    ],
)
def test_what_is_not_known_is_refused_by_name(conference, client, address, sentence):
    response = client.get(address)

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert sentence in response.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/partnerships.pdf", "/people.csv", "/memberships.json", "/partnerships.csv/", "/partnerships."],
)
def test_what_there_is_not_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_file_that_has_not_changed_is_not_sent_again(conference, client):
    first = client.get("/partnerships.csv")
    content(first)

    assert client.get("/partnerships.csv", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert (
        client.get("/partnerships.csv?sort=name", headers={"if-none-match": first["ETag"]}).status_code == 200
    )


def test_a_file_is_for_everybody_to_read_without_a_cookie(conference, client):
    for extension in ("csv", "xlsx", "json", "ndjson", "atom"):
        response = client.get(f"/partnerships.{extension}")
        assert content(response)
        assert not response.cookies
        assert client.post(f"/partnerships.{extension}").status_code == 405
        assert client.head(f"/partnerships.{extension}").status_code == 200


def test_a_long_list_is_not_made_into_a_workbook(conference, client, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_IN_A_WORKBOOK", 5)

    response = client.get("/partnerships.xlsx")

    assert response.status_code == 400
    assert "5 records at most" in response.content.decode()


# How much it takes


def test_a_stream_asks_a_few_questions_for_each_batch(conference, client, django_assert_max_num_queries):
    content(client.get("/partnerships.csv"))

    with django_assert_max_num_queries(4):
        content(client.get("/partnerships.csv"))
    with django_assert_max_num_queries(5):
        content(client.get("/partnerships.json"))


def test_a_page_of_results_links_to_its_files(conference, client):
    page = " ".join(client.get("/partnerships/?country=GB&page=1").content.decode().split())

    for extension in ("xlsx", "csv", "json", "atom"):
        assert f'href="/partnerships.{extension}?country=GB"' in page
    assert 'rel="alternate" type="application/atom+xml"' in page
    assert 'href="/ar/partnerships.csv"' in client.get("/ar/partnerships/").content.decode()
