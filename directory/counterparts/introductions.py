"""Who could introduce one organisation to another: the shortest chains of shared partnerships between them.

Searched from both ends, each time further from the end that reaches fewer, with one statement for each step. At
100,000 partnerships that took half the time of one statement for all of it, which plans for what it does not reach.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest

from django.db import connection

from directory.models import Organisation, Partnership

MOST_STEPS = 4
MOST_CHAINS = 3
# Of those who share a partnership with one organisation, or where both searches meet, only so many are followed:
# enough for any chain that somebody would use, and a bound where whole countries meet.
TIES_FOLLOWED, MEETINGS_FOLLOWED = 3, 100
FURTHEST_REACH = 20_000
MANY = 10**9

# `MembershipQuerySet.current()`, in the words of two partial indexes (`COUNTS`); what was removed comes from REMOVED
CURRENT = """
    SELECT partnership_id, organisation_id FROM directory_membership
     WHERE standing = 'confirmed' AND "left" = '' OR standing = 'named' AND source_id IS NOT NULL AND "left" = ''
"""
TIES = f"""
    SELECT near.organisation_id, far.organisation_id, far.partnership_id
      FROM ({CURRENT}) AS near JOIN ({CURRENT}) AS far USING (partnership_id)
     WHERE near.organisation_id = ANY (%s) AND far.organisation_id <> near.organisation_id
"""
REMOVED = """
    SELECT 'organisation', id FROM directory_organisation WHERE removed_at IS NOT NULL
    UNION ALL SELECT 'partnership', id FROM directory_partnership WHERE removed_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: the newest partnership that leads on, and the organisation to which it leads."""

    partnership: Partnership
    organisation: Organisation


Tie = list[int]  # the partnerships that two organisations share
Path = tuple[tuple[int, ...], tuple[Tie, ...]]  # organisations, and the ties between them


def chains(one: Organisation, other: Organisation) -> list[list[Link]]:
    """The shortest chains from one organisation to another, MOST_CHAINS at most, each through another introducer: first
    those whose weakest tie is strongest. Between organisations that work together, one for each partnership they share,
    the newest first. None where there are none of MOST_STEPS. At most MOST_STEPS + 3 queries.
    """
    if one == other:
        return []
    sides = _Side(one.pk), _Side(other.pk)
    removed = _removed()
    for step in range(MOST_STEPS):
        side, opposite = sorted(sides, key=lambda side: len(side.edge))
        side.reach_further(removed)
        met = side.edge & opposite.edge
        if met and not step:
            shared = side.reached[opposite.start][side.start]
            return _named([((one.pk, other.pk), ([pk],)) for pk in nlargest(MOST_CHAINS, shared)])
        if met:
            return _named(_best(sides, met))
        if not side.edge:
            break
    return []


class _Side:
    """What is reached from one end: `edge` in the last step, and for each organisation its ties one step back."""

    def __init__(self, start: int):
        self.start = start
        self.edge = {start}
        self.reached: dict[int, dict[int, Tie]] = {start: {}}

    def reach_further(self, removed: dict[str, set[int]]) -> None:
        found: dict[int, dict[int, Tie]] = {}
        for near, far, partnership in _ties(self.edge):
            if far in self.reached or far in removed["organisation"] or partnership in removed["partnership"]:
                continue
            found.setdefault(far, {}).setdefault(near, []).append(partnership)
            if len(found) >= FURTHEST_REACH:
                break
        self.reached |= found
        self.edge = set(found)

    def paths(self, organisation: int) -> Iterator[Path]:
        """From an organisation back to where this side began, by its strongest ties."""
        if organisation == self.start:
            yield (organisation,), ()
            return
        back = self.reached[organisation]
        for before in nlargest(TIES_FOLLOWED, back, key=lambda pk: (len(back[pk]), max(back[pk]))):
            for organisations, ties in self.paths(before):
                yield (organisation, *organisations), (back[before], *ties)


def _best(sides: tuple[_Side, _Side], met: Iterable[int]) -> list[Path]:
    """The best path for each introducer, the best first."""

    def promise(organisation: int) -> tuple[int, int]:
        strongest = [max(map(len, side.reached[organisation].values()), default=MANY) for side in sides]
        return min(strongest), organisation

    found: dict[int, Path] = {}
    candidates = (
        ((*there[0][::-1], *onwards[0][1:]), (*there[1][::-1], *onwards[1]))
        for middle in nlargest(MEETINGS_FOLLOWED, met, key=promise)
        for there in sides[0].paths(middle)
        for onwards in sides[1].paths(middle)
    )
    for path in sorted(candidates, key=_strength, reverse=True):
        found.setdefault(path[0][1], path)
    return list(found.values())[:MOST_CHAINS]


def _strength(path: Path) -> tuple:
    counts = [len(tie) for tie in path[1]]
    return min(counts), sum(counts), path[0]


def _ties(organisations: set[int]) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(TIES, [list(organisations)])
        return cursor.fetchall()


def _removed() -> dict[str, set[int]]:
    removed: dict[str, set[int]] = {"organisation": set(), "partnership": set()}
    with connection.cursor() as cursor:
        cursor.execute(REMOVED)
        for kind, pk in cursor.fetchall():
            removed[kind].add(pk)
    return removed


def _named(paths: list[Path]) -> list[list[Link]]:
    organisations = Organisation.objects.select_related("sector", "country").in_bulk(
        {pk for path in paths for pk in path[0][1:]}
    )
    partnerships = Partnership.objects.only("slug", "title").in_bulk(
        {max(tie) for path in paths for tie in path[1]}
    )
    return [
        [
            Link(partnerships[max(tie)], organisations[pk])
            for pk, tie in zip(path[0][1:], path[1], strict=True)
        ]
        for path in paths
    ]
