"""A sheet as a grid of texts, whichever file it came from, before anybody knows where its headings are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.gate.plain_text import spelled_out
from directory.tabular.sheets import (
    MAX_CELLS,
    MAX_ROWS,
    FileProblem,
    Unreadable,
    column_letters,
    too_many_rows,
)

_LINE_END_OF_EXCEL = "_x000D_"
_TEXT_AS_FORMULA = re.compile('="([^"]*)"')  # how a CSV keeps the zeros of 0012 from Excel
FILLED_AT_MOST = 1_000_000  # cells that merged ones stand for


class GridRow(NamedTuple):
    """A row that is not empty; `number` is what a spreadsheet shows beside it, `cells` how many it has with empty ones
    at its end."""

    number: int
    texts: list[str]
    cells: int


class MergedCells(NamedTuple):
    """Rows and columns, counted from 1, from the first to the last."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def columns(self) -> int:
        return self.last_column - self.first_column + 1


@dataclass
class Grid:
    """The texts of a sheet, and what its format knows of its rows, columns and cells; these are counted from 1."""

    name: str
    file: str
    rows: list[GridRow] = field(default_factory=list)
    is_text: bool = False  # a CSV file, in which a separator that is not quoted moves all that follows
    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[MergedCells] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    failed: set[tuple[int, int]] = field(default_factory=set)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max((len(row.texts) for row in self.rows), default=0)

    def take(self, records: Iterable[Sequence[str]]) -> None:
        """Take the records, empty ones included, as the rows from 1 on. Raises Unreadable where they are too many."""
        cells = 0
        for number, record in enumerate(records, 1):
            if number > MAX_ROWS + 1:
                raise too_many_rows()
            texts = [clean(text) for text in record]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                cells += len(texts)
                self.rows.append(GridRow(number, texts, len(record)))
            if cells > MAX_CELLS:
                message = _("There are more than %(rows)s rows or %(cells)s cells. Import in several parts.")
                raise Unreadable(message % {"rows": f"{MAX_ROWS:,}", "cells": f"{MAX_CELLS:,}"})

    def fill_merged(self) -> list[str]:
        """Give each row its own text of a cell that is merged over several rows, and name those cells as a spreadsheet does.
        Cells merged beside one another only are left as they are."""
        rows = {row.number: row.texts for row in self.rows}
        names = []
        left = FILLED_AT_MOST
        for merged in self.merged:
            texts, column = rows.get(merged.first_row, []), merged.first_column - 1
            if merged.last_row == merged.first_row or column >= len(texts) or not texts[column]:
                continue
            below = range(merged.first_row + 1, merged.last_row + 1)
            left -= len(below)
            if left < 0:
                break
            for number in below:
                if number in rows:
                    rows[number] += [""] * (column + 1 - len(rows[number]))
                    rows[number][column] = texts[column]
            letters = column_letters(merged.first_column)
            names.append(f"{letters}{merged.first_row}:{letters}{merged.last_row}")
        return names

    def warn(self, message: str, *, row: int | None = None) -> None:
        self.problems.append(FileProblem(self.file, row, "", "", message, is_warning=True))

    def refuse(self, message: str, *, row: int | None, column: str = "", value: str = "") -> None:
        self.problems.append(FileProblem(self.file, row, column, spelled_out(value), message))


def clean(text: str) -> str:
    """A cell's text without what only its program means by it."""
    text = text.strip().replace(_LINE_END_OF_EXCEL, "")
    if text.startswith("=") and (as_formula := _TEXT_AS_FORMULA.fullmatch(text)):
        return as_formula[1]
    return text
