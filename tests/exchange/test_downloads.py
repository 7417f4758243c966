"""A list leaves as a file with exactly what its page shows, and comes back as it was."""

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from directory.exchange import record_columns, spreadsheets
from tests.support.responses import content, csv_rows, keys

pytestmark = pytest.mark.django_db

NASTY = '=HYPERLINK("http://evil.example","x")'


def about_lines(text: bytes) -> list[str]:
    return [line for line in text.decode("utf-8-sig").splitlines() if line.startswith("# ")]


def keys_on_pages(client, path: str, query: str) -> list[str]:
    """The keys of the results on all pages of a list."""
    slugs, page = [], 1
    while True:
        response = client.get(f"{path}?{query}&page={page}")
        results = response.context["results"]
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
    lines = content(client.get(f"/{name}.ndjson?{query}")).decode().splitlines()
    assert [json.loads(line)["key"] for line in lines] == on_pages
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get(f"/{name}.xlsx?{query}"))))
    assert [row[0] for row in workbook.get_sheet_by_index(0).to_python()[1:]] == on_pages


def test_order_and_batches_do_not_depend_on_each_other(conference, client, monkeypatch):
    whole = keys(client, "/partnerships.csv?scope=all&sort=name")

    monkeypatch.setattr(record_columns, "BATCH", 2)

    assert keys(client, "/partnerships.csv?scope=all&sort=name") == whole
    assert len(whole) == 27


def test_members_are_nested_in_json_and_in_a_sheet_of_their_own_otherwise(conference, client):
    document = json.loads(content(client.get("/partnerships.json?q=vgt")))
    vgt = next(record for record in document["partnerships"] if record["key"] == "vgt")
    sheet = csv_rows(content(client.get("/memberships.csv?q=vgt")))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content(client.get("/partnerships.xlsx?q=vgt"))))

    assert vgt["address"] == "http://localhost:8000/partnerships/vgt/"
    assert vgt["derived"]["freshness"] == ["unconfirmed"]
    assert vgt["ended"] is None
    assert vgt["members"][0] == {
        "organisation": "ncs",
        "role": "lead",
        "joined": None,
        "left": None,
        "source": "vgt-2005",
        "name": "National Crime Squad",
        "standing": "named",
        "confirmed_on": None,
    }
    members = [member["organisation"] for member in vgt["members"]]
    assert [row["organisation"] for row in sheet if row["partnership"] == "vgt"] == members
    assert workbook.sheet_names == ["partnerships", "memberships", "About"]
    in_workbook = workbook.get_sheet_by_name("memberships").to_python()
    assert [row[1] for row in in_workbook if row[0] == "vgt"] == members


def test_a_file_says_what_it_holds(conference, client, settings):
    settings.DATA_LICENCE_NAME, settings.DATA_LICENCE_URL = "CC BY 4.0", "https://example.org/by"

    response = client.get("/partnerships.csv?country=GB&country=FR&q=network")
    about = about_lines(content(response))

    day = response["Content-Disposition"].removeprefix('attachment; filename="partnerships-')
    assert len(day) == len('2026-03-01.csv"')
    for line in (
        "# Search: network",
        "# Country: United Kingdom / France",
        "# Scope: Cross-border / Cross-sector",
        "# Licence: CC BY 4.0 https://example.org/by",
        "# Address: http://localhost:8000/partnerships/?country=GB&country=FR&q=network",
    ):
        assert line in about


def test_where_no_licence_is_stated_the_file_says_so(conference, client):
    assert any(
        "has not stated a licence" in line for line in about_lines(content(client.get("/resources.csv")))
    )


def test_what_was_searched_for_cannot_become_a_formula_in_the_lines_about_a_file(client):
    text = content(client.get("/partnerships.csv", {"q": 'x,=1+1;"=2\t=3'})).decode("utf-8-sig")

    about = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(about), delimiter=separator):
            assert len(row) == 1
            assert row[0].startswith("# ")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/partnerships.csv?country=XX&country=PL", "“XX” is not a value of “country”."),
        ("/partnerships.json?contry=PL", "“contry” is not a parameter of this list."),
        ("/organisations.xlsx?sort=password", "“password” is not a value of “sort”."),
        ("/commitments.ndjson?q=" + "a" * 201, "200 characters"),
        ("/partnerships.csv?q=a%00b", "control character"),
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
