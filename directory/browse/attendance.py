"""The events of a record: its own, and those in which it took part."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.browse.notes import Backing, SourceNotes
from directory.models import Country, Event, Participation, ParticipationRole


class EventPart(NamedTuple):
    """One part in an event, such as "Host" or "Presenter: a workshop"."""

    words: str
    backing: Backing


class AttendedEvent(NamedTuple):
    event: Event
    parts: list[EventPart]


def shown_of(kind: str, record: Country | RawSQL) -> QuerySet[Participation]:
    """What a record took part in, in the order in which it was entered: of a country not by its organisations."""
    return Participation.objects.shown().filter(**{kind: record}).order_by("pk")


def events(
    attended: Iterable[Participation], notes: SourceNotes, *, own: Iterable[Event] = ()
) -> list[AttendedEvent]:
    """Events, the latest first, those without a date last. `own`: events of a partnership itself."""
    parts: dict[Event, list[EventPart]] = {
        event: [EventPart(_("An event of this partnership"), notes.backing(event))] for event in own
    }
    order = ParticipationRole.values
    for participation in sorted(attended, key=lambda participation: order.index(participation.role)):
        part = EventPart(words_of(participation), notes.backing(participation))
        parts.setdefault(participation.event, []).append(part)
    # The latest first, though ISO dates without a day sort before those with one
    in_order = sorted(parts, key=lambda event: (event.starts, -event.pk), reverse=True)
    return [AttendedEvent(event, parts[event]) for event in in_order]


def words_of(participation: Participation) -> str:
    role = participation.get_role_display()
    if not participation.session:
        return role
    return pgettext("a role and the session of an event", "%(role)s: %(session)s") % {
        "role": role,
        "session": participation.session.title,
    }
