"""JSON files, our own downloads as well as Open Referral's HSDS: one document, a record on each line, or a ZIP file of
such files."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from directory.gate.plain_text import spelled_out
from directory.importing import open_referral
from directory.tabular import Reading, Unreadable
from directory.tabular.archives import names_in, unpack
from directory.tabular.sheets import MAX_ROWS, too_many_rows

MAX_BYTES = 5 * 1024**2  # of a document: as Python objects it takes up to 25 times as much
# Of a file with a record on each line, of which one at a time is in memory
MAX_BYTES_OF_LINES = 10 * MAX_BYTES
MAX_LINE = 1024**2  # bytes
ENDINGS = (".json", ".ndjson")
DESCRIPTIONS = (
    "datapackage.json",
    "-metadata.json",
)  # of CSV files, by Data Package and CSV on the Web: no records
ABOUT, COUNT = "about", "count"  # what a download says of itself, beside its lists

Record = dict[str, Any]


class NotHSDS(Unreadable):
    """It is JSON, but neither ours nor HSDS: a list of somebody else, whose fields have other names."""


class StatedRecord(NamedTuple):
    """A record as it stands in a file. `stem` is the name of the list that it is in: the file's, or a field's; `is_of_page`
    where an envelope of HSDS's APIs is around it."""

    stem: str
    record: Record
    is_of_page: bool = False


class InnerSheet(NamedTuple):
    """Records that our downloads write inside those of another sheet."""

    field: str  # of the outer record, which holds the list of them
    sheet: str
    owner_column: str  # of their sheet, for the key of the outer record


SHEETS = {"commitments": "actions"}  # by the names that our downloads give them, where those differ
INNER_SHEETS = {
    "partnerships": InnerSheet("members", "memberships", "partnership"),
    "actions": InnerSheet("reports", "progress_reports", "commitment"),
}


def is_json(path: Path) -> bool:
    """Whether there is JSON at a path: by its ending, or by what is in the ZIP file."""
    if path.is_dir():
        return False
    return path.suffix.lower() in ENDINGS or any(map(_may_hold_records, names_in(path)))


def _may_hold_records(name: str) -> bool:
    return name.lower().endswith(ENDINGS) and not name.lower().endswith(DESCRIPTIONS)


def read_into(reading: Reading, path: Path, *, sender: open_referral.SenderOfHSDS | None = None) -> None:
    """Read the records of all documents at a path. `sender` knows what words in HSDS mean. Raises Unreadable."""
    with _refusals(path):
        _read_into(reading, path, sender)


def _read_into(reading: Reading, path: Path, sender: open_referral.SenderOfHSDS | None) -> None:
    records_by_sheet: dict[str, list[Record]] = {}
    first_files: dict[str, str] = {}  # by sheet
    hsds_records = open_referral.Gathered()
    unknown_sheets: dict[str, str] = {}  # with the last file that has one
    count = 0
    for name, content in _files(path):
        file = spelled_out(name)
        for stem, record, is_of_page in _records(PurePosixPath(name).stem, file, content):
            if (count := count + 1) > MAX_ROWS:
                raise too_many_rows()
            sheet = _sheet_of(stem, reading, record)
            if not sheet:
                hsds_records.add(stem, record, is_of_page=is_of_page)
            elif sheet in reading.known_sheets:
                records_by_sheet.setdefault(sheet, []).append(record)
                first_files.setdefault(sheet, file)
            elif "key" in record:
                unknown_sheets[sheet] = file
            else:
                hsds_records.add(stem, record, is_of_page=is_of_page)
    if count and not (records_by_sheet or unknown_sheets or hsds_records.count):
        message = _("%(file)s: this is not HSDS; nothing was read.")
        raise NotHSDS(message % {"file": spelled_out(path.name)})
    for sheet, file in unknown_sheets.items():
        reading.expects(sheet, file)  # which adds the problem that it is not known
    for sheet, records in records_by_sheet.items():
        _add(reading, sheet, records, first_files[sheet])
    open_referral.add_to(reading, spelled_out(path.name), hsds_records, sender=sender)


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix.lower() in ENDINGS:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES_OF_LINES + 1)
        return iter([(path.name, content)])
    documents = unpack(path, endings=ENDINGS)
    # Each is given away, so that it need not stay in memory while the next one is parsed.
    return ((name, documents.pop(name)) for name in sorted(filter(_may_hold_records, documents)))


def documents(path: Path) -> Iterator[tuple[str, str, object]]:
    """Each JSON document at a path with the name of its file, and that without its ending. Raises Unreadable."""
    with _refusals(path):
        for name, content in _files(path):
            for document in _documents(spelled_out(name), content):
                yield name, PurePosixPath(name).stem, document


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Makes Unreadable of what opening and parsing the file raises."""
    try:
        yield
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from error
    except RecursionError as error:
        raise Unreadable(
            _("%(place)s: the JSON is nested too deeply.") % {"place": spelled_out(path.name)}
        ) from error


def _documents(file: str, content: bytes) -> Iterator[object]:
    """The documents of a file: one, or one a line."""
    is_lines = file.lower().endswith(".ndjson")
    if len(content) > (MAX_BYTES_OF_LINES if is_lines else MAX_BYTES):
        message = _("%(file)s: there is more than %(limit)s MB of JSON. Send it in several parts.")
        raise Unreadable(message % {"file": file, "limit": MAX_BYTES // 1024**2})
    if is_lines:
        for number, line in enumerate(content.split(b"\n"), 1):
            if line.strip():
                yield _parsed(line, file, number)
    else:
        yield _parsed(content, file, None)


def _records(stem: str, file: str, content: bytes) -> Iterator[StatedRecord]:
    for document in _documents(file, content):
        yield from _records_in(stem, document)


def _records_in(stem: str, document: object, *, is_of_page: bool = False) -> Iterator[StatedRecord]:
    if isinstance(document, list):
        for element in document:
            yield from _records_in(stem, element, is_of_page=is_of_page)
    elif not isinstance(document, dict):
        raise Unreadable(
            _("The JSON holds something else than records: each must be an object with named fields.")
        )
    elif (page := _page_of_hsds(document)) is not None:
        yield from _records_in(stem, page, is_of_page=True)
    elif _is_of_lists(document):
        for name, records in document.items():
            if name not in (ABOUT, COUNT):
                yield from _records_in(name.removesuffix(".csv"), records)
    elif document.keys() != {COUNT}:  # with which our lines end
        yield StatedRecord(stem, document, is_of_page)


def _page_of_hsds(document: Record) -> list | None:
    """The records in an envelope of HSDS 3, or of Open Referral UK 1.0; None where it is none."""
    for contents, total in (("contents", "total_items"), ("content", "totalElements")):
        if isinstance(document.get(contents), list) and total in document:
            return document[contents]
    return None


def _is_of_lists(document: Record) -> bool:
    """Whether a document is no record but holds lists of them, as our download of everything does."""
    lists = [records for name, records in document.items() if name not in (ABOUT, COUNT)]
    return bool(lists) and "id" not in document and all(isinstance(records, list) for records in lists)


def _parsed(content: bytes, file: str, line: int | None) -> object:
    location = _("%(file)s, line %(line)s") % {"file": file, "line": line} if line else file
    if line and len(content) > MAX_LINE:
        raise Unreadable(_("%(place)s: the record is too long.") % {"place": location})
    try:
        return json.loads(content, parse_constant=_refuse_constant, object_pairs_hook=_without_repetition)
    except _Refused as reason:
        raise Unreadable(f"{location}: {reason}") from reason
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("%(place)s: the JSON is not in UTF-8. Save it as UTF-8.") % {"place": location}
        ) from error
    except ValueError as error:
        message = _("%(place)s: this is not JSON: %(reason)s.")
        raise Unreadable(message % {"place": location, "reason": error}) from error


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
    """The sheet of a record that stands in the list `stem`; "" where the record is HSDS."""
    # HSDS gives every record an "id", our downloads give each a "key".
    if "id" in record and "key" not in record:
        return ""
    name = stem.lower()
    while name and name not in reading.known_sheets and name not in SHEETS:
        name = name.rpartition("-")[0]  # as downloads are named: partnerships-2026-01-31
    return SHEETS.get(name, name)


def _add(reading: Reading, sheet: str, records: list[Record], file: str) -> None:
    """Put records of ours into their sheet, and those inside them into the inner sheet. Problems name `file`, the first one
    that has records of the sheet."""
    known_columns = reading.known_sheets[sheet]
    inner = INNER_SHEETS.get(sheet)
    outer_rows, inner_rows = [], []
    columns = records[0].keys() & known_columns.keys()
    for number, record in enumerate(records, 1):
        for column in sorted(columns ^ (record.keys() & known_columns.keys())):
            message = _("Each record must have the same fields. Write null where nothing is known.")
            reading.problem(file, message, row=number, column=column)
        outer_rows.append({column: cell(record.get(column)) for column in known_columns if column in columns})
        inner_records = record.get(inner.field) if inner else None
        if inner_records is None:
            continue
        if not isinstance(inner_records, list) or not all(
            isinstance(inside, dict) for inside in inner_records
        ):
            message = _("This must be a list of records, each an object with named fields.")
            reading.problem(file, message, row=number, column=inner.field)
            continue
        inner_rows += _inner_rows(inner, reading.known_sheets.get(inner.sheet, ()), record, inner_records)
    reading.add_records(sheet, file, outer_rows)
    if inner_rows:
        reading.add_records(inner.sheet, file, inner_rows)


def _inner_rows(
    inner: InnerSheet, known_columns: Iterable[str], outer: Record, inner_records: list[Record]
) -> list[dict[str, str]]:
    """The rows of the inner sheet: each with the key of the outer record and the columns that it has itself."""
    columns = [column for column in known_columns if column != inner.owner_column]
    return [
        {inner.owner_column: cell(outer.get("key"))}
        | {column: cell(inside[column]) for column in columns if column in inside}
        for inside in inner_records
    ]


def cell(value: object) -> str:
    """The text of a cell for a JSON value. A list has semicolons between, and loses what is nested in it. An object is
    shortened to 200 characters: no column takes it, and the message about it should show what it was."""
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
            return ";".join(cell(element) for element in value if not isinstance(element, list | Mapping))
        case _:
            return json.dumps(value, ensure_ascii=False)[:200]
