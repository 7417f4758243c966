"""What spreadsheets open: CSV and XLSX, in the columns of the import, so that what was changed in a download can be
imported again."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import xlsxwriter

from directory.exchange.record_columns import Table, batches
from directory.exchange.record_lists import Asked
from directory.tabular import ABOUT, as_text

MARK = "\ufeff"  # by which spreadsheets know UTF-8
MOST_IN_A_WORKBOOK = 5_000  # records: a workbook is finished before its first byte leaves
WIDTHS = {"title": 40, "name": 40, "summary": 60, "description": 60, "text": 60, "url": 40, "website": 40}
USUAL_WIDTH = 16

_SEPARATORS = re.compile('[,;\t"\r\n]+')


def cells(values: Iterable[object]) -> list[str]:
    return [
        as_text(value if isinstance(value, str) else "" if value is None else ";".join(value))
        for value in values
    ]


def csv_lines(about: Sequence[tuple[str, str]], table: Table, ids: Sequence[int]) -> Iterator[str]:
    """A CSV file in pieces: lines about it that begin with "#", as CSV on the Web has them, then the sheet.

    Such a line is one cell in every program, with whatever separator: what would end the cell is left out of it,
    and so none of it can become a formula.
    """
    lines = [f"# {_SEPARATORS.sub(' ', f'{label}: {text}')}\r\n" for label, text in about]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(table.columns)
    yield MARK + "".join(lines) + buffer.getvalue()
    for batch in batches(ids):
        buffer.seek(0)
        buffer.truncate()
        writer.writerows(cells(row) for rows in table.rows(batch).values() for row in rows)
        yield buffer.getvalue()


def to_csv(asked: Asked) -> Iterator[str]:
    return csv_lines(asked.about(), asked.records.table(), asked.ids)


def parts_to_csv(asked: Asked) -> Iterator[str]:
    """The sheet of what belongs to the records, such as the members of partnerships."""
    return csv_lines(asked.about(), asked.records.part.table(), asked.ids)


def to_xlsx(asked: Asked) -> io.BytesIO:
    """A workbook with the records, what belongs to them, and what the file is about."""
    sheets = {asked.records.sheet: (asked.records.table(), asked.ids)}
    if part := asked.records.part:
        sheets[part.sheet] = (part.table(), asked.ids)
    file = io.BytesIO()
    write_workbook(file, sheets, about=asked.about())
    file.seek(0)
    return file


def write_workbook(
    file: BinaryIO, sheets: dict[str, tuple[Table, Sequence[int]]], *, about: Sequence[tuple[str, str]]
) -> None:
    """Every cell is a text, in a column that keeps what is typed as text: "2006-03" stays what it is."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        as_typed = workbook.add_format({"num_format": "@"})
        bold = workbook.add_format({"num_format": "@", "bold": True})
        for name, (table, ids) in sheets.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(table.columns):
                sheet.set_column(place, place, WIDTHS.get(column, USUAL_WIDTH), as_typed)
                sheet.write_string(0, place, column, bold)
            number = 0
            for batch in batches(ids):
                for row in (row for rows in table.rows(batch).values() for row in rows):
                    number += 1
                    for place, cell in enumerate(cells(row)):
                        if cell:
                            sheet.write_string(number, place, cell, as_typed)
        sheet = workbook.add_worksheet(ABOUT)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        for number, (label, text) in enumerate(about):
            sheet.write_string(number, 0, as_text(label), bold)
            sheet.write_string(number, 1, as_text(text), as_typed)
