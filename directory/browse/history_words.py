"""The words of a history: who changed something, and what fields held before and after."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Field, Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from directory.browse.history_tables import shown_name
from directory.models.history import Actor
from directory.models.partial_dates import PartialDateField, in_words, stated
from directory.models.text_search import folded

LABELS = {"slug": gettext_lazy("Address"), "removed_at": gettext_lazy("Visibility")}
NOT_REMOVED = gettext_lazy("Public"), gettext_lazy("Made public again")  # before a change, after a change


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something changed, who did it, and what it rests on. `source` and `why` may be empty."""

    changed_at: datetime.datetime
    who: str
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field's text before and after; empty where there was nothing."""

    label: str
    before: str
    after: str


def occasion(event: Model) -> Occasion:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    source = metadata.get("source") or ""
    who = _who(metadata)
    return Occasion(event.pgh_created_at, who, event.source_title or source, metadata.get("why") or "")


def _who(metadata: dict) -> str:
    """The role in which somebody acted. People are not named in public."""
    actor = metadata.get("actor")
    if not actor:
        usual = Actor.IMPORT if metadata.get("source") else Actor.SYSTEM
        actor = Actor.SECRETARIAT if metadata.get("by") else usual
    return str(Actor(actor).label)


def differences(
    model: type[Model],
    names: Iterable[str],
    before: Model | None,
    after: Model | None,
    extents: Mapping[str, str],
) -> list[ChangedField]:
    """The fields that differ between two events. `extents`: names by code of how far a partnership can reach."""
    fields = []
    for name in names:
        field = model._meta.get_field(name)
        old, new = _words(field, before, extents), _words(field, after, extents)
        if old != new:
            nothing = NOT_REMOVED if name == "removed_at" else ("", "")
            fields.append(ChangedField(_label(field), old or str(nothing[0]), new or str(nothing[1])))
    return fields


def _label(field: Field) -> str:
    # A reference without a name of its own has that of the kind of record that it names
    named = field.related_model._meta if field.is_relation and not field._verbose_name else field
    return capfirst(LABELS.get(field.name, named.verbose_name))


def _words(field: Field, record: Model | None, extents: Mapping[str, str]) -> str:
    value = getattr(record, field.name, None)
    if value is None or value is False or value in ("", []):
        return ""
    if field.name == "removed_at":
        return _("Removed")
    if field.name == "extent":
        return extents.get(value, value)
    if isinstance(field, PartialDateField):
        return in_words(stated(record, field.name))
    if isinstance(value, bool):
        return _("Yes")
    if isinstance(value, list):
        labels = dict(getattr(field.base_field, "flatchoices", ()))
        return pgettext("between the items of a list", ", ").join(
            str(labels.get(code, code)) for code in value
        )
    if isinstance(value, datetime.date):
        return date_format(value)
    if isinstance(value, Model):
        return shown_name(value)
    return str(dict(field.flatchoices).get(value, value))


def listed(names: Iterable[str]) -> str:
    """Names in one line, in the order of the alphabet; without empty ones."""
    return pgettext("between the items of a list", ", ").join(sorted(filter(None, names), key=folded))
