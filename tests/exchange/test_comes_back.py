"""The directory leaves in every format and comes back as it was, record by record."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from directory.exchange import dumps
from directory.exchange.record_lists import LISTS
from directory.importing import import_directory
from directory.models import Partnership
from tests.support.databases import analyse, import_data_set, kept_for_the_module
from tests.support.hsds_files import hsds, pages, tables
from tests.support.nasty_files import Raw, write_ods
from tests.support.responses import content, csv_rows
from tests.support.whole_directory import as_zip, empty_the_directory, every_record

pytestmark = pytest.mark.django_db


EVERYTHING = [dumps.CSV, dumps.XLSX, dumps.NDJSON, "json.zip", "directory.ods"]
FILES_OF_HSDS = {"hsds-ndjson.zip": hsds, "hsds-json.zip": pages, "hsds-tables.zip": tables}


class DataSet(NamedTuple):
    """A data set that is in the directory, and the folder of the files in which it left."""

    name: str
    records: dict[str, dict[str, dict]]
    folder: Path


@pytest.fixture(scope="module", params=["conference", "networks"])
def data_set(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[DataSet]:
    with kept_for_the_module(django_db_blocker):
        import_data_set(request.param)
        dated = Partnership.objects.exclude(started="").order_by("pk")[:5]
        Partnership.objects.filter(pk__in=dated).update(started_is_approximate=True)
        Partnership.objects.filter(pk__in=dated).exclude(ended="").update(ended_is_approximate=True)
        analyse()
        folder = tmp_path_factory.mktemp(request.param)
        dumps.make(folder)
        as_zip(folder / "json.zip", documents_of_json(folder))
        as_ods(folder / dumps.CSV, folder / "directory.ods")
        for name, files in FILES_OF_HSDS.items():
            as_zip(folder / name, files(Client()))
        yield DataSet(request.param, every_record(), folder)


def documents_of_json(folder: Path) -> dict[str, bytes]:
    """The lists as JSON, and as NDJSON what has no list."""
    with zipfile.ZipFile(folder / dumps.NDJSON) as archive:
        in_lists = {f"{name}.ndjson" for name in LISTS}
        files = {name: archive.read(name) for name in archive.namelist() if name not in in_lists}
    for name in LISTS:
        every = "?scope=all&freshness=all" if name == "partnerships" else ""
        files[f"{name}.json"] = content(Client().get(f"/{name}.json{every}"))
    return files


def test_every_row_of_the_data_set_is_a_record(data_set):
    folder = settings.BASE_DIR / "directory" / "sample" / data_set.name
    rows = {path.stem: len(csv_rows(path.read_bytes())) for path in folder.glob("*.csv")}

    records = {name: len(records) for name, records in data_set.records.items()}

    assert records == {"progress_reports": 0} | rows


def as_ods(csv_archive: Path, path: Path) -> Path:
    """The sheets of an archive of CSV files, as a program saves them that writes OpenDocument."""
    with zipfile.ZipFile(csv_archive) as archive:
        sheets = {
            name.removesuffix(".csv"): csv_cells(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
    return write_ods(path, sheets)


def csv_cells(text: bytes) -> list[list[Raw]]:
    rows = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    return [[text_cell(cell) for cell in row] for row in rows]


def text_cell(text: str) -> Raw:
    """A cell as OpenDocument has it: each line is a paragraph, and of several blanks all but the first are counted."""
    lines = (
        re.sub(" {2,}", lambda blanks: f' <text:s text:c="{len(blanks[0]) - 1}"/>', escape(line))
        for line in text.splitlines() or [""]
    )
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return Raw(f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>')


@pytest.mark.parametrize("name", EVERYTHING)
def test_the_whole_directory_comes_back_record_by_record(data_set, name):
    empty_the_directory()
    assert not any(every_record().values())

    report = import_directory(data_set.folder / name, why="Back")

    assert report.problems == []
    assert every_record() == data_set.records
    assert {outcome.changed for outcome in report.outcomes.values()} == {0}


@pytest.mark.parametrize("name", [*EVERYTHING, *FILES_OF_HSDS])
def test_what_left_comes_back_as_no_change(data_set, name):
    report = import_directory(data_set.folder / name, why="Again")

    assert report.errors == []
    assert report.outcomes.keys() >= {"organisations", "partnerships", "memberships"}
    assert {(outcome.new, outcome.changed) for outcome in report.outcomes.values()} == {(0, 0)}
    assert every_record() == data_set.records
