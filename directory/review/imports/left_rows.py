"""The rows of a file that could not come in, in the columns in which they were sent, each with the reasons: to be mended and
sent again."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from directory.importing.json_files import is_json
from directory.importing.lists.json_tables import read_json_tables
from directory.models import Import, ImportRow, RowState
from directory.review.imports.sent_files import file_at_path
from directory.tabular import SourceTable, Unreadable, read_tables

LEFT = (RowState.WRONG, RowState.DOUBTFUL, RowState.LEFT_OUT)
LONGEST_SHEET_NAME = 31  # which is Excel's rule, as are the characters
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
WIDTH = 24  # characters
REASONS_WIDTH = 60

Place = tuple[str, int]  # the file or sheet of a row, and its number there
LeftTable = dict[str, Any]  # name, columns, and rows of texts, the last one of which has the reasons


def left_tables(file_import: Import) -> list[LeftTable]:
    """The rows that did not come in, or would not, by their tables. Those that no table of the file has, as in JSON of ours,
    have our columns."""
    if not file_import.file:
        return file_import.left_rows
    left_rows = list(file_import.rows.filter(state__in=LEFT).order_by("pk"))
    reasons = _reasons(file_import, left_rows)
    tables = [
        table
        for source_table in _source_tables(file_import)
        if (table := _of_source(source_table, reasons))["rows"]
    ]
    by_sheet: dict[str, list[ImportRow]] = {}
    for row in left_rows:
        if (row.file, row.number) in reasons:  # which no table took
            by_sheet.setdefault(row.sheet, []).append(row)
    return tables + [_of_sheet(sheet, rows, reasons) for sheet, rows in by_sheet.items()]


def _reasons(file_import: Import, left_rows: Iterable[ImportRow]) -> dict[Place, list[str]]:
    """Why each row was left, by its place."""
    reasons: dict[Place, list[str]] = {}
    for file, row, column, value, message, _is_warning in file_import.errors:
        if row is not None:
            reasons.setdefault((file, row), []).append(_in_words(column, value, message))
    for row in left_rows:
        reasons_of_row = reasons.setdefault((row.file, row.number), [])
        stated = [_in_words(*problem) for problem in row.problems]
        stated += [_("It may be about “%(name)s”.") % {"name": name} for _key, name, _why in row.alike]
        if not stated and row.state == RowState.LEFT_OUT:
            stated.append(_("A row to which it refers was left out."))
        reasons_of_row += [reason for reason in stated if reason not in reasons_of_row]
    return reasons


def _in_words(column: str, value: str, message: str) -> str:
    place = f"{column}, “{value}”" if column and value else column
    return f"{place}: {message}" if place else message


def _source_tables(file_import: Import) -> list[SourceTable]:
    with file_at_path(file_import) as path:
        try:
            return read_json_tables(path) if is_json(path) else read_tables(path)
        except Unreadable:
            return []


def _of_source(table: SourceTable, reasons: dict[Place, list[str]]) -> LeftTable:
    """The rows of a table that were left, whose reasons are taken out."""
    rows = [
        (row, reasons.pop((table.file, row.number)))
        for row in sorted([*table.rows, *table.refused], key=lambda row: row.number)
        if (table.file, row.number) in reasons
    ]
    width = max([len(table.columns), *(len(row.texts) for row, _reasons_of_row in rows)])
    names = [column.name for column in table.columns]
    return {
        "name": table.name,
        "columns": [*names, *[""] * (width - len(names))],
        "rows": [[*row.texts, *[""] * (width - len(row.texts)), " ".join(why)] for row, why in rows],
    }


def _of_sheet(sheet: str, rows: Sequence[ImportRow], reasons: Mapping[Place, Sequence[str]]) -> LeftTable:
    columns = list(dict.fromkeys(column for row in rows for column in row.cells))
    return {
        "name": sheet,
        "columns": columns,
        "rows": [
            [*(row.cells.get(column, "") for column in columns), " ".join(reasons[row.file, row.number])]
            for row in rows
        ],
    }


def workbook(tables: Iterable[LeftTable]) -> bytes:
    """A workbook with a sheet for each table; all cells are texts."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        as_typed = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = book.add_format({"num_format": "@", "bold": True})
        names: set[str] = set()
        for table in tables:
            sheet = book.add_worksheet(_sheet_name(table["name"], names))
            sheet.freeze_panes(1, 0)
            columns = [*table["columns"], _("Why it could not come in")]
            sheet.set_column(0, len(columns) - 2, WIDTH)
            sheet.set_column(len(columns) - 1, len(columns) - 1, REASONS_WIDTH)
            for position, column in enumerate(columns):
                sheet.write_string(0, position, column, bold)
            for number, texts in enumerate(table["rows"], 1):
                for position, text in enumerate(texts):
                    if text:
                        sheet.write_string(number, position, text, as_typed)
    return file.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    name = _NOT_IN_A_SHEET_NAME.sub(" ", name).strip(" '")[:LONGEST_SHEET_NAME] or "List"
    number = 1
    while name.lower() in taken:
        number += 1
        ending = f" ({number})"
        name = name.removesuffix(f" ({number - 1})")[: LONGEST_SHEET_NAME - len(ending)] + ending
    taken.add(name.lower())
    return name
