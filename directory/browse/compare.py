"""Two to four partnerships, organisations or desks beside each other, field by field."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from directory.browse.chosen_records import KINDS, RecordChoice, offers, typed_words
from directory.browse.partnership_page import listing_of
from directory.browse.reach import extent_name
from directory.browse.related import with_partnership_count
from directory.browse.results import SourceDates, Traits, as_of_in_words, names_in_one_line, status_in_words
from directory.finding import facets
from directory.models import (
    ContactPoint,
    Membership,
    Organisation,
    Partnership,
    Role,
)
from directory.models.partial_dates import in_words
from directory.rights import permissions

COMPARED_KINDS = ("partnership", "organisation", "desk")
MOST_COMPARED = 4


class FieldOfRecords(NamedTuple):
    """A field with what is known of it for each record, as a text or "", and whether what is stated differs: `word` says it."""

    label: str
    texts: list[str]
    word: str
    differs: bool


@permissions.by_reader
def compare(request: HttpRequest) -> HttpResponse:
    choice = RecordChoice(request, COMPARED_KINDS, most=MOST_COMPARED)
    # Of several kinds the first is compared: they have no field in common
    kind = choice.records[0].kind if choice.records else ""
    of_kind = [chosen for chosen in choice.records if chosen.kind == kind]
    others = [str(chosen.record) for chosen in choice.records if chosen.kind != kind]
    choice.records = of_kind
    typed = typed_words(request)
    kinds = [kind] if kind else COMPARED_KINDS
    has_room = len(of_kind) < MOST_COMPARED
    return render(
        request,
        "directory/browse/compare.html",
        {
            "kind": kind,
            "kind_label": KINDS[kind].label if kind else "",
            "columns": [
                {
                    "title": str(chosen.record),
                    "url": chosen.record.get_absolute_url(),
                    "url_without": choice.without(chosen),
                    "is_sample": getattr(chosen.record, "is_sample", False),
                }
                for chosen in of_kind
            ],
            "fields": fields(kind, choice.of_kind(kind)) if len(of_kind) > 1 else [],
            "choice": choice,
            "others": others,
            "most": MOST_COMPARED,
            "words": typed,
            "offers": offers(choice, typed, kinds) if has_room else [],
            "has_room": has_room,
        },
    )


def fields(kind: str, records: Sequence[Model]) -> list[FieldOfRecords]:
    tables: dict[str, Callable] = {
        "partnership": of_partnerships,
        "organisation": of_organisations,
        "desk": of_desks,
    }
    # Each record tells all fields in the same order
    told = tables[kind](records)
    return [
        field_of_records(label, [by_label[label] for by_label in told]) for label in (told[0] if told else ())
    ]


def field_of_records(label: str, values: list[str | list[str]]) -> FieldOfRecords:
    """Of many names the first few are shown, and all are compared."""
    texts = [value if isinstance(value, str) else names_in_one_line(value) for value in values]
    stated = [value if isinstance(value, str) else tuple(sorted(value)) for value in values if value]
    if len(set(stated)) > 1:
        word, differs = _("differs"), True
    elif not stated:
        word, differs = _("not stated"), False
    elif len(stated) < len(values):
        word, differs = _("not stated everywhere"), False
    else:
        word, differs = _("the same"), False
    return FieldOfRecords(label, texts, word, differs)


def of_partnerships(records: Sequence[Partnership]) -> list[dict[str, str | list[str]]]:
    """Two queries, and one more for each sample."""
    values = facets.values(facets.data_version())
    memberships: dict[int, list[Membership]] = {}
    current = Membership.objects.current().filter(partnership__in=[record.pk for record in records])
    for membership in current.select_related("organisation", "country", "member_partnership").by_role():
        memberships.setdefault(membership.partnership_id, []).append(membership)
    return [_of_partnership(record, memberships.get(record.pk, []), values) for record in records]


def _of_partnership(
    record: Partnership, memberships: Sequence[Membership], values: facets.Values
) -> dict[str, str | list[str]]:
    listing = listing_of(record)
    traits = Traits.of(listing.facets, values)
    dates = SourceDates.of(record)
    language = get_language() or "en"
    is_confirmed = dates.confirmed_on is not None
    status = status_in_words(traits.status.code, None if is_confirmed else dates.stated_on, language)
    members = list(dict.fromkeys(str(membership.member) for membership in memberships))
    leads = [
        str(membership.member) for membership in memberships if membership.role in (Role.LEAD, Role.CHAIR)
    ]
    scopes = [
        label
        for code, label in (("cross-border", _("Cross-border")), ("cross-sector", _("Cross-sector")))
        if code in traits.scopes
    ]
    return {
        _("Kind"): str(record.get_kind_display()),
        _("Status"): status,
        _("Confirmed"): traits.freshness.label
        if is_confirmed
        else as_of_in_words(dates.oldest, dates.newest, language, has_source=dates.has_source),
        _("Time"): record.period,
        _("Reach"): _listed([*scopes, extent_name(record.extent, values)]),
        _("Countries"): [value.label for value in traits.countries],
        _("Sectors"): [value.label for value in traits.sectors],
        _("Topics"): [value.label for value in traits.topics],
        _("Languages"): [value.label for value in traits.languages],
        _("Who leads"): list(dict.fromkeys(leads)),
        _("Members"): members,
        _("Members as a source counts them"): record.stated_number,
        _("Legal basis"): record.legal_basis,
        _("Website"): record.website,
        _("Summary"): record.summary,
    }


def of_organisations(records: Sequence[Organisation]) -> list[dict[str, str | list[str]]]:
    """Two queries."""
    counts = dict(
        with_partnership_count(
            Organisation.objects.filter(pk__in=[record.pk for record in records])
        ).values_list("pk", "partnership_count")
    )
    return [
        {
            _("Acronym"): record.acronym,
            _("Sector"): record.sector.name,
            _("Home country"): record.country.name
            if record.country
            else _("International")
            if record.is_international
            else "",
            _("Part of"): str(record.parent) if record.parent and not record.parent.removed_at else "",
            _("Founded"): in_words(record.founded),
            _("Ended"): in_words(record.ended),
            _("Partnerships known here"): str(counts.get(record.pk, 0)),
            _("Website"): record.website,
        }
        for record in records
    ]


def of_desks(records: Sequence[ContactPoint]) -> list[dict[str, str | list[str]]]:
    """What a list tells of desks, and never how one is reached. Three queries for each."""
    return [
        {
            _("Organisation"): str(record.organisation),
            _("Purpose"): str(record.get_purpose_display()),
            _("Serves"): _served(record),
            _("Languages"): sorted(str(language) for language in record.languages.all()),
            _("Topics"): sorted(str(topic) for topic in record.topics.all()),
            _("Hours"): "" if record.is_restricted else _hours(record),
            _("Urgent requests"): _("Takes urgent requests at any hour") if record.is_urgent else "",
            _("Who may see it"): str(record.get_visibility_display()),
        }
        for record in records
    ]


def _served(desk: ContactPoint) -> str | list[str]:
    if desk.is_worldwide:
        return _("Every country")
    if names := sorted(str(country) for country in desk.countries.all()):
        return names
    return desk.organisation.country.name if desk.organisation.country else ""


def _hours(desk: ContactPoint) -> str:
    lines = [f"{line.days}: {line.times}" for line in desk.opening_hours.lines]
    return "; ".join(filter(None, [*lines, desk.hours, desk.time_zone]))


def _listed(names: Sequence[str]) -> str:
    return pgettext("between the names of a list", ", ").join(filter(None, names))
