"""The page of one partnership."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.browse import attendance, chairs, lineage, promises, record_rings, stated
from directory.browse.finder_addresses import finder_address
from directory.browse.memberships import TEXTS, joined, members, with_partnership
from directory.browse.notes import SourceNotes
from directory.browse.panel import in_digits
from directory.browse.partnership_status import SourceDates, partnership_status, range_in_words
from directory.browse.past import past_partnership, requested_time
from directory.browse.reach import extent_name, reaches
from directory.browse.record_pages import record_page
from directory.browse.related import has, related_partnerships
from directory.browse.results import Traits
from directory.database.statements import kept_records
from directory.finding import facets
from directory.finding.facets import Values
from directory.finding.page_cache import kept_while_unchanged
from directory.models import (
    ContactPoint,
    Event,
    Invitation,
    Listing,
    Membership,
    OtherName,
    Partnership,
    PartnershipCountry,
    PartnershipHistory,
    PartnershipSoughtCountry,
    PartnershipSoughtSector,
    Role,
)
from directory.models.memberships import RUNNING
from directory.models.text_search import by_name
from directory.pictures import sectors
from directory.pictures.seals import seal
from directory.records import linked_data
from directory.records.addresses import public_record
from directory.rights import permissions

# What the page of a partnership alone tells, by the relation in which it is
OF_PARTNERSHIPS = {"part_in": ("part_in",), "events": ("events",)}


def partnership_with_lists(slug: str) -> Partnership:
    """The partnership at an address with what its page shows of other tables, in one query: names and codes as lists,
    `partners_asked` (invitations that were mailed, without an answer), `changed_at`, and `has_events` and so on for `read_stated`. Raises
    what `record_at` raises."""
    return public_record(_with_lists(slug))


@kept_records
def _with_lists(slug: RawSQL) -> QuerySet[Partnership]:
    changes = PartnershipHistory.objects.filter(pgh_obj=OuterRef("pk"))
    names = OtherName.objects.filter(partnership=OuterRef("pk")).order_by(by_name()).values("name")
    invitations = Invitation.objects.unanswered().asked().filter(partnership=OuterRef("pk")).order_by()
    return (
        Partnership.objects.filter(slug=slug)
        .select_related("listing")
        .defer("listing__head", "listing__body")  # which are long
        .annotate(
            other_name_list=ArraySubquery(names),
            country_list=ArraySubquery(_codes(PartnershipCountry, "country")),
            sought_country_list=ArraySubquery(_codes(PartnershipSoughtCountry, "country")),
            sought_sector_list=ArraySubquery(_codes(PartnershipSoughtSector, "sector")),
            partners_asked=Coalesce(
                Subquery(invitations.values("partnership").annotate(n=Count("pk")).values("n")), 0
            ),
            changed_at=Subquery(
                changes.values("pgh_obj").annotate(last=Max("pgh_created_at")).values("last")
            ),
            **has(Partnership, *stated.relations(OF_PARTNERSHIPS)),
        )
    )


def _codes(model: type, column: str):
    return model.objects.filter(partnership=OuterRef("pk")).values(column)


def listing_of(partnership: Partnership) -> Listing:
    """What search would know of a partnership: a sample has no row, so it is computed. One query for a sample."""
    try:
        return partnership.listing
    except Listing.DoesNotExist:
        computed = "SELECT * FROM listing_row(%s)"
        partnership.listing = Listing.objects.raw(computed, [partnership.pk])[0]
        return partnership.listing


read_stated = stated.reader(
    "partnership",
    OF_PARTNERSHIPS,
    part_in=lambda key: with_partnership(
        Membership.objects.shown().filter(member_partnership=key, partnership__is_sample=False)
    ).order_by("pk"),
    events=lambda key: Event.objects.filter(partnership=key).defer("summary").order_by("pk"),
)


@kept_records
def shown_members(partnership: RawSQL) -> QuerySet[Membership]:
    return (
        Membership.objects.shown()
        .filter(partnership=partnership)
        .select_related("organisation__sector", "organisation__country", "country", "member_partnership")
        .defer(*(f"member_partnership__{text}" for text in TEXTS))
        .order_by("pk")
    )


@kept_records
def desks_of_those_who_run(partnership: RawSQL) -> QuerySet[ContactPoint]:
    """Those that everybody may see: the page is kept and shown to everybody."""
    running = Membership.objects.current().of_organisations()
    running = running.filter(partnership=partnership, role__in=RUNNING).values("organisation")
    desks = ContactPoint.objects.visible_to(AnonymousUser()).of_today().filter(organisation__in=running)
    return desks.select_related("organisation").order_by(by_name())


@permissions.public
@kept_while_unchanged
def partnership(request: HttpRequest, slug: str) -> HttpResponse:
    values = facets.values(request.data_version)
    record = partnership_with_lists(slug)
    time = requested_time(request.GET)
    if time.span:
        return past_partnership(request, record, time.span)
    traits = Traits.of(listing_of(record).facets, values)
    memberships = shown_members(record.pk)
    return record_page(
        request,
        "directory/browse/partnership.html",
        record,
        {
            "partnership": record,
            "ignored": time.ignored,
            "traits": traits,
            "other_names": record.other_name_list,
            "sought_countries": values.names_of("country", record.sought_country_list),
            "sought_sectors": values.names_of("sector", record.sought_sector_list),
            "reaches": reaches(record, record.country_list, memberships, values),
            "extent": extent_name(record.extent, values),
            **members_at_once(record, memberships, traits, values),
            **contact(record, memberships, traits),
            **statements(record, memberships),
            "related": related_partnerships(
                record,
                [membership.organisation for membership in memberships if membership.is_current],
                values,
            ),
            "changed_at": record.changed_at,
            "today": timezone.localdate(),
            "url": linked_data.site_url(record.get_absolute_url()),
            "linked_data": "" if record.is_sample else linked_data_of(record, memberships, traits),
        },
    )


def members_at_once(
    record: Partnership, memberships: Sequence[Membership], traits: Traits, values: Values
) -> dict:
    """Who takes part, as seal, legend and drawing, and the line of state, which counts them; `as_of` in words while nobody
    confirmed the record, else empty."""
    dates = SourceDates.of(record)
    members = record_rings.current_members(memberships)
    counts = sectors.by_look(map(record_rings.sector_of, members))
    return {
        "seal": seal(counts, in_digits(len(members)) if members else ""),
        "legend": sectors.legend(counts, values.names["sector"]),
        "drawing": record_rings.drawing_of_members(record, members),
        "member_count": len(members),
        "status": partnership_status(
            traits.status.code,
            traits.freshness.code,
            record.stated_end,
            dates,
            kind=record.get_kind_display(),
            members=len(members),
            countries=len(traits.countries),
            sectors=len(traits.sectors),
        ),
        "is_unconfirmed": record.confirmed_on is None,
        "as_of": range_in_words(dates.oldest, dates.newest) if dates.newest else "",
    }


def contact(record: Partnership, memberships: Sequence[Membership], traits: Traits) -> dict:
    """How to reach those who run a partnership. One query where anybody does."""
    running = dict.fromkeys(
        membership.member
        for membership in memberships
        if membership.is_current and membership.role in RUNNING
    )
    return {
        "running": list(running),
        "desks": desks_of_those_who_run(record.pk) if running else [],
        "finder_url": finder_address(
            countries=[country.code for country in traits.countries],
            topics=[topic.code for topic in traits.topics],
        ),
        "chairs": chairs.terms(memberships),
    }


def statements(record: Partnership, memberships: Sequence[Membership]) -> dict:
    """What is stated about a partnership in other tables, and the sources of all of it."""
    shown = read_stated(record)
    part_in, own_events = shown.further["part_in"], shown.further["events"]
    notes = SourceNotes(
        record,
        *memberships,
        *part_in,
        *shown.successions,
        *shown.contributions,
        *own_events,
        *shown.participations,
        *shown.commitments,
        *shown.resources,
    )
    current, former = members(memberships, notes)
    parts_of, formerly_part_of = joined(part_in, notes)
    return {
        "backing": notes.backing(record),
        "members": current,
        "former_members": former,
        "counted_members": members_in_words(record.stated_number, memberships),
        "part_of": parts_of,
        "formerly_part_of": formerly_part_of,
        "lineage": lineage.told(shown.successions, record, notes),
        "contributions": [
            (contribution, notes.backing(contribution)) for contribution in shown.contributions
        ],
        "events": attendance.events(shown.participations, notes, own=own_events),
        "commitments": shown.commitments,
        "promises": promises.of_commitments(shown.commitments),
        "resources": shown.resources,
        "sources": notes.sources,
    }


# Whom a source counts as members or parties: neither those who serve them nor those who stand beside them
COUNTED_ROLES = {Role.LEAD, Role.CHAIR, Role.MEMBER, Role.PARTY, Role.SIGNATORY, Role.ENDORSER}


def members_in_words(stated_number: str, memberships: Iterable[Membership]) -> str:
    """How many members a source counts beside how many are named; empty where no source counts them."""
    if not stated_number:
        return ""
    named = {
        membership.member
        for membership in memberships
        if membership.is_current and membership.role in COUNTED_ROLES
    }
    if stated_number.isdigit() and len(named) > int(stated_number):
        sentence = _(
            "A source counts %(number)s members or parties. More are named here, %(count)s, some of them by other sources."
        )
    elif stated_number.isdigit() and len(named) == int(stated_number):
        sentence = _("A source counts %(number)s members or parties, and as many are named here.")
    else:
        sentence = ngettext(
            "A source counts %(number)s members or parties. %(count)s of them is named here.",
            "A source counts %(number)s members or parties. %(count)s of them are named here.",
            len(named),
        )
    return sentence % {"number": stated_number, "count": len(named)}


def linked_data_of(record: Partnership, memberships: list[Membership], traits: Traits) -> SafeString:
    """The partnership and the way to it, as JSON-LD for search engines."""
    return linked_data.script(
        linked_data.project(
            record,
            # Those who left stand on the page with their years, but schema.org's members have none
            members=dict.fromkeys(
                membership.organisation
                for membership in memberships
                if membership.is_current and membership.organisation_id
            ),
            countries=[country.code for country in traits.countries],
            topics=[topic.label for topic in traits.topics],
            other_names=record.other_name_list,
            changed_at=record.changed_at,
        ),
        linked_data.breadcrumbs("partnerships", _("Partnerships"), record),
    )
