"""Who could introduce one organisation to another: the shortest chains of shared partnerships between them.

Searched from both ends, each time further from the end that reaches fewer, with one statement for each step. At
100,000 partnerships that took half the time of one statement for all of it, which plans for what it does not reach.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

from django.db import connection

from directory.database.statements import condition_in_sql
from directory.models import Membership, Organisation, Partnership
from directory.models.partnerships import COUNTS

MOST_STEPS = 4  # partnerships in a chain
MOST_CHAINS = 3
# On the way back, only the strongest ties of an organisation are followed, and only so many organisations where the two
# searches meet: enough for any chain that somebody would use, and a bound where whole countries meet.
TIES_FOLLOWED, MEETINGS_FOLLOWED = 3, 100
FURTHEST_REACH = 20_000  # organisations that one step may add
MANY = 10**9  # stands for the strength of no tie at all: more partnerships than there can be

# `MembershipQuerySet.current()` but for what was removed, which comes from REMOVED: what two partial indexes hold
CURRENT = f"""
    SELECT partnership_id, organisation_id FROM directory_membership WHERE {condition_in_sql(Membership, COUNTS)}
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
class ChainLink:
    """One step of a chain: the newest partnership that leads on, and the organisation to which it leads."""

    partnership: Partnership
    organisation: Organisation


Tie = list[int]  # the primary keys of the partnerships that two organisations share


class Path(NamedTuple):
    """Primary keys of organisations, each but the first with its tie to the one before."""

    organisations: tuple[int, ...]
    ties: tuple[Tie, ...]


def chains(start: Organisation, end: Organisation) -> list[list[ChainLink]]:
    """The shortest chains from one organisation to another, MOST_CHAINS at most, each through another introducer.

    First those whose weakest tie is strongest. Between organisations that work together, one chain for each partnership
    they share, the newest first. None where the shortest has more than MOST_STEPS. At most MOST_STEPS + 3 queries.
    """
    if start == end:
        return []
    sides = _Side(start.pk), _Side(end.pk)
    removed = _removed()
    for step in range(MOST_STEPS):
        side, opposite = sorted(sides, key=lambda side: len(side.edge))
        side.reach_further(removed)
        met = side.edge & opposite.edge
        if met and not step:
            shared = side.reached[opposite.start][side.start]
            newest = nlargest(MOST_CHAINS, shared)  # the higher key is the younger record
            return _with_records([Path((start.pk, end.pk), ([pk],)) for pk in newest])
        if met:
            return _with_records(_best(sides, met))
        if not side.edge:
            break
    return []


class _Side:
    """What the search from one end has reached: organisations, by primary key.

    `edge`: those of the last step. `reached`: for each, the organisations one step back, with its ties to them.
    """

    def __init__(self, start: int):
        self.start = start
        self.edge = {start}
        self.reached: dict[int, dict[int, Tie]] = {start: {}}

    def reach_further(self, removed: dict[str, set[int]]) -> None:
        newly_reached: dict[int, dict[int, Tie]] = {}
        for near, far, partnership in _ties(self.edge):
            if far in self.reached or far in removed["organisation"] or partnership in removed["partnership"]:
                continue
            newly_reached.setdefault(far, {}).setdefault(near, []).append(partnership)
            if len(newly_reached) >= FURTHEST_REACH:
                break
        self.reached |= newly_reached
        self.edge = set(newly_reached)

    def paths(self, organisation: int) -> Iterator[Path]:
        """From an organisation back to where this side began, by its strongest ties."""
        if organisation == self.start:
            yield Path((organisation,), ())
            return
        back = self.reached[organisation]
        for before in nlargest(TIES_FOLLOWED, back, key=lambda pk: (len(back[pk]), max(back[pk]))):
            for organisations, ties in self.paths(before):
                yield Path((organisation, *organisations), (back[before], *ties))


def _best(sides: tuple[_Side, _Side], met: Iterable[int]) -> list[Path]:
    """The best path for each introducer, the best first."""

    # A path is as strong as its weakest tie, so a meeting promises the lesser of its strongest ties to the two sides.
    def promise(organisation: int) -> tuple[int, int]:
        strongest = [max(map(len, side.reached[organisation].values()), default=MANY) for side in sides]
        return min(strongest), organisation

    candidates = (
        _joined(back, onwards)
        for middle in nlargest(MEETINGS_FOLLOWED, met, key=promise)
        for back in sides[0].paths(middle)
        for onwards in sides[1].paths(middle)
    )
    best_of_introducer: dict[int, Path] = {}
    for path in sorted(candidates, key=_strength, reverse=True):
        best_of_introducer.setdefault(path.organisations[1], path)
    return list(best_of_introducer.values())[:MOST_CHAINS]


def _joined(back: Path, onwards: Path) -> Path:
    """Two paths that begin in the same organisation, as one from the end of the first to the end of the second."""
    return Path((*back.organisations[::-1], *onwards.organisations[1:]), (*back.ties[::-1], *onwards.ties))


def _strength(path: Path) -> tuple:
    """What paths are sorted by; the keys at last, so that the order is the same each time."""
    counts = [len(tie) for tie in path.ties]
    return min(counts), sum(counts), path.organisations


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


def _with_records(paths: list[Path]) -> list[list[ChainLink]]:
    organisations = Organisation.objects.select_related("sector", "country").in_bulk(
        {pk for path in paths for pk in path.organisations[1:]}
    )
    partnerships = Partnership.objects.only("slug", "title", "is_sample").in_bulk(
        {max(tie) for path in paths for tie in path.ties}
    )
    return [
        [
            ChainLink(partnerships[max(tie)], organisations[pk])
            for pk, tie in zip(path.organisations[1:], path.ties, strict=True)
        ]
        for path in paths
    ]
