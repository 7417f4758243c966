"""Reading what many records refer to, for a page of them at once: names, sources, other records, last changes."""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import override

from directory.database.statements import any_of, kept
from directory.models import NameKind, Organisation, Partnership, RecordChange, Source

Record = dict[str, Any]  # as JSON has it


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
        self.organisations = self._read(Organisation, "organisations", "name", organisations)
        self.partnerships = self._read(Partnership, "partnerships", "title", partnerships)

    def _read(self, model, kind: str, name_column: str, pks: Iterable[int | None]) -> dict[int, Record]:
        if not any(pks := list(pks)):
            return {}
        record_uuid = RecordChange.objects.of(model).filter(record_id=OuterRef("pk")).values("uuid")
        public = model.objects.listed().filter(pk__in=any_of(pks)).annotate(identifier=record_uuid)
        return {
            pk: reference(kind, slug, name, identifier)
            for pk, slug, name, identifier in public.values_list("pk", "slug", name_column, "identifier")
        }


def source_key(source: Source | None) -> str | None:
    return source.slug if source else None


def source_list(*sources: Source | None) -> list[Record]:
    """The documents of sources, each once, in their order."""
    return [
        source_record(source.slug, source.title, source.publisher, source.published, source.url)
        for source in dict.fromkeys(sources)
        if source
    ]


def sources_in_order(source_by_pk: Mapping[int, Record], pks: Iterable[int | None]) -> list[Record]:
    """The sources with these keys, each once, in the order of the keys."""
    return [source_by_pk[pk] for pk in dict.fromkeys(pks) if pk]


def grouped(rows: Iterable[tuple]) -> dict[int, list]:
    """What hangs on each record, by its primary key, which is the first column of each row: lists of the columns
    after it, or of bare values where there is one such column."""
    columns_by_pk: dict[int, list] = {}
    for pk, *columns in rows:
        columns_by_pk.setdefault(pk, []).append(columns[0] if len(columns) == 1 else columns)
    return columns_by_pk


def names_of_kind(names_with_kinds: Iterable[Sequence[str]], kind: NameKind) -> list[str]:
    return [name for name, name_kind in names_with_kinds if name_kind == kind]


@kept
def source_rows(pks: RawSQL) -> QuerySet:
    return Source.objects.filter(pk__in=pks).values_list(
        "pk", "slug", "title", "publisher", "published", "url"
    )


def read_sources(pks: Iterable[int | None]) -> dict[int, Record]:
    """The documents of sources by primary key. One query."""
    return {pk: source_record(*columns) for pk, *columns in source_rows(pks)}


def source_record(slug: str, title: str, publisher: str, published: str, url: str) -> Record:
    return {
        "key": slug,
        "title": title,
        "publisher": publisher,
        "published": published or None,
        "url": url or None,
    }
