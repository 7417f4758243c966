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
FULL = 0.75  # of what rows hold mostly
MOST_ROWS = 4  # of headings
TYPED = 0.7  # more values of one kind than these, and the column is for that kind

_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"\S+@\S+\.\S+|(https?://|www\.)\S+", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?([T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_YEAR = re.compile(r"(19|20)\d\d")
_NUMBER = re.compile(r"[-+]?[\d.,\s]+%?")
_WORD = re.compile(r"[^\W\d_]{3,}")
_UNNAMED = re.compile(r"unnamed: \d+", re.IGNORECASE)  # what pandas calls them


class Headings(NamedTuple):
    """`first` and `last` are positions in the grid's rows, `last` before `first` where there are tags without headings;
    so is `tags`, or None."""

    first: int
    last: int
    tags: int | None

    @property
    def body(self) -> int:
        """The position of the first row after them."""
        return max(self.last, self.last if self.tags is None else self.tags) + 1


def find_headings(grid: Grid) -> Headings | None:
    """Where the headings stand. None where the rows begin without any."""
    rows = grid.rows[:ROWS_SEARCHED]
    tags = next((position for position, row in enumerate(rows) if is_row_of_tags(row.texts)), None)
    if tags is not None:
        last = tags - 1
        if last < 0 or not _may_be_headings(rows[last].texts):
            return Headings(tags, tags - 1, tags)
        return Headings(_first_of(grid, last), last, tags)
    widths = sorted(len(set(filled(row))) for row in grid.rows[:ROWS_MEASURED])
    typical = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    for position, row in enumerate(rows):
        spread = _spread(grid, row)
        width = sum(map(bool, spread))
        if width < typical / 2 or len(set(filter(None, spread))) < min(2, typical):
            continue
        last = _last_of(grid, position)
        # Few texts over many columns are headings only with those under them
        if _may_be_headings(spread) and (len(filled(row)) >= typical / 2 or last > position):
            return Headings(_first_of(grid, position), last, None)
        if len(filled(row)) >= max(2, FULL * typical):
            return None  # it is a record, and nothing stands above it
    return None


def _last_of(grid: Grid, position: int) -> int:
    """The position of the last row of headings that begin in a row."""
    last = position
    while last + 1 < min(len(grid.rows), position + MOST_ROWS) and _goes_on(grid, grid.rows[last], last + 1):
        last += 1
    return last


def filled(row: GridRow) -> list[str]:
    return [text for text in row.texts if text]


def _may_be_headings(texts: Iterable[str]) -> bool:
    texts = [text for text in texts if text]
    years = {text for text in texts if _YEAR.fullmatch(text)}
    return all(_may_be_heading(text) or (len(years) > 1 and text in years) for text in texts)


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


def _goes_on(grid: Grid, row: GridRow, position: int) -> bool:
    """Whether the row below has the headings of columns that stand together under one of this row, or says the same
    in another language."""
    below = grid.rows[position]
    if below.number != row.number + 1 or not _may_be_headings(below.texts):
        return False
    groups = _groups(grid, row, below)
    inside = {column for group in groups for column in group}
    is_alone = any(
        text and column not in inside and _text(row, column) for column, text in enumerate(below.texts)
    )
    if not groups or (is_alone and len(groups) < GROUPS_AT_LEAST):
        return _names_what_is_typed(grid, position)
    texts_by_group = [[text for column in group if (text := _text(below, column))] for group in groups]
    return all(0 < len(texts) == len(set(texts)) for texts in texts_by_group) and not _recurs(grid, position)


def _recurs(grid: Grid, position: int) -> bool:
    """Whether a text of a row stands in the same column further down: then it is no heading."""
    row = grid.rows[position]
    return any(
        text and text == _text(below, column)
        for below in grid.rows[position + 1 : position + ROWS_MEASURED]
        for column, text in enumerate(row.texts)
    )


def _names_what_is_typed(grid: Grid, position: int) -> bool:
    """Whether a row has words in at least two columns that hold numbers, days or addresses below it: units, or the
    headings in another language."""
    row, below = grid.rows[position], grid.rows[position + 1 : position + ROWS_MEASURED]
    words = []
    for column, text in enumerate(row.texts):
        values = [value for record in below if (value := _text(record, column))]
        typed = sum(_is_typed(value) for value in values)
        if text and len(values) > 1 and typed > TYPED * len(values):
            if not _WORD.search(text):
                return False
            words.append(text)
    return len(set(words)) == len(words) > 1 and not _recurs(grid, position)


def _is_typed(text: str) -> bool:
    return any(form.fullmatch(text) for form in (_NUMBER, _DAY, _ADDRESS)) or (
        " " not in text and "." in text[1:-1] and text[-1].isalpha()
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
