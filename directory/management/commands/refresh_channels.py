"""Bring the list of reporting channels to its file, but for what reviewers corrected."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.records.channel_list import WrongChannelList, refresh

FILE = Path(__file__).resolve().parents[2] / "vocabularies" / "channels.csv"


class Command(BaseCommand):
    help = (
        "Bring the list of places to report abuse to the file that comes with this release, or to another one."
        " What reviewers corrected, added or removed stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", default=FILE, help="a CSV file with the same columns"
        )

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as rows:
                lines = refresh(list(csv.DictReader(rows)))
        except (OSError, UnicodeDecodeError, csv.Error) as reason:
            raise CommandError(f"{file} cannot be read: {reason}") from reason
        except WrongChannelList as wrong:
            raise CommandError("\n".join([f"{file}: nothing was changed.", *wrong.problems])) from wrong
        for line in lines or ["nothing changed"]:
            self.stdout.write(line)
