"""The directory leaves in every format and comes back as it was, record by record."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from directory.exchange import dumps
from directory.exchange.record_lists import LISTS
from directory.importing import import_directory
from tests.support.databases import analyse, import_data_set, kept_for_the_module
from tests.support.responses import content, csv_rows
from tests.support.whole_directory import as_zip, empty_the_directory, every_record

pytestmark = pytest.mark.django_db


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
        analyse()
        folder = tmp_path_factory.mktemp(request.param)
        dumps.make(folder)
        as_zip(folder / "json.zip", documents_of_json(folder))
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


@pytest.mark.parametrize("name", [dumps.CSV, dumps.XLSX, dumps.NDJSON, "json.zip"])
def test_the_whole_directory_comes_back_record_by_record(data_set, name):
    empty_the_directory()
    assert not any(every_record().values())

    report = import_directory(data_set.folder / name, why="Back")

    assert report.problems == []
    assert every_record() == data_set.records
    assert {outcome.changed for outcome in report.outcomes.values()} == {0}
