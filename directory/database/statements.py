"""Statements for the records of certain keys, written by the ORM once and kept: it takes longer to write one than
PostgreSQL to answer it."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

WANTED = [-1]  # stands for the keys in a statement that is kept


def any_of(pks: Iterable[int | None]) -> RawSQL:
    """Primary keys as one parameter, for `__in`: a statement with a hundred is read anew each time."""
    return RawSQL("SELECT unnest(%s::bigint[])", [sorted({pk for pk in pks if pk})])


def fetch(sql: str, params: Sequence[object], keys: Sequence[int | str] | str) -> list[tuple]:
    """The rows of a statement that was kept, for these keys: several, or an array as PostgreSQL writes one."""
    wanted = keys if isinstance(keys, str) else list(keys)
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted if param == WANTED else param for param in params])
        return cursor.fetchall()


def kept(rows: Callable[[RawSQL], QuerySet]) -> Callable[[Iterable[int | None]], list[tuple]]:
    """A function that gives rows for primary keys, made of one that writes the queryset for them. The statement is
    written at the first call and kept as long as the process."""

    @cache
    def statement() -> tuple[str, tuple]:
        return rows(any_of(WANTED)).query.sql_with_params()

    def fetch_rows(pks: Iterable[int | None]) -> list[tuple]:
        # As a text: the driver writes an array key by key, and once more for each part of a union
        keys = ",".join(str(pk) for pk in sorted({pk for pk in pks if pk}))
        return fetch(*statement(), f"{{{keys}}}")

    return fetch_rows


def kept_records(records: Callable[[RawSQL], QuerySet]) -> Callable[[int | str], list]:
    """A function that gives the records that belong to a key, with what their queryset fetches with them and annotates; made
    of one that writes the queryset. The statement is kept as by `kept`. Of one key, for equality is planned better than a
    list where many tables are joined."""

    @cache
    def statement() -> tuple[QuerySet, SQLCompiler, str, tuple]:
        queryset = records(RawSQL("%s", [WANTED]))
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        return queryset, compiler, *compiler.as_sql()

    def fetch_records(key: int | str) -> list:
        queryset, compiler, sql, params = statement()

        def written(using: str, **_options) -> SQLCompiler:
            """The compiler as it was when it had written the statement, on the connection of this thread."""
            again = copy(compiler)
            again.connection = connections[using]
            again.as_sql = lambda: (sql, tuple(key if param == WANTED else param for param in params))
            return again

        fresh = queryset.all()
        fresh.query.get_compiler = written
        return list(fresh)

    return fetch_records


def condition_in_sql(model: type[Model], condition: Q) -> str:
    """A condition on a model's own columns as SQL without parameters, in parentheses, as in a partial index's WHERE.

    Made of the same Q as the index, so that the planner can prove that the index holds all such rows. No query.
    """
    query = Query(model=model, alias_cols=False)
    where = query.build_where(condition)
    sql, params = query.get_compiler(connection=connection).compile(where)
    editor = connection.schema_editor()
    return "(" + sql % tuple(editor.quote_value(param) for param in params) + ")"
