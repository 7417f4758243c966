"""From a grid to a table: what stands above the headings, between the rows and below them is left out, with a remark."""

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.gate.plain_text import spelled_out
from directory.tabular.grids import Grid, GridRow
from directory.tabular.headings import Headings, filled, find_headings, is_without_heading, name_columns
from directory.tabular.sheets import (
    ERROR_VALUE,
    MAX_COLUMNS,
    MAX_PROBLEMS,
    error_refused,
    unreadable_text,
)
from directory.tabular.tables import SourceColumn, SourceRow, SourceTable

TOTAL_WORDS = Path(__file__).parent / "total_words.csv"
NAMED_AT_MOST = 10  # rows that a remark names
SHOWN_AT_MOST = 60  # characters of a row that a remark quotes
STRAY_ROWS = 0.1  # more rows than these with a text beyond the headings, and it is a column without one
UPPER = 0.75  # of the rows have at most as many cells as are typical: totals and sparse rows have fewer
FEW = 2  # cells of a row that stands apart and is no record
INDEX_COLUMNS = 2  # in which a program's own row numbers may stand

_NUMBERED = re.compile(r"([IVXLC]+|[A-Z]|\d+)[.)] |\w+ ([A-Z]|[IVXLC]+|\d+)\s*[:–-]")
_AMOUNT = re.compile(r"[-+]?[\d.,\s]+%?")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LIKE_AN_ADDRESS = re.compile(r"(https?://|www\.)?[\w-]+(\.[\w-]+)+(/\S*)?", re.IGNORECASE)


def table_of(grid: Grid) -> SourceTable:
    """The table that stands in a grid; one without columns where nothing in it looks like a list."""
    table = SourceTable(grid.name, grid.file, [], problems=grid.problems)
    if not grid.rows:
        return table
    headings = find_headings(grid)
    columns = name_columns(grid, headings)
    if len(columns) > MAX_COLUMNS:
        message = _("The sheet has %(count)s columns; at most %(limit)s can be read. Delete the others.")
        grid.refuse(message % {"count": f"{len(columns):,}", "limit": MAX_COLUMNS}, row=None)
        return table
    if merged := grid.fill_merged():
        message = _("Cells that are merged over several rows stand for each of them: %(names)s.")
        grid.warn(message % {"names": _listed(merged)})
    _remark_on_headings(grid, headings)
    body = _body(grid, headings)
    _warn_of_hidden(grid, columns, body)
    body, refused = _without_strays(grid, headings, body)
    texts = _readable(grid, columns, body)
    positions = _positions(grid, columns, [texts[row.number] for row in body])
    _put_links(grid, positions, body, texts)
    table.columns = [columns[position] for position in positions]
    for row in body:
        row_texts = texts[row.number]
        table.rows.append(SourceRow(row.number, tuple(_at(row_texts, position) for position in positions)))
    table.refused = [SourceRow(row.number, tuple(row.texts)) for row in refused]
    return table


def _at(texts: Sequence[str], position: int) -> str:
    return texts[position] if position < len(texts) else ""


# Above, between and below


def _remark_on_headings(grid: Grid, headings: Headings | None) -> None:
    if headings is None:
        grid.warn(_("No row holds the names of the columns. They are called by their letters."))
        return
    _left_out(
        grid,
        grid.rows[: min(headings.first, headings.body - 1)],
        ngettext(
            "%(count)s row above the names of the columns is left out: %(rows)s.",
            "%(count)s rows above the names of the columns are left out: %(rows)s.",
            min(headings.first, headings.body - 1),
        ),
    )
    if headings.tags is not None:
        message = _("Row %(row)s holds HXL tags, which say what the columns mean.")
        grid.warn(message % {"row": grid.rows[headings.tags].number})


def _left_out(grid: Grid, rows: Sequence[GridRow], message: str) -> None:
    if rows:
        quoted = [f"{row.number} (“{spelled_out(filled(row)[0][:SHOWN_AT_MOST])}”)" for row in rows]
        grid.warn(message % {"count": len(rows), "rows": _listed(quoted)})


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED_AT_MOST]) + (", …" if len(names) > NAMED_AT_MOST else "")


def _body(grid: Grid, headings: Headings | None) -> list[GridRow]:
    """The rows that hold records."""
    body = grid.rows[headings.body if headings else 0 :]
    heading_texts = (
        {tuple(filled(row)) for row in grid.rows[headings.first : headings.body]} if headings else set()
    )
    widths = [len(set(filled(row))) for row in body]
    widths = sorted(width for width in widths if width > 1)
    typical = widths[int(UPPER * (len(widths) - 1))] if widths else 1
    end = _end_of_list(body, typical)
    below, body = body[end:], body[:end]
    bars = [row for row in body if _is_bar(grid, row, typical)]
    repeated = [row for row in body if tuple(filled(row)) in heading_texts]
    totals = [row for row in body if _is_total(row, typical)]
    for rows, one, many in (
        (
            bars,
            "%(count)s row stands over those of a group and is no record: %(rows)s.",
            "%(count)s rows stand over those of a group and are no records: %(rows)s.",
        ),
        (
            repeated,
            "%(count)s row repeats the names of the columns and is left out: %(rows)s.",
            "%(count)s rows repeat the names of the columns and are left out: %(rows)s.",
        ),
        (
            totals + below,
            "%(count)s row with a total or a note is left out: %(rows)s.",
            "%(count)s rows with totals or notes are left out: %(rows)s.",
        ),
    ):
        _left_out(grid, rows, ngettext(one, many, len(rows)))
    no_records = {row.number for row in (*bars, *repeated, *totals)}
    return [row for row in body if row.number not in no_records]


def _end_of_list(body: Sequence[GridRow], typical: float) -> int:
    """The position after the last record: only totals and notes follow."""
    end = len(body)
    for position in reversed(range(len(body))):
        row = body[position]
        texts = filled(row)
        if _is_total(row, typical) or (_begins_with(texts[0], "note") and len(texts) <= max(1, typical / 2)):
            end = position
        elif len(texts) > max(1, min(FEW, typical / 2)):
            break
        elif position and row.number > body[position - 1].number + 1:
            end = position  # what stands apart
    return end


def _is_total(row: GridRow, typical: float) -> bool:
    texts = filled(row)
    return _begins_with(texts[0], "total") and (
        len(set(texts)) <= typical / 2
        or _folded(texts[0]) in _words("total")
        or (typical > FEW and len(texts) > 1 and all(_AMOUNT.fullmatch(text) for text in texts[1:]))
    )


def _is_bar(grid: Grid, row: GridRow, typical: float) -> bool:
    """Whether a row is one text over a group of rows: merged over several columns, or alone where others have many."""
    texts = set(filled(row))
    if len(texts) != 1 or typical < 3:
        return False
    text = texts.pop()
    is_merged = any(
        cells.first_row == row.number and cells.columns > max(2, grid.width / 2) for cells in grid.merged
    )
    # Unmerged, it may as well be a record of which only the name is known.
    looks_so = bool(row.texts[0]) and (text.isupper() or _NUMBERED.match(text) is not None)
    return is_merged or (looks_so and not text.isdigit())


def _begins_with(text: str, kind: str) -> bool:
    """Whether a text begins with such a word, and the word is whole."""
    folded = _folded(text)
    return any(
        folded.startswith(word) and not folded[len(word) : len(word) + 1].isalpha() for word in _words(kind)
    )


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).strip(" :.…*()\t-–")


@cache
def _words(kind: str) -> frozenset[str]:
    with TOTAL_WORDS.open(encoding="utf-8", newline="") as file:
        return frozenset(_folded(row["word"]) for row in csv.DictReader(file) if row["kind"] == kind)


def _warn_of_hidden(grid: Grid, columns: Sequence[SourceColumn], body: Sequence[GridRow]) -> None:
    numbers = {row.number for row in body}
    rows = [str(number) for number in grid.hidden_rows if number in numbers]
    if rows:
        message = ngettext(
            "%(count)s row is hidden and was read all the same: %(names)s.",
            "%(count)s rows are hidden and were read all the same: %(names)s.",
            len(rows),
        )
        grid.warn(message % {"count": len(rows), "names": _listed(rows)})
    if names := [spelled_out(column.name) for column in columns if column.is_hidden]:
        message = ngettext(
            "%(count)s column is hidden: %(names)s.", "%(count)s columns are hidden: %(names)s.", len(names)
        )
        grid.warn(message % {"count": len(names), "names": _listed(names)})


# Cells


def _readable(grid: Grid, columns: Sequence[SourceColumn], body: Sequence[GridRow]) -> dict[int, list[str]]:
    """The texts of each row by its number; of cells that cannot be read "", with an error that names their column."""
    texts_by_row = {}
    for row in body:
        texts = texts_by_row[row.number] = list(row.texts)
        for position, text in enumerate(texts):
            reason = _refusal(text) if text else None
            if reason and len(grid.problems) < MAX_PROBLEMS:
                grid.refuse(reason, row=row.number, column=columns[position].name, value=text[:SHOWN_AT_MOST])
            if reason:
                texts[position] = ""
    uncalculated = _(
        "This formula was saved without its value. Open the file in the program that made it and save it."
    )
    for cells, reason in ((grid.failed, error_refused()), (grid.uncalculated, uncalculated)):
        for number, column in sorted(cells):
            if (
                number in texts_by_row
                and column <= len(columns)
                and not _at(texts_by_row[number], column - 1)
            ):
                grid.refuse(reason, row=number, column=columns[column - 1].name)
    return texts_by_row


def _refusal(text: str) -> str | None:
    if reason := unreadable_text(text):
        return reason
    if text[0] == "#" and ERROR_VALUE.fullmatch(text):
        return error_refused()
    if text[0] == "=" and len(text) > 1:
        return _(
            "This is a formula. Write its value instead: in a spreadsheet, copy it and paste it as a value."
        )
    return None


def _without_strays(
    grid: Grid,
    headings: Headings | None,
    body: list[GridRow],
) -> tuple[list[GridRow], list[GridRow]]:
    """The rows of a text file whose cells stand under headings, and those that have more cells than there are headings."""
    if not grid.is_text or headings is None:
        return body, []
    width = max(row.cells for row in grid.rows[headings.first : headings.body])
    strays = [row for row in body if row.cells > width]
    if not strays or len(strays) > max(1, STRAY_ROWS * len(body)):
        return body, []
    message = _(
        "The row has %(cells)s cells, and there are names for %(columns)s columns."
        " Is a text with the separator in it not in quotation marks?"
    )
    for row in strays:
        grid.refuse(message % {"cells": row.cells, "columns": width}, row=row.number)
    numbers = {row.number for row in strays}
    return [row for row in body if row.number not in numbers], strays


def _positions(grid: Grid, columns: Sequence[SourceColumn], rows: Sequence[Sequence[str]]) -> list[int]:
    """The columns that are kept: not those without heading that are empty or number the rows."""
    positions = []
    for position, column in enumerate(columns):
        if is_without_heading(column) and not column.tag:
            texts = [_at(texts, position) for texts in rows]
            if not any(texts):
                continue
            if position < INDEX_COLUMNS and len(columns) > 1 and _counts(texts):
                message = _("Column %(name)s only numbers the rows and is left out.")
                grid.warn(message % {"name": column.name.strip("()")})
                continue
        positions.append(position)
    return positions


def _counts(texts: Sequence[str]) -> bool:
    """Whether a column numbers the rows, as pandas and R do."""
    if not all(text.isdecimal() for text in texts):
        return False
    numbers = [int(text[:12]) for text in texts]
    return numbers[0] <= 1 and all(before < after for before, after in pairwise(numbers))


def _put_links(
    grid: Grid, positions: Sequence[int], body: Sequence[GridRow], texts_by_row: dict[int, list[str]]
) -> None:
    """Where a column holds addresses and a cell shows other words over a link, its text is the link."""
    if not grid.links:
        return
    for position in positions:
        linked, words, addresses = [], 0, 0
        for row in body:
            text = _at(texts_by_row[row.number], position)
            link = grid.links.get((row.number, position + 1), "")
            is_address = _LIKE_AN_ADDRESS.fullmatch(text) is not None
            if text and not is_address and _ADDRESS.fullmatch(link):
                linked.append((row.number, link))
            else:
                addresses += is_address
                words += bool(text) and not is_address
        if linked and addresses > words:
            for number, link in linked:
                texts_by_row[number][position] = link
            message = ngettext(
                "%(count)s cell shows other words than the address to which it links. The address was read: %(rows)s.",
                "%(count)s cells show other words than the addresses to which they link. The addresses were read:"
                " %(rows)s.",
                len(linked),
            )
            rows = [str(number) for number, _link in linked]
            grid.warn(message % {"count": len(linked), "rows": _listed(rows)})
