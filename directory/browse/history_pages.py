"""The pages that tell the history of records."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from directory.browse.history import changes_of
from directory.browse.recorded import recorded_page, requested_day
from directory.finding.page_cache import kept_while_unchanged
from directory.models import Commitment, Event, Organisation, Partnership, Resource
from directory.models.statements import public_sources
from directory.records.addresses import record_at
from directory.rights import permissions


def history_page(request: HttpRequest, record: Model, *, section: str, label: str) -> HttpResponse:
    """The changes of a record, or the record as the directory had it on the day that the address names. `section`: the
    name of the list that it stands in, `label` the same in words."""
    context = {
        "record": record,
        "section": section,
        "section_page": f"directory:{section}",
        "section_label": label,
    }
    requested = requested_day(request.GET)
    if requested.day:
        return recorded_page(request, record, requested.day, context)
    context |= {"changes": changes_of(record, page=request.GET.get("page")), "ignored": requested.ignored}
    return render(request, "directory/browse/history.html", context)


@permissions.public
@kept_while_unchanged
def partnership_history(request: HttpRequest, slug: str) -> HttpResponse:
    record = record_at(Partnership.objects.all(), slug)
    return history_page(request, record, section="partnerships", label=_("Partnerships"))


@permissions.public
@kept_while_unchanged
def organisation_history(request: HttpRequest, slug: str) -> HttpResponse:
    record = record_at(Organisation.objects.all(), slug)
    return history_page(request, record, section="organisations", label=_("Organisations"))


@permissions.public
@kept_while_unchanged
def event_history(request: HttpRequest, slug: str) -> HttpResponse:
    return history_page(request, get_object_or_404(Event, slug=slug), section="events", label=_("Events"))


@permissions.public
@kept_while_unchanged
def commitment_history(request: HttpRequest, slug: str) -> HttpResponse:
    return history_page(
        request, get_object_or_404(Commitment, slug=slug), section="commitments", label=_("Commitments")
    )


@permissions.public
@kept_while_unchanged
def resource_history(request: HttpRequest, slug: str) -> HttpResponse:
    return history_page(
        request, get_object_or_404(Resource, slug=slug), section="resources", label=_("Resources")
    )


@permissions.public
@kept_while_unchanged
def source_history(request: HttpRequest, slug: str) -> HttpResponse:
    return history_page(
        request, get_object_or_404(public_sources(), slug=slug), section="sources", label=_("Sources")
    )
