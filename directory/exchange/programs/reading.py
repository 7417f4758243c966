"""Reading what many records refer to, for a page of them at once: names, other records, last changes."""

import datetime
import uuid
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import override

from directory.database.statements import any_of, kept
from directory.models import Event, NameKind, Organisation, Partnership, RecordChange

Record = dict[str, Any]  # as JSON has it
# Of what has no identifier in the database. It stays for good: with another one, every such identifier would change.


@cache
def page_pattern(name: str) -> str:
    """The address of a kind of page, with "-" for the slug. Kept, for `reverse` takes 0.1 ms each time."""
    with override(settings.LANGUAGE_CODE):  # pages in this language have no prefix in their addresses
        return settings.DIRECTORY_BASE_URL + reverse(f"directory:{name}", args=["-"])


def page_address(name: str, slug: str) -> str:
    """The address of a record's page."""
    return page_pattern(name).replace("/-/", f"/{slug}/")


def api_address(path: str) -> str:
    return f"{settings.DIRECTORY_BASE_URL}/api/{path}"


def day(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None


class RecordStamp(NamedTuple):
    """The identifier and the last change of a record."""

    uuid: uuid.UUID
    changed_at: datetime.datetime


def stamps_of(model: type[Model], pks: Iterable[int]) -> dict[int, RecordStamp]:
    """By primary key. One query."""
    changes = RecordChange.objects.of(model).filter(record_id__in=any_of(pks))
    columns = changes.values_list("record_id", "uuid", "changed_at")
    return {pk: RecordStamp(identifier, changed_at) for pk, identifier, changed_at in columns}


def reference(kind: str, slug: str, name: str, identifier: uuid.UUID | str) -> Record:
    """Another record, by name and address."""
    return {
        "id": str(identifier),
        "slug": slug,
        "name": name,
        "api_url": api_address(f"{kind}/{identifier}"),
    }


class References:
    """The organisations and partnerships that a page of records refers to, by primary key, as far as they are
    public. One query for each of the two, none where there are no keys."""

    def __init__(self, *, organisations: Iterable[int | None] = (), partnerships: Iterable[int | None] = ()):
        self.organisations = _references("organisations", _organisation_rows, organisations)
        self.partnerships = _references("partnerships", _partnership_rows, partnerships)


def _references(
    kind: str, rows: Callable[[Iterable[int | None]], list[tuple]], pks: Iterable[int | None]
) -> dict[int, Record]:
    if not any(pks := list(pks)):
        return {}
    return {pk: reference(kind, *columns) for pk, *columns in rows(pks)}


@kept
def _organisation_rows(pks: RawSQL) -> QuerySet:
    return _named(Organisation, "name", pks)


@kept
def _partnership_rows(pks: RawSQL) -> QuerySet:
    return _named(Partnership, "title", pks)


def _named(model: type[Model], name_column: str, pks: RawSQL) -> QuerySet:
    """Key, slug, name and identifier of the public ones."""
    record_uuid = RecordChange.objects.of(model).filter(record_id=OuterRef("pk")).values("uuid")
    public = model.objects.listed().filter(pk__in=pks).annotate(identifier=Subquery(record_uuid))
    return public.values_list("pk", "slug", name_column, "identifier")


def event_reference(slug: str, title: str, identifier: uuid.UUID, starts: str) -> Record:
    return {
        **reference("events", slug, title, identifier),
        "url": page_address("event", slug),
        "starts": starts or None,
    }


def event_references(pks: Iterable[int | None]) -> dict[int, Record]:
    """Events by primary key. One query, none where there are no keys."""
    if not any(pks := list(pks)):
        return {}
    change = RecordChange.objects.of(Event).filter(record_id=OuterRef("pk")).values("uuid")
    events = Event.objects.filter(pk__in=any_of(pks)).annotate(identifier=Subquery(change))
    columns = events.values_list("pk", "slug", "title", "identifier", "starts")
    return {pk: event_reference(*event_columns) for pk, *event_columns in columns}


def linked_keys(model: type[Model], name: str, *, order: str = "") -> ArraySubquery:
    """The keys of the records to which a record is linked by the field of this name, as an array; in the order of the
    keys, or of a column of the link."""
    field = model._meta.get_field(name)
    target = field.m2m_reverse_field_name()
    links = field.remote_field.through._default_manager.filter(**{field.m2m_field_name(): OuterRef("pk")})
    return ArraySubquery(links.order_by(order or target, target).values(target))


def grouped(rows: Iterable[tuple]) -> dict[int, list]:
    """What hangs on each record, by its primary key, which is the first column of each row: lists of the columns
    after it, or of bare values where there is one such column."""
    columns_by_pk: dict[int, list] = {}
    for pk, *columns in rows:
        columns_by_pk.setdefault(pk, []).append(columns[0] if len(columns) == 1 else columns)
    return columns_by_pk


def names_of_kind(names_with_kinds: Iterable[Sequence[str]], kind: NameKind) -> list[str]:
    return [name for name, name_kind in names_with_kinds if name_kind == kind]
