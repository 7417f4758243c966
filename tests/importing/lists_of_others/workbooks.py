"""Workbooks as people's programs write them: rows with headings above, in Excel's format and in OpenDocument's."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

# The moment that every file states for itself, so that it is the same bytes each time it is written
WRITTEN = datetime(2024, 4, 2, 9, 30)  # noqa: DTZ001 (a workbook's moments have no zone)
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("manifest", "manifest"))
)


def workbook(path: Path, **options: Any) -> xlsxwriter.Workbook:
    """A new workbook whose days are shown as 2024-03-31; to be closed by the caller."""
    book = xlsxwriter.Workbook(
        path, {"default_date_format": "yyyy-mm-dd", "strings_to_urls": False, **options}
    )
    book.set_properties({"author": "Sample desk", "created": WRITTEN})
    return book


def write_rows(sheet: Worksheet, first_row: int, rows: Iterable[Sequence[Any]]) -> int:
    """Write rows of text, numbers and days from `first_row` (counted from 0) on; the row after the last one."""
    row_number = first_row
    for row in rows:
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(row_number, column, datetime(value.year, value.month, value.day))  # noqa: DTZ001
            elif value not in (None, ""):
                sheet.write(row_number, column, value)
        row_number += 1
    return row_number


def zip_archive(path: Path, entries: Iterable[tuple[str, bytes]]) -> None:
    """An archive whose entries all have one moment, compressed but for a `mimetype`, which OpenDocument wants plain."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, date_time=WRITTEN.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def ods_cell(value: Any, *, columns: int = 1, rows: int = 1) -> str:
    """A cell as LibreOffice writes it; one that covers others is followed by covered cells in its own row."""
    span = ""
    if columns > 1 or rows > 1:
        span = f' table:number-columns-spanned="{columns}" table:number-rows-spanned="{rows}"'
    covered = "<table:covered-table-cell/>" * (columns - 1)
    if value in (None, ""):
        return f"<table:table-cell{span}/>{covered}"
    if isinstance(value, date):
        kind, shown = f'office:value-type="date" office:date-value="{value}"', f"{value:%d/%m/%Y}"
    elif isinstance(value, int | float):
        kind, shown = f'office:value-type="float" office:value="{value}"', str(value)
    else:
        kind, shown = 'office:value-type="string"', value
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell {kind}{span}>{text}</table:table-cell>{covered}"


def ods_row(cells: Iterable[str]) -> str:
    return f'<table:table-row>{"".join(cells)}<table:table-cell table:number-columns-repeated="1010"/></table:table-row>'


def write_ods(path: Path, sheets: dict[str, list[str]]) -> None:
    """An OpenDocument workbook; each sheet is a list of rows (see ods_row) with a million empty ones behind it."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(rows)}'
        '<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="1024"/>'
        "</table:table-row></table:table>"
        for name, rows in sheets.items()
    )
    heading = '<?xml version="1.0" encoding="UTF-8"?>\n'
    content = (
        f'{heading}<office:document-content {ODS_NAMES} office:version="1.3">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{heading}<manifest:manifest {ODS_NAMES} manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE.decode()}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    entries = (
        ("mimetype", ODS_TYPE),
        ("content.xml", content.encode()),
        ("META-INF/manifest.xml", manifest.encode()),
    )
    zip_archive(path, entries)
