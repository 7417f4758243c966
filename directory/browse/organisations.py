"""The list of organisations, and one organisation."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.browse import attendance, lineage, related
from directory.browse.lists import listing
from directory.browse.memberships import joined, with_partnership
from directory.browse.notes import SourceNotes
from directory.finding.filters import OrganisationFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.models import Commitment, ContactPoint, Membership, NameKind, Organisation, OtherName
from directory.models.commitments import BY_DUE_DATE
from directory.models.partial_dates import in_words
from directory.models.text_search import by_name
from directory.records import linked_data
from directory.records.addresses import record_at
from directory.rights import permissions

PARTNERS_AT_ONCE = 8  # of those that the page shows; the others are folded
MEMBERSHIPS_SHOWN = 100  # the newest; the page says how many there are


@permissions.public
@kept_while_unchanged
def organisations(request: HttpRequest) -> HttpResponse:
    return listing(
        request, OrganisationFilter, "directory/browse/organisations.html", related.with_partnership_count
    )


@permissions.public
@kept_while_unchanged
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    record = record_at(Organisation.objects.select_related("sector", "country", "parent", "source"), slug)
    partners = related.partners(record)
    parent = related.if_published(record.parent)
    other_names = list(record.other_names.order_by(by_name()))
    identifiers = record.identifiers.order_by("scheme", "value")
    return render(
        request,
        "directory/browse/organisation.html",
        {
            "organisation": record,
            "parent": parent,
            "names": names_by_kind(other_names),
            "identifiers": identifiers,
            "children": record.children.published().order_by("sort_name"),
            "first_partners": partners[:PARTNERS_AT_ONCE],
            "more_partners": partners[PARTNERS_AT_ONCE:],
            # As nobody in particular: the page is kept and shown to everybody
            "desks": ContactPoint.objects.visible_to(AnonymousUser())
            .of(record)
            .select_related("organisation__country")
            .prefetch_related("languages", "topics", "countries")
            .order_by(by_name()),
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
    memberships = Membership.objects.shown().filter(organisation=record)
    newest = list(with_partnership(memberships).order_by("-partnership", "pk")[:MEMBERSHIPS_SHOWN])
    successions = lineage.chain(record)
    attended = attendance.participations(record)
    contributions = list(
        record.contributions.shown().select_related("partnership", "source").order_by("year", "pk")
    )
    promised = related.commitments(
        Commitment.objects.filter(
            Q(pk__in=record.commitments.values("pk")) | Q(pk__in=record.shared_commitments.values("pk"))
        ).order_by(*BY_DUE_DATE)
    )
    resources = related.resources(record.resources.order_by("sort_name"))
    notes = SourceNotes(record, *newest, *successions, *attended, *contributions, *promised, *resources)
    current, former = joined(newest, notes)
    return {
        "backing": notes.backing(record),
        "memberships": current,
        "former_memberships": former,
        "memberships_shown": len(newest),
        # No second look where all of them were read
        "membership_count": memberships.count() if len(newest) == MEMBERSHIPS_SHOWN else len(newest),
        "lineage": lineage.told(successions, record, notes),
        "events": attendance.events(attended, notes),
        "contributions": [(contribution, notes.backing(contribution)) for contribution in contributions],
        "commitments": promised,
        "resources": resources,
        "sources": notes.sources,
    }
