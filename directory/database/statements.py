"""Statements for the records of certain keys, written by the ORM once a day and kept: it takes longer to write one than
PostgreSQL to answer it."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from functools import cache
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import DateField, Model, Q, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone


class ManyOnAPage:
    """For models of whose records a page reads hundreds: what was read is taken as it is. Django sets field by field and looks
    each time whether a related record is to be forgotten, which takes three times as long. The signals `pre_init` and
    `post_init` are not sent."""

    @classmethod
    def from_db(cls, db: str, field_names: Iterable[str], values: Iterable[object]) -> Self:
        record = cls.__new__(cls)
        record.__dict__.update(zip(field_names, values, strict=True))
        record._state = ModelState()
        record._state.adding, record._state.db = False, db
        return record


WANTED = [-1]  # stands for the keys in a statement that is kept


def kept_today(write: Callable[..., Any]) -> Callable[..., Any]:
    """As `functools.cache`, but until midnight: a statement may hold the day, for it asks what has ended by then."""
    last_day: datetime.date | None = None
    written = cache(lambda day, *args: write(*args))

    def written_today(*args: object) -> Any:
        nonlocal last_day
        today = timezone.localdate()
        if last_day != today:
            written.cache_clear()
            last_day = today
        # The day is in the key as well, for another thread may still be writing one of yesterday
        return written(today, *args)

    return written_today


def any_of(pks: Iterable[int | None]) -> RawSQL:
    """Primary keys as one parameter, for `__in`: a statement with a hundred is read anew each time."""
    return RawSQL("SELECT unnest(%s::bigint[])", [sorted({pk for pk in pks if pk})])


def fetch(sql: str, params: Sequence[object], keys: Sequence[int | str] | str) -> list[tuple]:
    """The rows of a statement that was kept, for these keys: several, or an array as PostgreSQL writes one."""
    keys_param = keys if isinstance(keys, str) else list(keys)
    with connection.cursor() as cursor:
        cursor.execute(sql, [keys_param if param == WANTED else param for param in params])
        return cursor.fetchall()


def kept(rows: Callable[[RawSQL], QuerySet]) -> Callable[[Iterable[int | None]], list[tuple]]:
    """A function that gives rows for primary keys, made of one that writes the queryset for them. The statement is
    written at the first call of a day."""

    @kept_today
    def statement() -> tuple[str, tuple]:
        return rows(any_of(WANTED)).query.sql_with_params()

    def fetch_rows(pks: Iterable[int | None]) -> list[tuple]:
        # As a text: the driver writes an array key by key, and once more for each part of a union
        keys = ",".join(str(pk) for pk in sorted({pk for pk in pks if pk}))
        return fetch(*statement(), f"{{{keys}}}")

    return fetch_rows


class KeptQuerySet:
    """A queryset for the records of one key, with the statement that the ORM wrote for it."""

    def __init__(self, records: Callable[[RawSQL], QuerySet]):
        self.queryset = records(RawSQL("%s", [WANTED]))
        self.compiler = self.queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.params = self.compiler.as_sql()
        # JSON has no dates and no moments
        self.readers = [
            (index, expression.output_field.to_python)
            for index, (expression, _sql, _alias) in enumerate(self.compiler.select)
            if isinstance(expression.output_field, DateField)
        ]

    def records(self, key: int | str, rows: list[tuple] | None = None) -> list:
        """The records that belong to a key: read, or made of rows that were read already."""

        def written(using: str, **_options) -> SQLCompiler:
            """The compiler as it was when it had written the statement, on the connection of this thread."""
            again = copy(self.compiler)
            again.connection = connections[using]
            again.as_sql = lambda: (self.sql, for_key(self.params, key))
            if rows is not None:
                again.execute_sql = lambda *_args, **_options: [rows]
            return again

        fresh = self.queryset.all()
        fresh.query.get_compiler = written
        return list(fresh)

    def in_json(self) -> str:
        """The rows as one JSON value: a list of objects whose values stand in the order of the columns."""
        columns = ", ".join(f"c{index}" for index in range(len(self.compiler.select)))
        return f"(SELECT json_agg(part) FROM ({self.sql}) AS part ({columns}))"

    def records_in_json(self, key: int | str, objects: list[dict] | None) -> list:
        rows = [list(row.values()) for row in objects or ()]
        for index, read in self.readers:
            for row in rows:
                row[index] = read(row[index])
        return self.records(key, rows) if rows else []


def for_key(params: Iterable[object], key: int | str) -> tuple:
    return tuple(key if param == WANTED else param for param in params)


def kept_records(records: Callable[[RawSQL], QuerySet]) -> Callable[[int | str], list]:
    """A function that gives the records that belong to a key, with what their queryset fetches with them and annotates; made
    of one that writes the queryset. The statement is kept as by `kept`. Of one key, for equality is planned better than a
    list where many tables are joined."""
    statement = kept_today(lambda: KeptQuerySet(records))
    return lambda key: statement().records(key)


def kept_together(
    **parts: Callable[[RawSQL], QuerySet],
) -> Callable[[int | str, Iterable[str]], dict[str, list]]:
    """A function that gives the records of several parts that belong to one key, by the name of the part, in one query; in
    none where no part is wanted. A part that is not wanted has no records. Made of functions as `kept_records` takes
    them; for parts of few records each, which come as JSON: of texts, numbers, dates and lists of them."""
    part = kept_today(lambda name: KeptQuerySet(parts[name]))

    @kept_today
    def statement(names: tuple[str, ...]) -> tuple[str, tuple]:
        sql = "SELECT " + ", ".join(part(name).in_json() for name in names)
        return sql, tuple(param for name in names for param in part(name).params)

    def fetch_parts(key: int | str, part_names: Iterable[str]) -> dict[str, list]:
        records: dict[str, list] = {name: [] for name in parts}
        requested = set(part_names)
        # In one order, so that one statement is kept for the same parts
        names = tuple(name for name in parts if name in requested)
        if names:
            sql, params = statement(names)
            with connection.cursor() as cursor:
                cursor.execute(sql, for_key(params, key))
                row = cursor.fetchone()
            records |= {
                name: part(name).records_in_json(key, objects)
                for name, objects in zip(names, row, strict=True)
            }
        return records

    return fetch_parts


def condition_in_sql(model: type[Model], condition: Q) -> str:
    """A condition on a model's own columns as SQL without parameters, in parentheses, as in a partial index's WHERE.

    Made of the same Q as the index, so that the planner can prove that the index holds all such rows. No query.
    """
    query = Query(model=model, alias_cols=False)
    where = query.build_where(condition)
    sql, params = query.get_compiler(connection=connection).compile(where)
    editor = connection.schema_editor()
    return "(" + sql % tuple(editor.quote_value(param) for param in params) + ")"
