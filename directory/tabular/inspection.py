"""The XML of a workbook is inspected before calamine reads it.

Calamine is fast, but it lays out every sheet as one full rectangle, repeats whatever a part tells it to
repeat, makes room for as many strings as a part says it has (and ends the whole process where there is none),
and drops formulas and error values without a word. So each part is first streamed through expat: a document
type, and with it every entity, is refused where it begins; the rectangle, the repetitions and the elements
are counted. Names are compared as calamine compares them, and every part is inspected in the same way, whatever
its name says it is, so that nothing reaches calamine uncounted.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from directory.tabular.archives import damaged
from directory.tabular.sheets import (
    MAX_PROBLEMS,
    MAX_ROWS,
    Unreadable,
    column_letters,
    column_number,
    error_refused,
    too_many_rows,
)

MAX_ELEMENTS = 1_000_000  # about a second of looking
SHARED_STRINGS = "xl/sharedstrings.xml"
MAX_NAMES = 5_000  # expat keeps them all; the formats know some hundreds
MAX_TAG = 1_000_000  # bytes from one tag to the next; the longest cell takes a tenth of that
MAX_COUNT = 9_999_999  # calamine makes room for so many as a part says it has
MAX_RECTANGLE = 1_000_000  # cells of all sheets, with the empty ones between them
MAX_TEXT = 20_000_000  # characters, each text counted as often as it is shown

_CELL_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_RANGE = re.compile("([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_ODS_CONTENT = {"table:formula", "office:value-type", "office:value"} | {
    f"office:{kind}-value" for kind in ("string", "date", "time", "boolean")
}
_ODS_SPANS = {"table:number-columns-spanned", "table:number-rows-spanned"}
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass
class Findings:
    """What a sheet holds besides values. Rows and columns are counted from 1."""

    refused: dict[tuple[int, int], str] = field(default_factory=dict)
    failed: set[tuple[int, int]] = field(default_factory=set)  # cells in which a calculation failed
    uncalculated: set[tuple[int, int]] = field(default_factory=set)  # formulas without their value
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # from one to the other
    merged_cells: list[str] = field(default_factory=list)  # A1:B3
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0

    def reaches(self, row: int, column: int) -> None:
        if row > self.last_row:
            self.last_row = row
        if column > self.last_column:
            self.last_column = column

    def refuse(self, row: int, column: int, reason: str) -> None:
        if len(self.refused) < MAX_PROBLEMS:
            self.refused[row, column] = reason

    def fail(self, row: int, column: int) -> None:
        self.refuse(row, column, error_refused())
        if len(self.failed) < MAX_PROBLEMS:
            self.failed.add((row, column))

    def calculate(self, row: int, column: int) -> None:
        self.refuse(row, column, _formula_refused())
        if len(self.uncalculated) < MAX_PROBLEMS:
            self.uncalculated.add((row, column))

    def merged_ranges(self) -> Iterator[tuple[int, int, int, int]]:
        """First and last row, first and last column of each group of merged cells."""
        for reference in self.merged_cells:
            if match := _RANGE.fullmatch(reference):
                rows, columns = sorted([int(match[2]), int(match[4])]), [match[1], match[3]]
                yield *rows, *sorted(map(column_number, columns))


def inspect_xlsx(parts: Mapping[str, bytes]) -> dict[str, Findings]:
    """What each sheet of an XLSX holds besides values, by its name. Raises Unreadable."""
    inspection = _XlsxInspection()
    for name in sorted(parts, key=lambda name: name.lower() != SHARED_STRINGS):
        inspection.read(name, parts[name])
    for part, cells in inspection.linked_cells.items():
        addresses = inspection.addresses.get(part, {})
        inspection.findings[part].links = {
            cell: addresses[identifier] for cell, identifier in cells.items() if identifier in addresses
        }
    return {
        sheet: inspection.findings.get(inspection.targets.get(identifier, ""), Findings())
        for sheet, identifier in inspection.sheets.items()
    }


def inspect_ods(parts: Mapping[str, bytes]) -> dict[str, Findings]:
    """What each sheet of an ODS holds besides values, by its name. Raises Unreadable."""
    inspection = _OdsInspection()
    for name, content in parts.items():
        if name != "mimetype":
            inspection.read(name, content)
    return {
        sheet: findings for (part, sheet), findings in inspection.findings.items() if part == "content.xml"
    }


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise damaged()
    return int(text)


def _formula_refused() -> str:
    return _("This is a formula. Write its value instead: in a spreadsheet, copy it and paste it as a value.")


class _Inspection:
    """Streams one part after another. A subclass has a method for each element it knows, in `starts`."""

    starts: Mapping[str, Callable[[Any, dict[str, str]], None]]
    end: Callable[[str], None] | None = None

    def __init__(self) -> None:
        self.part = ""
        self.findings: dict[Any, Findings] = {}
        self.elements = 0
        self.length = 0  # of the text met so far
        self.shown = 0  # the same with every text as often as it is shown

    def read(self, part: str, content: bytes) -> None:
        self.part = part
        if b"\0" in content:  # UTF-16, which expat would read and calamine take for something else
            raise damaged()
        _refuse_long_tags(content)
        parser = expat.ParserCreate("utf-8")  # whatever the part declares, as calamine does
        parser.buffer_text = True
        self.names = parser.intern  # every name of an element or attribute that it met
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        try:
            parser.ParseFile(io.BytesIO(content))
        except expat.ExpatError as error:
            raise damaged() from error
        rectangle = sum(findings.last_row * findings.last_column for findings in self.findings.values())
        if rectangle > MAX_RECTANGLE or self.shown > MAX_TEXT:
            message = _(
                "The workbook is too large: with the empty cells between them its sheets have more than"
                " %(cells)s cells, or more than %(text)s characters. Delete what stands far from the table."
            )
            raise Unreadable(message % {"cells": f"{MAX_RECTANGLE:,}", "text": f"{MAX_TEXT:,}"})

    def doctype(self, *_declared: object) -> None:
        raise Unreadable(
            _("The workbook declares a document type or entities, which no spreadsheet program does.")
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise Unreadable(_("The workbook holds too much. Import it in several parts, or as CSV files."))
        if start_element := self.starts.get(name) or self.starts.get(name.rpartition(":")[2]):
            start_element(self, attributes)
        elif len(self.names) > MAX_NAMES:
            raise damaged()
        elif "count" in attributes or "uniqueCount" in attributes:
            for count in (attributes.get("count", "0"), attributes.get("uniqueCount", "0")):
                if _number(count) > MAX_COUNT:
                    raise damaged()

    def text(self, text: str) -> None:
        self.length += len(text)


def _refuse_long_tags(content: bytes) -> None:
    position = 0
    while len(content) - position > MAX_TAG:
        position = content.rfind(b"<", position, position + MAX_TAG) + 1
        if not position:
            raise damaged()


class _XlsxInspection(_Inspection):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, str] = {}  # name: identifier
        self.targets: dict[str, str] = {}  # identifier: part
        self.addresses: dict[str, dict[str, str]] = {}  # that a part links to: by part and identifier
        self.linked_cells: dict[str, dict[tuple[int, int], str]] = {}  # identifiers by part and cell
        self.rows = 0
        self.strings: list[int] = []  # where each shared string begins in the text met so far
        self.index: list[str] | None = None  # the pieces of a shared string's number in a cell

    def read(self, part: str, content: bytes) -> None:
        self.findings[part] = self.sheet = Findings()
        self.row = self.column = 0
        self.cell = (0, 0)
        self.type: str | None = None
        self.is_hidden = False
        super().read(part, content)
        if part.lower() == SHARED_STRINGS:
            self.strings.append(self.length)

    def start_row(self, attributes: dict[str, str]) -> None:
        self.rows += 1
        if self.rows > MAX_ROWS + 1:
            raise too_many_rows()
        self.row = _number(attributes["r"]) if "r" in attributes else self.row + 1
        self.column = 0
        self.is_hidden = attributes.get("hidden") in {"1", "true"}

    def start_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            reference = _CELL_REFERENCE.fullmatch(attributes["r"])
            if reference is None:
                raise damaged()
            self.column = column_number(reference[1])
            self.cell = (int(reference[2]), self.column)
        else:
            self.column += 1
            self.cell = (self.row, self.column)
        self.type = attributes.get("t")

    def start_content(self, _attributes: dict[str, str]) -> None:
        self.sheet.reaches(*self.cell)
        if self.is_hidden and self.sheet.hidden_rows[-1:] != [self.row]:
            self.sheet.hidden_rows.append(self.row)

    def start_value(self, attributes: dict[str, str]) -> None:
        self.start_content(attributes)
        if self.type == "s":
            self.index = []
        elif self.type == "e":
            self.sheet.fail(*self.cell)
        self.sheet.uncalculated.discard(self.cell)

    def start_formula(self, attributes: dict[str, str]) -> None:
        self.start_content(attributes)
        self.sheet.calculate(*self.cell)

    def start_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in {"1", "true"}:
            columns = _number(attributes.get("min", "1")), _number(attributes.get("max", "1"))
            self.sheet.hidden_columns.append(columns)

    def start_link(self, attributes: dict[str, str]) -> None:
        identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        reference = _CELL_REFERENCE.fullmatch(attributes.get("ref", ""))
        if identifier and reference:
            cell = int(reference[2]), column_number(reference[1])
            self.linked_cells.setdefault(self.part, {})[cell] = identifier

    def start_merged(self, attributes: dict[str, str]) -> None:
        self.sheet.merged_cells.append(attributes.get("ref", ""))

    def start_string(self, _attributes: dict[str, str]) -> None:
        if self.part.lower() == SHARED_STRINGS:
            self.strings.append(self.length)

    def start_sheet(self, attributes: dict[str, str]) -> None:
        identifiers = [value for key, value in attributes.items() if key.endswith(":id")]
        self.sheets[attributes.get("name", "")] = "".join(identifiers)

    def start_relation(self, attributes: dict[str, str]) -> None:
        if self.part == "xl/_rels/workbook.xml.rels":
            target = attributes.get("Target", "")
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            self.targets[attributes.get("Id", "")] = part
        elif attributes.get("TargetMode") == "External":
            folder, _slash, name = self.part.rpartition("/")
            part = f"{folder.removesuffix('_rels')}{name.removesuffix('.rels')}"
            self.addresses.setdefault(part, {})[attributes.get("Id", "")] = attributes.get("Target", "")

    def text(self, text: str) -> None:
        super().text(text)
        if self.index is not None:
            self.index.append(text)

    def end(self, _name: str) -> None:
        # What stands after a cell, such as the words at the foot of a page, is no part of its number
        if self.index is not None:
            self.end_index()

    def end_index(self) -> None:
        number = _number("".join(self.index).strip())
        if number + 1 >= len(self.strings):
            raise damaged()
        self.shown += self.strings[number + 1] - self.strings[number]
        self.index = None

    starts = {
        "c": start_cell,
        "v": start_value,
        "is": start_content,
        "f": start_formula,
        "row": start_row,
        "si": start_string,
        "mergeCell": start_merged,
        "col": start_column,
        "hyperlink": start_link,
        "sheet": start_sheet,
        "Relationship": start_relation,
    }


class _OdsInspection(_Inspection):
    sheet: Findings | None = None
    row = column = columns = last_column = 0
    row_repeats = repeats = 1
    is_hidden = has_content = False
    cell_start = 0

    def start_table(self, attributes: dict[str, str]) -> None:
        if self.sheet:  # a table within a cell
            raise damaged()
        self.sheet = self.findings[self.part, attributes.get("table:name", "")] = Findings()
        self.row = self.column = self.columns = 0

    def start_row(self, attributes: dict[str, str]) -> None:
        self.row += 1
        self.row_repeats = _number(attributes.get("table:number-rows-repeated", "1"))
        self.is_hidden = attributes.get("table:visibility") in {"collapse", "filter"}
        self.column = self.last_column = 0

    def start_cell(self, attributes: dict[str, str]) -> None:
        column = self.column + 1
        self.repeats = _number(attributes.get("table:number-columns-repeated", "1"))
        self.column += self.repeats
        self.has_content = not _ODS_CONTENT.isdisjoint(attributes)
        if self.has_content:
            self.last_column = self.column
        self.cell_start = self.length - sum(map(len, attributes.values()))
        if self.sheet is None:
            return
        if "table:formula" in attributes:
            self.sheet.calculate(self.row, column)
            if attributes.keys() & _ODS_CONTENT - {"table:formula"}:
                self.sheet.uncalculated.discard((self.row, column))
        if attributes.get("calcext:value-type") == "error":
            self.sheet.fail(self.row, column)
        if not _ODS_SPANS.isdisjoint(attributes):
            columns, rows = (
                _number(attributes.get(f"table:number-{name}-spanned", "1")) for name in ("columns", "rows")
            )
            end = f"{column_letters(column + columns - 1)}{self.row + rows - 1}"
            self.sheet.merged_cells.append(f"{column_letters(column)}{self.row}:{end}")

    def start_column(self, attributes: dict[str, str]) -> None:
        first = self.columns + 1
        self.columns += _number(attributes.get("table:number-columns-repeated", "1"))
        if self.sheet and attributes.get("table:visibility") in {"collapse", "filter"}:
            self.sheet.hidden_columns.append((first, self.columns))

    def start_link(self, attributes: dict[str, str]) -> None:
        if self.sheet and "xlink:href" in attributes:
            self.sheet.links[self.row, self.column] = attributes["xlink:href"]

    def start_spaces(self, attributes: dict[str, str]) -> None:
        self.length += _number(attributes.get("text:c", "1"))

    def start_encryption(self, _attributes: dict[str, str]) -> None:
        raise Unreadable(_("The workbook is protected by a password. Save it without one."))

    def end(self, name: str) -> None:
        if self.sheet is None:
            return
        match name.rpartition(":")[2]:
            case "table-cell" | "covered-table-cell" if self.has_content:
                self.shown += (self.length - self.cell_start) * self.repeats * self.row_repeats
            case "table-row":
                if self.last_column:
                    self.sheet.reaches(self.row + self.row_repeats - 1, self.last_column)
                    if self.is_hidden:
                        self.sheet.hidden_rows.append(self.row)
                self.row += self.row_repeats - 1
            case "table":
                self.sheet = None

    starts = {
        "table-cell": start_cell,
        "covered-table-cell": start_cell,
        "s": start_spaces,
        "table-row": start_row,
        "table-column": start_column,
        "a": start_link,
        "table": start_table,
        "encryption-data": start_encryption,
    }
