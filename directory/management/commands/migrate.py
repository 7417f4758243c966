import time

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

# Shorter than a page may take (DATABASE_STATEMENT_TIMEOUT): whoever reads waits behind a migration that waits, and should
# get the page all the same
LOCK_TIMEOUT = "1s"
# Seconds between the tries, in which readers and writers go on: six minutes in all
WAITS = (1, 2, 4, 8, 16, 30, 60, 60, 60, 120)


class Command(migrate.Command):
    help = f"{migrate.Command.help} Never waits longer than {LOCK_TIMEOUT} for a lock: it tries again."

    def handle(self, *args, **options):
        """What a try did stays done where it was a whole migration; the one that got no lock is undone whole."""
        for wait in WAITS:
            if self.is_migrated(*args, **options):
                return
            self.stderr.write(f"Others use a table that has to change. Trying again in {wait} seconds.")
            time.sleep(wait)
        if not self.is_migrated(*args, **options):
            raise CommandError("Others held a lock for too long. Nothing is half done: migrate again later.")

    def is_migrated(self, *args, database: str, **options) -> bool:
        """Migrate, unless a lock is not to be had in time."""
        connection = connections[database]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
            # The limit of pages: search may have to be computed anew for all records
            cursor.execute("SET statement_timeout = 0")
        try:
            super().handle(*args, database=database, **options)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                return False
            raise
        with connection.cursor() as cursor:  # what the same process does afterwards may wait
            cursor.execute("RESET lock_timeout")
            cursor.execute("RESET statement_timeout")
        return True
