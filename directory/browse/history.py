"""The history of a record in words: what changed, field by field, with who, from which source and why.

The database keeps an event for each row that was entered, changed or deleted. What the events of one occasion
(one publication, else one transaction) did to one row is one change; what stood before it is what the events
before it had left. `history_tables.py` says which rows belong to a record, `history_words.py` puts them in words.
"""

import datetime
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import attrgetter, itemgetter, or_
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory import models
from directory.browse.history_tables import TABLES, Names, Rows
from directory.browse.history_words import ChangedField, Occasion, differences, listed, occasion
from directory.models.sources import SOURCED

CHANGES_PER_PAGE = 100  # one publication by an import can make dozens
OWN = ""  # the key of the record itself among the rows whose changes are told


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """What an occasion did to one record. `is_first` where it entered the record, `is_last` where it took it out."""

    occasion: Occasion
    record: str
    fields: list[ChangedField]
    is_first: bool = False
    is_last: bool = False


class EventChange(NamedTuple):
    """What the events of one occasion did, with the last of them. `key`: of which row it is; OWN for the record itself."""

    event: Model
    key: Hashable
    change: RecordedChange


class RecordState(NamedTuple):
    """A record or a row of it as it stood: its heading, what its fields held, by label, and the occasion that left it so."""

    record: str
    fields: dict[str, str]
    occasion: Occasion


def changes_of(record: Model, *, page: str | int | None = 1) -> Page:
    """A page of changes, the newest first: to the record, its lists, and the rows of it that are shown.

    Any `page` will do: what is no number gives the first, what is no page the last. As many queries as the record's
    kind has tables, however long the history is, which they read as a whole.
    """
    changes = [change for by_row in _occasions(record)[::-1] for change in by_row.values()]
    return Paginator(changes, CHANGES_PER_PAGE).get_page(page)


def state_at(record: Model, moment: datetime.datetime) -> list[RecordState]:
    """The record as the directory had it at a moment: itself, then its rows in the order in which they were entered;
    nothing where it was not entered yet. What is hidden today is hidden then."""
    states: dict[Hashable, RecordState] = {}
    for changes in _occasions(record):
        for key, change in changes.items():
            if change.occasion.changed_at > moment:
                break
            if change.is_last:
                states.pop(key, None)
                continue
            fields = states[key].fields if key in states else {}
            fields |= {field.label: field.after for field in change.fields}
            stated = {label: text for label, text in fields.items() if text}
            states[key] = RecordState(change.record, stated, change.occasion)
    own_first = sorted(states, key=lambda key: key != OWN)
    return [states[key] for key in own_first]


def _occasions(record: Model) -> list[dict[Hashable, RecordedChange]]:
    """The changes of each occasion by row, the oldest occasion first."""
    occasions: dict[tuple, dict[Hashable, RecordedChange]] = {}
    for event, key, change in (*_own_fields(record), *_own_lists(record), *_rows_and_sources(record)):
        # A record and its lists change in one publication: readers see one change
        first_change = occasions.setdefault(_occasion_key(event), {}).setdefault(key, change)
        if first_change is not change:
            first_change.fields.extend(change.fields)
    return [
        occasions[key] for key in sorted(occasions, key=itemgetter(0))
    ]  # by time; a context's key has no order


def _own_fields(record: Model) -> Iterator[EventChange]:
    tables = TABLES[type(record)]
    extents = _extents() if "extent" in tables.fields else {}
    sources = ["source"] if "source" in tables.fields else []
    events = _events(history_of(type(record)), *sources, *tables.related)
    for event, before, after in _steps(events.filter(pgh_obj=record.pk)):
        if fields := differences(type(record), tables.fields, before, after, extents):
            change = RecordedChange(occasion(event), _own_heading(record), fields, is_first=not before)
            yield EventChange(event, OWN, change)


def _own_lists(record: Model) -> Iterator[EventChange]:
    for names in TABLES[type(record)].names:
        events = _events(history_of(names.model), *names.related)
        # Rows that ever belonged to it: a merge moves them from one record to another, and back
        ever = events.model.objects.filter(**{names.owner: record.pk}).values("pgh_obj")
        for event, field in _list_steps(events.filter(pgh_obj__in=ever), names, record.pk):
            yield EventChange(event, OWN, RecordedChange(occasion(event), _own_heading(record), [field]))


def _list_steps(events: Iterable[Model], names: Names, owner: int) -> Iterator[tuple[Model, ChangedField]]:
    """For each occasion that changed a list of names: its last event, and the list before and after."""
    rows: dict[int, str] = {}
    for _key, run in groupby(events, key=_occasion_key):
        before = listed(rows.values())
        for event in run:
            rows.pop(event.pgh_obj_id, None)
            if event.pgh_label != "delete" and getattr(event, f"{names.owner}_id") == owner:
                rows[event.pgh_obj_id] = names.name_of(event)
        if before != (after := listed(rows.values())):
            yield event, ChangedField(str(names.label), before, after)


def _rows_and_sources(record: Model) -> Iterator[EventChange]:
    """What became of the rows that speak of a record, and of the further sources of both."""
    headings: dict[tuple[str, int], str] = {}
    for rows in TABLES[type(record)].rows:
        kind = rows.model._meta.model_name
        events_by_row = dict(_shown_events(rows, record))
        rows_with_heading = Counter(rows.heading(events[-1]) for events in events_by_row.values())
        for pk, events in events_by_row.items():
            for event, before, after in _steps(events, owned_by=(rows.owners, record.pk)):
                heading = rows.heading(event)
                if rows.distinction and rows_with_heading[heading] > 1:
                    words = {"heading": heading, "distinction": rows.distinction(event)}
                    heading = _("%(heading)s (%(distinction)s)") % words
                headings[kind, pk] = heading
                if fields := differences(rows.model, rows.fields, before, after, {}):
                    change = RecordedChange(
                        occasion(event), heading, fields, is_first=not before, is_last=not after
                    )
                    yield EventChange(event, (kind, pk), change)
    yield from _further_sources(record, headings)


def _further_sources(record: Model, headings: dict[tuple[str, int], str]) -> Iterator[EventChange]:
    """What became of the sources beyond the first: of the record, and of the rows that have a heading."""
    statements = {(type(record)._meta.model_name, record.pk): OWN, **{key: key for key in headings}}
    pks: dict[str, list[int]] = {}
    for kind, pk in statements:
        if kind in SOURCED:
            pks.setdefault(kind, []).append(pk)
    if not pks:
        return
    of_them = reduce(or_, (Q(**{f"{kind}__in": keys}) for kind, keys in pks.items()))
    by_statement: dict[tuple[str, int], list[Model]] = {}
    for event in _events(history_of(models.FurtherSource), "source").filter(of_them):
        kind = next(kind for kind in SOURCED if getattr(event, f"{kind}_id"))
        by_statement.setdefault((kind, getattr(event, f"{kind}_id")), []).append(event)
    for (kind, pk), events in by_statement.items():
        key = statements[kind, pk]
        names = Names(_("Further sources"), models.FurtherSource, kind, lambda row: row.source.title)
        for event, field in _list_steps(events, names, pk):
            heading = headings.get(key, _own_heading(record))
            yield EventChange(event, key, RecordedChange(occasion(event), heading, [field]))


# Events


def history_of(model: type[Model]) -> type[Model]:
    return model._meta.get_field("history").related_model


def _events(history: type[Model], *related: str) -> QuerySet:
    """The events in their order, with the title of the source that their context names."""
    named = models.Source.objects.filter(slug=OuterRef("named_source")).values("title")
    return (
        history.objects.select_related("pgh_context", *related)
        .annotate(
            named_source=KeyTextTransform("source", "pgh_context__metadata"), source_title=Subquery(named)
        )
        .order_by("pgh_id")
    )


def _shown_events(rows: Rows, record: Model) -> Iterator[tuple[int, list[Model]]]:
    """The events of each row that ever belonged to the record, in which the public saw it, of rows that it still sees.

    For the latter the row as it stands decides, or as it last stood before it was deleted: who declines to be named
    disappears from the history as well.
    """
    history = history_of(rows.model)
    sources = ["source"] if "source" in rows.fields else []
    events = _events(history, *sources, *rows.related)
    ever = history.objects.filter(reduce(or_, (Q(**{owner: record.pk}) for owner in rows.owners)))
    events = events.filter(pgh_obj__in=ever.values("pgh_obj")).order_by("pgh_obj", "pgh_id")
    hidden_identities, hidden_pks, standing_pks = set(), set(), set()
    visible = _visible(rows.model)
    if visible is not None:
        shown_states = visible(history).filter(pk=OuterRef("pk"))
        events = events.annotate(is_shown=Exists(shown_states))
        standing = rows.model._default_manager.filter(pk__in=ever.values("pgh_obj"))
        standing = standing.annotate(is_shown=Exists(visible(rows.model).filter(pk=OuterRef("pk"))))
        for pk, is_shown, *identity in standing.values_list("pk", "is_shown", *rows.identity):
            standing_pks.add(pk)
            if not is_shown:
                hidden_pks.add(pk)
                hidden_identities.add(tuple(identity))
    for pk, run in groupby(events, key=attrgetter("pgh_obj_id")):
        of_row = list(run)
        last = of_row[-1]
        identity = tuple(getattr(last, f"{column}_id") for column in rows.identity)
        is_hidden = pk in hidden_pks or (pk not in standing_pks and identity in hidden_identities)
        if visible is None:
            yield pk, of_row
        elif last.is_shown and not is_hidden:
            yield pk, [event for event in of_row if event.is_shown]


def _visible(model: type[Model]):
    """What gives the rows of a table, or of its history, that the public sees; None where it sees all."""
    queryset = type(model._default_manager.all())
    return (lambda table: queryset(table).shown()) if hasattr(queryset, "shown") else None


def _occasion_key(event: Model) -> tuple:
    return event.pgh_created_at, event.pgh_context_id


def _steps(
    events: Iterable[Model], *, owned_by: tuple[tuple[str, ...], int] | None = None
) -> Iterator[tuple[Model, Model | None, Model | None]]:
    """For each occasion in one row's events: its last event, and the row before and after; None where it was not, or
    belonged to another record than the one that `owned_by` names, by columns and key."""
    before = None
    for _key, run in groupby(events, key=_occasion_key):
        *_earlier, event = run  # of several steps in one occasion readers see the last
        columns, owner = owned_by or ((), None)
        is_owned = not columns or any(getattr(event, f"{column}_id") == owner for column in columns)
        after = event if event.pgh_label != "delete" and is_owned else None
        yield event, before, after
        before = after


def _extents() -> dict[str, str]:
    """How far a partnership can reach, by code. One query."""
    regions = {region.code: region.name for region in models.Region.objects.all()}
    return {"international": _("International"), "EU": _("European Union"), **regions}


def _own_heading(record: Model) -> str:
    return capfirst(record._meta.verbose_name)
