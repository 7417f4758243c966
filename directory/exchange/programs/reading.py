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

Record = dict[str, Any]


@cache
def page_address(name: str) -> str:
    with override(settings.LANGUAGE_CODE):
        return settings.DIRECTORY_BASE_URL + reverse(f"directory:{name}", args=["-"])


def page_of(name: str, slug: str) -> str:
    """The address of a record's page."""
    return page_address(name).replace("/-/", f"/{slug}/")


def api(path: str) -> str:
    return f"{settings.DIRECTORY_BASE_URL}/api/{path}"


class Change(NamedTuple):
    """The identifier and the last change of a record."""

    uuid: uuid.UUID
    changed_at: datetime.datetime


def changes_of(model: type[Model], pks: Iterable[int]) -> dict[int, Change]:
    """By primary key. One query."""
    rows = RecordChange.objects.of(model).filter(record_id__in=any_of(pks))
    return {pk: Change(*row) for pk, *row in rows.values_list("record_id", "uuid", "changed_at")}


def reference(kind: str, slug: str, name: str, identifier: uuid.UUID | str) -> Record:
    """Another record, by name and address."""
    return {"id": str(identifier), "slug": slug, "name": name, "api_url": api(f"{kind}/{identifier}")}


class References:
    """The organisations and partnerships that a page of records refers to, as far as they are public. One query
    for each of the two."""

    def __init__(self, *, organisations: Iterable[int | None] = (), partnerships: Iterable[int | None] = ()):
        self.organisations = self._read(Organisation, "organisations", "name", organisations)
        self.partnerships = self._read(Partnership, "partnerships", "title", partnerships)

    def _read(self, model, kind: str, name: str, pks: Iterable[int | None]) -> dict[int, Record]:
        if not any(pks := list(pks)):
            return {}
        own = RecordChange.objects.of(model).filter(record_id=OuterRef("pk")).values("uuid")
        rows = model.objects.published().filter(pk__in=any_of(pks)).annotate(identifier=own)
        return {
            pk: reference(kind, slug, title, identifier)
            for pk, slug, title, identifier in rows.values_list("pk", "slug", name, "identifier")
        }


def key_of(source: Source | None) -> str | None:
    return source.slug if source else None


def told(*sources: Source | None) -> list[Record]:
    """Sources, each once, in their order."""
    return [
        source_record(one.slug, one.title, one.publisher, one.published, one.url)
        for one in dict.fromkeys(sources)
        if one
    ]


def among(sources: Mapping[int, Record], pks: Iterable[int | None]) -> list[Record]:
    """The sources with these keys, each once, in their order."""
    return [sources[pk] for pk in dict.fromkeys(pks) if pk]


def grouped(rows: Iterable[tuple]) -> dict[int, list]:
    """What hangs on each record, by its primary key, the first column of each row."""
    found: dict[int, list] = {}
    for pk, *columns in rows:
        found.setdefault(pk, []).append(columns[0] if len(columns) == 1 else columns)
    return found


def names(known: Iterable[Sequence[str]], kind: NameKind) -> list[str]:
    return [name for name, its_kind in known if its_kind == kind]


@kept
def source_rows(wanted: RawSQL) -> QuerySet:
    return Source.objects.filter(pk__in=wanted).values_list(
        "pk", "slug", "title", "publisher", "published", "url"
    )


def read_sources(pks: Iterable[int | None]) -> dict[int, Record]:
    """What stands behind statements, by primary key. One query."""
    return {pk: source_record(*columns) for pk, *columns in source_rows(pks)}


def source_record(slug: str, title: str, publisher: str, published: str, url: str) -> Record:
    return {
        "key": slug,
        "title": title,
        "publisher": publisher,
        "published": published or None,
        "url": url or None,
    }
