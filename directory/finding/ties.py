"""Who takes part in which partnerships: the ties that a network draws."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from directory.database.statements import any_of
from directory.models import Membership, Role
from directory.models.valid_time import Then, TimeSpan, membership_then

RANKS = {role.value: rank for rank, role in enumerate(Role)}


class TiedOrganisation(NamedTuple):
    pk: int
    slug: str
    name: str
    acronym: str
    sector: str
    country: str  # "" where it is international, or not known


class Tie(NamedTuple):
    """An organisation's part in a partnership. `roles`: all that it has there, the highest first."""

    partnership: int
    organisation: TiedOrganisation
    roles: tuple[str, ...]


ORGANISATION = ("pk", "slug", "name", "acronym", "sector_id", "country_id")


def ties_of(partnerships: Collection[int]) -> list[Tie]:
    """The ties of partnerships, by their ids, in the order of the organisations' names. Those count that a list counts as
    members of today: never somebody who may not be shown. One query."""
    columns = [f"organisation__{column}" for column in ORGANISATION]
    rows = (
        Membership.objects.in_networks()
        .of_organisations()
        .filter(partnership__in=any_of(partnerships))
        .order_by("organisation__sort_name", "organisation", "partnership")
        .values_list("partnership", "role", *columns)
    )
    return _ties(rows)


class PastTies(NamedTuple):
    """The ties of a time. `not_known`: how many more there may have been, of which no source says whether they were then."""

    ties: list[Tie]
    not_known: int


# What `membership_then` reads of a membership's partnership and member
LIFETIME = (
    *("joined", "left", "no_longer_listed", "standing", "country", "member_partnership"),
    *("partnership__started", "partnership__ended", "partnership__status"),
    *("organisation__founded", "organisation__ended"),
)


def ties_then(partnerships: Collection[int], span: TimeSpan) -> PastTies:
    """`ties_of` at a time of the past, as far as sources say, with the roles of then. One query."""
    memberships = (
        Membership.objects.in_networks_of_the_past()
        .of_organisations()
        .filter(partnership__in=any_of(partnerships))
        .order_by("organisation__sort_name", "organisation", "partnership")
        .select_related("partnership", "organisation")
        .only("role", *LIFETIME, *(f"organisation__{column}" for column in ORGANISATION[1:]))
    )
    rows, unsure = [], set()
    for membership in memberships:
        organisation = membership.organisation
        row = (
            membership.partnership_id,
            membership.role,
            *(getattr(organisation, name) for name in ORGANISATION),
        )
        then = membership_then(membership, span)
        if then is Then.THEN:
            rows.append(row)
        elif then is Then.NOT_KNOWN:
            unsure.add((membership.partnership_id, organisation.pk))
    sure = {(row[0], row[2]) for row in rows}
    return PastTies(_ties(rows), len(unsure - sure))


def _ties(rows: Iterable[tuple]) -> list[Tie]:
    """Of (partnership, role, *columns of ORGANISATION), row by row."""
    roles: dict[tuple[int, TiedOrganisation], list[str]] = {}
    for partnership, role, *organisation in rows:
        tied = TiedOrganisation(*(value or "" for value in organisation))
        roles.setdefault((partnership, tied), []).append(role)
    return [
        Tie(partnership, organisation, tuple(sorted(set(held), key=RANKS.__getitem__)))
        for (partnership, organisation), held in roles.items()
    ]
