"""The list of resources, and one resource."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from directory.browse import related
from directory.browse.lists import listing
from directory.browse.record_pages import record_page
from directory.finding.filters import ResourceFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.models import Resource
from directory.models.partial_dates import in_words
from directory.records import linked_data
from directory.rights import permissions


@permissions.public
@kept_while_unchanged
def resources(request: HttpRequest) -> HttpResponse:
    return listing(request, ResourceFilter, "directory/browse/resources.html", related.resources)


@permissions.public
@kept_while_unchanged
def resource(request: HttpRequest, slug: str) -> HttpResponse:
    with_sources = Resource.objects.filter(slug=slug).prefetch_related(related.FURTHER)
    record = next(iter(related.resources(with_sources)), None)
    if record is None:
        raise Http404
    sources = related.sources_of(record)
    return record_page(
        request,
        "directory/browse/resource.html",
        record,
        {
            "resource": record,
            "year": in_words(record.year),
            "sources": sources,
            "url": linked_data.site_url(record.get_absolute_url()),
            "linked_data": linked_data.script(
                linked_data.creative_work(record, sources=sources),
                linked_data.breadcrumbs("resources", _("Resources"), record),
            ),
        },
    )
