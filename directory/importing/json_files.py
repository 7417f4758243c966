"""JSON files: our own downloads, and what speaks Open Referral's HSDS; a document, a record a line, or a ZIP file of such."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from directory.gate.plain_text import spelled_out
from directory.importing import open_referral
from directory.tabular import Reading, Unreadable
from directory.tabular.archives import names_in, unpack
from directory.tabular.sheets import MAX_ROWS, too_many_rows

MAX_BYTES = 5 * 1024**2  # of a document: as Python objects it takes up to 25 times as much
MAX_LINE = 1024**2
ENDINGS = (".json", ".ndjson")

# What our downloads call sheets, and what stands inside their records: its name there, its sheet, and its owner's column
SHEETS = {"commitments": "actions"}
PARTS = {
    "partnerships": ("members", "memberships", "partnership"),
    "actions": ("reports", "progress_reports", "commitment"),
}
Record = dict[str, Any]


def is_json(path: Path) -> bool:
    """Whether there is JSON at a path: by its ending, or by what is in the ZIP file."""
    if path.is_dir():
        return False
    return path.suffix.lower() in ENDINGS or any(name.lower().endswith(ENDINGS) for name in names_in(path))


def read_into(reading: Reading, path: Path) -> None:
    """Read the records of all documents at a path. Raises Unreadable."""
    try:
        _read_into(reading, path)
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from error
    except RecursionError as error:
        raise Unreadable(
            _("%(place)s: the JSON is nested too deeply.") % {"place": spelled_out(path.name)}
        ) from error


def _read_into(reading: Reading, path: Path) -> None:
    ours: dict[str, list[tuple[str, Record]]] = {}
    theirs = open_referral.Gathered()
    unknown: dict[str, str] = {}
    count = 0
    for name, content in _files(path):
        file = spelled_out(name)
        for stem, record in _records(PurePosixPath(name).stem, file, content):
            if (count := count + 1) > MAX_ROWS:
                raise too_many_rows()
            sheet = _sheet_of(stem, reading, record)
            if not sheet:
                theirs.add(stem, record)
            elif sheet in reading.known_sheets:
                ours.setdefault(sheet, []).append((file, record))
            else:
                unknown[sheet] = file
    for sheet, file in unknown.items():
        reading.expects(sheet, file)  # which says that it is not known
    for sheet, records in ours.items():
        _add(reading, sheet, records)
    theirs.add_to(reading, spelled_out(path.name))


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix.lower() in ENDINGS:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES * 10 + 1)
        return iter([(path.name, content)])
    parts = unpack(path, endings=ENDINGS)
    return ((name, parts.pop(name)) for name in sorted(parts))


def _records(stem: str, file: str, content: bytes) -> Iterator[tuple[str, Record]]:
    """The records of a document, each with the name of what it is among."""
    is_lines = file.lower().endswith(".ndjson")
    if len(content) > (MAX_BYTES * 10 if is_lines else MAX_BYTES):
        message = _("%(file)s: there is more than %(limit)s MB of JSON. Send it in several parts.")
        raise Unreadable(message % {"file": file, "limit": MAX_BYTES // 1024**2})
    if is_lines:
        for number, line in enumerate(content.split(b"\n"), 1):
            if line.strip():
                yield from _found(stem, _parsed(line, file, number))
    else:
        yield from _found(stem, _parsed(content, file, None))


def _found(stem: str, document: object) -> Iterator[tuple[str, Record]]:
    if isinstance(document, list):
        for one in document:
            yield from _found(stem, one)
    elif not isinstance(document, dict):
        raise Unreadable(
            _("The JSON holds something else than records: each must be an object with named fields.")
        )
    elif isinstance(document.get("contents"), list) and "total_items" in document:
        yield from _found(stem, document["contents"])  # a page of HSDS
    elif (
        "id" not in document
        and document
        and all(isinstance(value, list) for name, value in document.items() if name != "about")
    ):
        for name, records in document.items():
            if name != "about":
                yield from _found(name.removesuffix(".csv"), records)
    else:
        yield stem, document


def _parsed(content: bytes, file: str, line: int | None) -> object:
    place = _("%(file)s, line %(line)s") % {"file": file, "line": line} if line else file
    if line and len(content) > MAX_LINE:
        raise Unreadable(_("%(place)s: the record is too long.") % {"place": place})
    try:
        return json.loads(content, parse_constant=_refuse_constant, object_pairs_hook=_without_repetition)
    except _Refused as reason:
        raise Unreadable(f"{place}: {reason}") from reason
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("%(place)s: the JSON is not in UTF-8. Save it as UTF-8.") % {"place": place}
        ) from error
    except ValueError as error:
        message = _("%(place)s: this is not JSON: %(reason)s.")
        raise Unreadable(message % {"place": place, "reason": error}) from error


class _Refused(Exception):
    """Why JSON that Python would read is refused, as a sentence."""


def _refuse_constant(name: str) -> None:
    raise _Refused(_("“%(name)s” is not a number in JSON.") % {"name": name})


def _without_repetition(pairs: list[tuple[str, object]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise _Refused(_("A record has the same field twice."))
    return record


# Our own downloads


def _sheet_of(stem: str, reading: Reading, record: Record) -> str:
    """The sheet that a record of ours belongs to, by the name of what it is in; "" for HSDS."""
    if "id" in record and "key" not in record:
        return ""
    name = stem.lower()
    while name and name not in reading.known_sheets and name not in SHEETS:
        name = name.rpartition("-")[0]  # as downloads are named: partnerships-2026-01-31
    return SHEETS.get(name, name)


def _add(reading: Reading, sheet: str, records: list[tuple[str, Record]]) -> None:
    file = records[0][0]
    part, part_sheet, owner = PARTS.get(sheet, (None, "", ""))
    known_inside = [column for column in reading.known_sheets.get(part_sheet, ()) if column != owner]
    rows, parts = [], []
    columns = records[0][1].keys() & reading.known_sheets[sheet].keys()
    for number, (_file, record) in enumerate(records, 1):
        for column in sorted(columns ^ (record.keys() & reading.known_sheets[sheet].keys())):
            message = _("Each record must have the same fields. Write null where nothing is known.")
            reading.problem(file, message, row=number, column=column)
        rows.append(
            {column: cell(record.get(column)) for column in reading.known_sheets[sheet] if column in columns}
        )
        inside = record.get(part)
        if inside is None:
            continue
        if not isinstance(inside, list) or not all(isinstance(one, dict) for one in inside):
            message = _("This must be a list of records, each an object with named fields.")
            reading.problem(file, message, row=number, column=part)
            continue
        parts += [
            {owner: cell(record.get("key"))} | {c: cell(one[c]) for c in known_inside if c in one}
            for one in inside
        ]
    reading.add_records(sheet, file, rows)
    if parts:
        reading.add_records(part_sheet, file, parts)


def cell(value: object) -> str:
    """What stands in a cell for a value: lists have semicolons between."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:.15g}" if isinstance(value, float) else str(value)[:100]
        case list():
            return ";".join(cell(one) for one in value if not isinstance(one, list | Mapping))
        case _:
            return json.dumps(value, ensure_ascii=False)[:200]
