"""Taking back what was published under one context of the history: a whole import at once.

The history has each row as it was left by each change, whoever made it. So what the import made is deleted, what it
changed becomes what it was, and what it deleted comes back, unless somebody changed one of these records since, or
built on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pghistory.models
from django.apps import apps
from django.db import router
from django.db.models import Max, Min, Model
from django.utils.translation import gettext as _

from directory.models import Import, ImportRow
from directory.models.history import because
from directory.records.batches import WRITTEN_AT_ONCE

MOST_OBSTACLES = 20  # that are named; of more, the number is said
WITHOUT_RECORDS = {Import, ImportRow}


class CannotUndo(Exception):
    """What stands in the way, as sentences."""

    def __init__(self, obstacles: list[str]):
        self.obstacles = obstacles


@dataclass(slots=True)
class _Touched:
    """The rows of one model that were touched: which were made, and the row of the history to go back to."""

    model: type[Model]
    history: type[Model]
    made: set
    before: dict  # by primary key, the event that holds what the row was


def undo(context: UUID, *, by: int | None, source: str, why: str) -> None:
    """Make everything as it was before the changes of a context, in one transaction. Raises CannotUndo."""
    with because(by=by, source=source, why=why):
        touched = [found for found in (_touched(history, context) for history in _histories()) if found]
        obstacles = [sentence for found in touched for sentence in _changed_since(found, context)]
        obstacles += list(_built_on(touched))
        if obstacles:
            raise CannotUndo(list(dict.fromkeys(obstacles)))
        for found in touched:
            _delete(found.model, found.made)
        for found in touched:
            _restore(found)


def _histories() -> list[type[Model]]:
    return [
        model
        for model in apps.get_app_config("directory").get_models()
        if issubclass(model, pghistory.models.Event) and model._meta.managed
    ]


def _touched(history: type[Model], context: UUID) -> _Touched | None:
    own = history._default_manager.filter(pgh_context=context)
    first = dict(own.order_by().values_list("pgh_obj_id").annotate(first=Min("pgh_id")))
    if not first:
        return None
    model = history.pgh_tracked_model
    made = set(own.filter(pgh_label="insert", pgh_id__in=first.values()).values_list("pgh_obj_id", flat=True))
    rest = first.keys() - made
    earlier = history._default_manager.filter(pgh_obj_id__in=rest).exclude(pgh_context=context)
    last = dict(earlier.order_by().values_list("pgh_obj_id").annotate(last=Max("pgh_id")))
    last_before = {pk: event for pk, event in last.items() if event < first[pk]}
    events = history._default_manager.in_bulk(last_before.values())
    return _Touched(model, history, made, {pk: events.get(last_before.get(pk)) for pk in rest})


def _changed_since(found: _Touched, context: UUID) -> Iterator[str]:
    """What was changed after the import, or whose former state nobody kept."""
    own = found.history._default_manager.filter(pgh_context=context)
    last = dict(own.order_by().values_list("pgh_obj_id").annotate(last=Max("pgh_id")))
    latest = found.history._default_manager.filter(pgh_obj_id__in=last)
    for pk, newest in latest.order_by().values_list("pgh_obj_id").annotate(newest=Max("pgh_id")):
        if newest != last[pk]:
            yield _("%(record)s was changed since.") % {"record": _in_words(found.model, pk, found.history)}
    for pk, event in found.before.items():
        if event is None:
            yield _("Nobody kept what %(record)s was before.") % {
                "record": _in_words(found.model, pk, found.history)
            }


def _built_on(touched: list[_Touched]) -> Iterator[str]:
    """What refers to a record that would go, and would stay itself."""
    going = {found.model: found.made for found in touched}
    for found in touched:
        if not found.made:
            continue
        for relation in found.model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
                continue
            other = relation.related_model
            if (
                issubclass(other, pghistory.models.Event)
                or not other._meta.managed
                or other in WITHOUT_RECORDS
            ):
                continue
            name = relation.field.name
            rows = other._default_manager.filter(**{f"{name}__in": found.made})
            for pk, owner in rows.exclude(pk__in=going.get(other, ())).values_list("pk", name)[
                :MOST_OBSTACLES
            ]:
                yield _(
                    "%(record)s is referred to by something that was added since: %(noun)s %(number)s."
                ) % {
                    "record": _in_words(found.model, owner, found.history),
                    "noun": other._meta.verbose_name,
                    "number": pk,
                }


def _in_words(model: type[Model], pk: object, history: type[Model]) -> str:
    record = model._default_manager.filter(pk=pk).first()
    if record is None:
        return _("%(noun)s %(number)s, which is gone,") % {"noun": model._meta.verbose_name, "number": pk}
    return f"“{record}”" if type(record).__str__ is not Model.__str__ else f"{model._meta.verbose_name} {pk}"


def _delete(model: type[Model], pks: set) -> None:
    # Not delete(): what refers to these rows was looked at, and the order of tables does not matter to the database,
    # which checks references at commit.
    if pks:
        model._default_manager.filter(pk__in=pks)._raw_delete(using=router.db_for_write(model))


def _restore(found: _Touched) -> None:
    names = [
        field.attname
        for field in found.model._meta.concrete_fields
        if field.attname in {own.attname for own in found.history._meta.concrete_fields}
    ]
    own_key = found.model._meta.pk.attname
    there = found.model._default_manager.in_bulk(found.before.keys())
    returned = []
    for pk, event in found.before.items():
        values = {name: getattr(event, name) for name in names}
        if pk in there:
            for name, value in values.items():
                setattr(there[pk], name, value)
        else:
            returned.append(found.model(**values))
    changed = [name for name in names if name != own_key]
    if there and changed:
        found.model._default_manager.bulk_update(there.values(), changed, batch_size=WRITTEN_AT_ONCE)
    found.model._default_manager.bulk_create(returned, batch_size=WRITTEN_AT_ONCE)
