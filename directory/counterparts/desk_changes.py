"""What changed about a desk, and when, for those who speak for its organisation.

Neither where nor how a desk can be reached is in its history, nor what it says in its own words about hours.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.apps import apps
from django.db.models import Field, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import pgettext

from directory.counterparts.desk_forms import LISTS
from directory.counterparts.own_desks import organisation_of_reader
from directory.models import ContactPoint
from directory.models.opening_hours import OpeningHours
from directory.models.text_search import folded
from directory.records.forms import ContactPointForm
from directory.rights import permissions
from directory.rights.methods import require_safe

TOLD = (
    *("name", "purpose", "visibility", "opening_hours", "time_zone", "is_urgent", "is_worldwide"),
    *("may_be_tested", "tested_on", "confirmed_on"),
)
MOST_CHANGES = 50


class ChangedValue(NamedTuple):
    """What a field said before a change and after it, in words; "" for nothing."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class DeskChange:
    """What changed at once, and why."""

    changed_at: datetime.datetime
    why: str
    values: list[ChangedValue] = field(default_factory=list)
    # Names of what was added to a list, and of what was taken out of it, by the label of the list
    added: dict[str, list[str]] = field(default_factory=dict)
    removed: dict[str, list[str]] = field(default_factory=dict)


@permissions.signed_in
@require_safe
def desk_changes(request: HttpRequest, slug: str, desk: str) -> HttpResponse:
    """The latest changes of one of the organisation's own desks, the newest first. The log of who saw it is a page of its
    own."""
    organisation = organisation_of_reader(request, slug)
    contact_point = get_object_or_404(
        ContactPoint.objects.visible_to(request.user).of(organisation), slug=desk
    )
    changes = changes_of(contact_point)
    context = {
        "organisation": organisation,
        "desk": contact_point,
        "changes": changes[:MOST_CHANGES],
        "has_more": len(changes) > MOST_CHANGES,
    }
    return render(request, "directory/counterparts/desk_changes.html", context)


def changes_of(desk: ContactPoint) -> list[DeskChange]:
    """All changes of a desk that its history tells, the newest first. Four queries."""
    changes: dict[tuple, DeskChange] = {}
    events = desk.history.select_related("pgh_context").order_by("pgh_id")
    for before, after in pairwise([None, *events]):
        values = [*differences(before, after)]
        if values:
            _change(changes, after).values += values
    for name, (through, target) in LISTS.items():
        history = apps.get_model("directory", f"{through.__name__}History").objects
        label = capfirst(str(ContactPointForm.base_fields[name].label))
        rows = history.filter(contact_point=desk.pk).select_related("pgh_context", target).order_by("pgh_id")
        for event in rows:
            change = _change(changes, event)
            names = change.removed if event.pgh_label == "delete" else change.added
            names.setdefault(label, []).append(getattr(event, target).name)
    for change in changes.values():
        for names in (*change.added.values(), *change.removed.values()):
            names.sort(key=folded)
    # Turned round once it is sorted, so that of two at one moment the later one comes first as well
    return sorted(changes.values(), key=lambda change: change.changed_at)[::-1]


def _change(changes: dict[tuple, DeskChange], event: Model) -> DeskChange:
    """The change that an event is part of: all events of one transaction have one moment."""
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    key = event.pgh_created_at, event.pgh_context_id
    return changes.setdefault(key, DeskChange(event.pgh_created_at, metadata.get("why") or ""))


def differences(before: Model | None, after: Model) -> Iterator[ChangedValue]:
    """The fields that differ between two events; without an earlier one, those that say something."""
    for name in TOLD:
        model_field = ContactPoint._meta.get_field(name)
        old, new = getattr(before, name, None), getattr(after, name)
        if old != new and (before or new):
            label = capfirst(str(model_field.verbose_name))
            yield ChangedValue(label, _in_words(model_field, old), _in_words(model_field, new))


def _in_words(model_field: Field, value: object) -> str:
    if isinstance(value, OpeningHours):
        return "; ".join(f"{line.days}: {line.times}" for line in value.lines)
    if isinstance(value, datetime.date):
        return date_format(value)
    if isinstance(value, bool):
        return pgettext("the answer", "Yes") if value else pgettext("the answer", "No")
    return str(dict(model_field.flatchoices).get(value, value or ""))
