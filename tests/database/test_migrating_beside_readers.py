"""A migration never stands in front of those who read: it gives up a lock that it does not get, and tries again."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection

from tests.support.databases import migrated_database
from tests.support.processes import wait_until

AS_LONG_AS_A_PAGE_MAY_TAKE = "2000"  # milliseconds
# On the way back to it a table loses a column, which takes a lock. No other test takes migrations back: that those after it
# can be taken back is shown here alone
BEFORE = "0032_lists_of_others_have_plans"


@pytest.fixture
def address():
    with migrated_database("beside_readers") as address:
        yield address


def tables(session: psycopg.Connection) -> list[str]:
    rows = session.execute(
        "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    return [name for (name,) in rows]


def last_migration(session: psycopg.Connection) -> str:
    (name,) = session.execute(
        "SELECT name FROM django_migrations WHERE app = 'directory' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return name


def test_a_migration_lets_readers_through_and_comes_through_after_a_long_one(address):
    with (
        psycopg.connect(address) as long_reader,  # as pg_dump is: it has a lock on all tables until its end
        psycopg.connect(address, autocommit=True) as reader,
    ):
        long_reader.execute(f"LOCK TABLE {', '.join(tables(reader))} IN ACCESS SHARE MODE")
        waiting = "SELECT relation::regclass::text FROM pg_locks WHERE NOT granted AND relation IS NOT NULL"
        migration = subprocess.Popen(
            [sys.executable, settings.BASE_DIR / "manage.py", "migrate", "directory", BEFORE],
            env=os.environ | {"DATABASE_URL": address},
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            wait_until(lambda: reader.execute(waiting).fetchone())
            (table,) = reader.execute(waiting).fetchone()
            reader.execute(f"SET statement_timeout = {AS_LONG_AS_A_PAGE_MAY_TAKE}")
            for _time in range(3):
                reader.execute(f"SELECT count(*) FROM {table}")
                wait_until(lambda: migration.stderr.readline().endswith("seconds.\n"))
                assert migration.poll() is None
            long_reader.rollback()

            assert migration.wait(120) == 0
        finally:
            migration.kill()
            migration.stderr.close()
        assert last_migration(reader) == BEFORE


@pytest.mark.django_db
def test_a_migration_may_take_longer_than_a_page(monkeypatch):
    limits = []

    def note_limit(_command, **_options):
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            limits.extend(cursor.fetchone())

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 2000")
    monkeypatch.setattr(migrate.Command, "handle", note_limit)

    call_command("migrate", verbosity=0)

    assert limits == ["0"]
