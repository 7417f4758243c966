"""All that is public in the directory, and how the directory is emptied before it comes back."""

import zipfile
from pathlib import Path

from directory.exchange import dumps
from directory.importing import SHEETS
from directory.models import Organisation


def every_record() -> dict[str, dict[str, dict]]:
    """What is public in the columns of each sheet, by the record's key."""
    rows_by_sheet = {}
    for name, table in dumps.tables(SHEETS).items():
        ids = dumps.ids_of(dumps.everything()[name])
        rows = [
            dict(zip(table.columns, row, strict=True)) for rows in table.rows(ids).values() for row in rows
        ]
        rows_by_sheet[name] = {
            " ".join(str(row[column] or "") for column in SHEETS[name].identity): row for row in rows
        }
    return rows_by_sheet


def empty_the_directory() -> None:
    Organisation.objects.update(parent=None)
    for model in (form.model for form in reversed(SHEETS.values())):
        model.objects.all().delete()


def as_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
