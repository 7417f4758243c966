"""The whole directory in files that are made each night: everything that is public, as of one moment."""

import datetime
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.exchange.json_records import records
from directory.exchange.record_columns import Described, Table, batches
from directory.exchange.record_lists import LISTS, licence
from directory.exchange.spreadsheets import csv_lines, write_workbook
from directory.finding import facets
from directory.importing import SHEETS
from directory.models import (
    Commitment,
    Event,
    Membership,
    Organisation,
    Partnership,
    ProgressReport,
    Resource,
    Source,
    Topic,
)

ROWS_OF_A_SHEET = 1_048_575  # that a workbook can have
CSV, NDJSON, XLSX = "directory-csv.zip", "directory-ndjson.zip", "directory.xlsx"
CONTENT_TYPES = {
    CSV: "application/zip",
    NDJSON: "application/zip",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that was made. `size` is in bytes."""

    name: str
    path: Path
    size: int
    made_at: datetime.datetime


def made(folder: Path | None) -> list[Dump]:
    """The dumps that there are."""
    found = []
    for name in CONTENT_TYPES:
        path = folder / name if folder else None
        if path and path.is_file():
            state = path.stat()
            made_at = datetime.datetime.fromtimestamp(state.st_mtime, tz=datetime.UTC)
            found.append(Dump(name, path, state.st_size, made_at))
    return found


def make(folder: Path) -> list[Dump]:
    """Write all dumps anew; each takes the place of the one before when it is complete. A workbook that would have
    too many rows is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        sheets = {name: ids_of(public) for name, public in everything().items()}
        writers = {CSV: write_csv, NDJSON: write_ndjson, XLSX: write_xlsx}
        if max(map(len, sheets.values())) > ROWS_OF_A_SHEET:
            del writers[XLSX]
            (folder / XLSX).unlink(missing_ok=True)
        for name, write in writers.items():
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
                path = Path(file.name)
                try:
                    write(file, sheets)
                    path.chmod(0o644)
                    path.replace(folder / name)
                finally:
                    path.unlink(missing_ok=True)
    return made(folder)


def everything() -> dict[str, QuerySet]:
    """The public records of each sheet of the import."""
    records = {
        "organisations": Organisation.objects.published(),
        "events": Event.objects.all(),
        "partnerships": Partnership.objects.published(),
        "memberships": Membership.objects.shown(),
        "resources": Resource.objects.all(),
        "actions": Commitment.objects.all(),
        "progress_reports": ProgressReport.objects.all(),
    }
    cited = Q()
    for public in records.values():  # a source that stands behind nothing public is not public
        cited |= Q(pk__in=public.values("source"))
    found = {"sources": Source.objects.filter(cited), "topics": Topic.objects.all(), **records}
    return {name: found[name] for name in SHEETS}


def ids_of(public: QuerySet) -> list:
    return list(public.order_by("pk").values_list("pk", flat=True))


def about() -> list[tuple[str, str]]:
    return [
        (_("Partnership Directory"), _("Everything that is public")),
        (_("Day"), date_format(timezone.localdate(), "DATE_FORMAT")),
        (_("Licence"), licence()),
    ]


def tables(sheets: Iterable[str]) -> dict[str, Table]:
    public = everything()
    return {name: Table(SHEETS[name], public[name]) for name in sheets}


def write_csv(file, sheets: dict[str, list]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables(sheets).items():
            with archive.open(f"{name}.csv", "w", force_zip64=True) as member:
                for piece in csv_lines(about(), table, sheets[name]):
                    member.write(piece.encode())


def write_ndjson(file, sheets: dict[str, list]) -> None:
    values = facets.values(facets.data_version())
    listed_sheets = {listed.sheet for listed in LISTS.values()} | {
        listed.part.sheet for listed in LISTS.values() if listed.part
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sheets.keys() - listed_sheets:  # what records refer to: sources, topics, events
            described = Described(SHEETS[name], everything()[name], more={})
            with archive.open(f"{name}.ndjson", "w") as member:
                for batch in batches(sheets[name]):
                    for rows in described.rows(batch).values():
                        member.writelines(f"{text}\n".encode() for (text,) in rows)
        for name, listed in LISTS.items():
            with archive.open(f"{name}.ndjson", "w", force_zip64=True) as member:
                for _pk, record in records(listed, sheets[listed.sheet], values):
                    member.write(f"{record}\n".encode())


def write_xlsx(file, sheets: dict[str, list]) -> None:
    write_workbook(
        file, {name: (table, sheets[name]) for name, table in tables(sheets).items()}, about=about()
    )
