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
_LEADING_SIGNS = "=@+-# \t\r\n"
_NUMBER_OR_PHONE = re.compile(r"[+-][0-9\s().,/-]*")
_ERROR_VALUE = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file, or only noteworthy, in the words of the person who keeps it.

    `row` is counted as in `Row`; where the problem is not in one cell, `row`, `column`, `value` are empty."""

    file: str
    row: int | None
    column: str
    value: str
    message: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty. `cells` holds the known columns that the file has, as text: a known column
    that is not in `cells` is not in the file, which is not the same as an empty cell.

    `number` is the one beside the row when the file is opened in a spreadsheet: the header is 1, empty rows
    count, and a CSV record is one row however many lines its texts run over."""

    number: int
    cells: dict[str, str]


@dataclass
class Sheet:
    """`name` is the known one, `file` what people call it, `columns` the known columns in their order."""

    name: str
    file: str
    columns: list[str]
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Called:
    """What a sender calls things: the known sheet by its written name, and for each known sheet the known column by
    its written name, both in small letters; "" for what is not to be read. What is not in it is called as we do."""

    sheets: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Header:
    places: dict[str, int]  # of the known columns
    unnamed: list[int]
    width: int


class Reading:
    """What was found so far: sheets, problems, and how much of the room for rows and cells is used."""

    def __init__(self, known: Mapping[str, Mapping[str, bool]], called: Called) -> None:
        self.known = known
        self.called = called
        self.written: dict[str, str] = {}  # the known name of each sheet in the file, or ""
        self.headers: dict[str, list[str]] = {}  # the names of columns as written, by the sheet's known name
        self.found: set[str] = set()
        self.holds_other_records = False  # of a kind that no sheet is for
        self.sheets: dict[str, Sheet] = {}
        self.problems: list[Problem] = []
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
        self.problems.append(Problem(file, row, column, spelled_out(value), message, is_warning))

    def sorted_problems(self) -> list[Problem]:
        return sorted(self.problems, key=lambda problem: (problem.file, problem.row or 0))

    def expects(self, written: str, file: str) -> str | None:
        """The known name of the sheet that people call so. If it is unknown or seen before, a problem; but
        none for the sheet ABOUT of a download."""
        name = _DATED.sub("", _DAMAGED.sub("\ufffd", written).strip()).lower()
        if name == ABOUT.lower():
            return None
        written, name = name, self.called.sheets.get(name, name)
        self.written[written[:100]] = name if name in self.known else ""
        if not name:
            return None
        if name not in self.known:
            message = _("This sheet is not known and is not read. Known sheets are: %(names)s.")
            self.problem(file, message % {"names": ", ".join(self.known)}, is_warning=True)
            return None
        if name in self.found:
            self.problem(
                file, _("There is more than one sheet “%(name)s”. Keep one of them.") % {"name": name}
            )
            return None
        self.found.add(name)
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

        `refused` holds the reasons against single cells that only the file's format can tell, by row number
        and place in the row, both from 1."""
        numbered = enumerate(records, 1)
        header = self._header(name, file, numbered)
        if header is not None:
            self._take(name, file, header, numbered, refused=refused)

    def add_records(self, name: str, file: str, records: Sequence[Mapping[str, str]]) -> None:
        """Take records whose columns have names in each of them, as the sheet of that name. They are counted from 1,
        and texts are as they were meant: none is a formula."""
        if name in self.sheets:
            message = _("There is more than one sheet “%(name)s”. Keep one of them.")
            self.problem(file, message % {"name": name})
            return
        self.found.add(name)
        columns = list(dict.fromkeys(column for record in records for column in record))
        self.headers[name] = columns
        called = self.called.columns.get(name, {})
        header = self._places(
            name, file, None, [called.get(column, column) or _left_out(column) for column in columns]
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
        sheet = self.sheets[name] = Sheet(name, file, list(header.places))
        columns = {place: column for column, place in header.places.items()}
        for (number, place), reason in (refused or {}).items():
            if place - 1 in columns:
                self.problem(file, reason, row=number, column=columns[place - 1])
        for number, record in numbered:
            if number > MAX_ROWS + 1:
                raise too_many_rows()
            if not "".join(record).strip():
                continue
            self._spend(len(columns))
            sheet.rows.append(Row(number, self._cells(file, number, header, record)))
            if header.unnamed or len(record) > header.width:
                self._strays(file, number, header, record)
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

    def _header(self, name: str, file: str, numbered: Iterator[tuple[int, Sequence[str]]]) -> _Header | None:
        known = self.known[name]
        called = self.called.columns.get(name, {})
        first = 1
        for number, record in numbered:
            if number == first and record and record[0].startswith("#"):
                first += 1  # a line about the file, as CSV on the Web has it and our downloads begin
                continue
            written = [column_name(cell) for cell in record[: MAX_COLUMNS + 1]]
            self.headers.setdefault(name, [one[:100] for one in written if one])
            names = [called.get(cell, cell) or _left_out(cell) for cell in map(column_name, record)]
            if len(known.keys() & set(names)) >= min(2, len(known)):
                break
            if number == ROWS_SEARCHED_FOR_HEADER:
                names = []
                break
        else:
            names = []
        if names:
            self.headers[name] = [one[:100] for one in written if one]
        else:
            message = _("The first row must hold the names of the columns: %(names)s.")
            self.problem(file, message % {"names": ", ".join(known)}, row=1)
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
        return self._places(name, file, number, names)

    def _places(self, name: str, file: str, number: int | None, names: list[str]) -> _Header:
        known, called = self.known[name], self.called.columns.get(name, {})
        places: dict[str, int] = {}
        for place, column in enumerate(names):
            if column in places:
                message = _("This column is there twice, in %(first)s and %(second)s. Keep one of them.")
                letters = {"first": column_letters(places[column] + 1), "second": column_letters(place + 1)}
                self.problem(file, message % letters, row=number, column=column)
            elif column:
                places[column] = place
        left_out = {_left_out(cell) for cell, known_as in called.items() if not known_as}
        for column in [column for column in places if column not in known and column not in left_out]:
            message = _("This column is not known and is not read. Known columns are: %(names)s.")
            shown = spelled_out(column)
            self.problem(
                file, message % {"names": ", ".join(known)}, row=number, column=shown, is_warning=True
            )
        for column, is_required in known.items():
            if is_required and column not in places:
                self.problem(file, _("This column is missing. Add it."), row=number, column=column)
        return _Header(
            {column: place for column, place in places.items() if column in known},
            [place for place, column in enumerate(names) if not column],
            len(names),
        )

    def _cells(self, file: str, number: int, header: _Header, record: Sequence[str]) -> dict[str, str]:
        cells = {}
        length = len(record)
        for column, place in header.places.items():
            value = record[place] if place < length else ""
            if value and (reason := _refusal(value)):
                self.problem(file, reason, row=number, column=column, value=value)
                value = _DAMAGED.sub("\ufffd", value)  # nobody after this can write a lone surrogate
            cells[column] = as_written(value)
        return cells

    def _strays(self, file: str, number: int, header: _Header, record: Sequence[str]) -> None:
        places = [place for place in header.unnamed if place < len(record) and record[place].strip()]
        if not places and "".join(record[header.width :]).strip():
            places = [next(place for place in range(header.width, len(record)) if record[place].strip())]
        for place in places[:1]:
            message = _(
                "This value stands in a column without a name. Is a text with commas not in quotation marks?"
            )
            self.problem(file, message, row=number, column=column_letters(place + 1), value=record[place])


def column_name(written: str) -> str:
    """The name of a column from what stands in the header."""
    return " ".join(_DAMAGED.sub("\ufffd", written).split()).lower()


def _left_out(written: str) -> str:
    """What stands for the name of a column that the sender does not want to be read."""
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
    """The place of a column from what a spreadsheet calls it: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def too_many_rows() -> Unreadable:
    """What to raise when there are more than MAX_ROWS rows, were they empty."""
    message = _("There are more than %(limit)s rows. Delete the empty ones, or import in several parts.")
    return Unreadable(message % {"limit": f"{MAX_ROWS:,}"})


def error_value() -> str:
    """The reason against a cell in which the spreadsheet's own calculation failed."""
    return _("The spreadsheet put an error here. Write the value, or leave the cell empty.")


def _refusal(value: str) -> str | None:
    if len(value) > MAX_CELL:
        message = _("This text has %(length)s characters; at most %(limit)s can be read.")
        return message % {"length": f"{len(value):,}", "limit": f"{MAX_CELL:,}"}
    if _DAMAGED.search(value):
        return refused_characters(value)
    if value[0] not in _LEADING_SIGNS:
        return None
    text = value.strip()
    if _ERROR_VALUE.fullmatch(text):
        return error_value()
    if text and text[0] in "=@+-" and not _NUMBER_OR_PHONE.fullmatch(text):
        message = _(
            "A text must not begin with “%(sign)s”: a spreadsheet takes it for a formula. Remove the sign."
        )
        return message % {"sign": text[0]}
    return None
