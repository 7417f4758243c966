"""Events, cited figures and sources as programs get them, read for a page of primary keys at once."""

from collections.abc import Sequence

from django.db.models import QuerySet

from directory.database.statements import any_of
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.reading import (
    Record,
    RecordStamp,
    References,
    api_address,
    grouped,
    page_address,
    stamps_of,
)
from directory.exchange.programs.statement_sources import StatementSources, as_of, further_sources
from directory.finding.facets import Values
from directory.models import Event, EventSession, Figure, Participation, Source
from directory.models.statements import public_sources

# Events


further_sources_of_events = further_sources("event", "participation__event")
further_sources_of_figures = further_sources("figure")


def participation_list(pks: Sequence[int]) -> QuerySet[Participation]:
    """The participations in events that the public sees, without those of samples, as they were entered."""
    return Participation.objects.listed().filter(event__in=any_of(pks)).order_by("pk")


def session_list(pks: Sequence[int]) -> QuerySet[EventSession]:
    return EventSession.objects.filter(event__in=any_of(pks)).order_by("order", "pk")


def events(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Events by primary key, with their sessions and who took part. Six queries, and up to two for what they refer
    to."""
    event_list = list(Event.objects.filter(pk__in=any_of(pks)))
    sessions = grouped((session.event_id, session) for session in session_list(pks))
    participations = list(participation_list(pks))
    stamps = stamps_of(Event, pks)
    references = References(
        organisations=[participation.organisation_id for participation in participations],
        partnerships=[
            *(event.partnership_id for event in event_list),
            *(participation.partnership_id for participation in participations),
        ],
    )
    sources = StatementSources(
        further_sources_of_events(pks),
        [
            *(event.source_id for event in event_list),
            *(participation.source_id for participation in participations),
        ],
    )
    parts = [
        (participation.event_id, participation.session_id, _participation(participation, references, sources))
        for participation in participations
    ]
    return {
        event.pk: {
            **_event_itself(event, stamps[event.pk]),
            "partnership": references.partnerships.get(event.partnership_id),
            **_event_parts(event, sessions.get(event.pk, []), parts, sources),
            "changed_at": in_utc(stamps[event.pk].changed_at),
        }
        for event in event_list
    }


def _event_itself(event: Event, stamp: RecordStamp) -> Record:
    return {
        "id": str(stamp.uuid),
        "slug": event.slug,
        "api_url": api_address(f"events/{stamp.uuid}"),
        "url": page_address("event", event.slug),
        "title": event.title,
        "acronym": event.acronym,
        "starts": event.starts or None,
        "ends": event.ends or None,
        "date_basis": event.date_basis,
        "status": event.status,
        "place": event.place,
        "country": event.country_id,
        "summary": event.summary,
        "website": event.website or None,
    }


def _participation(participation: Participation, references: References, sources: StatementSources) -> Record:
    """Of `organisation`, `country` and `partnership` one says who took part."""
    return {
        "organisation": references.organisations.get(participation.organisation_id),
        "country": participation.country_id,
        "partnership": references.partnerships.get(participation.partnership_id),
        "role": participation.role,
        "basis": participation.basis,
        **sources.keys_of("participation", participation.pk, participation.source_id),
    }


def _event_parts(
    event: Event,
    sessions: Sequence[EventSession],
    parts: Sequence[tuple[int, int | None, Record]],
    sources: StatementSources,
) -> Record:
    """Who took part, in the event as a whole and in each session, and the sources of all that is stated. `parts`: of
    each participation the event, the session and the document."""
    own_parts = [(session, document) for event_pk, session, document in parts if event_pk == event.pk]
    keys = sources.keys_of("event", event.pk, event.source_id)
    documents = sources.told(keys, *(document for _session, document in own_parts))
    return {
        "participations": [document for session, document in own_parts if session is None],
        "sessions": [
            {
                "key": session.key,
                "title": session.title,
                "topic": session.topic_id,
                "participations": [document for pk, document in own_parts if pk == session.pk],
            }
            for session in sessions
        ],
        **keys,
        "as_of": as_of(documents),
        "sources": documents,
    }


# Figures


def figures(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Cited figures by primary key. Four queries."""
    figure_list = list(Figure.objects.filter(pk__in=any_of(pks)))
    stamps = stamps_of(Figure, pks)
    sources = StatementSources(further_sources_of_figures(pks), [figure.source_id for figure in figure_list])
    return {
        figure.pk: {
            "id": str(stamps[figure.pk].uuid),
            "slug": figure.slug,
            "api_url": api_address(f"figures/{stamps[figure.pk].uuid}"),
            "statement": figure.statement,
            "value": figure.value,
            "unit": figure.unit,
            "year": figure.year or None,
            **(keys := sources.keys_of("figure", figure.pk, figure.source_id)),
            "sources": sources.told(keys),
            "changed_at": in_utc(stamps[figure.pk].changed_at),
        }
        for figure in figure_list
    }


# Sources


def sources(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Sources by primary key. Two queries."""
    stamps = stamps_of(Source, pks)
    return {
        source.pk: {
            "id": str(stamps[source.pk].uuid),
            "slug": source.slug,
            "api_url": api_address(f"sources/{stamps[source.pk].uuid}"),
            "url": page_address("source", source.slug),
            "title": source.title,
            "publisher": source.publisher,
            "published": source.published or None,
            "date_note": source.date_note,
            "read_on": source.read_on or None,
            "file": source.file,
            "website": source.url or None,
            "changed_at": in_utc(stamps[source.pk].changed_at),
        }
        for source in public_sources().filter(pk__in=any_of(pks))
    }
