"""Files that are imported: their rows, and sending them in by the page."""

import csv
import io
import zipfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from directory.models import Import
from directory.review.imports import work


def write_sheets(folder: Path, **sheets: list[dict]) -> Path:
    """A folder with a CSV file for each sheet, whose columns are those of its first row."""
    folder.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def zipped(**sheets: list[dict]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, rows in sheets.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
            archive.writestr(f"{name}.csv", text.getvalue())
    return file.getvalue()


def send(client, content: bytes, *, name: str = "sheets.zip", sender: str = "Hotline network") -> Import:
    """Upload a file as the form does, and let the job look at it."""
    form = {"sender": sender, "why": "Spring update", "file": SimpleUploadedFile(name, content)}
    response = client.post("/review/imports/", form)
    assert response.status_code == 302, response.content.decode()
    return worked(Import.objects.first())


def worked(upload: Import) -> Import:
    """The import after its job has run."""
    work.work(upload.pk)
    upload.refresh_from_db()
    return upload


def organisation_row(**changes: str) -> dict:
    return {
        "key": "one",
        "name": "The first organisation",
        "sector": "government",
        "country": "BE",
        **changes,
    }
