"""Where the headings of a grid stand, and what each of its columns is called."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from directory.tabular.grids import Grid, GridRow
from directory.tabular.sheets import column_letters, is_row_of_tags
from directory.tabular.tables import SourceColumn

ROWS_SEARCHED = 40
ROWS_MEASURED = 200  # that show how wide the list is
LONGEST_HEADING = 300  # a form's question
LONGEST_GROUP = 60
GROUPS_AT_LEAST = 2

_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"\S+@\S+\.\S+|(https?://|www\.)\S+", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?([T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_UNNAMED = re.compile(r"unnamed: \d+", re.IGNORECASE)  # what pandas calls them


class Headings(NamedTuple):
    """`first` and `last` are positions in the grid's rows; so is `tags`, or None. `last` is before `first` where there are no
    headings. `groups` are the texts of further rows of headings by column, those above first."""

    first: int
    last: int
    tags: int | None

    @property
    def body(self) -> int:
        """The position of the first row after them."""
        return max(self.last, self.last if self.tags is None else self.tags) + 1


def find_headings(grid: Grid) -> Headings | None:
    """Where the headings stand. None where no row can be one."""
    rows = grid.rows[:ROWS_SEARCHED]
    tags = next((position for position, row in enumerate(rows) if is_row_of_tags(row.texts)), None)
    if tags is not None:
        last = tags - 1
        if last < 0 or not _may_be_headings(rows[last].texts):
            return Headings(tags, tags - 1, tags)
        return Headings(_first_of(grid, last), last, tags)
    full = sorted(len(set(filled(row))) for row in grid.rows[:ROWS_MEASURED])
    typical = full[int(0.9 * (len(full) - 1))] if full else 0
    for position, row in enumerate(rows):
        spread = _spread(grid, row)
        texts = set(filter(None, spread))
        if _may_be_headings(spread) and len(texts) >= min(2, typical) and len(filled(row)) >= typical / 2:
            last = position
            while last + 1 < len(rows) and _goes_on(grid, rows[last], rows[last + 1]):
                last += 1
            return Headings(_first_of(grid, position), last, None)
    return None


def filled(row: GridRow) -> list[str]:
    return [text for text in row.texts if text]


def _may_be_headings(texts: Iterable[str]) -> bool:
    return all(_may_be_heading(text) for text in texts if text)


def _may_be_heading(text: str) -> bool:
    return (
        len(text) <= LONGEST_HEADING
        and (_LETTER.search(text) is not None or text in ("#", "№"))
        and not _ADDRESS.fullmatch(text)
        and not _DAY.fullmatch(text)
    )


def _spread(grid: Grid, row: GridRow) -> list[str]:
    """The texts of a row, with that of cells merged beside one another in each of them."""
    texts = list(row.texts)
    for merged in grid.merged:
        if merged.first_row == row.number and merged.columns > 1 and merged.first_column <= len(texts):
            last = min(merged.last_column, grid.width)
            texts += [""] * (last - len(texts))
            for column in range(merged.first_column, last):
                texts[column] = texts[merged.first_column - 1]
    return texts


def _first_of(grid: Grid, position: int) -> int:
    """The position of the row of groups right above a row of headings, or its own."""
    if not position:
        return position
    above, headings = grid.rows[position - 1], grid.rows[position]
    texts = filled(above)
    is_group = (
        above.number == headings.number - 1
        and GROUPS_AT_LEAST <= len(set(texts)) <= len(filled(headings))
        and _may_be_headings(texts)
        and all(len(text) <= LONGEST_GROUP and not re.search(r":(\s|$)", text) for text in texts)
    )
    return position - 1 if is_group else position


def _goes_on(grid: Grid, row: GridRow, below: GridRow) -> bool:
    """Whether the row below has the headings of columns that stand together under one of this row."""
    if below.number != row.number + 1 or not _may_be_headings(below.texts):
        return False
    groups = _groups(grid, row, below)
    inside = {column for group in groups for column in group}
    alone = {
        column
        for column, text in enumerate(below.texts)
        if text and column not in inside and column < len(row.texts) and row.texts[column]
    }
    return (
        bool(groups)
        and not alone
        and all(
            0 < len(texts) == len(set(texts))
            for texts in (
                [_text(below, column) for column in group if _text(below, column)] for group in groups
            )
        )
    )


def _groups(grid: Grid, row: GridRow, below: GridRow) -> list[list[int]]:
    """The columns, counted from 0, over which one heading of the row stands: as merged cells, or followed by empty ones
    where the row below has texts."""
    merged = [
        list(range(cells.first_column - 1, cells.last_column))
        for cells in grid.merged
        if cells.first_row == row.number and cells.columns > 1
    ]
    if merged:
        return merged
    groups: list[list[int]] = []
    for column in range(max(len(row.texts), len(below.texts))):
        if _text(row, column):
            groups.append([column])
        elif groups and _text(below, column):
            groups[-1].append(column)
    return [group for group in groups if len(group) > 1]


def _text(row: GridRow, column: int) -> str:
    return row.texts[column] if column < len(row.texts) else ""


def name_columns(grid: Grid, headings: Headings | None) -> list[SourceColumn]:
    """A column for each one of the grid. Where there is no heading but something below, it has its letter in parentheses."""
    rows = grid.rows[headings.first : headings.last + 1] if headings else []
    tags = grid.rows[headings.tags].texts if headings and headings.tags is not None else []
    spread_rows = [_spread(grid, row) for row in rows[:-1]] + [_spread(grid, row) for row in rows[-1:]]
    for row, spread in zip(rows[:-1], spread_rows, strict=False):
        _spread_groups(grid, row, spread)
    hidden = {
        column for first, last in grid.hidden_columns for column in range(first, min(last, grid.width) + 1)
    }
    columns: list[SourceColumn] = []
    names: dict[str, int] = {}
    for column in range(grid.width):
        parts = [
            " ".join(texts[column].split()) for texts in spread_rows if column < len(texts) and texts[column]
        ]
        name = " / ".join(dict.fromkeys(parts))
        if not name or _UNNAMED.fullmatch(name):
            name = f"({column_letters(column + 1)})"
        names[name] = names.get(name, 0) + 1
        if names[name] > 1:
            name = f"{name} ({names[name]})"
        tag = "".join(tags[column].split()).lower() if column < len(tags) else ""
        columns.append(SourceColumn(name, tag if tag.startswith("#") else "", column + 1 in hidden))
    return columns


def _spread_groups(grid: Grid, row: GridRow, spread: list[str]) -> None:
    """Put what stands over several columns into each of them, where they are not merged but only left empty."""
    if any(cells.first_row == row.number for cells in grid.merged):
        return
    spread += [""] * (grid.width - len(spread))
    for column in range(1, len(spread)):
        spread[column] = spread[column] or spread[column - 1]


def is_without_heading(column: SourceColumn) -> bool:
    return re.fullmatch(r"\([A-Z]{1,3}\)", column.name) is not None
