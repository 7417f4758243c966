"""The sources of what documents state: the first of a statement, which its own row names, and further ones.

In a document each statement has the keys of its sources, and the document tells all of them once, in `sources`.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.expressions import RawSQL

from directory.database.statements import kept
from directory.exchange.programs.reading import Record
from directory.models import FurtherSource, Source


class FurtherSourceRow(NamedTuple):
    """One more source of a statement. `model` is one of SOURCED, `statement` and `source` are primary keys."""

    model: str
    statement: int
    source: int


def further_sources(*paths: str) -> Callable[[Iterable[int | None]], list[tuple]]:
    """A function that gives rows of FurtherSourceRow for the primary keys of records. Each path leads from a further
    source to such a record, through the statement in its document that it is a source of: "membership__partnership"."""

    @kept
    def rows(pks: RawSQL) -> QuerySet:
        of_each = [_rows_along(path, pks) for path in paths]
        return of_each[0].union(*of_each[1:], all=True) if len(of_each) > 1 else of_each[0]

    return rows


def _rows_along(path: str, pks: RawSQL) -> QuerySet:
    model = path.partition("__")[0]
    further = FurtherSource.objects.filter(**{f"{path}__in": pks})
    return further.annotate(
        model=Value(model, CharField()), statement=F(f"{model}_id"), origin=F("source_id")
    ).values_list("model", "statement", "origin")


class StatementSources:
    """The sources of all statements in the documents of a page. `first_pks` are those that the statements' rows name.
    One query."""

    def __init__(self, further_rows: Iterable[tuple], first_pks: Iterable[int | None]):
        rows = list(map(FurtherSourceRow._make, further_rows))
        self.record_by_pk = _read([*first_pks, *(row.source for row in rows)])
        self.record_by_key = {record["key"]: record for record in self.record_by_pk.values()}
        self.further: dict[tuple[str, int], set[str]] = {}
        for row in rows:
            keys = self.further.setdefault((row.model, row.statement), set())
            keys.add(self.record_by_pk[row.source]["key"])

    def keys_of(self, model: str, statement: int, first_pk: int | None) -> Record:
        """`source`, the key of the first one, null where nothing is named; and `source_keys`, of all."""
        first = self.record_by_pk[first_pk]["key"] if first_pk else None
        keys = [first] if first else []
        if further := self.further.get((model, statement)):
            keys += sorted(further - {first})
        return {"source": first, "source_keys": keys}

    def told(self, *statements: Record) -> list[Record]:
        """The documents of the sources of statements, each once, in their order."""
        keys = dict.fromkeys(key for statement in statements for key in statement["source_keys"])
        return [self.record_by_key[key] for key in keys]


def as_of(sources: Iterable[Record]) -> Record:
    """The oldest and the newest date of sources; null where none bears a date."""
    dates = sorted(filter(None, (source["published"] for source in sources)))
    return {"oldest": dates[0], "newest": dates[-1]} if dates else {"oldest": None, "newest": None}


@kept
def source_rows(pks: RawSQL) -> QuerySet:
    return Source.objects.filter(pk__in=pks).values_list(
        "pk", "slug", "title", "publisher", "published", "date_note", "read_on", "url"
    )


def _read(pks: Iterable[int | None]) -> dict[int, Record]:
    return {pk: _source(*columns) for pk, *columns in source_rows(pks)}


def _source(
    slug: str, title: str, publisher: str, published: str, date_note: str, read_on: str, url: str
) -> Record:
    return {
        "key": slug,
        "title": title,
        "publisher": publisher,
        "published": published or None,
        "date_note": date_note,
        "read_on": read_on or None,
        "url": url or None,
    }
