"""Pages as they were at a time of the past, as far as sources say (`?at=`): one partnership, and the list.

That is valid time. What this directory said on a day is the history's to tell (`browse/history.py`); no page mixes the two.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.browse.lists import Address, chosen_links
from directory.browse.memberships import MembershipTable, table_of_members
from directory.browse.notes import SourceNotes
from directory.browse.panel import in_digits
from directory.finding.facets import ALL
from directory.finding.filters import PartnershipFilter
from directory.finding.paging import requested_page
from directory.finding.past_lists import past_list
from directory.finding.search import DEFAULT
from directory.models import Membership, Partnership, Status
from directory.models.partial_dates import ABOUT, in_words, is_over
from directory.models.valid_time import Then, TimeSpan, membership_then, partnership_then

AT = "at"  # the parameter
UNSURE_PAGE = "unsure"  # the page of those of which it is not known whether they were then


class RequestedTime(NamedTuple):
    """The time that an address asks for, or none; `ignored`: a sentence about what cannot be one."""

    span: TimeSpan | None = None
    ignored: Sequence[str] = ()


def requested_time(parameters: QueryDict) -> RequestedTime:
    typed = parameters.get(AT, "").strip()
    if not typed:
        return RequestedTime()
    try:
        return RequestedTime(TimeSpan.of(typed[:40]))
    except ValidationError as refusal:
        sentence = _("“%(typed)s” was left out as a time: %(reason)s This is the page of today.")
        return RequestedTime(ignored=[sentence % {"typed": typed[:40], "reason": " ".join(refusal.messages)}])


def when(text: str) -> str:
    """ "in June 2006", "on 5 June 2006", "about 2006"."""
    if text.endswith(ABOUT):
        return in_words(text)
    time = {"time": in_words(text)}
    if len(text) == 10:
        return pgettext("a day", "on %(time)s") % time
    return pgettext("a month or a year", "in %(time)s") % time


# One partnership


class PastMembers(NamedTuple):
    """Who was a member then, of whom it is not known, and how many were surely none."""

    then: MembershipTable
    not_known: MembershipTable
    left_out: int


def past_partnership(request: HttpRequest, partnership: Partnership, span: TimeSpan) -> HttpResponse:
    """The page of a partnership at a time. Four queries."""
    memberships = list(
        Membership.objects.shown()
        .filter(partnership=partnership)
        .select_related(
            "partnership",
            "organisation__sector",
            "organisation__country",
            "country",
            "member_partnership",
            "source",
        )
        .order_by("pk")
    )
    notes = SourceNotes(partnership, *memberships)
    then = partnership_then(partnership, span)
    return render(
        request,
        "directory/browse/past_partnership.html",
        {
            "partnership": partnership,
            "when": when(span.text),
            "at": span.text,
            "was_then": in_sentence(partnership, then, span),
            "is_possible": then is not Then.NOT_THEN,
            "members": past_members(memberships, span, notes),
            "backing": notes.backing(partnership),
            "sources": notes.sources,
        },
    )


def past_members(memberships: Sequence[Membership], span: TimeSpan, notes: SourceNotes) -> PastMembers:
    groups: dict[Then, list[Membership]] = {then: [] for then in Then}
    for membership in memberships:
        groups[membership_then(membership, span)].append(membership)
    sure = {membership.member for membership in groups[Then.THEN]}
    # Whoever was surely there in one role is not doubtful in another
    unsure = [membership for membership in groups[Then.NOT_KNOWN] if membership.member not in sure]
    named = sure | {membership.member for membership in unsure}
    return PastMembers(
        table_of_members(groups[Then.THEN], notes),
        table_of_members(unsure, notes),
        len({membership.member for membership in groups[Then.NOT_THEN]} - named),
    )


def in_sentence(partnership: Partnership, then: Then, span: TimeSpan) -> str:
    """What is known of whether a partnership was there, with what is not."""
    words = {
        "when": when(span.text),
        "began": when(partnership.stated_start),
        "ended": when(partnership.stated_end),
    }
    if then is Then.THEN:
        return _("It existed %(when)s.") % words
    if then is Then.NOT_KNOWN:
        return reason_of_doubt(partnership)
    if is_over(partnership.ended, span.first):
        return _("It did not exist any more %(when)s: it ended %(ended)s.") % words
    if partnership.started:
        return _("It did not exist yet %(when)s: it began %(began)s.") % words
    return _("It is only planned, and no source says that it has begun.")


def reason_of_doubt(partnership: Partnership) -> str:
    """Why nobody can say whether a partnership was there at a time at which it may have been."""
    dates = {"began": when(partnership.stated_start), "ended": when(partnership.stated_end)}
    if not partnership.started and partnership.ended:
        return _("It ended %(ended)s; no source says when it began.") % dates
    if not partnership.started:
        return _("No source says when it began.")
    if partnership.ended:
        return _("It began %(began)s and ended %(ended)s; no source is more precise.") % dates
    if partnership.status == Status.ENDED:
        return _("It began %(began)s and has ended; no source says when.") % dates
    if partnership.status == Status.UNKNOWN:
        return _("It began %(began)s; whether it still exists is not known.") % dates
    return _("It began %(began)s; no source is more precise.") % dates


# The list


class PastEntry(NamedTuple):
    """A partnership as a list of the past shows it. `doubt`: why it is not known whether it was then; else empty."""

    url: str
    title: str
    acronym: str
    summary: str
    kind: str
    period: str
    doubt: str


def past_partnerships(request: HttpRequest, filters: PartnershipFilter, span: TimeSpan) -> HttpResponse:
    """The list at a time, with the filters of the list of today. Two or three queries."""
    address = Address.of(request, filters).of_time(span.text)
    groups = past_list(
        filters,
        span,
        requested=requested_page(request.GET),
        requested_unsure=requested_page({"page": request.GET.get(UNSURE_PAGE, "1")}),
    )
    then, not_known = groups.then.page, groups.not_known.page
    return render(
        request,
        "directory/browse/past_partnerships.html",
        {
            "when": when(span.text),
            "at": span.text,
            "words": filters.typed,
            "ignored": [*filters.ignored, *then.correction(request.GET)],
            "chosen": chosen_links(filters, address),
            "clear_url": address.cleared().url(),
            "address": address,
            "today_url": address.of_time("").url(),
            "network_url": replace(address, path=reverse("directory:network")).url(),
            "wider_url": wider_address(filters, address),
            "then": entries(groups.then.ids, span),
            "then_total": then.total,
            "then_count": in_digits(then.total),
            "then_paging": then.links(lambda number: address.url(page=number)),
            "not_known": entries(groups.not_known.ids, span),
            "not_known_total": not_known.total,
            "not_known_count": in_digits(not_known.total),
            "not_known_paging": not_known.links(lambda number: unsure_url(address, number)),
            "is_unsure_open": UNSURE_PAGE in request.GET or not then.total,
        },
    )


def unsure_url(address: Address, number: int) -> str:
    return f"{address.url()}&{UNSURE_PAGE}={number}#not-known"


def wider_address(filters: PartnershipFilter, address: Address) -> str:
    """The address of the list with what the usual one leaves out; empty where it leaves out nothing."""
    wider = address
    for name in DEFAULT:
        if name in filters.search.chosen and name not in filters.chosen:
            wider = wider.having(name, [ALL])
    return "" if wider == address else wider.url()


def entries(ids: Sequence[int], span: TimeSpan) -> list[PastEntry]:
    """The partnerships of a page, in the order of the ids. One query."""
    by_id = Partnership.objects.published().in_bulk(ids)
    return [entry(by_id[pk], span) for pk in ids if pk in by_id]


def entry(partnership: Partnership, span: TimeSpan) -> PastEntry:
    is_sure = partnership_then(partnership, span) is Then.THEN
    # Of one that was there then, it is the members of which the filters ask that are not known
    return PastEntry(
        url=f"{partnership.get_absolute_url()}?{AT}={span.text}",
        title=partnership.title,
        acronym=partnership.acronym,
        summary=partnership.summary,
        kind=partnership.get_kind_display(),
        period=partnership.period,
        doubt=_("It existed then; whether members of the chosen countries or sectors took part is not known.")
        if is_sure
        else reason_of_doubt(partnership),
    )
