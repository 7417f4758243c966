"""The sources of a page as numbered notes: each statement says which of them names it, of when, and how it follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from django.db import connection
from django.db.models import Model
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Basis, Source


class Note(NamedTuple):
    """A source where a statement names it. `day`: its date in words, else what is noted of it, else that it has none.
    `publisher` may be empty."""

    number: int
    label: str
    day: str
    title: str
    publisher: str


@dataclass(frozen=True)
class Backing:
    """What a statement rests on. `remark`: how it follows where its source does not state it, or that no source is known;
    may be empty."""

    notes: list[Note]
    remark: str

    @cached_property
    def evidence(self) -> SafeString:
        """As `jinja2/browse/evidence.html` draws it: once, for a hundred rows rest on the same sources."""
        return SafeString(get_template("browse/evidence.html", using="jinja2").render({"backing": self}))


@cache  # there are four remarks
def remark_alone(remark: str) -> Backing:
    """Of what rests on no source."""
    return Backing([], remark)


class SourceNotes:
    """The sources of statements in the order in which the statements name them, each once. One query. The first sources of
    statements need not be fetched with them."""

    def __init__(self, *statements: Model):
        self.sources: list[Source] = []
        self._label = _("Source %(number)s")
        self._notes: dict[int, Note] = {}
        self._by_statement = sources_by_statement(statements)
        self._backings: dict[tuple, Backing] = {}  # many statements rest on the same sources in the same way
        for statement in statements:
            for source in self._sources_of(statement):
                self._note(source)

    def backing(self, statement: Model) -> Backing:
        """What one of the statements rests on."""
        keys = tuple(source.pk for source in self._sources_of(statement))
        basis = getattr(statement, "basis", Basis.STATED)
        backing = self._backings.get((keys, basis))
        if backing is None:
            remark = basis_remark(statement) if keys else _("no public source")
            backing = Backing([self._notes[key] for key in keys], remark)
            self._backings[keys, basis] = backing
        return backing

    def _sources_of(self, statement: Model) -> list[Source]:
        return self._by_statement.get((statement._meta.model_name, statement.pk), [])

    def _note(self, source: Source) -> None:
        if source.pk not in self._notes:
            self.sources.append(source)
            number = len(self.sources)
            label = self._label % {"number": number}
            self._notes[source.pk] = Note(number, label, source.day_in_words, source.title, source.publisher)


REMARKS = {
    Basis.FOLLOWS: gettext_lazy("follows from the text"),
    Basis.KNOWN: gettext_lazy("general knowledge"),
}


def basis_remark(statement: Model) -> str:
    """How a statement follows where its source does not state it; else empty."""
    return str(REMARKS.get(getattr(statement, "basis", Basis.STATED), ""))


COLUMNS = ("id", "slug", "title", "publisher", "published", "date_note")  # what pages show of a source


@cache
def _sources_named(kinds: tuple[str, ...]) -> str:
    """A statement for (kind, key of the statement, columns of a source): the further sources of statements of these kinds,
    whose keys are parameters, and then any sources by their keys, without a statement. Written by the ORM it takes five times
    as long as it is answered."""
    further = (
        f"SELECT '{kind}', {kind}_id, source_id, id FROM directory_furthersource WHERE {kind}_id = ANY (%s)"
        for kind in kinds  # each by the partial index of its column
    )
    named = " UNION ALL ".join([*further, "SELECT '', NULL::bigint, unnest(%s::bigint[]), 0"])
    columns = ", ".join(f"s.{column}" for column in COLUMNS)
    return (
        f"SELECT kind, statement, {columns} FROM ({named}) AS named (kind, statement, source_id, further_id)"
        " JOIN directory_source s ON s.id = source_id ORDER BY further_id"
    )


def sources_by_statement(statements: Sequence[Model]) -> dict[tuple[str, int], list[Source]]:
    """The sources of statements, the first one first, by kind and key of the statement. One query."""
    keys: dict[str, list[int]] = {}
    for statement in statements:
        keys.setdefault(statement._meta.model_name, []).append(statement.pk)
    firsts = sorted({statement.source_id for statement in statements if statement.source_id})
    with connection.cursor() as cursor:
        cursor.execute(_sources_named(tuple(keys)), [*keys.values(), firsts])
        rows = cursor.fetchall()
    sources: dict[int, Source] = {}
    further: dict[tuple[str, int], list[Source]] = {}
    for kind, statement, pk, *columns in rows:
        if pk not in sources:
            sources[pk] = Source.from_db(connection.alias, COLUMNS, [pk, *columns])
        if kind:
            further.setdefault((kind, statement), []).append(sources[pk])
    by_statement = {}
    for statement in statements:
        key = statement._meta.model_name, statement.pk
        first = [sources[statement.source_id]] if statement.source_id else []
        by_statement[key] = [*first, *further.get(key, ())]
    return by_statement
