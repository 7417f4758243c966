"""The list of organisations, and one organisation."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.browse import related
from directory.browse.lists import listing
from directory.finding.filters import OrganisationFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.models import ContactPoint, Membership, Organisation
from directory.models.commitments import BY_DUE_DATE
from directory.models.text_search import by_name
from directory.records import linked_data
from directory.records.addresses import record_at
from directory.rights import permissions

MEMBERSHIPS_SHOWN = 100  # the newest; the page says how many there are


@permissions.public
@kept_while_unchanged
def organisations(request: HttpRequest) -> HttpResponse:
    return listing(
        request, OrganisationFilter, "directory/browse/organisations.html", related.with_partnership_count
    )


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
            "linked_data": ""
            if record.is_sample
            else linked_data.script(
                linked_data.organization(
                    record, parent=parent, other_names=other_names, identifiers=identifiers
                ),
                linked_data.breadcrumbs("organisations", _("Organisations"), record),
            ),
        },
    )
