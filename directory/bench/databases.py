"""A database for each size, on the server in use: made, filled and kept for the next run."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import getfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Field
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from directory.bench import chances, desks, seeding, texts
from directory.bench.seeding import Batch, Directory
from directory.database.sources import all_objects
from directory.finding import search, spelling
from directory.models import (
    Commitment,
    Event,
    Organisation,
    Partnership,
    PartnershipHistory,
    Resource,
    Source,
)
from directory.models.sql_constants import sql_constants

CHUNK = 5_000  # listings that are computed at a time


class NotAllowed(Exception):
    """The database's role may not do what a database for measuring needs."""


@contextmanager
def using(
    size: int, *, seed: int, reset: bool, organisation_count: int = 0, kind: type[Directory] = Directory
) -> Iterator[None]:
    """Run the block with the database of that size in place of the usual one. Raises NotAllowed.

    With an `organisation_count` of its own, or a directory of another kind, it is another database.

    Its comment says from which seed, migrations and seeding it was filled. Where one of them has changed, it is
    made anew.
    """
    require_rights()
    parts = [
        "bench",
        str(size),
        str(organisation_count or ""),
        "" if kind is Directory else kind.__name__.lower(),
    ]
    name = "_".join(filter(None, parts))
    mark = f"{size} partnerships, seed {seed}, made by {fingerprint(kind)}"
    is_stale = reset or _comment(name) != mark
    if is_stale:
        _execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        _execute(f"CREATE DATABASE {name}")
    with _connected_to(name):
        if is_stale:
            call_command("migrate", verbosity=0)
            today = timezone.localdate()
            fill(kind(size, seed=seed, today=today, organisation_count=organisation_count))
            _execute(f"COMMENT ON DATABASE {name} IS '{mark}'")
        search.refresh_aged()
        _execute("VACUUM ANALYZE")
        yield


def require_rights() -> None:
    """Raises NotAllowed for a role that cannot make databases or switch triggers off."""
    allowed = _execute(
        "SELECT (rolsuper OR rolcreatedb) AND has_parameter_privilege('session_replication_role', 'SET')"
        " FROM pg_roles WHERE rolname = current_user"
    )
    if not allowed[0][0]:
        raise NotAllowed(
            "The role in DATABASE_URL has to be a superuser, or to have CREATEDB and"
            " GRANT SET ON PARAMETER session_replication_role. The private server's role is one."
        )


def fingerprint(kind: type[Directory]) -> str:
    """A short digest of what decides, beside size and seed, what a filled database holds."""
    migrations = Path(apps.get_app_config("directory").path, "migrations").glob("0*.py")
    files = [
        *sorted(migrations),
        Path(seeding.__file__),
        Path(desks.__file__),
        Path(chances.__file__),
        Path(texts.__file__),
        Path(getfile(kind)),
        Path(__file__),
    ]
    # Functions and triggers are made after the migrations, from files and from constants of the models
    marks = "".join(database_object.mark for database_object in all_objects(sql_constants()))
    return hashlib.sha256(b"".join([*(file.read_bytes() for file in files), marks.encode()])).hexdigest()[:12]


def fill(directory: Directory) -> None:
    """Write the records into an empty database with triggers off, then what the triggers would have derived."""
    with transaction.atomic():
        # Off: each of a million rows would mark its listing and write its history one by one
        _execute("SET LOCAL session_replication_role = replica")
        models = set()
        for batch in directory.batches():
            copy(batch)
            models |= batch.keys()
        for model in models:
            _execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM "
                + model._meta.db_table
                + "))",
                [model._meta.db_table],
            )
        write_history()
        stamp_changes()
        list_desks()
        _execute("ANALYZE")  # without it, the joins of the next step are planned for empty tables
        _execute("SELECT documents_refresh()")
        derive(directory.size)
        suggest_names()
        _execute("SET LOCAL session_replication_role = origin")
    spelling.learn_words()


def copy(batch: Batch) -> None:
    """Write a batch, each field that a record lacks with its default."""
    for model, records in batch.items():
        fields = [field for field in model._meta.local_concrete_fields if not field.generated]
        if records and "id" not in records[0]:
            fields = [field for field in fields if not field.primary_key]
        columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as target,
        ):
            for record in records:
                target.write_row(
                    [
                        record[field.attname] if field.attname in record else _default(field)
                        for field in fields
                    ]
                )


def _default(field: Field) -> object:
    value = field.get_default()
    # Most are as PostgreSQL takes them; to ask Django for each of a million takes minutes
    return (
        value if value is None or isinstance(value, str | int) else field.get_db_prep_save(value, connection)
    )


def derive(size: int) -> None:
    """Compute the tables that search reads, for all partnerships at once."""
    indexes = _execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = 'listing'::regclass AND NOT indisprimary"
    )
    # Filling a GIN index row by row takes longer than building it afterwards
    for name, _definition in indexes:
        _execute(f"DROP INDEX {name}")
    for start in range(1, size + 1, CHUNK):
        _execute(
            "INSERT INTO listing SELECT * FROM listing_computed(ARRAY(SELECT generate_series(%s::bigint, %s::bigint)))",
            [start, start + CHUNK - 1],
        )
    for _name, definition in indexes:
        _execute(definition)
    _execute("INSERT INTO facet_bits (blk, v, bits) SELECT * FROM facet_bits_computed()")
    _execute("INSERT INTO facet_total SELECT * FROM facet_totals_computed()")
    spelling.learn_common_words()


def suggest_names() -> None:
    """The rows from which suggestions are made, for all records at once."""
    for kind in ("organisation", "partnership"):
        _execute(
            f"SELECT suggestion_refresh('{kind}', array_agg(id)) FROM directory_{kind} GROUP BY id / {CHUNK}"
        )


def list_desks() -> None:
    """The rows that the finder reads, for all desks at once."""
    _execute("SELECT desk_listing_refresh(ARRAY(SELECT id FROM directory_contactpoint))")


def write_history() -> None:
    """The event that each partnership's page looks for: that it was entered."""
    shared = {field.column for field in Partnership._meta.local_concrete_fields}
    columns = ", ".join(
        f.column for f in PartnershipHistory._meta.local_concrete_fields if f.column in shared
    )
    _execute(
        f"INSERT INTO {PartnershipHistory._meta.db_table} (pgh_created_at, pgh_label, pgh_obj_id, {columns})"
        f" SELECT created_at, 'insert', id, {columns} FROM {Partnership._meta.db_table}"
    )


def stamp_changes() -> None:
    """When each public record last changed: when it was entered, as far as the record says."""
    for model, changed_at in (
        (Partnership, "created_at"),
        (Organisation, "created_at"),
        (Resource, "now()"),
        (Commitment, "now()"),
        (Event, "now()"),
        (Source, "now()"),
    ):
        _execute(
            "INSERT INTO record_change (kind, record_id, changed_at)"
            f" SELECT %s, id, {changed_at} FROM {model._meta.db_table}",
            [model._meta.model_name],
        )


def _comment(database: str) -> str | None:
    comments = _execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
    )
    return comments[0][0] if comments else None


@contextmanager
def _connected_to(database: str) -> Iterator[None]:
    """This process, and those that it starts, use that database on the same server."""
    usual = settings.DATABASES["default"]["NAME"], os.environ["DATABASE_URL"]
    try:
        _connect(database, make_conninfo(usual[1], dbname=database))
        yield
    finally:
        _connect(*usual)


def _connect(database: str, address: str) -> None:
    connection.close()
    connection.close_pool()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database
    os.environ["DATABASE_URL"] = address


def _execute(sql: str, params: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []
