"""Nasty files, one table: each gets a clear answer in little memory, and nothing of it is written."""

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from directory.models import Import, ImportState, Organisation, Partnership
from tests.support import nasty_files
from tests.support.factories import make_reviewer
from tests.support.nasty_files import Raw, write_ods, write_xlsx, write_zip, xlsx_parts
from tests.support.review_pages import sign_in
from tests.support.uploads import send

pytestmark = pytest.mark.django_db

MOST_MEMORY = 300  # MB, of the whole process
GIGABYTE = 1000  # MB
HEADER = ["key", "title", "kind", "status", "summary", "started"]
ROW = ["a-network", "A network", "network", "active", "A cooperation.", ""]
CSV = ",".join(HEADER) + "\n"
MANY = 10_000_000
Make = Callable[[Path], Path]


def csv_of(**cells: str) -> str:
    return (
        CSV
        + ",".join(f'"{cells.get(column, value)}"' for column, value in zip(HEADER, ROW, strict=True))
        + "\n"
    )


def zip_of_zeros(name: str) -> Make:
    def make(folder: Path) -> Path:
        path = folder / "zeros.zip"
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(name, "w", force_zip64=True) as part,
        ):
            for _ in range(GIGABYTE):
                part.write(bytes(1_000_000))
        return path

    return make


def zip_with(name: str) -> Make:
    return lambda folder: write_zip(folder / "names.zip", {name: csv_of()})


def with_macros(folder: Path) -> Path:
    return write_zip(
        folder / "macros.xlsm", {**xlsx_parts({"partnerships": [HEADER, ROW]}), "xl/vbaProject.bin": b"\0"}
    )


def mixed_encodings(folder: Path) -> Path:
    path = folder / "partnerships.csv"
    path.write_bytes(
        csv_of(title="Réseau européen").encode() + csv_of(title="Café network").encode("cp1252")[len(CSV) :]
    )
    return path


def merged(folder: Path) -> Path:
    second = ["another", None, *ROW[2:]]
    merge = '<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    return write_xlsx(folder / "merged.xlsx", {"partnerships": [HEADER, ROW, second]}, after_rows=merge)


def xml_bomb(folder: Path) -> Path:
    parts = xlsx_parts({"partnerships": [HEADER, ROW]})
    return write_zip(
        folder / "bomb.xlsx",
        {**parts, "xl/worksheets/sheet1.xml": nasty_files.billion_laughs(parts["xl/worksheets/sheet1.xml"])},
    )


def empty_rows(kind: str) -> Make:
    def make(folder: Path) -> Path:
        if kind == "csv":
            path = folder / "partnerships.csv"
            path.write_text(CSV + "\n" * MANY)
            return path
        if kind == "ods":
            first, last = (
                f"<table:table-row>{''.join(map(nasty_files.ods_cell, row))}</table:table-row>"
                for row in (HEADER, ROW)
            )
            repeated = (
                f'<table:table-row table:number-rows-repeated="{MANY}"><table:table-cell/></table:table-row>'
            )
            return write_ods(folder / "rows.ods", {"partnerships": first + repeated + last})
        return write_xlsx(folder / "rows.xlsx", {"partnerships": "<row/>" * MANY})

    return make


def dated(value: object) -> Make:
    return lambda folder: write_xlsx(folder / "dates.xlsx", {"partnerships": [HEADER, [*ROW[:-1], value]]})


def text(name: str, content: str | bytes) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder / name

    return make


NASTY: dict[str, tuple[Make, str]] = {
    "1 GB of zeros in a ZIP": (zip_of_zeros("partnerships.csv"), "unpacks to more than"),
    "1 GB of zeros as JSON in a ZIP": (zip_of_zeros("partnerships.json"), "unpacks to more than"),
    "1 GB of zeros in a workbook": (
        lambda folder: nasty_files.zip_bomb(folder / "zeros.xlsx", megabytes=GIGABYTE),
        "unpacks to more than",
    ),
    "a ZIP that lies about sizes": (
        lambda folder: nasty_files.lying_zip(folder / "lies.xlsx", megabytes=80),
        "damaged",
    ),
    "a ZIP under a password": (lambda folder: nasty_files.encrypted_zip(folder / "secret.xlsx"), "password"),
    "a ZIP in a ZIP": (
        lambda folder: write_zip(folder / "nested.zip", {"a.csv": csv_of(), "inner.zip": b"PK"}),
        "holds another packed file",
    ),
    "an XML bomb": (xml_bomb, "entit|document type"),
    "10 million empty rows, XLSX": (empty_rows("xlsx"), "unpacks to|rows|elements"),
    "10 million empty rows, ODS": (empty_rows("ods"), "too large"),
    "10 million empty rows, CSV": (empty_rows("csv"), "more than 200,000 rows"),
    "a formula, XLSX": (
        lambda folder: write_xlsx(
            folder / "formula.xlsx",
            {"partnerships": [HEADER, ["a", Raw('<c r="PLACE"><f>1+1</f><v>2</v></c>'), *ROW[2:]]]},
        ),
        "formula",
    ),
    "a formula, CSV": (text("partnerships.csv", csv_of(title="=HYPERLINK(1)")), "formula"),
    "macros": (with_macros, "holds macros"),
    "wrong types": (
        text("partnerships.csv", csv_of(kind="7", status="TRUE", started="yesterday")),
        "Use one of these",
    ),
    "mixed encodings": (mixed_encodings, "damaged on its way"),
    "a ZIP with ../": (zip_with("../partnerships.csv"), "leads out of it"),
    "a ZIP with ..\\": (zip_with("..\\partnerships.csv"), "leads out of it"),
    "a ZIP with an absolute name": (zip_with("/etc/partnerships.csv"), "leads out of it"),
    "a ZIP with a drive": (zip_with("C:partnerships.csv"), "leads out of it"),
    "16,384 columns, CSV": (
        text("partnerships.csv", ",".join([*HEADER, *(f"c{n}" for n in range(16_384 - len(HEADER)))]) + "\n"),
        "16,384 columns; at most 100",
    ),
    "16,384 columns, XLSX": (
        lambda folder: write_xlsx(
            folder / "wide.xlsx",
            {"partnerships": [[*HEADER, *(f"c{n}" for n in range(16_384 - len(HEADER)))], ROW]},
        ),
        "16,384 columns; at most 100",
    ),
    "merged cells": (merged, "required"),
    "a date as 3/4/25": (dated("3/4/25"), "such as 2005, 2005-12"),
    "a date as 03.04.2025": (dated("03.04.2025"), "may be 3 April 2025 or 4 March 2025"),
    "a date as Germinal 3, 2025": (dated("Germinal 3, 2025"), "such as 2005, 2005-12"),
    "a date as a number of days": (dated("45231"), "such as 2005, 2005-12"),
    "JSON nested 200,000 times": (text("partnerships.json", "[" * 200_000), "nested too deeply"),
    "5 MB of empty objects": (
        text("partnerships.json", "[" + "{}," * 1_700_000 + "{}]"),
        "more than 200,000 rows",
    ),
    "not a file of ours": (text("picture.png", b"\x89PNG\r\n\x1a\n"), "This is neither"),
}
# Each file is read by a process of its own, forked from one that is ready, so that its memory is its own.
READER = """
import json, os, sys
from pathlib import Path
import django
django.setup()
from directory.importing import import_directory
from directory.tabular import Unreadable
for name, path in json.load(sys.stdin).items():
    reading, writing = os.pipe()
    if not (child := os.fork()):
        try:
            said = [problem.message for problem in import_directory(Path(path), why="Nasty").errors]
        except Unreadable as reason:
            said = [str(reason)]
        os.write(writing, json.dumps(said[:20]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    _pid, status, usage = os.wait4(child, 0)
    print(json.dumps([name, status, json.loads(said or "[]"), usage.ru_maxrss // 1024]), flush=True)
"""


@pytest.fixture(scope="module")
def paths(tmp_path_factory) -> dict[str, Path]:
    """The nasty files, each made once: a gigabyte takes its time to be packed."""
    return {name: make(tmp_path_factory.mktemp("nasty")) for name, (make, _said) in NASTY.items()}


@pytest.fixture(scope="module")
def answers(django_db_setup, paths) -> dict[str, tuple[int, list[str], int]]:
    """For each nasty file how the process that read it ended, what was said, and the memory at most, in MB."""
    database = make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    reader = subprocess.run(
        [sys.executable, "-c", READER],
        env={**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(settings.BASE_DIR)},
        input=json.dumps(paths, default=str),
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )
    return {name: tuple(answer) for name, *answer in map(json.loads, reader.stdout.splitlines())}


def written() -> bool:
    return Organisation.objects.exists() or Partnership.objects.exists()


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_file_is_refused_in_clear_words_and_little_memory(name, answers, request):
    status, said, megabytes = answers[name]
    request.node.user_properties.append(("megabytes", megabytes))

    assert status == 0
    assert any(re.search(NASTY[name][1], sentence) for sentence in said), said
    assert megabytes < MOST_MEMORY
    assert not written()


@pytest.mark.parametrize(
    "name", [name for name in NASTY if "10 million empty rows, CSV" not in name and "5 MB" not in name]
)
def test_the_page_says_the_same_of_a_nasty_file(name, paths, client):
    path, (_make, expected) = paths[name], NASTY[name]
    sign_in(client, make_reviewer())

    found = send(client, path.read_bytes(), name=path.name)

    said = [found.message, *(problem[4] for problem in found.problems)]
    said += [
        message for problems in found.rows.values_list("problems", flat=True) for _c, _v, message in problems
    ]
    assert any(re.search(expected, sentence) for sentence in said), said
    assert client.get(f"/review/imports/{found.pk}/").status_code == 200
    client.post(f"/review/imports/{found.pk}/apply/")
    assert Import.objects.get().state in (ImportState.UNREADABLE, ImportState.READ)
    assert not written()
