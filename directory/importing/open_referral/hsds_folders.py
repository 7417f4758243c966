"""A folder or ZIP file of CSV files with HSDS's tables, with or without the description of a Data Package beside them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.gate.plain_text import spelled_out
from directory.importing.open_referral.gathering import Gathered
from directory.importing.open_referral.hsds_fields import Record
from directory.importing.open_referral.hsds_kinds import ORGANIZATION, SERVICE, kind_of, table_of
from directory.tabular import Unreadable
from directory.tabular.archives import names_in, unpack
from directory.tabular.csv_files import MAX_BYTES
from directory.tabular.sheets import MAX_CELL, MAX_ROWS, too_many_rows

ENDING = ".csv"
# Columns in which our own HSDS keeps lists and objects, as JSON: CSV has no others
COLUMNS_OF_JSON = ("partnership", "organisation", "partners", "sources")


class HSDSFile(NamedTuple):
    name: str  # with its folders
    content: bytes


def is_hsds_folder(path: Path) -> bool:
    """Whether there are tables of HSDS at a path: one of services or organizations, with identifiers and names."""
    if path.suffix.lower() == ENDING and path.is_file():
        names = [path.name]
    elif path.is_dir():
        names = [file.name for file in path.iterdir()]
    else:
        names = [name for name in names_in(path) if not _is_of_a_mac(name)]
    if not any(_is_main_table(name) for name in names):
        return False
    return any(_is_main_table(file.name) and _has_its_columns(file) for file in _files(path))


def _has_its_columns(file: HSDSFile) -> bool:
    stem = PurePosixPath(file.name).stem
    columns = dict.fromkeys(filter(None, _reader(file.content).fieldnames or ()), "")
    return "id" in columns and kind_of(stem, columns, is_of_page=False) == table_of(stem)


def _is_main_table(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() == ENDING and table_of(path.stem) in (SERVICE, ORGANIZATION)


def gather(path: Path) -> Gathered:
    """The records of all tables at a path. Raises Unreadable."""
    gathered = Gathered()
    count = 0
    for file in _files(path):
        stem = PurePosixPath(file.name).stem
        for record in _records(file):
            if (count := count + 1) > MAX_ROWS:
                raise too_many_rows()
            gathered.add(stem, record, is_of_page=True)
    return gathered


def _files(path: Path) -> Iterator[HSDSFile]:
    if path.suffix.lower() == ENDING and path.is_file():
        yield HSDSFile(path.name, path.read_bytes())
    elif path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() == ENDING)
        if sum(file.stat().st_size for file in files) > MAX_BYTES:
            raise Unreadable(_("There is more than %(limit)s MB to read.") % {"limit": MAX_BYTES // 1024**2})
        for file in files:
            yield HSDSFile(file.name, file.read_bytes())
    else:
        for name, content in sorted(unpack(path, endings=(ENDING,)).items()):
            if not _is_of_a_mac(name):
                yield HSDSFile(name, content)


def _is_of_a_mac(name: str) -> bool:
    path = PurePosixPath(name)
    return path.name.startswith(".") or "__MACOSX" in path.parts


def _records(file: HSDSFile) -> Iterator[Record]:
    """The rows of a table as records, without the columns that say nothing."""
    reader = _reader(file.content)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise _not_a_row(file, reader.line_num) from error
    for number, row in enumerate(rows, 2):
        # More cells than columns: a text with commas is not in quotation marks
        if row.get(None) or any(len(text or "") > MAX_CELL for text in row.values()):
            raise _not_a_row(file, number)
        record = {name: text for name, text in row.items() if name and text and text.strip()}
        if record:
            yield record | dict(_objects(record))


def _not_a_row(file: HSDSFile, number: int) -> Unreadable:
    message = _("%(file)s, row %(row)s: this cannot be read as a row of a CSV file.")
    return Unreadable(message % {"file": spelled_out(PurePosixPath(file.name).name), "row": number})


def _objects(record: Record) -> Iterable[tuple[str, object]]:
    for name in COLUMNS_OF_JSON:
        if record.get(name, "")[:1] in ("{", "["):
            with suppress(ValueError, RecursionError):
                yield name, json.loads(record[name])


def _reader(content: bytes) -> csv.DictReader:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    return reader
