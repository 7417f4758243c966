"""The drawing of a record and those with whom it works: who stands in it, and what its lines mean in words."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.browse.memberships import Row, members_in_order
from directory.browse.related import Partner
from directory.models import Country, Membership, Organisation, Partnership
from directory.models.memberships import BESIDE, RUNNING
from directory.models.page_paths import paths_of
from directory.pictures.rings import (
    LEAD,
    MEMBER,
    MOST_INNER,
    MOST_NODES,
    PART,
    Ring,
    Shared,
    Spoke,
    members_ring,
    shared_ring,
)
from directory.pictures.sectors import NO_LOOK, ORDER, SECTOR_OF_STATES, look_of

FEWEST = 3  # members of whom a drawing says more than their names


SHARED_AT_LEAST = 2  # partnerships, by those who are drawn: whoever shares one is one of many


class Drawing(NamedTuple):
    """`name`: of the picture, for those who do not see it; `caption`: what its lines mean, and who is not drawn."""

    ring: Ring
    name: str
    caption: str


def sector_of(membership: Membership) -> str:
    """The key of a member's sector; "" of a partnership."""
    if membership.organisation_id:
        return membership.organisation.sector_id
    return SECTOR_OF_STATES if membership.country_id else ""


def short_name(record: Organisation | Partnership | Country) -> str:
    return getattr(record, "acronym", "") or str(record)


def current_members(memberships: Sequence[Membership]) -> list[Membership]:
    """The members of today, each once with its highest role, in the order of the table."""
    firsts = (
        next((membership for membership in row if membership.is_current), None)
        for row in members_in_order(memberships)
    )
    return [membership for membership in firsts if membership]


def drawing_of_members(partnership: Partnership, members: Sequence[Membership]) -> Drawing | None:
    """A partnership in the middle of its members of today (`current_members`), by sector; None for so few that their names
    say as much. Of more than MOST_NODES the first are drawn."""
    if len(members) < FEWEST:
        return None
    drawn = sorted(members[:MOST_NODES], key=lambda member: ORDER[look_of(sector_of(member))])
    ring = members_ring(short_name(partnership), [_spoke(member) for member in drawn])
    words = ngettext(
        "%(title)s in the middle, %(count)s member around it, by sector",
        "%(title)s in the middle, %(count)s members around it, by sector",
        len(drawn),
    )
    name = words % {"title": partnership.title, "count": len(drawn)}
    return Drawing(ring, name, caption_of_members(members))


def caption_of_members(members: Sequence[Membership]) -> str:
    lines = {line_of(member.role) for member in members[:MOST_NODES]}
    meanings = {
        LEAD: _("Thick line: leads, chairs or hosts it."),
        MEMBER: _("Thin line: takes part."),
        PART: _("Dotted: pays, supports or observes."),
    }
    sentences = [sentence for line, sentence in meanings.items() if line in lines]
    if len(members) > MOST_NODES:
        sentences.append(
            _("The first %(most)s of %(count)s are drawn; the table has all.")
            % {"most": MOST_NODES, "count": len(members)}
        )
    return " ".join(sentences)


def line_of(role: str) -> str:
    if role in RUNNING:
        return LEAD
    return PART if role in BESIDE else MEMBER


def _spoke(membership: Membership) -> Spoke:
    member = membership.member
    has_home = membership.organisation_id and member.country_id
    look = look_of(sector_of(membership)) if not membership.member_partnership_id else NO_LOOK
    tail = f" · {member.country_id}" if has_home else ""
    return Spoke(short_name(member), look, line_of(membership.role), tail)


class SharedPartnership(NamedTuple):
    """A partnership that two organisations share, by its number in the list beside the drawing."""

    number: int
    url: str
    label: str


class PartnerRow(NamedTuple):
    """An organisation with which another one works: what they share of what is listed, and how many more."""

    partner: Partner
    look: str
    partnerships: list[SharedPartnership]
    more: int


def partner_rows(rows: Sequence[Row], partners: Sequence[Partner]) -> list[PartnerRow]:
    """Those of `related.partners`, each with what it shares of the partnerships that are listed: `rows` are current ones,
    of `memberships.joined_in_order`."""
    path = paths_of("partnership")
    listed = {
        row[0].partnership_id: SharedPartnership(
            number, path(row[0].partnership.slug), short_name(row[0].partnership)
        )
        for number, row in enumerate(rows, 1)
    }
    return [_partner_row(partner, listed) for partner in partners]


def _partner_row(partner: Partner, listed: Mapping[int, SharedPartnership]) -> PartnerRow:
    shared = sorted(listed[key] for key in partner.partnerships if key in listed)
    return PartnerRow(partner, look_of(partner.sector_key), shared, partner.shared - len(shared))


def drawing_of_partnerships(
    organisation: Organisation, rows: Sequence[Row], partners: Sequence[PartnerRow]
) -> Drawing | None:
    """An organisation in the middle of its partnerships, by their numbers in the list, and outside those that share at least
    two of them. None where it has fewer than two partnerships."""
    if len(rows) < SHARED_AT_LEAST:
        return None
    outside = [row for row in partners if row.partner.shared >= SHARED_AT_LEAST]
    ring = shared_ring(
        short_name(organisation),
        [line_of(row[0].role) for row in rows],
        [
            Shared(row.partner.label, row.look, [shared.number for shared in row.partnerships])
            for row in outside
        ],
    )
    name = _(
        "%(name)s in the middle; around it its partnerships, numbered as in the list: %(partnerships)s;"
        " outside, organisations that share at least two of them: %(organisations)s"
    ) % {
        "name": organisation.name,
        "partnerships": len(ring.discs),
        "organisations": len(ring.nodes),
    }
    return Drawing(ring, name, _caption_of_partnerships(rows, ring))


def _caption_of_partnerships(rows: Sequence[Row], ring: Ring) -> str:
    sentences = [_("Numbers: partnerships, as in the list.")]
    if len(rows) > MOST_INNER:
        sentences.append(
            _("The first %(most)s of %(count)s are drawn.") % {"most": MOST_INNER, "count": len(rows)}
        )
    if ring.nodes:
        sentences.append(_("Outside: those that share at least two."))
    lines = {line_of(row[0].role) for row in rows[:MOST_INNER]}
    if LEAD in lines:
        sentences.append(_("Thick line: leads, chairs or hosts it."))
    if PART in lines:
        sentences.append(_("Dotted: pays, supports or observes."))
    return " ".join(sentences)
