"""Who could introduce one organisation to another: the shortest chains of shared partnerships between them.

Searched from both ends, each time further from the end that reaches fewer, with one statement for each step. At
100,000 partnerships that took half the time of one statement for all of it, which plans for what it does not reach.

Whoever ended introduces nobody: the organisation that took over stands for it. No partnership that ended joins two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

from django.db import connection

from directory.counterparts.successors import heirs, in_words
from directory.database.statements import condition_in_sql
from directory.models import Membership, Organisation, Partnership, Status
from directory.models.facets import FacetNumber, encode_choice
from directory.models.memberships import COUNTS

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
# One bit for each partnership, in blocks: ten thousand that ended are read as a few kilobytes
ENDED = "SELECT blk, bits::text FROM facet_bits WHERE v = %s"
BLOCK = 14  # bits of a primary key that say its place in a block


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One step of a chain: the newest partnership that leads on, and the organisation to which it leads. `took_over`: from
    whom and when, in words, where another took part that ended since; `in_place_of`: the name of such a one on the side
    that the step begins from; else empty."""

    partnership: Partnership
    organisation: Organisation
    took_over: str = ""
    in_place_of: str = ""


Tie = set[int]  # the primary keys of the partnerships that two organisations share


class Path(NamedTuple):
    """Primary keys of organisations, each but the first with its tie to the one before."""

    organisations: tuple[int, ...]
    ties: tuple[Tie, ...]


def chains(start: Organisation, end: Organisation) -> list[list[ChainLink]]:
    """The shortest chains from one organisation to another, MOST_CHAINS at most, each through another introducer.

    First those whose weakest tie is strongest. Between organisations that work together, one chain for each partnership
    they share, the newest first. None where the shortest has more than MOST_STEPS, nor from or to one that ended. At most
    MOST_STEPS + 7 queries.
    """
    members = Members()
    if start == end or {start.pk, end.pk} & members.heirs.keys():
        return []
    sides = _Side(start.pk), _Side(end.pk)
    for step in range(MOST_STEPS):
        side, opposite = sorted(sides, key=lambda side: len(side.edge))
        side.reach_further(members)
        met = side.edge & opposite.edge
        if met and not step:
            shared = side.reached[opposite.start][side.start]
            newest = nlargest(MOST_CHAINS, shared)  # the higher key is the younger record
            return _with_records([Path((start.pk, end.pk), ({pk},)) for pk in newest], members)
        if met:
            return _with_records(_best(sides, met), members)
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

    def reach_further(self, members: "Members") -> None:
        newly_reached: dict[int, dict[int, Tie]] = {}
        for near, far, partnership in members.ties(self.edge):
            if far in self.reached:
                continue
            newly_reached.setdefault(far, {}).setdefault(near, set()).add(partnership)
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


class Members:
    """Who is a member of what today: without what was removed or has ended, and with those who took over from members
    that ended. Four queries."""

    def __init__(self) -> None:
        self.heirs = heirs()
        self._removed: dict[str, set[int]] = {"organisation": set(), "partnership": set()}
        with connection.cursor() as cursor:
            cursor.execute(REMOVED)
            for kind, pk in cursor.fetchall():
                self._removed[kind].add(pk)
            cursor.execute(ENDED, [encode_choice(FacetNumber.STATUS, Status.ENDED)])
            self._ended = dict(cursor.fetchall())
        self._predecessors: dict[int, list[int]] = {}
        for ended, heir in self.heirs.items():
            if heir:
                self._predecessors.setdefault(heir.organisation, []).append(ended)
        # The members that ended, by the one that stands for each and the partnership
        self._stood_for: dict[tuple[int, int], set[int]] = {}

    def ties(self, organisations: set[int]) -> Iterator[tuple[int, int, int]]:
        """Organisations with others and the partnership that they share, each as often as they have memberships. One
        query."""
        predecessors = [pk for near in organisations for pk in self._predecessors.get(near, ())]
        with connection.cursor() as cursor:
            cursor.execute(TIES, [[*organisations, *predecessors]])
            ties = cursor.fetchall()
        for near_member, far_member, partnership in ties:
            near, far = (self._today(member, partnership) for member in (near_member, far_member))
            is_tie = near and far and near != far and far not in self._removed["organisation"]
            if is_tie and not self._is_over(partnership):
                yield near, far, partnership

    def took_over(self, organisation: int, partnership: int) -> int | None:
        """The member that ended, if an organisation stands for one in a partnership; None where it is a member itself."""
        stood_for = self._stood_for.get((organisation, partnership), set())
        return None if organisation in stood_for else min(stood_for, default=None)

    def _today(self, member: int, partnership: int) -> int | None:
        if member not in self.heirs:
            if member in self._predecessors:
                self._stood_for.setdefault((member, partnership), set()).add(member)
            return member
        if heir := self.heirs[member]:
            self._stood_for.setdefault((heir.organisation, partnership), set()).add(member)
            return heir.organisation
        return None

    def _is_over(self, partnership: int) -> bool:
        bits = self._ended.get(partnership >> BLOCK)
        if bits and bits[partnership & (2**BLOCK - 1)] == "1":
            return True
        return partnership in self._removed["partnership"]


def _with_records(paths: list[Path], members: Members) -> list[list[ChainLink]]:
    steps = [
        [
            (before, pk, max(tie))
            for before, pk, tie in zip(path.organisations, path.organisations[1:], path.ties, strict=False)
        ]
        for path in paths
    ]
    ended = {
        (pk, partnership): members.took_over(pk, partnership)
        for path in steps
        for before, after, partnership in path
        for pk in (before, after)
    }
    organisations = Organisation.objects.select_related("sector", "country").in_bulk(
        {pk for pk, _partnership in ended} | {pk for pk in ended.values() if pk}
    )
    partnerships = Partnership.objects.only("slug", "title", "is_sample").in_bulk(
        {partnership for _pk, partnership in ended}
    )

    def name(predecessor: int | None) -> str:
        return (
            str(organisations[predecessor].acronym or organisations[predecessor].name) if predecessor else ""
        )

    def words(predecessor: int | None) -> str:
        return in_words(name(predecessor), members.heirs[predecessor].happened) if predecessor else ""

    return [
        [
            ChainLink(
                partnerships[partnership],
                organisations[pk],
                words(ended[pk, partnership]),
                name(ended[before, partnership]),
            )
            for before, pk, partnership in path
        ]
        for path in steps
    ]
