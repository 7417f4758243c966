"""The network around one record, on a page of its own: partnerships, and the organisations that they share."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.browse import organisations, past_networks, record_rings, related
from directory.browse.memberships import joined_in_order, joined_rows, table_of_joined
from directory.browse.notes import SourceNotes
from directory.browse.past import requested_time
from directory.browse.record_rings import Drawing, short_name
from directory.browse.related import COUNTED_MEMBERSHIPS
from directory.finding import facets
from directory.finding.page_cache import kept_while_unchanged
from directory.models import Organisation, Partnership
from directory.pictures.rings import MEMBER, MOST_INNER, MOST_NODES, Shared, shared_ring
from directory.pictures.sectors import look_of
from directory.records import linked_data
from directory.records.addresses import record_at
from directory.rights import permissions

# The partnerships that share most members with one, and which: those with most first
SHARING = f"""
    SELECT far.partnership_id, array_agg(DISTINCT far.organisation_id)
      FROM ({COUNTED_MEMBERSHIPS}) AS near JOIN ({COUNTED_MEMBERSHIPS}) AS far USING (organisation_id)
      JOIN directory_partnership AS other ON other.id = far.partnership_id
      JOIN directory_organisation AS shared ON shared.id = far.organisation_id
     WHERE near.partnership_id = %s AND far.partnership_id <> near.partnership_id
       AND other.removed_at IS NULL AND other.is_sample = %s AND shared.removed_at IS NULL
     GROUP BY 1 ORDER BY count(DISTINCT far.organisation_id) DESC, 1 LIMIT {MOST_INNER}
"""


class SharingPartnership(NamedTuple):
    """A partnership by its number in the drawing, and the members that it shares."""

    number: int
    partnership: Partnership
    members: list[Organisation]


@permissions.public
@kept_while_unchanged
def partnership_network(request: HttpRequest, slug: str) -> HttpResponse:
    record = record_at(Partnership.objects.all(), slug)
    time = requested_time(request.GET)
    sharing = in_numbers(past_networks.shared_then(record, time.span) if time.span else shared_today(record))
    return render(
        request,
        "directory/browse/partnership_network.html",
        {
            "record": record,
            "sharing": sharing,
            "drawing": drawing_of_sharing(record, sharing),
            **past_networks.of_time(time, record),
            "url": linked_data.site_url(request.path),
        },
    )


def shared_today(record: Partnership) -> dict[int, list[int]]:
    """Those that share most members with a partnership, MOST_INNER at most, each with the keys of these members: samples
    beside a sample, none beside another. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SHARING, [record.pk, record.is_sample])
        return dict(cursor.fetchall())


def in_numbers(shared: Mapping[int, Sequence[int]]) -> list[SharingPartnership]:
    """Partnerships with the members that they share, by their keys. Two queries, none for none."""
    if not shared:
        return []
    partnerships = Partnership.objects.only("slug", "title", "acronym").in_bulk(shared)
    keys = {key for keys in shared.values() for key in keys}
    members = Organisation.objects.only("slug", "name", "acronym", "sector", "sort_name").in_bulk(keys)
    return [
        SharingPartnership(
            number,
            partnerships[key],
            sorted((members[member] for member in shared[key]), key=lambda member: member.sort_name),
        )
        for number, key in enumerate(shared, 1)
    ]


def drawing_of_sharing(record: Partnership, sharing: Sequence[SharingPartnership]) -> Drawing | None:
    """A partnership in the middle of those that share members with it, by number, and outside the members that they
    share, those in most partnerships first. None for no such partnership."""
    if not sharing:
        return None
    numbers: dict[Organisation, list[int]] = {}
    for row in sharing:
        for member in row.members:
            numbers.setdefault(member, []).append(row.number)
    by_number = sorted(numbers, key=lambda member: (-len(numbers[member]), member.sort_name))
    ring = shared_ring(
        short_name(record),
        [MEMBER] * len(sharing),
        [
            Shared(short_name(member), look_of(member.sector_id), numbers[member])
            for member in by_number[: MOST_NODES - len(sharing)]
        ],
    )
    name = _(
        "%(title)s in the middle; around it partnerships that share members with it, numbered as in the table:"
        " %(partnerships)s; outside, the members that they share: %(organisations)s"
    ) % {"title": record.title, "partnerships": len(ring.discs), "organisations": len(ring.nodes)}
    caption = [_("Numbers: partnerships, as in the table. Outside: the members that they share.")]
    if len(numbers) > len(ring.nodes):
        caption.append(
            _("Those in most partnerships are drawn: %(drawn)s of %(count)s.")
            % {"drawn": len(ring.nodes), "count": len(numbers)}
        )
    return Drawing(ring, name, " ".join(caption))


@permissions.public
@kept_while_unchanged
def organisation_network(request: HttpRequest, slug: str) -> HttpResponse:
    record = record_at(Organisation.objects.select_related("sector", "country"), slug)
    values = facets.values(request.data_version)
    time = requested_time(request.GET)
    memberships = organisations.newest_memberships(record.pk)
    if time.span:
        memberships = past_networks.sure_memberships(record, memberships, time.span)
        rows = joined_rows(memberships)
        partners = past_networks.partners_then(record, memberships, time.span, values)
    else:
        rows = joined_in_order(memberships)[0]
        partners = related.partners(record, values)
    partner_rows = record_rings.partner_rows(rows, partners)
    notes = SourceNotes(record, *memberships)
    return render(
        request,
        "directory/browse/organisation_network.html",
        {
            "record": record,
            "drawing": record_rings.drawing_of_partnerships(record, rows, partner_rows),
            "memberships": table_of_joined(rows, notes),
            "partners": partner_rows,
            "sources": notes.sources,
            **past_networks.of_time(time, record),
            "url": linked_data.site_url(request.path),
        },
    )
