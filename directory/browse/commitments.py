"""The list of commitments, and one commitment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from directory.browse import promises, related
from directory.browse.lists import listing
from directory.browse.record_pages import record_page
from directory.finding.filters import CommitmentFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.models import Commitment
from directory.records import linked_data
from directory.rights import permissions


@permissions.public
@kept_while_unchanged
def commitments(request: HttpRequest) -> HttpResponse:
    return listing(
        request,
        CommitmentFilter,
        "directory/browse/commitments.html",
        related.commitments,
        beginning=promises.at_a_glance,
    )


@permissions.public
@kept_while_unchanged
def commitment(request: HttpRequest, slug: str) -> HttpResponse:
    with_sources = Commitment.objects.filter(slug=slug).prefetch_related(related.FURTHER, "reports__source")
    record = next(iter(related.commitments(with_sources)), None)
    if record is None:
        raise Http404
    reports = sorted(record.reports.all(), key=lambda report: (report.reported, report.pk), reverse=True)
    sources = related.sources_of(record, *reports)
    return record_page(
        request,
        "directory/browse/commitment.html",
        record,
        {
            "commitment": record,
            "reports": reports,
            "sources": sources,
            "url": linked_data.site_url(record.get_absolute_url()),
            "linked_data": linked_data.script(
                linked_data.plan_action(record, sources=sources),
                linked_data.breadcrumbs("commitments", _("Commitments"), record),
            ),
        },
    )
