"""Make the database's functions, aggregates and triggers what `sources` says, and compute anew what follows from a change.

Runs after each `migrate`. Each object carries a comment with a digest of the statement that made it, so that one query
tells what has changed; usually nothing. What has is made anew in one transaction together with all that was computed by
it (CONSEQUENCES); where it fails nothing has changed. Until it commits, the site goes on with the old functions, but some
of it waits: who writes to a table of generated columns, and who reads or writes a table whose trigger or index is made anew.

A function whose parameters' types or result changed is dropped and made anew. Where a column or an index stands on it
PostgreSQL refuses that, and a migration has to drop these first. What PostgreSQL has but the sources lack is dropped only
if it carries our comment: whoever runs the site may have functions of their own beside ours.

Handled, because it exists: stored generated columns and indexes that stand on functions of `text_search` and
`likeness`, the documents of search, the listings with the facets' bits and totals, the words by which spelling is
corrected, what is suggested, and the desks' rows for the finder. Not handled: `record_change`, in which the past stands;
and `facet_bits` where the number of bits in a block changes, which is a change of the table as well.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.utils import ProgrammingError
from psycopg.errors import InvalidFunctionDefinition

from directory.database.locks import AdvisoryLock
from directory.database.sources import DIGITS, TRIGGER, DatabaseObject, all_objects, objects_of

MARK = re.compile(rf"(?P<subject>[a-z_]+) [0-9a-f]{{{DIGITS}}}")
# The digest of no statement. A function with this mark is the one that the sources say, and what follows from it is not
# computed yet
NOT_FOLLOWED = "0" * DIGITS
CHUNK = 1000  # listings that one statement computes: bounds the memory that it takes


class Present(NamedTuple):
    """A function, an aggregate or a trigger that stands in the database, ours or not.

    `name` and `table` as in DatabaseObject; `address` is what DROP and COMMENT call it; `body` a function's text.
    """

    kind: str
    name: str
    table: str
    address: str
    mark: str | None
    body: str | None

    @property
    def subject(self) -> str:
        """The file that it is from; "" where its comment is none of our marks."""
        match = MARK.fullmatch(self.mark or "")
        return match["subject"] if match else ""

    @property
    def is_ours(self) -> bool:
        """Of a file that is there, or was in an earlier release."""
        return bool(self.subject)


# Of the schema that we work in: no extension's, and none of PostgreSQL's own triggers for foreign keys
PRESENT = """
    SELECT CASE f.prokind WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, f.proname, '', f.oid::regprocedure::text,
           obj_description(f.oid, 'pg_proc'), CASE f.prokind WHEN 'f' THEN f.prosrc END
      FROM pg_proc f
     WHERE f.pronamespace = current_schema()::regnamespace AND NOT EXISTS (
           SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'TRIGGER', t.tgname, c.relname, quote_ident(t.tgname) || ' ON ' || c.oid::regclass,
           obj_description(t.oid, 'pg_trigger'), NULL
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
"""


def present_objects(cursor: CursorWrapper) -> list[Present]:
    """All that stands in the database, of whatever origin. One query."""
    cursor.execute(PRESENT)
    return [Present(*row) for row in cursor.fetchall()]


def make_true(connection: BaseDatabaseWrapper, constants: Mapping[str, str]) -> set[str]:
    """Make the database what the sources say. Returns the subjects that had changed. One query where nothing had."""
    declared = all_objects(constants)
    with connection.cursor() as cursor:
        if not any(_differences(declared, present_objects(cursor))):
            return set()
        with transaction.atomic(using=connection.alias):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(AdvisoryLock.FUNCTIONS)])
            # Once more: of two that migrate at once, the second waits and finds that the first has done it
            present = present_objects(cursor)
            changed, gone = _differences(declared, present)
            _replace(cursor, changed, gone, present)
            _follow(cursor, {source.subject for source in changed}, constants)
    return {database_object.subject for database_object in (*changed, *gone)}


class Differences(NamedTuple):
    changed: list[DatabaseObject]
    gone: list[Present]


def _differences(declared: list[DatabaseObject], present: list[Present]) -> Differences:
    """What does not stand in the database as the sources say, and what of ours stands there that they lack."""
    declared_keys = {(source.kind, *source.key) for source in declared}
    return Differences(
        [source for source in declared if not _is_there(source, present)],
        [existing for existing in present if existing.is_ours and existing[:3] not in declared_keys],
    )


def install(connection: BaseDatabaseWrapper, subjects: Iterable[str], constants: Mapping[str, str]) -> None:
    """Make the functions of these subjects what their files say, for a migration whose tables stand on them.

    What follows from a function that was another one before is left to `make_true`, after all migrations.
    """
    with connection.cursor() as cursor:
        present = present_objects(cursor)
        declared = [source for subject in subjects for source in objects_of(subject, constants)]
        changed = [source for source in declared if not _is_there(source, present)]
        _replace(cursor, changed, [], present)
        replaced = {source.name for source in changed} & {existing.name for existing in present}
        for made in present_objects(cursor):
            if made.name in replaced and made.is_ours:
                _set_comment(cursor, made.kind, made.address, f"{made.subject} {NOT_FOLLOWED}")


def remove(connection: BaseDatabaseWrapper, subjects: Iterable[str]) -> None:
    """Drop what the database has of these subjects, for a migration that is taken back."""
    with connection.cursor() as cursor:
        _drop(cursor, [existing for existing in present_objects(cursor) if existing.subject in subjects])


def _is_there(declared: DatabaseObject, present: list[Present]) -> bool:
    """Whether it stands in the database as the sources say. A function that somebody replaced by hand keeps its comment,
    so its body is compared as well: PostgreSQL keeps it letter by letter."""
    marked = (declared.kind, *declared.key, declared.mark)  # made once: a mark is a digest
    return any(
        (existing.kind, existing.name, existing.table, existing.mark) == marked
        and (existing.body or "") in declared.statement
        for existing in present
    )


def _replace(
    cursor: CursorWrapper, changed: list[DatabaseObject], gone: list[Present], present: list[Present]
) -> None:
    # PostgreSQL has no CREATE OR REPLACE for constraint triggers, so triggers are dropped first
    changed_triggers = {source.key for source in changed if source.kind == TRIGGER}
    _drop(
        cursor,
        [*gone, *(existing for existing in present if (existing.name, existing.table) in changed_triggers)],
    )
    _load_libraries(cursor, changed)
    for source in changed:
        if source.kind == TRIGGER:
            cursor.execute(source.statement)
            address = f"{source.name} ON {source.table}"
        else:
            address = _make_function(cursor, source)
        _set_comment(cursor, source.kind, address, source.mark)


def _set_comment(cursor: CursorWrapper, kind: str, address: str, mark: str) -> None:
    cursor.execute(f"COMMENT ON {kind} {address} IS '{mark}'")


def _load_libraries(cursor: CursorWrapper, changed: list[DatabaseObject]) -> None:
    """Let PostgreSQL know the settings of pg_trgm: before one of its functions was called in a session, only a superuser
    may make a function that sets them."""
    if any("SET pg_trgm." in source.statement for source in changed):
        cursor.execute("SELECT show_limit()")


def _drop(cursor: CursorWrapper, gone: list[Present]) -> None:
    # A function goes after its triggers
    for existing in sorted(gone, key=lambda existing: existing.kind != TRIGGER):
        cursor.execute(f"DROP {existing.kind} {existing.address}")


def _make_function(cursor: CursorWrapper, declared: DatabaseObject) -> str:
    """Make a function or an aggregate in place of the one before. Returns its name with its parameters."""
    before = [namesake for namesake in _namesakes(cursor, declared) if namesake.is_ours]
    try:
        with transaction.atomic(using=cursor.db.alias):
            cursor.execute(declared.statement)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InvalidFunctionDefinition):
            raise
        # It has another result, or calls its parameters otherwise: no REPLACE can change that
        for namesake in before:
            cursor.execute(f"DROP {namesake.kind} {namesake.address}")
        cursor.execute(declared.statement)
    after = _namesakes(cursor, declared)
    with_its_body = [namesake for namesake in after if (namesake.body or "") in declared.statement]
    made = next((namesake for namesake in with_its_body if namesake not in before), with_its_body[0])
    for namesake in after:
        if namesake in before and namesake.address != made.address:  # it took parameters of other types
            cursor.execute(f"DROP {namesake.kind} {namesake.address}")
    return made.address


def _namesakes(cursor: CursorWrapper, declared: DatabaseObject) -> list[Present]:
    """The functions and aggregates of its name that stand in the database: one, but while its parameters change. A trigger
    may have the name of its function."""
    cursor.execute(
        f"SELECT * FROM ({PRESENT}) AS present (kind, name) WHERE name = %s AND kind <> %s",
        [declared.name, TRIGGER],
    )
    return [Present(*row) for row in cursor.fetchall()]


# What follows from a change


# Tables with generated columns that stand on these functions; and for each of these columns one other column that it is
# computed from, not of the primary key where there is a choice. An UPDATE computes a generated column only where it
# writes such a column: SET ... = DEFAULT would leave it as it is.
GENERATED = """
    SELECT generated.attrelid::regclass::text, array_agg(DISTINCT quote_ident(base.attname))
      FROM (SELECT DISTINCT e.oid AS expression, a.attrelid, a.attnum
              FROM pg_attrdef e JOIN pg_attribute a ON a.attrelid = e.adrelid AND a.attnum = e.adnum AND a.attgenerated = 's'
              JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = e.oid
              JOIN pg_proc f ON d.refclassid = 'pg_proc'::regclass AND f.oid = d.refobjid
             WHERE f.proname = ANY (%s::text[]) AND f.pronamespace = current_schema()::regnamespace) AS generated,
           LATERAL (SELECT a.attname
                      FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                      LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)
                     WHERE d.classid = 'pg_attrdef'::regclass AND d.objid = generated.expression
                       AND d.refclassid = 'pg_class'::regclass AND a.attrelid = generated.attrelid
                       AND a.attnum <> generated.attnum
                     ORDER BY i.indrelid IS NOT NULL, a.attnum LIMIT 1) AS base
     GROUP BY 1
"""


def _compute_stored_expressions(cursor: CursorWrapper, constants: Mapping[str, str]) -> None:
    """Compute anew the generated columns and the indexes that stand on functions of text search and likeness.

    PostgreSQL knows on which functions they stand, but not which functions those call: so all of them.
    """
    functions = [
        source.name for subject in ("text_search", "likeness") for source in objects_of(subject, constants)
    ]
    cursor.execute(GENERATED, [functions])
    for table, columns in cursor.fetchall():
        # No record changes: neither its history nor the time of its last change may say so. The owner of a table may
        # switch its triggers off; session_replication_role is for superusers
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {', '.join(f'{column} = {column}' for column in columns)}")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    cursor.execute(
        """
        SELECT DISTINCT i.oid::regclass::text
          FROM pg_depend d JOIN pg_class i ON d.classid = 'pg_class'::regclass AND i.oid = d.objid AND i.relkind = 'i'
          JOIN pg_proc f ON d.refclassid = 'pg_proc'::regclass AND f.oid = d.refobjid
         WHERE f.proname = ANY (%s::text[]) AND f.pronamespace = current_schema()::regnamespace
        """,
        [functions],
    )
    for (index,) in cursor.fetchall():
        cursor.execute(f"REINDEX INDEX {index}")


def _compute_listings(cursor: CursorWrapper, constants: Mapping[str, str]) -> None:
    """Compute all listings anew, and with them the bits; then the totals, whose meaning of "default" may have changed.

    Those who publish meanwhile wait at their commit: the refreshes take turns.
    """
    cursor.execute("SELECT id FROM directory_partnership ORDER BY id")
    ids = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(ids), CHUNK):
        cursor.execute("SELECT listing_refresh(%s::bigint[])", [ids[start : start + CHUNK]])
    cursor.execute("DELETE FROM facet_total")
    cursor.execute("INSERT INTO facet_total SELECT * FROM facet_totals_computed()")
    cursor.execute("UPDATE data_version SET version = version + 1")  # pages that are kept are old now


def _learn_common_words(cursor: CursorWrapper, constants: Mapping[str, str]) -> None:
    cursor.execute("SELECT common_words_learn()")


def _compute_suggestions(cursor: CursorWrapper, constants: Mapping[str, str]) -> None:
    for kind in ("organisation", "partnership"):
        cursor.execute(
            f"SELECT suggestion_refresh('{kind}', array_agg(id)) FROM directory_{kind} GROUP BY id / {CHUNK}"
        )


def _compute_documents(cursor: CursorWrapper, constants: Mapping[str, str]) -> None:
    cursor.execute("SELECT documents_refresh()")


def _compute_words(cursor: CursorWrapper, constants: Mapping[str, str]) -> None:
    cursor.execute("SELECT words_learn_anew()")


def _compute_desk_listings(cursor: CursorWrapper, constants: Mapping[str, str]) -> None:
    cursor.execute("SELECT desk_listing_refresh(ARRAY(SELECT id FROM directory_contactpoint))")


Consequence = Callable[[CursorWrapper, Mapping[str, str]], None]
# In the order in which they run
CONSEQUENCES: dict[Consequence, set[str]] = {
    _compute_stored_expressions: {"text_search", "likeness"},
    _compute_documents: {"text_search", "documents"},
    _compute_listings: {"text_search", "documents", "listing", "listing_upkeep"},
    _compute_words: {"text_search", "documents", "listing", "spelling"},
    _learn_common_words: {"text_search", "documents", "listing", "listing_upkeep", "word_bits"},
    _compute_suggestions: {"text_search", "suggestions"},
    _compute_desk_listings: {"desks"},
}


def _follow(cursor: CursorWrapper, changed: set[str], constants: Mapping[str, str]) -> None:
    for compute, subjects in CONSEQUENCES.items():
        if changed & subjects:
            compute(cursor, constants)
