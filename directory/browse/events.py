"""The list of events, and one event with its sessions and those who took part."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.browse import participations, promises, related
from directory.browse.finder_addresses import finder_address
from directory.browse.lists import listing
from directory.browse.participations import SessionParticipations
from directory.browse.record_pages import record_page
from directory.finding.filters import EventFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.models import Commitment, Event, EventStatus, Participation
from directory.models.commitments import BY_DUE_DATE
from directory.pictures import status_lines
from directory.pictures.status_lines import StatusLine
from directory.records import linked_data
from directory.rights import permissions


def with_counts(queryset: QuerySet[Event]) -> QuerySet[Event]:
    """Events as lists show them, with how many took part and how many commitments were made there."""
    # Each in a query of its own: joined, every commitment would stand beside every participant
    of_event = {"event": OuterRef("pk")}
    promised = Commitment.objects.filter(**of_event).order_by().values("event").annotate(number=Count("pk"))
    took_part = Participation.objects.listed().filter(**of_event).order_by().values("event")
    took_part = took_part.annotate(
        number=Count("organisation", distinct=True)
        + Count("country", distinct=True)
        + Count("partnership", distinct=True)
    )
    return queryset.select_related("country", "source").annotate(
        commitment_count=Coalesce(Subquery(promised.values("number")), 0),
        participant_count=Coalesce(Subquery(took_part.values("number")), 0),
    )


@permissions.public
@kept_while_unchanged
def events(request: HttpRequest) -> HttpResponse:
    return listing(request, EventFilter, "directory/browse/events.html", with_counts)


@permissions.public
@kept_while_unchanged
def event(request: HttpRequest, slug: str) -> HttpResponse:
    record = get_object_or_404(
        Event.objects.select_related("source", "country", "partnership").prefetch_related(related.FURTHER),
        slug=slug,
    )
    record.partnership = related.if_published(record.partnership)
    took_part = list(participations.shown(record.participations.all()))
    parts = participations.parts_of(record, took_part)
    promised = related.commitments(record.commitments.order_by(*BY_DUE_DATE))
    sources = related.sources_of(record, *took_part, *promised)
    return record_page(
        request,
        "directory/browse/event.html",
        record,
        {
            "event": record,
            "is_past": record.is_past,
            "status": status_of(
                record, participants=len({part.participant for part in took_part}), promised=len(promised)
            ),
            "finder_url": finder_of(record, parts),
            "parts": parts,
            "commitments": promised,
            "promises": promises.of_commitments(promised) if promised else None,
            "sources": sources,
            "today": timezone.localdate(),
            "url": linked_data.site_url(record.get_absolute_url()),
            "linked_data": linked_data.script(
                linked_data.event(record, participations=took_part, sources=related.sources_of(record)),
                linked_data.breadcrumbs("events", _("Events"), record),
            ),
        },
    )


def finder_of(record: Event, parts: Iterable[SessionParticipations]) -> str:
    """The finder for the country of an event and the topics of its sessions: those who met there are the likeliest to
    know whom to ask."""
    topics = dict.fromkeys(part.session.topic_id for part in parts if part.session and part.session.topic_id)
    return finder_address(countries=[record.country_id] if record.country_id else [], topics=topics)


def status_of(record: Event, *, participants: int, promised: int) -> StatusLine:
    """What became of an event and in which year, how many are known to have taken part, and how many promises it saw."""
    state = record.status_in_words
    if record.starts and state == record.get_status_display():
        state = _("%(status)s in %(year)s") % {"status": state, "year": record.starts[:4]}
    if record.status == EventStatus.CANCELLED:
        mark = status_lines.ENDED
    else:
        mark = status_lines.SAID if record.source_id else status_lines.OPEN
    counted = (
        (participants, ngettext("%(count)s known by name", "%(count)s known by name", participants)),
        (promised, ngettext("%(count)s promise", "%(count)s promises", promised)),
    )
    return StatusLine(mark, state, tuple(words % {"count": count} for count, words in counted if count))
