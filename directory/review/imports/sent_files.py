"""The file of an import, read as its sender is known to keep it."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from directory.importing.roads import FileOfSender, read_of_sender
from directory.models import Import

ENDINGS = {".csv", ".tsv", ".tab", ".txt", ".zip", ".xlsx", ".ods", ".json", ".ndjson"}


@contextmanager
def file_at_path(file_import: Import) -> Iterator[Path]:
    """Its file, for a while, under a name that says of which kind it is."""
    # The name says which sheet a single CSV file is. It is the sender's, so only letters, digits, spaces and hyphens of
    # it get into a path of this machine.
    name = PurePath(file_import.file_name.replace("\\", "/"))
    stem = re.sub(r"[^\w -]", "", name.stem)[:60] or "file"
    ending = name.suffix.lower()
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / (stem + (ending if ending in ENDINGS else ""))
        path.write_bytes(file_import.file)
        yield path


def read_file(file_import: Import) -> FileOfSender:
    """The rows of its file, or the questions that stand before them. Raises Unreadable."""
    with file_at_path(file_import) as path:
        return read_of_sender(path, file_import.sender)
