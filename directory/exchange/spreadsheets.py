"""Lists as tables: CSV and XLSX, in the columns of the import, so that what was changed in a download can be imported
again."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

import xlsxwriter

from directory.exchange.record_columns import SheetTable, batches
from directory.exchange.record_lists import ListSelection
from directory.tabular import ABOUT, as_text

MOST_IN_A_WORKBOOK = 5_000  # records: a workbook is finished before its first byte leaves
WIDTHS = {"title": 40, "name": 40, "summary": 60, "description": 60, "text": 60, "url": 40, "website": 40}
USUAL_WIDTH = 16  # characters, as in WIDTHS


def cells(row: Iterable[str | int | list[str] | None]) -> list[str]:
    """A row as texts: lists with semicolons between their keys or names, as the import reads them."""
    return [
        as_text(";".join(cell) if isinstance(cell, list) else "" if cell is None else str(cell))
        for cell in row
    ]


def csv_lines(table: SheetTable, ids: Sequence[int]) -> Iterator[str]:
    """A CSV file in pieces, by RFC 4180: a header and rows, and nothing else, so that every program reads it as it stands.

    Without a byte order mark: Python's csv would take it for a part of the first column's name. What the file is
    about stands in its description, `table_descriptions`.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(table.columns)
    yield buffer.getvalue()
    for batch in batches(ids):
        buffer.seek(0)
        buffer.truncate()
        writer.writerows(cells(row) for rows in table.rows(batch).values() for row in rows)
        yield buffer.getvalue()


def to_csv(selection: ListSelection) -> Iterator[str]:
    return csv_lines(selection.record_list.table(), selection.ids)


def dependents_to_csv(selection: ListSelection) -> Iterator[str]:
    """The sheet of what belongs to the records, such as the members of partnerships."""
    return csv_lines(selection.record_list.dependents.table(), selection.ids)


def to_xlsx(selection: ListSelection) -> io.BytesIO:
    """A workbook with the records, what belongs to them, and what the file is about."""
    record_list = selection.record_list
    sheets = {record_list.sheet: SheetOfRecords(record_list.table(), selection.ids)}
    if dependents := record_list.dependents:
        sheets[dependents.sheet] = SheetOfRecords(dependents.table(), selection.ids)
    file = io.BytesIO()
    write_workbook(file, sheets, about=selection.about())
    file.seek(0)
    return file


class SheetOfRecords(NamedTuple):
    """A sheet to be written: the records with these ids, or what belongs to them."""

    table: SheetTable
    ids: Sequence[int]


def write_workbook(
    file: BinaryIO, sheets: Mapping[str, SheetOfRecords], *, about: Sequence[tuple[str, str]]
) -> None:
    """Write sheets by name, and a sheet about them. Every cell is a text, in a column that keeps what is typed as text:
    "2006-03" stays what it is."""
    # With constant memory, cells must be written row by row; the library keeps one row only.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        as_typed = workbook.add_format({"num_format": "@"})
        bold = workbook.add_format({"num_format": "@", "bold": True})
        for name, (table, ids) in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for column_index, column in enumerate(table.columns):
                sheet.set_column(column_index, column_index, WIDTHS.get(column, USUAL_WIDTH), as_typed)
                sheet.write_string(0, column_index, column, bold)
            row_index = 0
            for batch in batches(ids):
                for row in (row for rows in table.rows(batch).values() for row in rows):
                    row_index += 1
                    for column_index, cell in enumerate(cells(row)):
                        if cell:
                            sheet.write_string(row_index, column_index, cell, as_typed)
        sheet = workbook.add_worksheet(ABOUT)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        for row_index, (label, text) in enumerate(about):
            sheet.write_string(row_index, 0, as_text(label), bold)
            sheet.write_string(row_index, 1, as_text(text), as_typed)
