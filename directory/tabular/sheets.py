"""From rows of cells to a sheet with named columns, whichever file they came from."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from directory.gate.plain_text import refused_characters, spelled_out
from directory.tabular.formulas import as_text, as_written

MAX_ROWS = 200_000
MAX_CELLS = 1_500_000
MAX_COLUMNS = 100
MAX_CELL = 20_000  # characters
MAX_PROBLEMS = 10_000  # more than anyone reads, and few enough for memory
ROWS_SEARCHED_FOR_HEADER = 20
ABOUT = "About"  # the sheet of a workbook that tells what the others hold; nothing is read from it

_DATED = re.compile(r"(?<=.)[-_ ]\d{4}-\d{2}-\d{2}(?: ?\(\d+\))?$")  # as downloads are named, and once more
_DAMAGED = re.compile("[\0\ud800-\udfff\ufffd]")
_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*", re.IGNORECASE)
_LEADING_SIGNS = "=@+-# \t\r\n"
_NUMBER_OR_PHONE = re.compile(r"[+-][0-9\s().,/-]*")
ERROR_VALUE = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that is wrong in a file, or only noteworthy, in the words of the person who keeps it.

    `row` is counted as in `SheetRow`; where the problem is not in one cell, `row`, `column`, `value` are empty."""

    file: str
    row: int | None
    column: str
    value: str
    message: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty. `cells` holds the known columns that the file has, as text: a known column
    that is not in `cells` is not in the file, which is not the same as an empty cell.

    `number` is what a spreadsheet shows beside the row: the header is 1, empty rows count, and a CSV record is one row
    however many lines its texts run over."""

    number: int
    cells: dict[str, str]
    # Where the rows of a sheet are made from others': of the records that one row gives, counted from 0; the file in which it
    # stands, where that is not the sheet's; what was wrong in it; whether it says nothing of the columns it lacks; and the
    # sender's own number or name of the record
    part: int = 0
    file: str = ""
    problems: tuple[FileProblem, ...] = ()
    is_partial: bool = False
    sender_key: str = ""


@dataclass
class Sheet:
    """A sheet that was read. `name` is the known name, `file` what people call it, and `columns` are the known columns
    in the order in which the file has them."""

    name: str
    file: str
    columns: list[str]
    rows: list[SheetRow] = field(default_factory=list)


@dataclass(frozen=True)
class SenderNames:
    """The names that one sender gives to our sheets and columns.

    `sheets` maps a name as it is written, in small letters, to the known sheet; `columns` does the same for the columns
    of each known sheet. "" stands for a sheet or column that is not to be read; a name that is missing here is ours.
    """

    sheets: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Header:
    """Where the columns of a sheet stand; positions in a row are counted from 0."""

    positions: dict[str, int]  # of the known columns
    unnamed: list[int]  # positions at which the header says nothing
    width: int


class Reading:
    """The sheets of a file and the problems in them, as far as it is read, and how many rows and cells that took.

    `known_sheets` says for each known sheet which columns it has, and whether the file must have them.
    """

    def __init__(self, known_sheets: Mapping[str, Mapping[str, bool]], sender_names: SenderNames) -> None:
        self.known_sheets = known_sheets
        self.sender_names = sender_names
        self.written: dict[str, str] = {}  # the known name of each sheet in the file, or ""
        self.headers: dict[str, list[str]] = {}  # the names of columns as written, by the sheet's known name
        self.sheets_in_file: set[str] = set()  # also those that could not be read
        self.holds_other_records = False  # of a kind that no sheet is for
        self.sheets: dict[str, Sheet] = {}
        self.problems: list[FileProblem] = []
        self.rows = 0
        self.cells = 0

    def problem(
        self,
        file: str,
        message: str,
        *,
        row: int | None = None,
        column: str = "",
        value: str = "",
        is_warning: bool = False,
    ) -> None:
        self.problems.append(FileProblem(file, row, column, spelled_out(value), message, is_warning))

    def sorted_problems(self) -> list[FileProblem]:
        return sorted(self.problems, key=lambda problem: (problem.file, problem.row or 0))

    def expects(self, written: str, file: str) -> str | None:
        """The known name of the sheet that is called `written`, or None where it is not to be read.

        A sheet that is unknown or that comes a second time is added to the problems; the sheet ABOUT of a download is
        left out without a word.
        """
        name = _DATED.sub("", _DAMAGED.sub("\ufffd", written).strip()).lower()
        if name == ABOUT.lower():
            return None
        written, name = name, self.sender_names.sheets.get(name, name)
        self.written[written[:100]] = name if name in self.known_sheets else ""
        if not name:
            return None
        if name not in self.known_sheets:
            message = _("This sheet is not known and is not read. Known sheets are: %(names)s.")
            self.problem(file, message % {"names": ", ".join(self.known_sheets)}, is_warning=True)
            return None
        if name in self.sheets_in_file:
            self.problem(
                file, _("There is more than one sheet “%(name)s”. Keep one of them.") % {"name": name}
            )
            return None
        self.sheets_in_file.add(name)
        return name

    def add(
        self,
        name: str,
        file: str,
        records: Iterable[Sequence[str]],
        *,
        refused: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        """Take the records, empty ones included, as the sheet of that name.

        `refused` holds the reasons against single cells that only the file's format shows, such as a formula, by the
        numbers of row and column, both counted from 1."""
        numbered = enumerate(records, 1)
        header = self._find_header(name, file, numbered)
        if header is not None:
            self._take(name, file, header, numbered, refused=refused)

    def add_records(self, name: str, file: str, records: Sequence[Mapping[str, str]]) -> None:
        """Take records whose columns have names in each of them, as the sheet of that name. They are counted from 1,
        and texts are as they were meant: none is a formula."""
        if name in self.sheets:
            message = _("There is more than one sheet “%(name)s”. Keep one of them.")
            self.problem(file, message % {"name": name})
            return
        self.sheets_in_file.add(name)
        columns = list(dict.fromkeys(column for record in records for column in record))
        self.headers[name] = columns
        known_names = self.sender_names.columns.get(name, {})
        header = self._header_of(
            name, file, None, [known_names.get(column, column) or _left_out(column) for column in columns]
        )
        rows = ([as_text(record.get(column, "")) for column in columns] for record in records)
        self._take(name, file, header, enumerate(rows, 1))

    def _take(
        self,
        name: str,
        file: str,
        header: _Header,
        numbered: Iterator[tuple[int, Sequence[str]]],
        *,
        refused: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        sheet = self.sheets[name] = Sheet(name, file, list(header.positions))
        columns_by_position = {position: column for column, position in header.positions.items()}
        for (number, position), reason in (refused or {}).items():
            if position - 1 in columns_by_position:
                self.problem(file, reason, row=number, column=columns_by_position[position - 1])
        for number, record in numbered:
            if number > MAX_ROWS + 1:
                raise too_many_rows()
            if not "".join(record).strip():
                continue
            if not sheet.rows and is_row_of_tags(record):
                message = _("Row %(row)s holds HXL tags, which say what the columns mean.")
                self.problem(file, message % {"row": number}, row=number, is_warning=True)
                continue
            self._spend(len(columns_by_position))
            sheet.rows.append(SheetRow(number, self._cells(file, number, header, record)))
            if header.unnamed or len(record) > header.width:
                self._report_stray(file, number, header, record)
            if len(self.problems) > MAX_PROBLEMS:
                message = _("There are too many problems. The rows after this one were not read.")
                self.problem(file, message, row=number)
                return

    def _spend(self, cells: int) -> None:
        self.rows += 1
        self.cells += cells
        if self.rows > MAX_ROWS or self.cells > MAX_CELLS:
            message = _("There are more than %(rows)s rows or %(cells)s cells. Import in several parts.")
            raise Unreadable(message % {"rows": f"{MAX_ROWS:,}", "cells": f"{MAX_CELLS:,}"})

    def _find_header(
        self, name: str, file: str, numbered: Iterator[tuple[int, Sequence[str]]]
    ) -> _Header | None:
        known_columns = self.known_sheets[name]
        known_names = self.sender_names.columns.get(name, {})
        first = 1
        for number, record in numbered:
            if number == first and record and record[0].startswith("#"):
                first += 1  # a line about the file, as CSV on the Web has it
                continue
            written = [column_name(cell) for cell in record[: MAX_COLUMNS + 1]]
            self.headers.setdefault(name, [header_cell[:100] for header_cell in written if header_cell])
            names = [known_names.get(cell, cell) or _left_out(cell) for cell in map(column_name, record)]
            if len(known_columns.keys() & set(names)) >= min(2, len(known_columns)):
                break
            if number == ROWS_SEARCHED_FOR_HEADER:
                names = []
                break
        else:
            names = []
        if names:
            self.headers[name] = [header_cell[:100] for header_cell in written if header_cell]
        else:
            message = _("The first row must hold the names of the columns: %(names)s.")
            self.problem(file, message % {"names": ", ".join(known_columns)}, row=1)
            return None
        while not names[-1]:
            names.pop()
        if len(names) > MAX_COLUMNS:
            message = _("The sheet has %(count)s columns; at most %(limit)s can be read. Delete the others.")
            self.problem(file, message % {"count": f"{len(names):,}", "limit": MAX_COLUMNS}, row=number)
            return None
        if number > first:
            message = _(
                "The names of the columns must be in row 1, not in row %(row)s. Delete the rows above."
            )
            self.problem(file, message % {"row": number}, row=number)
        return self._header_of(name, file, number, names)

    def _header_of(self, name: str, file: str, number: int | None, names: list[str]) -> _Header:
        known_columns, known_names = self.known_sheets[name], self.sender_names.columns.get(name, {})
        positions: dict[str, int] = {}
        for position, column in enumerate(names):
            if column in positions:
                message = _("This column is there twice, in %(first)s and %(second)s. Keep one of them.")
                letters = {
                    "first": column_letters(positions[column] + 1),
                    "second": column_letters(position + 1),
                }
                self.problem(file, message % letters, row=number, column=column)
            elif column:
                positions[column] = position
        left_out = {_left_out(cell) for cell, known_name in known_names.items() if not known_name}
        for column in [
            column for column in positions if column not in known_columns and column not in left_out
        ]:
            message = _("This column is not known and is not read. Known columns are: %(names)s.")
            shown = spelled_out(column)
            self.problem(
                file, message % {"names": ", ".join(known_columns)}, row=number, column=shown, is_warning=True
            )
        for column, is_required in known_columns.items():
            if is_required and column not in positions:
                self.problem(file, _("This column is missing. Add it."), row=number, column=column)
        return _Header(
            {column: position for column, position in positions.items() if column in known_columns},
            [position for position, column in enumerate(names) if not column],
            len(names),
        )

    def _cells(self, file: str, number: int, header: _Header, record: Sequence[str]) -> dict[str, str]:
        cells = {}
        length = len(record)
        for column, position in header.positions.items():
            value = record[position] if position < length else ""
            if value and (reason := _refusal(value)):
                self.problem(file, reason, row=number, column=column, value=value)
                value = _DAMAGED.sub("\ufffd", value)  # nobody after this can write a lone surrogate
            cells[column] = as_written(value)
        return cells

    def _report_stray(self, file: str, number: int, header: _Header, record: Sequence[str]) -> None:
        positions = [
            position for position in header.unnamed if position < len(record) and record[position].strip()
        ]
        if not positions and "".join(record[header.width :]).strip():
            positions = [
                next(position for position in range(header.width, len(record)) if record[position].strip())
            ]
        # Only the first of a row: where a text with commas is not quoted, all that follow are shifted as well.
        for position in positions[:1]:
            message = _(
                "This value stands in a column without a name. Is a text with commas not in quotation marks?"
            )
            self.problem(
                file, message, row=number, column=column_letters(position + 1), value=record[position]
            )


def is_row_of_tags(record: Sequence[str]) -> bool:
    """Whether a row under the names of columns is one of HXL hashtags, such as `#org+name`."""
    texts = [text for text in map(str.strip, record) if text]
    tags = sum(_TAG.fullmatch(text) is not None for text in texts)
    return tags > 0.5 * len(texts) and (len(texts) > 1 or len(record) == 1)


def column_name(written: str) -> str:
    """The name of a column from what stands in the header."""
    return " ".join(_DAMAGED.sub("\ufffd", written).split()).lower()


def _left_out(written: str) -> str:
    """What stands for the name of a column that the sender does not want to be read."""
    # No known column has parentheses in its name, so this one is never read; an empty name stays empty.
    return f"({written})" if written else ""


def column_letters(number: int) -> str:
    """What a spreadsheet calls a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """The number of a column from what a spreadsheet calls it: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def too_many_rows() -> Unreadable:
    """What to raise when there are more than MAX_ROWS rows, even if they are empty."""
    message = _("There are more than %(limit)s rows. Delete the empty ones, or import in several parts.")
    return Unreadable(message % {"limit": f"{MAX_ROWS:,}"})


def error_refused() -> str:
    """The reason against a cell in which the spreadsheet's own calculation failed."""
    return _("The spreadsheet put an error here. Write the value, or leave the cell empty.")


def unreadable_text(value: str) -> str | None:
    """The reason against a text that is too long or damaged, whatever it means."""
    if len(value) > MAX_CELL:
        message = _("This text has %(length)s characters; at most %(limit)s can be read.")
        return message % {"length": f"{len(value):,}", "limit": f"{MAX_CELL:,}"}
    return refused_characters(value) if _DAMAGED.search(value) else None


def _refusal(value: str) -> str | None:
    if reason := unreadable_text(value):
        return reason
    if value[0] not in _LEADING_SIGNS:
        return None
    text = value.strip()
    if ERROR_VALUE.fullmatch(text):
        return error_refused()
    if text and text[0] in "=@+-" and not _NUMBER_OR_PHONE.fullmatch(text):
        message = _(
            "A text must not begin with “%(sign)s”: a spreadsheet takes it for a formula. Remove the sign."
        )
        return message % {"sign": text[0]}
    return None
