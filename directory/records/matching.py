"""Which row is about which record, where a record has no key of its own.

A record is known by its whole identity first. Where the form says that a column of it is uncertain (`uncertain`), such as
the date on which a member joined, the rest may do: a row that gives a date to the only record that has none is about that
record, and so is a row without a date that leaves only one record to mean. What an organisation says about itself corrects
what is there, however many parts it has: `nearness` says which of them is meant.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from directory.models import Membership, Role

Row = dict[str, Any]  # attributes of a model
Identity = tuple[object, ...]


def identity_of(row: Mapping[str, object] | Model, names: Sequence[str]) -> Identity:
    """What a row or a record has in some attributes; "" and None are one: nothing."""
    if isinstance(row, Model):
        return tuple(getattr(row, name) or None for name in names)
    return tuple(row.get(name) or None for name in names)


def match_uncertain(
    rows: Sequence[Row], records: Sequence[Model], *, identity: Sequence[str], uncertain: str
) -> list[tuple[Row, Model]]:
    """Pairs of rows and records that nothing matches whole. `uncertain` is an attribute of the identity: it may differ
    where one of the two has nothing in it, and where no other row or record could be meant.

    What cannot be told stays alone, and becomes a record of its own.
    """
    certain = [name for name in identity if name != uncertain]
    return [
        (row, record)
        for row, record in _alone(rows, records, certain)
        if not row.get(uncertain) or not getattr(record, uncertain)
    ]


def match_nearest(
    rows: Sequence[Row],
    records: Sequence[Model],
    *,
    certain: Sequence[str],
    nearness: Callable[[Row, Model], tuple],
) -> list[tuple[Row, Model]]:
    """Pairs of rows and records with the same values in the `certain` attributes: of several records the nearest, and no
    record twice."""
    pairs, remaining = [], list(records)
    for row in rows:
        candidates = [
            record for record in remaining if identity_of(record, certain) == identity_of(row, certain)
        ]
        if candidates:
            record = max(candidates, key=lambda candidate: nearness(row, candidate))
            remaining.remove(record)
            pairs.append((row, record))
    return pairs


def nearness(membership: Membership, role: str) -> tuple:
    """How near a part that an organisation has is to the one that is spoken of, by its role: the nearest is the greatest.

    One in that role; else one that lasts before one that is over; of several the higher role, and the later period.
    """
    rank = list(Role.values).index(membership.role)
    return membership.role == role, membership.is_current, -rank, membership.joined


def nearest(memberships: Iterable[Membership], role: str = "") -> Membership | None:
    """Of the parts that an organisation has in one partnership the one that is spoken of; None where it has none."""
    return max(memberships, key=lambda membership: nearness(membership, role), default=None)


def _alone(rows: Sequence[Row], records: Sequence[Model], names: Sequence[str]) -> list[tuple[Row, Model]]:
    """The rows and the records of which there is one each with the same values in these attributes."""
    rows_by_identity: dict[Identity, list[Row]] = {}
    for row in rows:
        rows_by_identity.setdefault(identity_of(row, names), []).append(row)
    records_by_identity: dict[Identity, list[Model]] = {}
    for record in records:
        records_by_identity.setdefault(identity_of(record, names), []).append(record)
    return [
        (of_rows[0], records_by_identity[identity][0])
        for identity, of_rows in rows_by_identity.items()
        if len(of_rows) == len(records_by_identity.get(identity, ())) == 1
    ]
