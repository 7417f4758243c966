"""The lists of organisations, resources and commitments, one organisation, and one event."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from directory.browse import related
from directory.browse.lists import drops, frame, refused
from directory.finding import facets
from directory.finding.filters import CommitmentFilter, ListFilter, OrganisationFilter, ResourceFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.finding.paging import ListPage, requested_page
from directory.models import ContactPoint, Event, Membership, Organisation
from directory.models.commitments import BY_DUE_DATE
from directory.models.text_search import by_name
from directory.records import linked_data
from directory.records.addresses import record_at
from directory.rights import permissions

MEMBERSHIPS_SHOWN = 100  # the newest; the page says how many there are


def listing(
    request: HttpRequest, filter_class: type[ListFilter], template: str, shown: Callable[[QuerySet], Any]
) -> HttpResponse:
    """A list with filters, its records read by `shown` for the page asked for."""
    filters = filter_class(request.GET, values=facets.values(request.data_version))
    if not filters.is_valid():
        return refused(request, filters)
    page = ListPage.nearest(requested_page(request.GET), total=filters.qs.count())
    context = frame(request, filters, {name: filters.counts(name) for name in filters.facet_names}, page)
    records = filters.qs[page.offset : page.offset + page.size]
    # A query for each filter, so only where nothing was found
    without = {} if page.total else {name: filters.without(name).count() for name in filters.chosen}
    return render(
        request,
        template,
        {**context, "results": shown(records), "drops": drops(filters, context["address"], without)},
    )


@permissions.public
@kept_while_unchanged
def organisations(request: HttpRequest) -> HttpResponse:
    return listing(
        request, OrganisationFilter, "directory/browse/organisations.html", related.with_partnership_count
    )


@permissions.public
@kept_while_unchanged
def resources(request: HttpRequest) -> HttpResponse:
    return listing(request, ResourceFilter, "directory/browse/resources.html", related.resources)


@permissions.public
@kept_while_unchanged
def commitments(request: HttpRequest) -> HttpResponse:
    return listing(request, CommitmentFilter, "directory/browse/commitments.html", related.commitments)


@permissions.public
@kept_while_unchanged
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    record = record_at(Organisation.objects.select_related("sector", "country", "parent", "source"), slug)
    memberships = (
        Membership.objects.shown().filter(organisation=record).select_related("partnership", "source")
    )
    promised = related.commitments(record.commitments.order_by(*BY_DUE_DATE))
    parent = related.if_published(record.parent)
    other_names = record.other_names.order_by(by_name())
    identifiers = record.identifiers.order_by("scheme", "value")
    return render(
        request,
        "directory/browse/organisation.html",
        {
            "organisation": record,
            "parent": parent,
            "other_names": other_names,
            "identifiers": identifiers,
            "children": record.children.published().order_by("sort_name"),
            "predecessors": record.predecessors.published().order_by("sort_name"),
            "successors": record.successors.published().order_by("sort_name"),
            "memberships": memberships.order_by("-partnership")[:MEMBERSHIPS_SHOWN],
            "membership_count": memberships.count(),
            "partners": related.partners(record),
            # As nobody in particular: the page is kept and shown to everybody
            "desks": ContactPoint.objects.visible_to(AnonymousUser())
            .of(record)
            .select_related("organisation__country")
            .prefetch_related("languages", "topics", "countries")
            .order_by(by_name()),
            "commitments": promised,
            "resources": related.resources(record.resources.order_by("sort_name")),
            "sources": related.sources_of(record, *promised),
            "url": linked_data.site_url(record.get_absolute_url()),
            "linked_data": linked_data.script(
                linked_data.organization(
                    record, parent=parent, other_names=other_names, identifiers=identifiers
                ),
                linked_data.breadcrumbs("organisations", _("Organisations"), record),
            ),
        },
    )


@permissions.public
@kept_while_unchanged
def event(request: HttpRequest, slug: str) -> HttpResponse:
    record = get_object_or_404(Event.objects.select_related("source"), slug=slug)
    promised = related.commitments(record.commitments.order_by(*BY_DUE_DATE))
    return render(
        request,
        "directory/browse/event.html",
        {
            "event": record,
            "commitments": promised,
            "silent_count": sum(1 for commitment in promised if not commitment.last_report),
            "sources": related.sources_of(record, *promised),
        },
    )
