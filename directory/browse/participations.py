"""Who took part in an event, session by session."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import QuerySet

from directory.browse.related import FURTHER
from directory.models import Event, EventSession, Participation, ParticipationRole
from directory.models.text_search import folded

ROLES = list(ParticipationRole)


class RoleParticipations(NamedTuple):
    """Those who had one role in an event or a session, by name. `shared`: one of several that all rest on the same in the
    same way, so that this is said once for all; else None."""

    label: str
    participations: list[Participation]
    shared: Participation | None


class SessionParticipations(NamedTuple):
    """A session, or an event as a whole where `session` is None, with those who took part in it by role."""

    session: EventSession | None
    roles: list[RoleParticipations]


def shown(queryset: QuerySet[Participation]) -> QuerySet[Participation]:
    """Those that the public sees, without samples, with all that pages show of them. Two queries."""
    return (
        queryset.listed()
        .select_related("event", "session", "organisation", "country", "partnership", "source")
        .prefetch_related(FURTHER)
    )


def parts_of(event: Event, participations: Iterable[Participation]) -> list[SessionParticipations]:
    """The event as a whole, if anybody took part in it without a session, then its sessions in their order. One
    query."""
    by_session: dict[int | None, list[Participation]] = {}
    for participation in participations:
        by_session.setdefault(participation.session_id, []).append(participation)
    sessions = [None, *event.sessions.select_related("topic").order_by("order", "pk")]
    return [
        SessionParticipations(session, by_role(by_session.get(session and session.pk, [])))
        for session in sessions
        if session or None in by_session
    ]


def by_role(participations: Iterable[Participation]) -> list[RoleParticipations]:
    in_order = sorted(
        participations,
        key=lambda participation: (ROLES.index(participation.role), folded(str(participation.participant))),
    )
    return [
        _of_role(role, list(participations))
        for role, participations in groupby(in_order, key=attrgetter("role"))
    ]


def _of_role(role: str, participations: list[Participation]) -> RoleParticipations:
    grounds = {(participation.basis, participation.source_id) for participation in participations}
    shared = participations[0] if len(participations) > 1 and len(grounds) == 1 else None
    return RoleParticipations(str(ParticipationRole(role).label), participations, shared)
