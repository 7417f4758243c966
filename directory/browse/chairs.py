"""Who chaired a partnership, one after the other."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.browse.memberships import period_of
from directory.models import Membership, Role

FEWEST = 2  # terms of which the order says more than the list of members


class Term(NamedTuple):
    """`period`: in words; `home`: the name of a country, may be empty."""

    period: str
    url: str
    name: str
    home: str
    is_now: bool


def terms(memberships: Iterable[Membership]) -> list[Term]:
    """The terms of chairs, the earliest first; none where fewer than FEWEST of them have a date."""
    chaired = [
        membership
        for membership in memberships
        if membership.role == Role.CHAIR and (membership.joined or membership.left)
    ]
    if len(chaired) < FEWEST:
        return []
    # By when it ended where it is not known when it began; who chairs now comes last of those of a year
    chaired.sort(key=lambda chair: (chair.joined or chair.left, chair.left or "9", chair.pk))
    return [_term(membership) for membership in chaired]


def _term(membership: Membership) -> Term:
    member = membership.member
    country = member.country if membership.organisation_id else None
    return Term(
        period_of(membership) or _("date not known"),
        member.get_absolute_url(),
        getattr(member, "acronym", "") or str(member),
        country.name if country else "",
        membership.is_current,
    )
