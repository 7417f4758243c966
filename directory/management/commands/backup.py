import os
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory.operating.backups import taking
from directory.operating.backups.programs import BackupFailed

KEPT = 14


class Command(BaseCommand):
    help = "Copy the whole server while it runs, check the copy, and say what is in it."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, default=settings.BACKUPS_ROOT, help="usually BACKUPS_ROOT")
        parser.add_argument(
            "--keep", type=int, default=KEPT, help=f"so many backups, and no older ones ({KEPT})"
        )
        parser.add_argument(
            "--status",
            action="store_true",
            help="only say how old the last one is, and whether the server archives",
        )
        parser.add_argument(
            "--archiving",
            action="store_true",
            help="only say the SQL after which the server archives what it writes",
        )

    def handle(self, *, to: Path | None, keep: int, status: bool, archiving: bool, **options):
        if to is None:
            raise CommandError("Name a folder with --to, or in BACKUPS_ROOT.")
        if keep < 1:
            raise CommandError("--keep should be 1 or more.")
        if archiving:
            self.stdout.write(taking.archiving_settings(to))
        elif status:
            self.tell_status(to)
        else:
            self.take(to, keep=keep)

    def take(self, root: Path, *, keep: int) -> None:
        try:
            backup = taking.take(root, address=os.environ["DATABASE_URL"])
            forgotten = taking.forget_old(root, keep=keep)
        except BackupFailed as failure:
            raise CommandError(str(failure)) from None
        except psycopg.OperationalError as error:
            raise CommandError(f"The database did not answer: {error}") from None
        rows = sum(backup.row_counts.values())
        self.stdout.write(f"{backup.folder} is whole: {len(backup.row_counts)} tables, {rows:,} rows.")
        if forgotten:
            self.stdout.write(f"{forgotten} older backups were deleted.")
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            if warning := taking.archiving_warning(connection):
                self.stderr.write(warning)

    def tell_status(self, root: Path) -> None:
        settings.BACKUPS_ROOT = root
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            warnings = [taking.backup_warning(), taking.archiving_warning(connection)]
        if any(warnings):
            raise CommandError(" ".join(warnings).strip())
        self.stdout.write(f"The last backup is of {taking.last_backup().finished_at:%Y-%m-%d %H:%M} UTC.")
