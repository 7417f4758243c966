"""The sources of a page as numbered notes: each statement says which of them names it, of when, and how it follows."""

from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from directory.models import Basis, FurtherSource, Source
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
    """The sources of statements in the order in which the statements name them, each once. One query."""

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


def basis_remark(statement: Model) -> str:
    """How a statement follows where its source does not state it; else empty."""
    return {Basis.FOLLOWS: _("follows from the text"), Basis.KNOWN: _("general knowledge")}.get(
        getattr(statement, "basis", Basis.STATED), ""
    )


def further_sources(*statements: Model) -> dict[tuple[str, int], list[Source]]:
    """The sources beyond the first, by kind and key of the statement. One query; none for no statement."""
    keys: dict[str, list[int]] = {}
    for statement in statements:
        keys.setdefault(statement._meta.model_name, []).append(statement.pk)
    if not keys:
        return {}
    any_of_them = reduce(or_, (Q(**{f"{kind}__in": pks}) for kind, pks in keys.items()))
    by_statement: dict[tuple[str, int], list[Source]] = {}
    for further in FurtherSource.objects.filter(any_of_them).select_related("source").order_by("pk"):
        for kind in SOURCED:
            if pk := getattr(further, f"{kind}_id"):
                by_statement.setdefault((kind, pk), []).append(further.source)
    return by_statement
