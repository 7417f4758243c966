"""The list of organisations, and one organisation."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.browse import attendance, lineage, related
from directory.browse.lists import listing
from directory.browse.memberships import joined, with_partnership
from directory.browse.notes import SourceNotes
from directory.database.statements import kept_records
from directory.finding.filters import OrganisationFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.models import ContactPoint, Contribution, Membership, NameKind, Organisation, OtherName
from directory.models.partial_dates import in_words
from directory.models.text_search import by_name
from directory.records import linked_data
from directory.records.addresses import public_record
from directory.rights import permissions

PARTNERS_AT_ONCE = 8  # of those that the page shows; the others are folded
MEMBERSHIPS_SHOWN = 100  # the newest; the page says how many there are


@permissions.public
@kept_while_unchanged
def organisations(request: HttpRequest) -> HttpResponse:
    return listing(
        request, OrganisationFilter, "directory/browse/organisations.html", related.with_partnership_count
    )


# What the page of an organisation asks for only where there is any
OF_ORGANISATIONS = (
    *("other_names", "identifiers", "children", "contact_points", "earlier_successions", "later_successions"),
    *("participations", "contributions", "commitments", "shared_commitments", "resources"),
)


@kept_records
def _with_relations(slug: RawSQL) -> QuerySet[Organisation]:
    related_records = Organisation.objects.select_related("sector", "country", "parent", "source")
    return related_records.filter(slug=slug).annotate(**related.has(Organisation, *OF_ORGANISATIONS))


@kept_records
def newest_memberships(organisation: RawSQL) -> QuerySet[Membership]:
    memberships = with_partnership(Membership.objects.shown().filter(organisation=organisation))
    return memberships.order_by("-partnership", "pk")[:MEMBERSHIPS_SHOWN]


@permissions.public
@kept_while_unchanged
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    record = public_record(_with_relations(slug))
    partners = related.partners(record)
    parent = related.if_published(record.parent)
    other_names = list(record.other_names.order_by(by_name())) if record.has_other_names else []
    identifiers = list(record.identifiers.order_by("scheme", "value")) if record.has_identifiers else []
    return render(
        request,
        "directory/browse/organisation.html",
        {
            "organisation": record,
            "parent": parent,
            "names": names_by_kind(other_names),
            "identifiers": identifiers,
            "children": record.children.published().order_by("sort_name") if record.has_children else [],
            "first_partners": partners[:PARTNERS_AT_ONCE],
            "more_partners": partners[PARTNERS_AT_ONCE:],
            "desks": desks_of(record) if record.has_contact_points else [],
            **life(record),
            **statements(record),
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


def desks_of(record: Organisation) -> QuerySet[ContactPoint]:
    """The desks that everybody may see: the page is kept and shown to everybody."""
    return (
        ContactPoint.objects.visible_to(AnonymousUser())
        .of(record)
        .select_related("organisation__country")
        .prefetch_related("languages", "topics", "countries")
        .order_by(by_name())
    )


def contributions_of(record: Organisation) -> list[Contribution]:
    shown = record.contributions.shown().select_related("partnership", "source")
    return list(shown.order_by("year", "pk"))


def names_by_kind(other_names: Iterable[OtherName]) -> list[tuple[str, list[OtherName]]]:
    """The other names of an organisation under a heading for each kind; no kind without a name."""
    labels = {
        NameKind.OTHER: _("Other names"),
        NameKind.FORMER: _("Former names"),
        NameKind.FORMER_ACRONYM: _("Former acronyms"),
    }
    groups = [(label, [name for name in other_names if name.kind == kind]) for kind, label in labels.items()]
    return [(label, names) for label, names in groups if names]


def life(record: Organisation) -> dict:
    """From when to when an organisation was there, in words, and whether that is over."""
    return {
        "founded": in_words(record.founded),
        "ended": in_words(record.ended),
        "is_over": record.is_over,
    }


def statements(record: Organisation) -> dict:
    """What is stated about an organisation in other tables, and the sources of all of it."""
    newest = newest_memberships(record.pk)
    has_relatives = record.has_earlier_successions or record.has_later_successions
    successions = lineage.chain(record) if has_relatives else []
    attended = attendance.participations(record) if record.has_participations else []
    contributions = contributions_of(record) if record.has_contributions else []
    has_promised = record.has_commitments or record.has_shared_commitments
    promised = related.promised_by(record) if has_promised else []
    resources = related.resources(record.resources.order_by("sort_name")) if record.has_resources else []
    notes = SourceNotes(record, *newest, *successions, *attended, *contributions, *promised, *resources)
    current, former = joined(newest, notes)
    return {
        "backing": notes.backing(record),
        "memberships": current,
        "former_memberships": former,
        "memberships_shown": len(newest),
        # No second look where all of them were read
        "membership_count": record.memberships.shown().count()
        if len(newest) == MEMBERSHIPS_SHOWN
        else len(newest),
        "lineage": lineage.told(successions, record, notes),
        "events": attendance.events(attended, notes),
        "contributions": [(contribution, notes.backing(contribution)) for contribution in contributions],
        "commitments": promised,
        "resources": resources,
        "sources": notes.sources,
    }
