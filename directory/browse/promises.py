"""Promises at a glance: how many were made, when they fell due, and what was said and shown of them since. What others
found, and whom anybody asked, is not kept here yet, so nothing is drawn for it. Never by country: no order of who keeps
its word."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import NullIf
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from directory.models import Commitment, OwnerBasis, ProgressReport
from directory.models.partial_dates import is_over


class PromiseGroup(NamedTuple):
    """The promises of one meeting that fell due at the same time. `starts`, `due`: partial dates, or empty; `first`, `last`:
    when the promises were made, empty where no source says so."""

    event: int | None
    title: str
    acronym: str
    starts: str
    due: str
    number: int
    said: int
    shown: int
    without_owner: int
    first: str
    last: str


class Promises(NamedTuple):
    """How far some promises came. `past` are those whose date is over, `said` those of which a report names no document,
    `shown` those of which a document tells. `years`: when they were made, in words; may be empty."""

    made: int
    years: str
    dated: int
    past: int
    said: int
    shown: int
    without_owner: int

    @classmethod
    def of(cls, groups: Iterable[PromiseGroup]) -> "Promises":
        groups = list(groups)
        today = timezone.localdate()
        years = sorted(date[:4] for group in groups for date in (group.first, group.last) if date)
        return cls(
            made=sum(group.number for group in groups),
            years=_years_in_words(years[0], years[-1]) if years else "",
            dated=sum(group.number for group in groups if group.due),
            past=sum(group.number for group in groups if is_over(group.due, today)),
            said=sum(group.said for group in groups),
            shown=sum(group.shown for group in groups),
            without_owner=sum(group.without_owner for group in groups),
        )


def _years_in_words(first: str, last: str) -> str:
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def grouped(promised: QuerySet[Commitment]) -> list[PromiseGroup]:
    """Promises by meeting and date, meetings in the order of their dates, those of no meeting last. One query."""
    reports = ProgressReport.objects.filter(commitment=OuterRef("pk"))
    made_on = NullIf("made_on", Value(""))
    rows = (
        promised.order_by()
        .values_list("event", "event__title", "event__acronym", "event__starts", "due")
        .annotate(
            made=Count("pk"),
            said=Count("pk", filter=Exists(reports.filter(source=None))),
            shown=Count("pk", filter=Exists(reports.exclude(source=None))),
            without_owner=Count("pk", filter=Q(owner_basis=OwnerBasis.NONE)),
            first=Min(made_on),
            last=Max(made_on),
        )
    )
    groups = [
        PromiseGroup(event, title or "", acronym or "", starts or "", due, *numbers, first or "", last or "")
        for event, title, acronym, starts, due, *numbers, first, last in rows
    ]
    return sorted(groups, key=_by_meeting)


def _by_meeting(group: PromiseGroup) -> tuple:
    return group.event is None, not group.starts, group.starts, group.title, group.event, group.due


def of_commitments(promised: Iterable[Commitment]) -> Promises:
    """How far those promises came that a page has read already, with their reports."""
    return Promises.of(
        PromiseGroup(
            event=commitment.event_id,
            title="",
            acronym="",
            starts="",
            due=commitment.due,
            number=1,
            said=any(report.source_id is None for report in commitment.reports.all()),
            shown=any(report.source_id is not None for report in commitment.reports.all()),
            without_owner=commitment.owner_basis == OwnerBasis.NONE,
            first=commitment.made_on,
            last=commitment.made_on,
        )
        for commitment in promised
    )


class MeetingRow(NamedTuple):
    """A meeting in the table of when promises fell due; `name` is empty for promises of no meeting."""

    name: str
    made: int
    dated: int
    shown: int


def by_meeting(groups: Sequence[PromiseGroup]) -> list[MeetingRow]:
    meetings: dict[int | None, list[PromiseGroup]] = {}
    for group in groups:
        meetings.setdefault(group.event, []).append(group)
    return [
        MeetingRow(
            _with_year(of_meeting[0].title, of_meeting[0].starts),
            sum(group.number for group in of_meeting),
            sum(group.number for group in of_meeting if group.due),
            sum(group.shown for group in of_meeting),
        )
        for of_meeting in meetings.values()
    ]


def _with_year(title: str, starts: str) -> str:
    year = starts[:4]
    if not title or not year or year in title:
        return title
    return _("%(meeting)s, %(year)s") % {"meeting": title, "year": year}


# The picture of when promises fell due: 940 units wide, names of meetings, then the months of the dates, then those
# without a date. A mark is 9 wide, and they stand 12 apart
WIDTH, NAMES_END, FIRST_DATE, LAST_DATE, UNDATED = 940, 255, 275, 700, 735
STEP = 12
TOP = 36
LETTERS_OF_A_NAME = 34
UNDATED_IN_A_LINE = (WIDTH - UNDATED) // STEP
# Of more it would be no picture but a wall: the table stands alone then
MOST_MARKS = 400


class DueMark(NamedTuple):
    """A promise in the picture: where, and whether a document shows what became of it."""

    x: int
    y: int
    is_shown: bool


class DueLine(NamedTuple):
    """A meeting in the picture: its name, the height at which it stands, and its promises."""

    name: str
    y: int
    marks: list[DueMark]


class DuePicture(NamedTuple):
    """When promises fell due. `ticks`: the places of years. The same promises make the same picture."""

    height: int
    ticks: list[tuple[int, str]]
    lines: list[DueLine]


def due_picture(groups: Sequence[PromiseGroup]) -> DuePicture | None:
    """The picture of promises by meeting and by the month in which they fell due; None where there are none, or too many."""
    number = sum(group.number for group in groups)
    if not number or number > MOST_MARKS:
        return None
    dues = [group.due for group in groups if group.due]
    first_year = min((int(due[:4]) for due in dues), default=0)
    last_year = max((int(due[:4]) for due in dues), default=0) + 1
    months = (last_year - first_year) * 12

    def place(due: str) -> int:
        if not due:
            return UNDATED
        month = int(due[5:7]) - 1 if len(due) > 4 else 0
        passed = (int(due[:4]) - first_year) * 12 + month
        return FIRST_DATE + round((LAST_DATE - FIRST_DATE) * passed / months / STEP) * STEP

    lines = []
    y = TOP
    meetings: dict[int | None, list[PromiseGroup]] = {}
    for group in groups:
        meetings.setdefault(group.event, []).append(group)
    for of_meeting in meetings.values():
        marks = _marks(of_meeting, place, y)
        lines.append(DueLine(_short_name(of_meeting[0]), y, marks))
        y = max(mark.y for mark in marks) + 26
    return DuePicture(y, _ticks(first_year, last_year, place) if dues else [], lines)


def _marks(groups: Iterable[PromiseGroup], place, top: int) -> list[DueMark]:
    """Those of one date below each other, those without a date in lines; those that are shown first."""
    stacks: dict[int, list[bool]] = {}
    for group in groups:
        stack = stacks.setdefault(place(group.due), [])
        stack += [True] * group.shown + [False] * (group.number - group.shown)
    marks = []
    for x, stack in sorted(stacks.items()):
        for index, is_shown in enumerate(sorted(stack, reverse=True)):
            line, column = divmod(index, UNDATED_IN_A_LINE) if x == UNDATED else (index, 0)
            marks.append(DueMark(x + column * STEP, top + line * STEP, is_shown))
    return marks


def _short_name(group: PromiseGroup) -> str:
    title = _("No meeting") if group.event is None else group.title
    return Truncator(_with_year(group.acronym or title, group.starts)).chars(LETTERS_OF_A_NAME)


def _ticks(first_year: int, last_year: int, place) -> list[tuple[int, str]]:
    """Years, so far apart that their names do not touch."""
    every = max(1, -(-(last_year - first_year) // 8))
    return [(place(str(year)), str(year)) for year in range(first_year, last_year, every)]


def at_a_glance(promised: QuerySet[Commitment]) -> dict:
    """What the list of all promises begins with. One query."""
    groups = grouped(promised)
    return {
        "promises": Promises.of(groups),
        "due_picture": due_picture(groups),
        "meetings": by_meeting(groups),
    }
