"""The whole directory in files that are made each night: everything that is public, as of one moment."""

import datetime
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.deployment import site_name
from directory.database.snapshots import snapshot
from directory.exchange.json_records import records
from directory.exchange.record_columns import JSONTable, SheetTable, batches
from directory.exchange.record_lists import LISTS, citation, licence, stated_operator
from directory.exchange.spreadsheets import SheetOfRecords, csv_lines, write_workbook
from directory.exchange.table_descriptions import (
    CSVW_FILE,
    PACKAGE_FILE,
    DataState,
    TableFile,
    data_package,
    described_tables,
)
from directory.finding import facets
from directory.importing import SHEETS
from directory.models import EventSession, Topic
from directory.models.statements import public_sources, public_statements
from directory.records.linked_data import site_url

ROWS_OF_A_SHEET = 1_048_575  # that a workbook can have below the row with the columns' names
CSV, NDJSON, XLSX = "directory-csv.zip", "directory-ndjson.zip", "directory.xlsx"
CONTENT_TYPES = {
    CSV: "application/zip",
    NDJSON: "application/zip",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that was made. `size` is in bytes; `sha256` in hexadecimal, "" where it is not known."""

    name: str
    path: Path
    size: int
    made_at: datetime.datetime
    sha256: str


def made(folder: Path | None) -> list[Dump]:
    """The dumps that are in a folder; none where no folder is set."""
    dumps = []
    for name in CONTENT_TYPES:
        path = folder / name if folder else None
        if path and path.is_file():
            state = path.stat()
            made_at = datetime.datetime.fromtimestamp(state.st_mtime, tz=datetime.UTC)
            dumps.append(Dump(name, path, state.st_size, made_at, _sum_of(path)))
    return dumps


def _sum_of(path: Path) -> str:
    """The checksum that was written beside a dump; "" for one that stands there since another dump was put in its place."""
    beside = _beside(path)
    if not beside.is_file() or beside.stat().st_mtime_ns < path.stat().st_mtime_ns:
        return ""
    return beside.read_text().partition(" ")[0]


def _beside(path: Path) -> Path:
    """The file with the checksum of a dump, as `sha256sum --check` reads it."""
    return path.with_name(f"{path.name}.sha256")


def make(folder: Path) -> list[Dump]:
    """Write all dumps anew, and give those that are there then. Each replaces the one before when it is complete. A
    workbook that would have too many rows is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    with snapshot():  # all files show the same moment
        sheets = {name: ids_of(public) for name, public in everything().items()}
        writers = {CSV: write_csv, NDJSON: write_ndjson, XLSX: write_xlsx}
        if max(map(len, sheets.values())) > ROWS_OF_A_SHEET:
            del writers[XLSX]
            for path in (folder / XLSX, _beside(folder / XLSX)):
                path.unlink(missing_ok=True)
        for name, write in writers.items():
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
                path = Path(file.name)
                try:
                    write(file, sheets)
                    path.chmod(0o644)
                    with path.open("rb") as written:
                        checksum = hashlib.file_digest(written, "sha256").hexdigest()
                    path.replace(folder / name)
                    _beside(folder / name).write_text(f"{checksum}  {name}\n")
                finally:
                    path.unlink(missing_ok=True)
    return made(folder)


def everything() -> dict[str, QuerySet]:
    """The public records of each sheet of the import."""
    statements = public_statements()
    sheets = {
        "sources": public_sources(),
        "topics": Topic.objects.all(),
        "sessions": EventSession.objects.all(),
        "actions": statements.pop("commitment"),
        "progress_reports": statements.pop("progressreport"),
        **{f"{kind}s": public for kind, public in statements.items()},
    }
    return {name: sheets[name] for name in SHEETS}  # in the order in which they are imported


def ids_of(public: QuerySet) -> list:
    return list(public.order_by("pk").values_list("pk", flat=True))


def about() -> list[tuple[str, str]]:
    return [
        (site_name(), _("Everything that is public")),
        (_("Day"), date_format(timezone.localdate(), "DATE_FORMAT")),
        (_("Operator"), stated_operator()),
        (_("Licence"), licence()),
        (
            _("How to cite"),
            citation(site_name(), timezone.localdate(), site_url(reverse("directory:data"))),
        ),
    ]


def tables(sheets: Iterable[str]) -> dict[str, SheetTable]:
    public = everything()
    return {name: SheetTable(SHEETS[name], public[name]) for name in sheets}


def write_csv(file, sheets: dict[str, list]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables(sheets).items():
            with archive.open(f"{name}.csv", "w", force_zip64=True) as member:
                for piece in csv_lines(table, sheets[name]):
                    member.write(piece.encode())
        files = [TableFile(name, f"{name}.csv") for name in sheets]
        state = DataState(timezone.localdate(), facets.data_version())
        for name, description in (
            (CSVW_FILE, described_tables(files, state)),
            (PACKAGE_FILE, data_package(files, state)),
        ):
            archive.writestr(name, json.dumps(description, ensure_ascii=False, indent=1))


def write_ndjson(file, sheets: dict[str, list]) -> None:
    facet_values = facets.values(facets.data_version())
    listed_sheets = {record_list.sheet for record_list in LISTS.values()} | {
        record_list.dependents.sheet for record_list in LISTS.values() if record_list.dependents
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sheets.keys() - listed_sheets:  # what records refer to: sources, topics, events
            table = JSONTable(SHEETS[name], everything()[name], extra_members={})
            with archive.open(f"{name}.ndjson", "w") as member:
                for batch in batches(sheets[name]):
                    for record_rows in table.rows(batch).values():
                        member.writelines(f"{text}\n".encode() for (text,) in record_rows)
        for name, record_list in LISTS.items():
            with archive.open(f"{name}.ndjson", "w", force_zip64=True) as member:
                for _pk, record in records(record_list, sheets[record_list.sheet], facet_values):
                    member.write(f"{record}\n".encode())


def write_xlsx(file, sheets: dict[str, list]) -> None:
    sheets_of_records = {name: SheetOfRecords(table, sheets[name]) for name, table in tables(sheets).items()}
    write_workbook(file, sheets_of_records, about=about())
