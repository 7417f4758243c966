"""Undoing what was published under one context of the history: a whole import at once.

The history keeps each row as each change left it, whoever made the change. So what the import made is deleted, what it
changed becomes what it was, and what it deleted comes back, unless somebody changed one of these records since, or
added something that refers to one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pghistory.models
from django.apps import apps
from django.db import router
from django.db.models import ForeignObjectRel, Max, Min, Model, QuerySet
from django.utils.translation import gettext as _

from directory.models import Import, ImportRow
from directory.models.history import because
from directory.records.batches import WRITTEN_AT_ONCE

MOST_OBSTACLES = 20  # that are named; of more, the number is said
WITHOUT_RECORDS = {Import, ImportRow}  # they refer to no public record


class CannotUndoImport(Exception):
    """What stands in the way, as sentences."""

    def __init__(self, obstacles: list[str]):
        self.obstacles = obstacles


@dataclass(slots=True)
class _TouchedRows:
    """The rows of one model that were touched. `made` are the primary keys of new rows; `before` has, by the primary
    key of the others, the event that holds what the row was, or None where the history lacks it."""

    model: type[Model]
    history: type[Model]
    made: set
    before: dict


def undo(context: UUID, *, by: int | None, source: str, why: str) -> None:
    """Make everything as it was before the changes of a context, in one transaction. Raises CannotUndoImport."""
    with because(by=by, source=source, why=why):
        touched = [rows for history in _histories() if (rows := _touched_rows(history, context))]
        obstacles = [sentence for rows in touched for sentence in _changed_since(rows, context)]
        obstacles += list(_built_on(touched))
        if obstacles:
            raise CannotUndoImport(list(dict.fromkeys(obstacles)))
        # All deletions come first: a row that returns may have the address of one that was made.
        for rows in touched:
            _delete(rows.model, rows.made)
        for rows in touched:
            _restore(rows)


def _histories() -> list[type[Model]]:
    return [
        model
        for model in apps.get_app_config("directory").get_models()
        if issubclass(model, pghistory.models.Event) and model._meta.managed
    ]


def _touched_rows(history: type[Model], context: UUID) -> _TouchedRows | None:
    events = history._default_manager.filter(pgh_context=context)
    first_events = dict(events.order_by().values_list("pgh_obj_id").annotate(first=Min("pgh_id")))
    if not first_events:
        return None
    # A row whose first event is another one was there before, even if it was deleted and made again.
    inserts = events.filter(pgh_label="insert", pgh_id__in=first_events.values())
    made = set(inserts.values_list("pgh_obj_id", flat=True))
    changed = first_events.keys() - made
    earlier = history._default_manager.filter(pgh_obj_id__in=changed).exclude(pgh_context=context)
    before = {pk: event for pk, event in _last_events(earlier).items() if event < first_events[pk]}
    states = history._default_manager.in_bulk(before.values())
    return _TouchedRows(
        history.pgh_tracked_model, history, made, {pk: states.get(before.get(pk)) for pk in changed}
    )


def _last_events(events: QuerySet) -> dict:
    """By the primary key of a row, the number of the last of its events. One query."""
    return dict(events.order_by().values_list("pgh_obj_id").annotate(last=Max("pgh_id")))


def _changed_since(touched: _TouchedRows, context: UUID) -> Iterator[str]:
    """What was changed after the import, or whose former state nobody kept."""
    events = touched.history._default_manager
    last_of_import = _last_events(events.filter(pgh_context=context))
    for pk, last_event in _last_events(events.filter(pgh_obj_id__in=last_of_import)).items():
        if last_event != last_of_import[pk]:
            yield _("%(record)s was changed since.") % {"record": _in_words(touched.model, pk)}
    for pk, state in touched.before.items():
        if state is None:
            yield _("Nobody kept what %(record)s was before.") % {"record": _in_words(touched.model, pk)}


def _built_on(all_touched: list[_TouchedRows]) -> Iterator[str]:
    """What refers to a row that would be deleted, and would stay itself. One query for each relation to such a row."""
    made = {touched.model: touched.made for touched in all_touched}
    for model, pks in made.items():
        for relation in _relations_to(model) if pks else ():
            referring = relation.related_model
            column = relation.field.name
            staying = referring._default_manager.exclude(pk__in=made.get(referring, ()))
            pairs = staying.filter(**{f"{column}__in": pks}).values_list("pk", column)
            for referring_pk, pk in pairs[:MOST_OBSTACLES]:
                yield _(
                    "%(record)s is referred to by something that was added since: %(noun)s %(number)s."
                ) % {
                    "record": _in_words(model, pk),
                    "noun": referring._meta.verbose_name,
                    "number": referring_pk,
                }


def _relations_to(model: type[Model]) -> Iterator[ForeignObjectRel]:
    """The relations by which rows of other tables refer to this one; without the history, which may keep what is gone."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            referring = relation.related_model
            is_history = issubclass(referring, pghistory.models.Event)
            if not is_history and referring._meta.managed and referring not in WITHOUT_RECORDS:
                yield relation


def _in_words(model: type[Model], pk: object) -> str:
    record = model._default_manager.filter(pk=pk).first()
    if record is None:
        return _("%(noun)s %(number)s, which is gone,") % {"noun": model._meta.verbose_name, "number": pk}
    # A link between two records has no name of its own.
    has_name = type(record).__str__ is not Model.__str__
    return f"“{record}”" if has_name else f"{model._meta.verbose_name} {pk}"


def _delete(model: type[Model], pks: set) -> None:
    # Not delete(): what refers to these rows was looked at, and the order of tables does not matter to the database,
    # which checks references at commit.
    if pks:
        model._default_manager.filter(pk__in=pks)._raw_delete(using=router.db_for_write(model))


def _restore(touched: _TouchedRows) -> None:
    """Write the rows as they were: into those that are there, and anew where the import deleted them."""
    kept_by_history = {field.attname for field in touched.history._meta.concrete_fields}
    columns = [
        field.attname for field in touched.model._meta.concrete_fields if field.attname in kept_by_history
    ]
    present = touched.model._default_manager.in_bulk(touched.before.keys())
    deleted = []
    for pk, state in touched.before.items():
        former = {column: getattr(state, column) for column in columns}
        if pk in present:
            for column, former_value in former.items():
                setattr(present[pk], column, former_value)
        else:
            deleted.append(touched.model(**former))
    without_key = [column for column in columns if column != touched.model._meta.pk.attname]
    if present and without_key:
        touched.model._default_manager.bulk_update(present.values(), without_key, batch_size=WRITTEN_AT_ONCE)
    touched.model._default_manager.bulk_create(deleted, batch_size=WRITTEN_AT_ONCE)
