"""What was downloaded comes back as it was; what the public may not see was never in it; no cell is a formula."""

import csv
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from directory.exchange import record_columns
from directory.exchange.record_lists import LISTS
from directory.importing import import_directory
from directory.models import Partnership, Standing
from directory.records import publishing
from tests.support.databases import import_conference
from tests.support.factories import (
    make_commitment,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_shown_partnership,
)
from tests.support.responses import content, csv_rows

pytestmark = pytest.mark.django_db

NASTY = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
def conference():
    import_conference()


def saved(folder: Path, client, *addresses: str) -> Path:
    """The downloads in a folder, under the names that they are sent with."""
    folder.mkdir(exist_ok=True)
    for address in addresses:
        response = client.get(address)
        name = response["Content-Disposition"].split('"')[1]
        (folder / name).write_bytes(content(response))
    return folder


CSVS = [
    "partnerships",
    "memberships",
    *(name for name in LISTS if name != "partnerships"),
    "progress_reports",
]


def outcomes(path: Path) -> dict[str, tuple[int, int]]:
    report = import_directory(path, why="Back")
    assert report.problems == []
    return {name: (outcome.new, outcome.changed) for name, outcome in report.outcomes.items()}


def test_what_was_downloaded_changes_nothing_when_it_is_imported(conference, client, tmp_path):
    everything = "?scope=all&freshness=all"
    folder = saved(
        tmp_path / "csv", client, *(f"/{name}.csv{everything if name in CSVS[:2] else ''}" for name in CSVS)
    )

    assert outcomes(folder) == {
        name: (0, 0)
        for name in [
            "organisations",
            "partnerships",
            "memberships",
            "resources",
            "actions",
            "progress_reports",
            "events",
            "sources",
        ]
        if name != "progress_reports" or list(folder.glob("progress_reports*"))
    }
    for name in LISTS:
        (workbook,) = saved(tmp_path / f"xlsx-{name}", client, f"/{name}.xlsx").iterdir()
        assert set(outcomes(workbook).values()) == {(0, 0)}


def test_what_was_changed_in_the_file_is_what_changes(conference, client, tmp_path):
    (file,) = saved(tmp_path / "csv", client, "/partnerships.csv?q=vgt").iterdir()
    before = {p.slug: p.title for p in Partnership.objects.all()}
    # as LibreOffice saves it: no mark, each row as long as the widest, every line end its own
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    changed = [
        [cell.replace("Virtual Global Taskforce", "Virtual Task Force") for cell in row] for row in rows
    ]
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(
            row if row[0] == "vgt" else old for row, old in zip(changed, rows, strict=True)
        )

    assert outcomes(file) == {"partnerships": (0, 1)}
    after = {p.slug: p.title for p in Partnership.objects.all()}
    assert after == {**before, "vgt": "Virtual Task Force"}


def test_texts_that_look_like_formulas_and_hidden_references_come_back_as_they_were(client, tmp_path):
    parent = make_organisation(name="Removed")
    make_organisation(name=NASTY, acronym="-12", also=["+49 30", "@home"], formerly=["'=12"], parent=parent)
    make_organisation(name="#N/A", acronym="'sH", website="https://example.org/?a=1;b")
    make_shown_partnership(
        title="=1+1",
        acronym="+12",
        summary="- first\n\n=second\n_x0041_",
        description="'=x",
        formerly=["=old"],
        links=["https://example.org/?a=1", "https://example.org/#=b"],
        legal_basis="+ Article 5",
        evaluation="=evaluated",
    )
    make_commitment(text='@all, “quoted”, "plain"')
    publishing.remove(parent, by=None, reason="Asked")

    for extension in ("csv", "xlsx"):
        for name in ("organisations", "partnerships", "commitments"):
            folder = saved(tmp_path / f"{extension}-{name}", client, f"/{name}.{extension}")
            (file,) = folder.iterdir()
            assert set(outcomes(folder if extension == "csv" else file).values()) == {(0, 0)}, (
                name,
                extension,
            )


@pytest.mark.parametrize("text", [NASTY, "+1", "-1", "@x", "＝1", "'=1"])
def test_no_cell_of_a_file_is_a_formula(client, text):
    make_shown_partnership(title=text, members=[make_organisation(name=text)])

    for row in csv_rows(content(client.get("/partnerships.csv"))):
        assert row["title"] == f"'{text}"
    with zipfile.ZipFile(io.BytesIO(content(client.get("/partnerships.xlsx")))) as archive:
        for part in archive.namelist():
            if "worksheets/sheet" in part:
                assert b"<f>" not in archive.read(part)
                assert b"<hyperlink" not in archive.read(part)


@pytest.mark.parametrize("extension", ["csv", "json", "ndjson", "atom", "xlsx"])
def test_what_the_public_may_not_see_is_in_no_file(client, extension):
    gone = make_organisation(slug="gone-organisation", name="Gone")
    partnership = make_shown_partnership(slug="shown-partnership", members=[gone])
    shown = make_organisation(slug="shown-organisation", parent=gone)
    for standing in (Standing.DECLINED, Standing.NAMED):
        secret = make_organisation(slug=f"secret-{standing}")
        make_membership(partnership=partnership, organisation=secret, standing=standing, source=None)
    make_resource(publisher=gone)
    make_commitment(owners=[gone]).partners.set([gone, shown])
    hidden = make_shown_partnership(slug="hidden-partnership", title="Hidden")
    make_commitment(owners=[hidden])
    publishing.remove(gone, by=None, reason="Asked")
    publishing.remove(hidden, by=None, reason="Asked")

    names = ["partnerships", "organisations", "resources", "commitments"]
    names += ["memberships", "progress_reports"] if extension == "csv" else []
    for name in names:
        file = content(client.get(f"/{name}.{extension}"))
        if extension == "xlsx":
            with zipfile.ZipFile(io.BytesIO(file)) as archive:
                file = b"".join(archive.read(part) for part in archive.namelist())
        for secret in (b"gone-organisation", b"hidden-partnership"):
            assert secret not in file
        if name != "organisations":  # an organisation that is in a list of its own is no secret
            assert b"secret-" not in file


def test_a_stream_takes_no_more_memory_for_more_records(client, monkeypatch):
    monkeypatch.setattr(record_columns, "BATCH", 20)

    def peak(address: str) -> int:
        response = client.get(address)
        tracemalloc.start()
        try:
            for _chunk in response.streaming_content:
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    description = "A long text. " * 600
    make_few = [make_shown_partnership(description=description) for _ in range(40)]
    few = {extension: peak(f"/partnerships.{extension}") for extension in ("csv", "ndjson", "json")}
    for _ in range(360):
        make_partnership(countries=["GB", "FR"], description=description, source=make_few[0].source)
    many = {extension: peak(f"/partnerships.{extension}") for extension in ("csv", "ndjson", "json")}

    for extension, memory in few.items():
        assert many[extension] < 1.5 * memory, (few, many)
