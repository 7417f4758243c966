import datetime
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.operating.backups.programs import BackupFailed
from directory.operating.backups.restoring import Restored, restore

# Counted in words that whoever restores knows; the others only where they differ
ALWAYS_TOLD = ("directory_partnership", "directory_organisation", "directory_membership", "directory_user")


def moment(words: str) -> datetime.datetime:
    """ISO 8601; without an offset it is UTC."""
    parsed = datetime.datetime.fromisoformat(words)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.UTC)


class Command(BaseCommand):
    help = "Make a new folder for a server from a backup, as it was at a moment, and count what is in it."
    # The database of the site may be the one that is gone
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="root", type=Path, default=settings.BACKUPS_ROOT, help="usually BACKUPS_ROOT"
        )
        parser.add_argument(
            "--to", type=Path, required=True, help="the server's new folder, which must not exist"
        )
        parser.add_argument(
            "--until", type=moment, help='such as "2026-11-29 20:15:07", UTC; without it, all there is'
        )

    def handle(self, *, root: Path | None, to: Path, until: datetime.datetime | None, **options) -> None:
        if root is None:
            raise CommandError("Name the folder of backups with --from, or in BACKUPS_ROOT.")
        start = time.monotonic()
        try:
            restored = restore(root.resolve(), to.resolve(), until=until)
        except BackupFailed as failure:
            raise CommandError(str(failure)) from None
        self.tell(restored)
        self.stdout.write(
            f"{to} is whole, and a server started on it; {time.monotonic() - start:.0f} s.\n"
            "Before the site uses it: ./run after_restore. After that: ./run backup."
        )

    def tell(self, restored: Restored) -> None:
        """The counts beside those of the backup's record."""
        backup = restored.backup
        self.stdout.write(f"From the backup of {backup.finished_at:%Y-%m-%d %H:%M:%S} UTC.")
        self.stdout.write(f"The last change in it: {restored.last_change or 'none since the backup'}.")
        self.stdout.write(f"{'table':40} {'backup':>10} {'restored':>10}")
        for table in sorted({*backup.row_counts, *restored.row_counts}):
            recorded, counted = backup.row_counts.get(table, 0), restored.row_counts.get(table, 0)
            if recorded != counted or table in ALWAYS_TOLD:
                self.stdout.write(f"{table:40} {recorded:>10,} {counted:>10,}")
