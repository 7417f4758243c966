"""Calendars to subscribe to: the events of a list and the days until which commitments are due, and one record's own."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import condition
from icalendar import Calendar

from config.deployment import operator, site_name
from config.security import for_any_site
from directory.exchange.calendar_entries import KINDS, CalendarKind
from directory.exchange.record_columns import batches
from directory.exchange.record_lists import LISTS, licence, select
from directory.exchange.views import as_export, version
from directory.gate.plain_text import clean_line
from directory.rights import permissions

CONTENT_TYPE = "text/calendar; charset=utf-8"
ASKED_AGAIN = timedelta(hours=12)  # how often a program should look for changes


@permissions.public
@for_any_site
@condition(etag_func=version)
def list_calendar(request: HttpRequest, name: str) -> HttpResponse:
    """The dated records of a list, with the filters of its page, as one calendar, read while it is sent."""
    kind = _kind(name)
    return as_export(request, partial(calendar_of_list, request, name, kind))


def calendar_of_list(request: HttpRequest, name: str, kind: CalendarKind) -> HttpResponse:
    """Raises SelectionRefused."""
    selection = select(LISTS[name], request.GET)
    narrowed_by = " · ".join(f"{label}: {text}" for label, text in selection.narrowed_by())
    title = " · ".join(filter(None, [site_name(), str(LISTS[name].label), selection.words]))
    about = "\n".join(filter(None, [narrowed_by, str(kind.left_out)]))
    calendar = described(title, about=about, page=selection.page_url, address=request.get_full_path())
    pieces = () if request.method == "HEAD" else with_entries(calendar, kind, selection.ids)
    return as_file(StreamingHttpResponse(pieces), name)


@permissions.public
@for_any_site
@condition(etag_func=version)
def record_calendar(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """One event, or the day until which one commitment is due, as a calendar of its own, to keep or to subscribe to."""
    kind = _kind(name)
    record = kind.dated.filter(slug=slug).first()
    if record is None:
        raise Http404
    page = settings.DIRECTORY_BASE_URL + record.get_absolute_url()
    calendar = described(str(record), about="", page=page, address=request.path)
    return as_file(HttpResponse(b"".join(with_entries(calendar, kind, [record.pk]))), slug)


def _kind(name: str) -> CalendarKind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def described(title: str, *, about: str, page: str, address: str) -> Calendar:
    """A calendar without entries, with what it says of itself (RFC 7986). `page`: the whole address of the page with the same
    records; `address`: its own, without the host."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{clean_line(site_name())}//Partnership Directory//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    title = clean_line(title)
    for name in ("name", "x-wr-calname"):  # the second, for programs that are older than the first
        calendar.add(name, title, parameters={"language": get_language()})
    if stated := "\n".join(filter(None, [about, operator().in_a_line if operator().name else "", licence()])):
        calendar.add("description", stated)
    calendar.add("url", page)
    calendar.add("source", settings.DIRECTORY_BASE_URL + address, parameters={"value": "URI"})
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", ASKED_AGAIN)
    return calendar


def with_entries(calendar: Calendar, kind: CalendarKind, ids: Sequence[int]) -> Iterator[bytes]:
    """The calendar in pieces, some hundred entries at a time."""
    beginning, end, _nothing = calendar.to_ical().rpartition(b"END:VCALENDAR\r\n")
    yield beginning
    for batch in batches(ids):
        yield b"".join(entry.to_ical() for entry in kind.entries(batch))
    yield end


def as_file(response: HttpResponse, stem: str) -> HttpResponse:
    response["Content-Type"] = CONTENT_TYPE
    response["Content-Disposition"] = f'attachment; filename="{stem}.ics"'
    return response
