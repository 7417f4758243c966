"""JSON of other programs as tables: what is flat or nests simply gets a column for each name."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from directory.gate.plain_text import spelled_out
from directory.importing.json_files import cell, documents
from directory.tabular import FileProblem, SourceColumn, SourceRow, SourceTable, Unreadable
from directory.tabular.sheets import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, too_many_rows, unreadable_text

DEEPEST_LIST = 4  # objects around a list of records, as the envelopes of programs have them
DEEPEST_NAME = 4  # names joined to that of a column
KINDS = ("type", "types")  # fields that say what an object in a list is
SEPARATOR = "; "

JsonRecord = dict[str, Any]


class JSONList(NamedTuple):
    """The records of one list; `name` is that of the file, or of the field that holds the list."""

    name: str
    records: list[JsonRecord]


def read_json_tables(path: Path) -> list[SourceTable]:
    """A table for each list of records in a JSON file, one with a record a line, or a ZIP file of such.

    Names inside others are joined with "."; texts in a list with "; ". A list of objects has a column for each of their
    names, and for each kind where the objects say of which they are: `names.value (acronym)`. Raises Unreadable.
    """
    tables: dict[str, SourceTable] = {}
    for file, stem, document in documents(path):
        for record_list in _lists(stem, document):
            table = tables.setdefault(
                record_list.name, SourceTable(record_list.name, spelled_out(file), columns=[])
            )
            _add(table, record_list.records)
    if not tables:
        raise Unreadable(
            _("The JSON holds something else than records: each must be an object with named fields.")
        )
    return [_without_empty_columns(table) for table in tables.values()]


def _without_empty_columns(table: SourceTable) -> SourceTable:
    kept = [
        position for position in range(len(table.columns)) if any(row.texts[position] for row in table.rows)
    ]
    table.columns = [table.columns[position] for position in kept]
    table.rows = [
        SourceRow(row.number, tuple(row.texts[position] for position in kept)) for row in table.rows
    ]
    return table


def _lists(name: str, document: object, depth: int = 0) -> Iterator[JSONList]:
    """The lists of records in a document: itself, or the nearest ones inside it; else the document as one record."""
    if isinstance(document, list):
        if records := [element for element in document if isinstance(element, dict)]:
            yield JSONList(name, records)
    elif isinstance(document, dict):
        inner = [
            record_list
            for field, value in document.items()
            if isinstance(value, dict | list) and depth < DEEPEST_LIST
            for record_list in _lists(field, value, depth + 1)
        ]
        if inner and (len(inner) == 1 or not depth) and not _is_record(document):
            # A list in its envelope is called as the file is, and so are the pages of it.
            yield from [inner[0]._replace(name=name)] if len(inner) == 1 else inner
        elif not depth:
            yield JSONList(name, [document])


def _is_record(document: Mapping[str, object]) -> bool:
    """Whether an object with lists inside is a record itself: it has a name of its own."""
    return any(isinstance(document.get(field), str) for field in ("name", "title")) or bool(
        isinstance(document.get("id"), str | int) and document.get("names")
    )


def _add(table: SourceTable, records: list[JsonRecord]) -> None:
    flat = [dict(_flattened(record)) for record in records]
    names = {column.name: position for position, column in enumerate(table.columns)}
    for record in flat:
        for name in record:
            if name not in names and len(names) < MAX_COLUMNS:
                names[name] = len(names)
                table.columns.append(SourceColumn(name))
            elif name not in names:
                _warn_once(
                    table,
                    _("The records have more than %(limit)s fields. The others were not read.")
                    % {"limit": MAX_COLUMNS},
                )
    width = len(names)
    table.rows = [
        row
        if len(row.texts) == width
        else SourceRow(row.number, row.texts + ("",) * (width - len(row.texts)))
        for row in table.rows
    ]
    for record in flat:
        number = len(table.rows) + 1
        texts = [""] * width
        for name, text in record.items():
            if name in names:
                texts[names[name]] = _bounded(table, number, name, text)
        table.rows.append(SourceRow(number, tuple(texts)))
    if len(table.rows) > MAX_ROWS or len(table.rows) * width > MAX_CELLS:
        raise too_many_rows()


def _bounded(table: SourceTable, number: int, name: str, text: str) -> str:
    if reason := unreadable_text(text):
        table.problems.append(FileProblem(table.file, number, name, "", reason))
        return ""
    return text


def _warn_once(table: SourceTable, message: str) -> None:
    problem = FileProblem(table.file, None, "", "", message, is_warning=True)
    if problem not in table.problems:
        table.problems.append(problem)


def _flattened(record: Mapping[str, object], before: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """The names and texts of a record, without those that say nothing."""
    for field, value in record.items():
        name = f"{before}{field}"
        if isinstance(value, dict) and depth < DEEPEST_NAME:
            yield from _flattened(value, f"{name}.", depth + 1)
        elif isinstance(value, list) and any(isinstance(element, dict) for element in value):
            yield from _listed(name, [element for element in value if isinstance(element, dict)], depth + 1)
        elif isinstance(value, list):
            yield name, SEPARATOR.join(filter(None, map(cell, value)))
        else:
            yield name, cell(value)


def _listed(name: str, objects: list[JsonRecord], depth: int) -> Iterator[tuple[str, str]]:
    """The names and joined texts of objects in a list, apart by their kinds."""
    texts: dict[str, list[str]] = {}
    for element in objects:
        kinds = next((element[field] for field in KINDS if element.get(field)), None)
        kinds = (
            [str(kind) for kind in kinds]
            if isinstance(kinds, list)
            else [kinds]
            if isinstance(kinds, str)
            else []
        )
        for inner_name, text in _flattened(element, f"{name}.", depth):
            if kinds and inner_name.removeprefix(f"{name}.") in KINDS:
                continue
            for column in [f"{inner_name} ({kind})" for kind in kinds] or [inner_name]:
                if text and text not in texts.setdefault(column, []):
                    texts[column].append(text)
    for column, parts in texts.items():
        yield column, SEPARATOR.join(parts)
