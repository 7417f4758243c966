"""Events, and the days until which commitments are due, as entries of calendars (RFC 5545): whole days, for no source says an
hour. A whole day is the same in every time zone."""

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Event as CalendarEntry

from directory.database.statements import any_of
from directory.exchange.programs.reading import RecordStamp, stamps_of
from directory.models import Commitment, Event, EventStatus, Progress, ProgressReport
from directory.models.partial_dates import first_day, last_day
from directory.records.linked_data import site_url


@dataclass(frozen=True, slots=True)
class CalendarKind:
    """A kind of record that has a place in calendars: which of them do, the entries of some, in their order, and a sentence
    that tells which of them are not there."""

    dated: QuerySet
    left_out: str | Promise
    entries: Callable[[Sequence[int]], Iterator[CalendarEntry]]


def event_entries(pks: Sequence[int]) -> Iterator[CalendarEntry]:
    """Of events whose month is known. Three queries."""
    events = Event.objects.with_month().select_related("country")
    stamps, moves = (
        stamps_of(Event, pks),
        moves_of(Event, pks, "starts", "ends", "status", "place", "country_id"),
    )
    today = timezone.localdate()
    for event in _in_order(events, pks):
        entry = _entry(event, title=event.title, stamp=stamps[event.pk], moves=moves[event.pk])
        _last_for(entry, *days_of(event))
        entry.add("description", "\n\n".join(_about_event(event)))
        entry.add("location", ", ".join(filter(None, [event.place, event.country and event.country.name])))
        entry.add("status", _event_status(event, today))
        entry.add("categories", [_("Event")])
        yield entry


def days_of(event: Event) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of an event. Where only a month is known, all its days; an end that says no more than the
    beginning does not make it longer."""
    ends = "" if event.starts.startswith(event.ends) else event.ends
    return first_day(event.starts), last_day(ends or event.starts)


def _about_event(event: Event) -> Iterable[str]:
    yield event.date_in_words
    if len(event.starts) < len("2005-12-15"):
        yield _("Only the month is known.")
    if event.summary:
        yield event.summary


def _event_status(event: Event, today: datetime.date) -> str:
    if event.status == EventStatus.CANCELLED:
        return "CANCELLED"
    # Past, and no source says that it was held
    return (
        "TENTATIVE" if event.status == EventStatus.PLANNED and last_day(event.starts) < today else "CONFIRMED"
    )


def commitment_entries(pks: Sequence[int]) -> Iterator[CalendarEntry]:
    """Of commitments with a due date: its last day. A commitment that was dropped is due no more. Five queries."""
    commitments = Commitment.objects.with_due_date().select_related("event").prefetch_related("reports")
    stamps, moves = stamps_of(Commitment, pks), moves_of(Commitment, pks, "due")
    dropped = _dropped_how_often(pks)
    for commitment in _in_order(commitments, pks):
        reports = {report.progress for report in commitment.reports.all()}
        entry = _entry(
            commitment,
            title=_("Due: %(commitment)s") % {"commitment": commitment.text},
            stamp=stamps[commitment.pk],
            moves=moves[commitment.pk] + dropped.get(commitment.pk, 0),
        )
        day = last_day(commitment.due)
        _last_for(entry, day, day)
        entry.add("description", "\n\n".join(_about_commitment(commitment, reports)))
        entry.add("status", "CANCELLED" if Progress.DROPPED in reports else "CONFIRMED")
        entry.add("categories", [_("Commitment")])
        yield entry


def _about_commitment(commitment: Commitment, reports: set[str]) -> Iterable[str]:
    yield _("Due by %(date)s.") % {"date": commitment.due_in_words}
    if commitment.event:
        yield _("Promised at: %(event)s") % {"event": commitment.event.title}
    if Progress.DONE in reports:
        yield _("Reported as done.")
    if not reports:
        yield _("Nobody has reported on it to this directory. That says nothing about whether it was kept.")


def _dropped_how_often(pks: Sequence[int]) -> dict[int, int]:
    """How many reports that something was dropped there ever were, by commitment: a report that is taken back counts on."""
    history = ProgressReport.history.rel.related_model.objects
    dropped = history.filter(commitment__in=any_of(pks), progress=Progress.DROPPED)
    numbers: dict[int, int] = {}
    for commitment in dropped.values_list("commitment", flat=True):
        numbers[commitment] = numbers.get(commitment, 0) + 1
    return numbers


def _in_order(queryset: QuerySet, pks: Sequence[int]) -> Iterator[Model]:
    records = {record.pk: record for record in queryset.filter(pk__in=any_of(pks))}
    return (records[pk] for pk in pks if pk in records)


def _entry(record: Model, *, title: str, stamp: RecordStamp, moves: int) -> CalendarEntry:
    """What every entry has. Its identifier is that of the record in the API, which stays when the address or the site moves.
    `DTSTAMP` is when the record last changed, as where no `METHOD` is stated, so that the same record gives the same bytes."""
    entry = CalendarEntry()
    entry.add("uid", str(stamp.uuid))
    entry.add("dtstamp", stamp.changed_at.astimezone(datetime.UTC))
    entry.add("last-modified", stamp.changed_at.astimezone(datetime.UTC))
    entry.add("sequence", moves)
    entry.add("summary", title)
    entry.add("url", site_url(record.get_absolute_url()))
    # It takes nobody's time
    entry.add("transp", "TRANSPARENT")
    return entry


def _last_for(entry: CalendarEntry, first: datetime.date, last: datetime.date) -> None:
    entry.add("dtstart", first)
    entry.add("dtend", last + datetime.timedelta(days=1))  # the day after


def moves_of(model: type[Model], pks: Sequence[int], *columns: str) -> Mapping[int, int]:
    """How often any of the columns changed since a record was made, by primary key: the revision of its entry. One query."""
    history = model.history.rel.related_model.objects.filter(pgh_obj__in=any_of(pks)).order_by(
        "pgh_obj", "pgh_id"
    )
    rows = history.values_list("pgh_obj", *columns)
    moves = dict.fromkeys(pks, 0)
    for pk, versions in itertools.groupby(rows, key=lambda row: row[0]):
        moves[pk] = len([*itertools.groupby(versions)]) - 1
    return moves


KINDS = {
    "events": CalendarKind(
        Event.objects.with_month(),
        gettext_lazy("Events of which no month is known are not in this calendar."),
        event_entries,
    ),
    "commitments": CalendarKind(
        Commitment.objects.with_due_date(),
        gettext_lazy("Commitments without a due date are not in this calendar."),
        commitment_entries,
    ),
}
