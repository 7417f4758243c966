"""Who takes part in which partnerships: the ties that a network draws."""

from collections.abc import Collection
from typing import NamedTuple

from directory.database.statements import any_of
from directory.models import Membership, Role

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
    roles: dict[tuple[int, TiedOrganisation], list[str]] = {}
    for partnership, role, *organisation in rows:
        tied = TiedOrganisation(*(value or "" for value in organisation))
        roles.setdefault((partnership, tied), []).append(role)
    return [
        Tie(partnership, organisation, tuple(sorted(set(held), key=RANKS.__getitem__)))
        for (partnership, organisation), held in roles.items()
    ]
