"""Databases of their own for tests whose work has to be committed: what other processes and threads see."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pytest_django import DjangoDbBlocker

kept = ExitStack()  # until the end of all tests


@contextmanager
def database_of_its_own(name: str, *, template: str = "template1") -> Iterator[str]:
    """The address of an empty database, for what runs in other processes and cannot see a test's transaction."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # of several processes that share the tests
    name = f"test_{conninfo_to_dict(os.environ['DATABASE_URL'])['dbname']}_{name}_{worker}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        drop_database(server, name)
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield make_conninfo(os.environ["DATABASE_URL"], dbname=name)
        drop_database(server, name)


@contextmanager
def migrated_database(name: str) -> Iterator[str]:
    """The same with the site's tables in it, which are made once and copied."""
    with database_of_its_own(name, template=_migrated_once()) as address:
        yield address


@cache
def _migrated_once() -> str:
    address = kept.enter_context(database_of_its_own("template"))
    migrate = [sys.executable, settings.BASE_DIR / "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(migrate, check=True, env=os.environ | {"DATABASE_URL": address})
    return conninfo_to_dict(address)["dbname"]


@contextmanager
def in_database(address: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let this process and its threads work in that database, where they see what each of them committed."""
    usual = connection.settings_dict["NAME"]
    with blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = conninfo_to_dict(address)["dbname"]
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual


def drop_database(server: psycopg.Connection, name: str) -> None:
    """Without FORCE, which a role that is no superuser is refused while autovacuum looks at the database: a plain
    DROP sends autovacuum away by itself, and our own connections are ended before."""
    own = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
    server.execute(own, [name])
    server.execute(f'DROP DATABASE IF EXISTS "{name}"')
