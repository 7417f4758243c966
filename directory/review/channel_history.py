"""What became of a reporting channel, in words: who changed what, when and why."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Field, Model
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.models import ReportingChannel, User
from directory.models.partial_dates import PartialDateField, in_words

SHOWN = (
    *("country", "kind", "name", "operator", "url", "phones", "languages", "takes", "anonymous"),
    *("source_title", "source_url", "source_date", "status", "checked_on"),
)


class ChangedDetail(NamedTuple):
    """What a field said before and after; empty where it said nothing."""

    label: str
    before: str
    after: str


class ChannelChange(NamedTuple):
    """`outcome` says in words what became of the channel; `why` may be empty."""

    changed_at: datetime.datetime
    outcome: str
    who: str
    why: str
    details: list[ChangedDetail]


def changes_of(channel: ReportingChannel) -> list[ChannelChange]:
    """All changes, the newest first. Two queries."""
    events = list(channel.history.select_related("pgh_context", "country").order_by("pgh_id"))
    facts = [event.pgh_context.metadata if event.pgh_context else {} for event in events]
    people = User.objects.in_bulk({fact["by"] for fact in facts if fact.get("by")})
    changes = []
    before = None
    for event, fact in zip(events, facts, strict=True):
        details = [] if before is None else list(_details(before, event))
        changes.append(
            ChannelChange(
                event.pgh_created_at,
                _outcome(before, event),
                _who(fact, people),
                fact.get("why", ""),
                details,
            )
        )
        before = event
    return changes[::-1]


def _outcome(before: Model | None, event: Model) -> str:
    if before is None:
        return _("Added")
    if event.removed_at and not before.removed_at:
        return _("Removed")
    if before.removed_at and not event.removed_at:
        return _("Brought back")
    return _("Changed")


def _who(fact: dict, people: dict[int, User]) -> str:
    if not fact.get("by"):
        return _("The list that comes with the directory")
    person = people.get(fact["by"])
    return str(person) if person else _("an account that is gone")


def _details(before: Model, event: Model) -> Iterable[ChangedDetail]:
    for name in SHOWN:
        field = ReportingChannel._meta.get_field(name)
        if getattr(before, field.attname) != getattr(event, field.attname):
            yield ChangedDetail(capfirst(field.verbose_name), _words(field, before), _words(field, event))


def _words(field: Field, event: Model) -> str:
    content = getattr(event, field.name)
    if not content:
        return ""
    if isinstance(field, PartialDateField):
        return in_words(content)
    if isinstance(content, datetime.date):
        return date_format(content)
    if isinstance(content, list):
        return pgettext("between the items of a list", ", ").join(content)
    return str(dict(field.flatchoices).get(content, content))
