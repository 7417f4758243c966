"""The list of organisations, and one organisation."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.browse import attendance, lineage, promises, record_rings, related, stated
from directory.browse.finder_addresses import finder_address
from directory.browse.lists import listing
from directory.browse.memberships import Row, joined, joined_in_order, with_partnership
from directory.browse.notes import SourceNotes
from directory.browse.partnership_status import range_in_words
from directory.browse.record_pages import record_page
from directory.database.statements import kept_records
from directory.finding import facets
from directory.finding.filters import OrganisationFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.models import (
    ContactPoint,
    Identifier,
    Membership,
    NameKind,
    Organisation,
    OtherName,
    Source,
)
from directory.models.memberships import RUNNING
from directory.models.partial_dates import in_words
from directory.models.text_search import by_name
from directory.pictures import sectors, status_lines
from directory.pictures.status_lines import StatusLine
from directory.records import linked_data
from directory.records.addresses import public_record
from directory.rights import permissions

MEMBERSHIPS_SHOWN = 100  # the newest; the page says how many there are
LINKS_OF_DESKS = ("languages", "topics", "countries")


@permissions.public
@kept_while_unchanged
def organisations(request: HttpRequest) -> HttpResponse:
    return listing(
        request, OrganisationFilter, "directory/browse/organisations.html", related.with_partnership_count
    )


# What the page of an organisation alone tells, by the relation in which it is
OF_ORGANISATIONS = {
    "other_names": ("other_names",),
    "identifiers": ("identifiers",),
    "children": ("children",),
    "contact_points": tuple(f"desk_{field}" for field in LINKS_OF_DESKS),
}


@kept_records
def _with_relations(slug: RawSQL) -> QuerySet[Organisation]:
    related_records = Organisation.objects.select_related("sector", "country", "parent")
    has = related.has(Organisation, *stated.relations(OF_ORGANISATIONS))
    return related_records.filter(slug=slug).annotate(**has)


def _public_desks(organisation: RawSQL) -> QuerySet[ContactPoint]:
    """The desks that everybody may see: the page is kept and shown to everybody."""
    return ContactPoint.objects.visible_to(AnonymousUser()).of(organisation).order_by(by_name())


public_desks = kept_records(_public_desks)


def _desk_links(field: str, organisation: RawSQL) -> QuerySet:
    desks = _public_desks(organisation).order_by().values("pk")
    return related.linked_values(ContactPoint, field).filter(contact_point__in=desks).order_by("pk")


read_stated = stated.reader(
    "organisation",
    OF_ORGANISATIONS,
    other_names=lambda key: OtherName.objects.filter(organisation=key).order_by(by_name()),
    identifiers=lambda key: Identifier.objects.filter(organisation=key).order_by("scheme", "value"),
    children=lambda key: (
        Organisation.objects.published().filter(parent=key).only("slug", "name").order_by("sort_name")
    ),
    **{f"desk_{field}": partial(_desk_links, field) for field in LINKS_OF_DESKS},
)


@kept_records
def newest_memberships(organisation: RawSQL) -> QuerySet[Membership]:
    newest = Membership.objects.shown_of(organisation).order_by("-partnership", "pk")
    # Chosen before anything is joined to them
    shown = Membership.objects.filter(pk__in=newest.values("pk")[:MEMBERSHIPS_SHOWN])
    return with_partnership(shown).order_by("-partnership", "pk")


@kept_records
def _membership_count(organisation: RawSQL) -> QuerySet:
    counted = Membership.objects.shown_of(organisation).values("organisation").annotate(number=Count("pk"))
    return counted.values_list("number", flat=True)


def membership_count(organisation: Organisation, newest: Sequence[Membership]) -> int:
    """How many memberships are shown or counted: no second look where all of them were read."""
    return _membership_count(organisation.pk)[0] if len(newest) == MEMBERSHIPS_SHOWN else len(newest)


@permissions.public
@kept_while_unchanged
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    record = public_record(_with_relations(slug))
    partners = related.partners(record, facets.values(request.data_version))
    parent = related.if_published(record.parent)
    shown = read_stated(record)
    stated_of = statements(record, shown)
    other_names, identifiers = shown.further["other_names"], shown.further["identifiers"]
    return record_page(
        request,
        "directory/browse/organisation.html",
        record,
        {
            "organisation": record,
            "parent": parent,
            "names": names_by_kind(other_names),
            "identifiers": identifiers,
            "children": shown.further["children"],
            "desks": desks_of(record, shown.further),
            **life(record),
            **stated_of,
            **network(record, stated_of["rows"], partners),
            "status": status_of(record, stated_of["sources"]),
            "look": sectors.look_of(record.sector_id),
            "finder_url": finder_address(
                countries=[record.country_id] if record.country_id else [], sectors=[record.sector_id]
            ),
            "today": timezone.localdate(),
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


def desks_of(record: Organisation, further: Mapping[str, list]) -> list[ContactPoint]:
    """The desks that everybody may see, with their organisation and their links, which are among what was read. One query
    where there may be any."""
    desks = public_desks(record.pk) if record.has_contact_points else []
    for desk in desks:
        desk.organisation = record
    for field in LINKS_OF_DESKS:
        related.attach(field, desks, further[f"desk_{field}"], of="contact_point")
    return desks


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


def statements(record: Organisation, shown: stated.Stated) -> dict:
    """What is stated about an organisation in other tables, and the sources of all of it."""
    newest = newest_memberships(record.pk)
    notes = SourceNotes(
        record,
        *newest,
        *shown.successions,
        *shown.participations,
        *shown.contributions,
        *shown.commitments,
        *shown.resources,
    )
    current, former = joined(newest, notes)
    return {
        "backing": notes.backing(record),
        "rows": joined_in_order(newest)[0],
        "memberships": current,
        "former_memberships": former,
        "memberships_shown": len(newest),
        "membership_count": membership_count(record, newest),
        "lineage": lineage.told(shown.successions, record, notes),
        "events": attendance.events(shown.participations, notes),
        "contributions": [
            (contribution, notes.backing(contribution)) for contribution in shown.contributions
        ],
        "commitments": shown.commitments,
        "promises": promises.of_commitments(shown.commitments),
        "resources": shown.resources,
        "sources": notes.sources,
    }


def network(record: Organisation, rows: list[Row], partners: list[related.Partner]) -> dict:
    """With whom an organisation works: a sentence, the drawing, and the rows of those who share partnerships with it."""
    partner_rows = record_rings.partner_rows(rows, partners)
    return {
        "in_short": in_short(rows),
        "drawing": record_rings.drawing_of_partnerships(record, rows, partner_rows),
        "partners": partner_rows,
    }


def in_short(rows: list[Row]) -> str:
    """In how many partnerships an organisation takes part today, and how many of them it runs; empty for none."""
    if not rows:
        return ""
    count = len(rows)
    run = sum(any(part.role in RUNNING and part.is_current for part in row) for row in rows)
    if not run:
        sentence = ngettext(
            "Takes part in %(count)s partnership listed here.",
            "Takes part in %(count)s partnerships listed here.",
            count,
        )
    else:
        sentence = ngettext(
            "Takes part in %(count)s partnership listed here and runs it.",
            "Takes part in %(count)s partnerships listed here and runs %(run)s of them.",
            count,
        )
    return sentence % {"count": count, "run": run}


def status_of(record: Organisation, sources: Iterable[Source]) -> StatusLine:
    """Of when an organisation is known: an organisation itself is never confirmed, only its part in a partnership."""
    years = sorted(source.published for source in sources if source.published)
    if record.is_over:
        mark, state = status_lines.ENDED, _("Ended: %(day)s") % {"day": in_words(record.ended)}
    elif years:
        mark = status_lines.SAID
        state = _("Named by sources of %(years)s") % {"years": range_in_words(years[0][:4], years[-1][:4])}
    elif notes := [source.date_note for source in sources if source.is_about_dated]:
        # As the source has it, such as "about 2017"
        mark, state = status_lines.SAID, _("Named by a source of %(years)s") % {"years": notes[0]}
    elif sources:
        mark, state = status_lines.SAID, _("Named by a source without a date")
    else:
        mark, state = status_lines.OPEN, _("No public source")
    return StatusLine(mark, state, ())
