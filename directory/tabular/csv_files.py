"""CSV files: which characters, which separator, which rows."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from directory.gate.plain_text import spelled_out
from directory.tabular.archives import unpack
from directory.tabular.sheets import (
    MAX_CELL,
    MAX_COLUMNS,
    ROWS_SEARCHED_FOR_HEADER,
    Reading,
    Unreadable,
    column_name,
)

MAX_BYTES = 50 * 1024 * 1024
WIDEST = 16_384  # columns; no spreadsheet has more
MAX_RECORD = MAX_COLUMNS * MAX_CELL  # characters; a line of separators must not become millions of cells

_SPREADSHEET_ENDINGS = {".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods"}
_UTF_8_LETTER = re.compile(b"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def read_csv_files(path: Path, reading: Reading) -> None:
    """Read a folder of CSV files named for their sheets, or one such file. Other files are left alone."""
    listed = sorted(path.iterdir()) if path.is_dir() else [path]
    expected: dict[str, Path] = {}
    for file in listed:
        if file.suffix.lower() in _SPREADSHEET_ENDINGS:
            written = file.stem if file.suffix.lower() == ".csv" else file.name
            if name := reading.expects(written, spelled_out(file.name)):
                expected[name] = file
    if sum(file.stat().st_size for file in expected.values()) > MAX_BYTES:
        raise Unreadable(_("There is more than %(limit)s MB to read.") % {"limit": MAX_BYTES // 1024**2})
    for name, file in expected.items():
        with file.open("rb") as stream:
            _read(name, spelled_out(file.name), stream.read(MAX_BYTES), reading)


def read_zipped_csv_files(path: Path, reading: Reading) -> None:
    """Read a ZIP file of such CSV files, in whatever folder of it they are."""
    for packed, content in sorted(unpack(path, endings=(".csv",)).items()):
        packed_path = PurePosixPath(packed)
        if packed_path.name.startswith(".") or "__MACOSX" in packed_path.parts:
            continue  # what a Mac adds
        if name := reading.expects(packed_path.stem, spelled_out(packed_path.name)):
            _read(name, spelled_out(packed_path.name), content, reading)


def _read(name: str, file: str, content: bytes, reading: Reading) -> None:
    encoding = encoding_of(content)
    if encoding.startswith("utf-16"):
        message = _("The file is in UTF-16. Save it as “CSV UTF-8”, the form that every program reads.")
        reading.problem(file, message, is_warning=True)
    elif encoding == "cp1252":
        message = _(
            "The file is not in UTF-8 and was read as Windows-1252. Check the letters with accents,"
            " or save it as “CSV UTF-8”."
        )
        reading.problem(file, message, is_warning=True)
    # What does not belong to the encoding stays in its cell as a lone surrogate and is refused there.
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    text = io.TextIOWrapper(io.BytesIO(content), encoding, errors, newline="")
    delimiter = _delimiter(
        text, set(reading.known_sheets[name]) | set(reading.sender_names.columns.get(name, ()))
    )
    text.seek(0)
    if delimiter != ",":
        message = {
            ";": _("The columns are separated by semicolons and were read so."),
            "\t": _("The columns are separated by tabs and were read so."),
        }[delimiter]
        reading.problem(file, message, is_warning=True)
    reading.add(name, file, _records(text, delimiter, file, reading))


def encoding_of(content: bytes) -> str:
    """The encoding in which Python reads a text; Windows-1252 where it is none of the others."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in content[:2]:  # without its mark: one byte of each Latin letter is empty
        return "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), 1024**2):  # the text as a whole may take four times the memory
            decoder.decode(content[start : start + 1024**2])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # Letters of both kinds: put together from two files. As Windows-1252 the others would be spoilt.
        return "utf-8-sig" if _UTF_8_LETTER.search(content) else "cp1252"
    return "utf-8-sig"


def _delimiter(text: io.TextIOWrapper, known_columns: set[str]) -> str:
    """The separator with which one of the first lines holds most of the known columns."""
    lines = [text.readline(MAX_CELL) for _line in range(ROWS_SEARCHED_FOR_HEADER)]

    def recognised_columns(delimiter: str) -> int:
        return max(
            len(known_columns & {column_name(cell.strip(' "\r\n')) for cell in line.split(delimiter)})
            for line in lines
        )

    return max(",;\t", key=recognised_columns)


def _records(text: io.TextIOWrapper, delimiter: str, file: str, reading: Reading) -> Iterator[list[str]]:
    length = 0

    def lines() -> Iterator[str]:
        nonlocal length
        while line := text.readline(MAX_RECORD):
            length += len(line)
            if length > MAX_RECORD:
                raise csv.Error("record too long")
            yield line

    records = csv.reader(lines(), delimiter=delimiter, strict=True)
    for record in readable_records(
        records, lambda message, number: reading.problem(file, message, row=number)
    ):
        length = 0
        yield record


def readable_records(records: Iterator[list[str]], refuse: Callable[[str, int], None]) -> Iterator[list[str]]:
    """The records of a CSV reader, up to one that cannot be read: `refuse` is told what is wrong, and its number from 1."""
    number = 1
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error:
            record = None
        if record is None or len(record) > WIDEST:
            message = _(
                "The file cannot be read from this row on. A quotation mark is opened and not closed,"
                " or a text goes on after the closing one, or the row is far too long."
            )
            refuse(message, number)
            return
        yield record
        number += 1
