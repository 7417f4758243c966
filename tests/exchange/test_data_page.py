"""The whole data set: described from the forms, and in files from which the directory can be made again."""

import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from directory.exchange import dumps
from directory.importing import SHEETS, import_directory
from directory.models import Membership, Organisation, Source
from directory.operating import jobs
from directory.records import publishing
from tests.support.databases import import_conference
from tests.support.factories import make_organisation, make_partnership, make_source
from tests.support.responses import content, csv_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DUMPS_ROOT = tmp_path / "dumps"
    return settings.DUMPS_ROOT


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_every_column_of_every_form_is_explained(client):
    page = text(client.get("/data/"))

    for name, form in SHEETS.items():
        assert f'<h3 id="{name}">' in page
        for column, field in form.base_fields.items():
            assert f"<code>{column}</code>" in page
            for code, _label in getattr(field, "choices", ()):
                assert f"<code>{code}</code>" in page or not code


@pytest.mark.parametrize(
    "words",
    [
        "An empty cell, or null in JSON, says that no public source is named",
        "“international”, “EU” for the European Union, or the code of a region of UN M49.",
        "“yes” or nothing; true or false in JSON.",
        "A number as the source has it: 48, about 50",
        "The three letters of a currency by ISO 4217",
        "The key of a session of the event",
        '<code>follows</code> <span class="quiet">follows from the source</span>',
        "<code>suggested</code>",
        "<code>grew_out_of</code>",
        "<code>policy_makers</code>",
    ],
)
def test_what_an_empty_cell_a_code_and_a_number_mean_is_told(client, words):
    assert words in text(client.get("/data/"))


def test_the_licence_is_stated_or_the_page_says_that_it_is_not(client, settings):
    assert "has not stated a licence" in text(client.get("/data/"))

    settings.DATA_LICENCE_NAME, settings.DATA_LICENCE_URL = "CC BY 4.0", "https://example.org/by"

    page = text(client.get("/data/"))
    assert '<a href="https://example.org/by" rel="license external noopener">CC BY 4.0</a>' in page
    assert "has not stated" not in page


def test_without_dumps_the_page_says_so_and_links_the_lists(conference, client, folder):
    page = text(client.get("/data/"))

    assert "No file with everything has been made yet" in page
    assert content(client.get("/partnerships.csv?scope=all&freshness=all"))
    assert "/partnerships.csv?scope=all&amp;freshness=all" in page
    assert client.get("/data/directory-csv.zip").status_code == 404


def test_dumps_are_made_and_linked(conference, client, folder, capsys):
    call_command("make_dumps")
    call_command("make_dumps")  # each takes the place of the one before

    with_sums = [name for made in dumps.CONTENT_TYPES for name in (made, f"{made}.sha256")]
    assert sorted(file.name for file in folder.iterdir()) == sorted(with_sums)
    assert "directory-csv.zip" in capsys.readouterr().out
    page = text(client.get("/data/"))
    for name in dumps.CONTENT_TYPES:
        response = client.get(f"/data/{name}")
        assert f'href="/data/{name}"' in page
        assert content(response) == (folder / name).read_bytes()
        assert response["Last-Modified"]


@pytest.mark.parametrize("name", ["..%2Fsecret", "nothing.zip", "../manage.py", ".hidden"])
def test_nothing_but_the_dumps_is_served_from_their_folder(client, folder, name):
    folder.mkdir()
    (folder / ".hidden").write_text("x")
    (folder.parent / "secret").write_text("x")

    assert client.get(f"/data/{name}").status_code == 404


def test_without_a_folder_the_command_says_what_is_missing(settings):
    settings.DUMPS_ROOT = None

    with pytest.raises(CommandError, match="DUMPS_ROOT is not set"):
        call_command("make_dumps")


def test_dumps_are_made_by_themselves_each_night(conference, folder):
    jobs.make_dumps(timestamp=0)

    assert {dump.name for dump in dumps.made(folder)} == {dumps.CSV, dumps.NDJSON, dumps.XLSX}


def test_a_workbook_with_too_many_rows_is_left_out(conference, folder, monkeypatch):
    dumps.make(folder)
    monkeypatch.setattr(dumps, "ROWS_OF_A_SHEET", 10)

    assert [dump.name for dump in dumps.make(folder)] == [dumps.CSV, dumps.NDJSON]


@pytest.fixture(params=["csv", "xlsx"])
def emptied(request, folder, tmp_path):
    """A dump of the conference's directory, and the directory empty again; with what the dump should bring back."""
    import_conference()
    dumps.make(folder)
    before = everything()
    Organisation.objects.update(parent=None)
    for model in (form.model for form in reversed(SHEETS.values())):
        model.objects.all().delete()
    if request.param == "xlsx":
        return folder / dumps.XLSX, before
    with zipfile.ZipFile(folder / dumps.CSV) as archive:
        archive.extractall(tmp_path / "csv")
    return tmp_path / "csv", before


def everything() -> dict[str, list]:
    public = dumps.everything()
    return {
        name: sorted(
            (
                dict(zip(table.columns, row, strict=True))
                for rows in table.rows(dumps.ids_of(public[name])).values()
                for row in rows
            ),
            key=str,
        )
        for name, table in dumps.tables(SHEETS).items()
    }


def test_the_directory_is_made_again_from_a_dump(emptied):
    path, before = emptied
    assert not Organisation.objects.exists()

    report = import_directory(path, why="Again")

    assert report.problems == []
    assert everything() == before
    assert {name: len(rows) for name, rows in before.items()} == {
        "sources": 5,
        "topics": 17,
        "organisations": 65,
        "partnerships": 33,
        "memberships": 81,
        "successions": 2,
        "events": 11,
        "sessions": 8,
        "participations": 77,
        "resources": 10,
        "actions": 63,
        "progress_reports": 0,
        "contributions": 1,
        "figures": 14,
    }


def test_what_the_public_may_not_see_is_in_no_dump(folder):
    secret = make_source(slug="secret-source")
    shown = make_partnership(slug="shown")
    hidden = make_partnership(slug="hidden", source=secret)
    gone = make_organisation(slug="gone", source=secret)
    for partnership, organisation in ((shown, gone), (hidden, make_organisation())):
        Membership.objects.create(
            partnership=partnership, organisation=organisation, role="member", source=secret
        )
    publishing.remove(hidden, by=None, reason="Asked")
    publishing.remove(gone, by=None, reason="Asked")

    dumps.make(folder)

    for name in (dumps.CSV, dumps.NDJSON):
        with zipfile.ZipFile(folder / name) as archive:
            whole = b"".join(archive.read(part) for part in archive.namelist())
        assert b"shown" in whole
        assert not [word for word in (b"secret-source", b"hidden", b"gone") if word in whole]
    with zipfile.ZipFile(folder / dumps.CSV) as archive:
        assert {row["key"] for row in csv_rows(archive.read("sources.csv"))} < set(
            Source.objects.values_list("slug", flat=True)
        )


def test_the_catalogue_names_every_file(conference, client, folder, settings):
    settings.DATA_LICENCE_URL = "https://example.org/by"
    before = json.loads(client.get("/data/catalog.jsonld").content)
    dumps.make(folder)
    after = json.loads(client.get("/data/catalog.jsonld").content)

    assert before["@type"] == "dcat:Catalog"
    for document in (before, after):
        assert document["dcat:dataset"][0]["dct:license"] == {"@id": "https://example.org/by"}
        for distribution in document["dcat:dataset"][0]["dcat:distribution"]:
            address = distribution["dcat:downloadURL"]["@id"].removeprefix("http://localhost:8000")
            size = len(content(client.get(address)))
            assert distribution.get("dcat:byteSize") in (None, size)
    assert [
        distribution["dct:title"] for distribution in after["dcat:dataset"][0]["dcat:distribution"]
    ] == list(dumps.CONTENT_TYPES)
