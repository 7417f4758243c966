"""Databases of their own for tests whose work has to be committed (what other processes and threads see), and records
that all tests of a module read."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pytest_django import DjangoDbBlocker

from tests.support.processes import manage

kept = ExitStack()  # until the end of all tests

# What all processes of a run copy: the site's tables, and then with our data sets in them
TEMPLATES = ("template", "conference", "conference_networks")


def begin_run(folder: Path) -> None:
    """Called before anything else by the process that starts the others: what it writes here they all know. The folder
    is removed at the end."""
    os.environ.setdefault("TEST_RUN", str(os.getpid()))
    os.environ.setdefault("TEST_RUN_FOLDER", str(folder))


def end_run() -> None:
    """Remove what all processes shared, once the one that started the others is at its end."""
    if os.environ["TEST_RUN"] == str(os.getpid()):
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            for name in TEMPLATES:
                drop_database(server, named(name, os.environ["TEST_RUN"]))


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

    def migrate(address: str) -> None:
        manage(os.environ | {"DATABASE_URL": address}, "migrate", "--verbosity=0")

    return made_once("template", template="template1", fill=migrate)


def imported_once(*data_sets: str, blocker: DjangoDbBlocker) -> str:
    """The same with our data sets in it as well, imported in that order."""
    *before, last = data_sets

    def import_last(address: str) -> None:
        with in_database(address, blocker):
            import_data_set(last)
            analyse()

    template = imported_once(*before, blocker=blocker) if before else migrated_once()
    return made_once("_".join(data_sets), template=template, fill=import_last)


def made_once(name: str, *, template: str, fill: Callable[[str], None]) -> str:
    """The name of a copy of `template`, which the first process that asks for it makes and fills: `fill` gets its address."""
    name = named(name, os.environ["TEST_RUN"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])  # given back with the connection
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            try:
                fill(make_conninfo(os.environ["DATABASE_URL"], dbname=name))
            except BaseException:
                drop_database(server, name)
                raise
    return name


@contextmanager
def in_database(address: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let this process and its threads work in that database, where they see what each of them committed.

    By a connection of its own: a transaction that is open in another database is still open afterwards.
    """
    usual_connection, usual_name = connections[DEFAULT_DB_ALIAS], connection.settings_dict["NAME"]
    with blocker.unblock():
        connection.settings_dict["NAME"] = conninfo_to_dict(address)["dbname"]
        connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
        try:
            yield
        finally:
            connection.close()
            connections[DEFAULT_DB_ALIAS] = usual_connection
            connection.settings_dict["NAME"] = usual_name


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


@contextmanager
def data_sets_for_the_module(*data_sets: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a module's tests work where these data sets are: in the process's copy of a database into which they were imported
    once, for an import takes longer than most modules."""
    with in_database(_copy(*data_sets, blocker=blocker), blocker), kept_for_the_module(blocker):
        yield


@cache
def _copy(*data_sets: str, blocker: DjangoDbBlocker) -> str:
    template = imported_once(*data_sets, blocker=blocker)
    return kept.enter_context(database_of_its_own(f"with_{'_'.join(data_sets)}", template=template))
