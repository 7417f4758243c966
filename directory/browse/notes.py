"""The sources of a page as numbered notes: each statement says which of them names it, of when, and how it follows."""

from typing import NamedTuple

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Basis, Source
from directory.models.sources import SOURCED


class Note(NamedTuple):
    """A source where a statement names it. `day`: its date in words, else what is noted of it, else that it has none."""

    number: int
    label: str
    day: str


class Backing(NamedTuple):
    """What a statement rests on. `remark`: how it follows where its source does not state it, or that no source is known;
    may be empty."""

    notes: list[Note]
    remark: str


class SourceNotes:
    """The sources of statements in the order in which the statements name them, each once. One query, and one more where some have further sources."""

    def __init__(self, *statements: Model):
        self.sources: list[Source] = []
        self._notes: dict[int, Note] = {}
        self._further = further_sources(*statements)
        for statement in statements:
            for source in self._sources_of(statement):
                self._note(source)

    def backing(self, statement: Model) -> Backing:
        """What one of the statements rests on."""
        notes = [self._notes[source.pk] for source in self._sources_of(statement)]
        return Backing(notes, basis_remark(statement) if notes else _("no public source"))

    def _sources_of(self, statement: Model) -> list[Source]:
        first = [statement.source] if statement.source_id else []
        return [*first, *self._further.get((statement._meta.model_name, statement.pk), [])]

    def _note(self, source: Source) -> None:
        if source.pk not in self._notes:
            self.sources.append(source)
            number = len(self.sources)
            label = _("Source %(number)s") % {"number": number}
            self._notes[source.pk] = Note(number, label, source.day_in_words)


REMARKS = {
    Basis.FOLLOWS: gettext_lazy("follows from the text"),
    Basis.KNOWN: gettext_lazy("general knowledge"),
}


def basis_remark(statement: Model) -> str:
    """How a statement follows where its source does not state it; else empty."""
    return str(REMARKS.get(getattr(statement, "basis", Basis.STATED), ""))


# One for each kind of statement, by the partial indexes of the columns
FURTHER_SOURCES = (
    "SELECT {columns}, source_id FROM directory_furthersource WHERE {conditions} ORDER BY id".format(
        columns=", ".join(f"{kind}_id" for kind in SOURCED),
        conditions=" OR ".join(f"{kind}_id = ANY (%s)" for kind in SOURCED),
    )
)


def further_sources(*statements: Model) -> dict[tuple[str, int], list[Source]]:
    """The sources beyond the first, by kind and key of the statement. One query, and one more where there are any."""
    keys: dict[str, list[int]] = {kind: [] for kind in SOURCED}
    for statement in statements:
        keys[statement._meta.model_name].append(statement.pk)
    with connection.cursor() as cursor:  # written by the ORM it takes five times as long as it is answered
        cursor.execute(FURTHER_SOURCES, list(keys.values()))
        rows = cursor.fetchall()
    sources = Source.objects.in_bulk({source for *_statement, source in rows}) if rows else {}
    by_statement: dict[tuple[str, int], list[Source]] = {}
    for *statement_keys, source in rows:
        # A further source has one statement
        statement = next((kind, key) for kind, key in zip(SOURCED, statement_keys, strict=True) if key)
        by_statement.setdefault(statement, []).append(sources[source])
    return by_statement
