"""The list of events, and one event with its sessions and those who took part."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from directory.browse import participations, promises, related
from directory.browse.lists import listing
from directory.finding.filters import EventFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.models import Event, Participation
from directory.models.commitments import BY_DUE_DATE
from directory.records import linked_data
from directory.rights import permissions


def with_counts(queryset: QuerySet[Event]) -> QuerySet[Event]:
    """Events as lists show them, with how many took part and how many commitments were made there."""
    visible = Q(participations__in=Participation.objects.listed())
    return queryset.select_related("country", "source").annotate(
        commitment_count=Count("commitments", distinct=True),
        participant_count=Count("participations__organisation", filter=visible, distinct=True)
        + Count("participations__country", filter=visible, distinct=True)
        + Count("participations__partnership", filter=visible, distinct=True),
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
    promised = related.commitments(record.commitments.order_by(*BY_DUE_DATE))
    sources = related.sources_of(record, *took_part, *promised)
    return render(
        request,
        "directory/browse/event.html",
        {
            "event": record,
            "is_past": record.is_past,
            "parts": participations.parts_of(record, took_part),
            "commitments": promised,
            "promises": promises.of_commitments(promised) if promised else None,
            "sources": sources,
            "url": linked_data.site_url(record.get_absolute_url()),
            "linked_data": linked_data.script(
                linked_data.event(record, participations=took_part, sources=related.sources_of(record)),
                linked_data.breadcrumbs("events", _("Events"), record),
            ),
        },
    )
