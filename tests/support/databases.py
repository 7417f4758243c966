"""Databases of their own for tests whose work has to be committed (what other processes and threads see), and records
that all tests of a module read."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection, transaction
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pytest_django import DjangoDbBlocker

from tests.support.processes import manage

kept = ExitStack()  # until the end of all tests


def begin_run(folder: Path) -> None:
    """Called before anything else by the process that starts the others: what it writes here they all know. The folder
    is removed at the end."""
    os.environ.setdefault("TEST_RUN", str(os.getpid()))
    os.environ.setdefault("TEST_RUN_FOLDER", str(folder))


def end_run() -> None:
    """Remove what all processes shared, once the one that started the others is at its end."""
    if os.environ["TEST_RUN"] == str(os.getpid()):
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            drop_database(server, named("template", os.environ["TEST_RUN"]))


def named(*parts: str) -> str:
    return "_".join(["test", conninfo_to_dict(os.environ["DATABASE_URL"])["dbname"], *parts])


@contextmanager
def database_of_its_own(name: str, *, template: str = "template1") -> Iterator[str]:
    """The address of an empty database, for what runs in other processes and cannot see a test's transaction."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # of several processes that share the tests
    name = named(name, worker)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        drop_database(server, name)
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield make_conninfo(os.environ["DATABASE_URL"], dbname=name)
        drop_database(server, name)


@contextmanager
def migrated_database(name: str) -> Iterator[str]:
    """The same with the site's tables in it."""
    with database_of_its_own(name, template=migrated_once()) as address:
        yield address


def migrated_once() -> str:
    """The name of a database with the site's tables in it, which is made once for all processes and copied."""
    name = named("template", os.environ["TEST_RUN"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])  # given back with the connection
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}"')
            address = make_conninfo(os.environ["DATABASE_URL"], dbname=name)
            try:
                manage(os.environ | {"DATABASE_URL": address}, "migrate", "--verbosity=0")
            except subprocess.CalledProcessError:
                drop_database(server, name)
                raise
    return name


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
    end_ours = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
    server.execute(end_ours, [name])
    server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def import_conference() -> None:
    import_data_set("conference")


def import_data_set(name: str) -> None:
    from directory.importing import import_directory

    import_directory(settings.BASE_DIR / "directory" / "sample" / name, why=f"The {name} data set")


def analyse() -> None:
    """Have statements planned by how many rows there are, and not by how many there were in an empty database: with
    some hundred sources, the question which of them are public then takes minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def kept_for_the_module(blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around a module's tests, for records that all of them read. Each test's own is inside it."""
    with blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS listing_settle IMMEDIATE")
        yield
        transaction.set_rollback(True)
