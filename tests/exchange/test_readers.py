"""Programs that people have read our CSV files as they stand, with their default settings: all rows, under the names of
their columns."""

import csv
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from directory.exchange import dictionary
from directory.exchange.record_lists import LISTS
from tests.support.factories import make_shown_partnership
from tests.support.responses import content, csv_rows, keys

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SHEETS_BY_FILE = {
    **{name: record_list.sheet for name, record_list in LISTS.items()},
    **{sheet: sheet for sheet in ("memberships", "progress_reports")},
}


class Table(NamedTuple):
    columns: list[str]
    first_cells: list[str]


def read_by_python(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    columns = list(reader.fieldnames or [])
    return Table(columns, [row[columns[0]] for row in rows])


def read_by_pandas(path: Path) -> Table:
    frame = importlib.import_module("pandas").read_csv(path)
    return Table(list(frame.columns), frame[frame.columns[0]].tolist())


def read_by_polars(path: Path) -> Table:
    frame = importlib.import_module("polars").read_csv(path)
    return Table(frame.columns, frame[frame.columns[0]].to_list())


def read_by_duckdb(path: Path) -> Table:
    with importlib.import_module("duckdb").connect() as database:
        relation = database.sql(f"SELECT * FROM '{path}'")
        return Table(relation.columns, [row[0] for row in relation.fetchall()])


@pytest.fixture(params=[read_by_python, read_by_pandas, read_by_polars, read_by_duckdb])
def read(request) -> Callable[[Path], Table]:
    return request.param


@pytest.mark.parametrize("name", SHEETS_BY_FILE)
def test_every_list_is_read_with_default_settings(conference, client, tmp_path, read, name):
    path = tmp_path / "list.csv"
    path.write_bytes(content(client.get(f"/{name}.csv")))

    table = read(path)

    columns = [column.name for column in dictionary.columns_of(SHEETS_BY_FILE[name])]
    assert table.columns == columns
    assert table.first_cells == [row[columns[0]] for row in csv_rows(path.read_bytes())]


def test_a_file_holds_as_many_rows_for_a_program_as_its_page_has_records(conference, client, tmp_path, read):
    path = tmp_path / "list.csv"
    path.write_bytes(content(client.get("/organisations.csv")))

    table = read(path)

    assert len(table.first_cells) == client.get("/organisations/").context["count"]


def test_nasty_texts_stay_in_their_cells(client, tmp_path, read):
    make_shown_partnership(
        slug="a-nasty-network",
        title='A “quoted”, "plain"; network',
        summary="# first\n\n=second, and\n'third",
        description="الشراكة — Zürich",
        started="2006",
    )
    make_shown_partnership(slug="a-plain-network", started="2006-03")
    path = tmp_path / "list.csv"
    path.write_bytes(content(client.get("/partnerships.csv?sort=name")))

    table = read(path)

    assert {"a-nasty-network", "a-plain-network"} <= set(table.first_cells)
    assert table.first_cells == keys(client, "/partnerships.csv?sort=name")
