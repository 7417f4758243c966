"""Two rows of a merge that are about the same become one: the memberships of one member, and the sources of a statement.

A membership of the record that goes is that of the record that stays where both are of the same member in the same
partnership, and:

- in the same role, unless two dates of joining, or an end before the other's beginning, make two periods of them;
- else in another role, where nothing tells their periods apart, and both take part or both stand beside (`BESIDE`): then
  the higher role stays.

Of two that are one, the better standing stays, for what the organisation said itself counts before what others say, with
the dates that either knows and the sources of both. All others stay as they are: one may have several roles and periods.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from django.db.models import ForeignKey, Model

from directory.models import SOURCED, Basis, FurtherSource, Membership, Role, Standing
from directory.models.memberships import BESIDE

# Of two memberships that are one the better stays: what the organisation said itself before what others say
BEST_STANDING = [
    Standing.CONFIRMED,
    Standing.DECLINED,
    Standing.DISPUTED,
    Standing.LEFT,
    Standing.NAMED,
]


class Moves(Protocol):
    """What a merge writes, so that it can be undone."""

    def change(self, record: Model, **values: object) -> None: ...

    def make(self, model: type[Model], **values: object) -> None: ...


def unite_memberships(column: ForeignKey, kept: Model, gone: Model, moves: Moves) -> set[int]:
    """Make one of each two memberships that are the same. Returns the primary keys of those of `gone` that stay with it.

    `column` is the one of the membership that refers to the records that are merged.
    """
    parties = ("partnership", "organisation", "country", "member_partnership")
    other_parties = [f"{name}_id" for name in parties if name != column.name]
    kept_rows: dict[tuple, list[Membership]] = {}
    gone_rows: dict[tuple, list[Membership]] = {}
    for record, rows in ((kept, kept_rows), (gone, gone_rows)):
        for row in Membership.objects.filter(**{column.name: record}).by_role():
            rows.setdefault(tuple(getattr(row, name) for name in other_parties), []).append(row)
    united_pks: set[int] = set()
    for party in gone_rows.keys() & kept_rows.keys():
        pairs = _pairs(kept_rows[party], gone_rows[party])
        for kept_row, gone_row in pairs:
            _unite(kept_row, gone_row, kept_rows[party] + gone_rows[party], moves)
        united_pks |= {gone_row.pk for _kept_row, gone_row in pairs}
        moving = [row for row in gone_rows[party] if row.pk not in united_pks]
        _keep_declined(kept_rows[party] + moving, moves)
    return united_pks


def _pairs(
    kept_rows: Iterable[Membership], gone_rows: Iterable[Membership]
) -> list[tuple[Membership, Membership]]:
    """Which are the same. Those that are most alike come first, and none is in two pairs."""
    kept_rows, gone_rows, pairs = list(kept_rows), list(gone_rows), []
    likenesses: list[Callable[[Membership, Membership], bool]] = [_is_same, _is_same_part, _is_one_part]
    for likeness in likenesses:
        for gone_row in list(gone_rows):
            kept_row = next((row for row in kept_rows if likeness(row, gone_row)), None)
            if kept_row:
                pairs.append((kept_row, gone_row))
                kept_rows.remove(kept_row)
                gone_rows.remove(gone_row)
    return pairs


def _is_same(first: Membership, second: Membership) -> bool:
    return (first.role, first.joined) == (second.role, second.joined)


def _is_same_part(first: Membership, second: Membership) -> bool:
    return first.role == second.role and not _are_two_periods(first, second)


def _is_one_part(first: Membership, second: Membership) -> bool:
    """Whether two roles are one part that two sources call differently."""
    if (first.role in BESIDE) != (second.role in BESIDE) or _are_two_periods(first, second):
        return False
    return first.is_over == second.is_over and not _differ(first.left, second.left)


def _are_two_periods(first: Membership, second: Membership) -> bool:
    return (
        _differ(first.joined, second.joined)
        or _is_before(first.left, second.joined)
        or _is_before(second.left, first.joined)
    )


def _differ(first: str, second: str) -> bool:
    """Whether two partial dates cannot be the same day: "2005" and "2005-03" can."""
    length = min(len(first), len(second))
    return first[:length] != second[:length]


def _is_before(end: str, beginning: str) -> bool:
    return bool(end and beginning) and end < beginning[: len(end)]


def _unite(kept_row: Membership, gone_row: Membership, siblings: list[Membership], moves: Moves) -> None:
    """Make the row that stays say what both say. `siblings` are all of this member in this partnership."""
    better, weaker = kept_row, gone_row
    if BEST_STANDING.index(gone_row.standing) < BEST_STANDING.index(kept_row.standing):
        better, weaker = gone_row, kept_row
    roles = list(Role.values)
    values: dict[str, object] = {
        "role": min(kept_row.role, gone_row.role, key=roles.index),
        "standing": better.standing,
        # Of "2005" and "2005-03" the second says more
        "joined": max(better.joined, weaker.joined, key=len),
        "left": better.left,
        "no_longer_listed": better.no_longer_listed,
        "confirmed_on": max(filter(None, (better.confirmed_on, weaker.confirmed_on)), default=None),
        "basis": better.basis,
        "source_id": kept_row.source_id or gone_row.source_id,
    }
    # Whoever confirmed that it is a member has not left because somebody else says so
    if not better.is_over and (
        better.standing != Standing.CONFIRMED or weaker.standing == Standing.CONFIRMED
    ):
        values |= {"left": weaker.left, "no_longer_listed": weaker.no_longer_listed}
    if any(
        getattr(better, name) != value for name, value in values.items() if name in ("role", "joined", "left")
    ):
        # A statement has the basis of its weakest part
        values["basis"] = max(better.basis, weaker.basis, key=list(Basis.values).index)
    identities = {(row.role, row.joined) for row in siblings if row not in (kept_row, gone_row)}
    if (values["role"], values["joined"]) in identities:
        # Another of its memberships says that already
        values |= {"role": kept_row.role, "joined": kept_row.joined}
    changed = {name: value for name, value in values.items() if getattr(kept_row, name) != value}
    unite_sources(kept_row, gone_row, moves, first=changed.pop("source_id", None))
    if changed:
        moves.change(kept_row, **changed)


def _keep_declined(rows: list[Membership], moves: Moves) -> None:
    """Whoever does not want to be named is named in no other role either, but where it confirmed that itself."""
    if any(row.standing == Standing.DECLINED for row in rows):
        for row in rows:
            if row.standing == Standing.NAMED:
                moves.change(row, standing=Standing.DECLINED)


def unite_sources(kept_row: Model, gone_row: Model, moves: Moves, *, first: int | None = None) -> None:
    """Let the statement that stays rest on the sources of both. `first` is the key of its first source, where it has none
    yet."""
    name = kept_row._meta.model_name
    if name not in SOURCED:
        return
    further = FurtherSource.objects.order_by("pk")
    kept_sources = [kept_row.source_id, *further.filter(**{name: kept_row}).values_list("source", flat=True)]
    gone_sources = [gone_row.source_id, *further.filter(**{name: gone_row}).values_list("source", flat=True)]
    if not kept_row.source_id and first:
        moves.change(kept_row, source_id=first)
        kept_sources.append(first)
    for source in dict.fromkeys(gone_sources):
        if source and source not in kept_sources:
            moves.make(FurtherSource, **{name: kept_row}, source_id=source)
