"""Who took part in events, as the pages of events and of those who took part show it."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Model, QuerySet

from directory.browse.related import FURTHER
from directory.models import Event, EventSession, Participation, ParticipationRole
from directory.models.text_search import folded

ROLES = list(ParticipationRole)


class RoleParticipations(NamedTuple):
    """Those who had one role in an event or a session, by name."""

    label: str
    participations: list[Participation]


class EventPart(NamedTuple):
    """A session, or an event as a whole where `session` is None, with those who took part in it by role."""

    session: EventSession | None
    roles: list[RoleParticipations]


def shown(queryset: QuerySet[Participation]) -> QuerySet[Participation]:
    """Those that the public sees, with all that pages show of them. Two queries."""
    return (
        queryset.shown()
        .select_related("event", "session", "organisation", "country", "partnership", "source")
        .prefetch_related(FURTHER)
    )


def parts_of(event: Event, participations: Iterable[Participation]) -> list[EventPart]:
    """The event as a whole, if anybody took part in it without a session, then its sessions in their order. One
    query."""
    by_session: dict[int | None, list[Participation]] = {}
    for participation in participations:
        by_session.setdefault(participation.session_id, []).append(participation)
    sessions = [None, *event.sessions.select_related("topic").order_by("order", "pk")]
    return [
        EventPart(session, by_role(by_session.get(session and session.pk, [])))
        for session in sessions
        if session or None in by_session
    ]


def by_role(participations: Iterable[Participation]) -> list[RoleParticipations]:
    in_order = sorted(
        participations,
        key=lambda participation: (ROLES.index(participation.role), folded(str(participation.participant))),
    )
    return [
        RoleParticipations(str(ParticipationRole(role).label), list(run))
        for role, run in groupby(in_order, key=attrgetter("role"))
    ]


def participations_of(participant: Model) -> list[Participation]:
    """The parts that an organisation, a country or a partnership had in events, the latest event first, those without a
    date last; within an event in the order of its sessions. Two queries. parts/_participations.html draws them."""
    in_order = sorted(
        shown(participant.participations.all()),
        key=lambda participation: (
            participation.event.title,
            participation.session.order if participation.session else -1,
            ROLES.index(participation.role),
        ),
    )
    return sorted(in_order, key=lambda participation: participation.event.starts, reverse=True)
