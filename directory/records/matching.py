"""Which row is about which record, where a record has no key of its own.

A record is known by its whole identity first. Where the form says that a column of it is uncertain (`uncertain`), such as
the date on which a member joined, the rest may do: a row that gives a date to the only record that has none is about that
record, and so is a row without a date that leaves only one record to mean.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model

Row = dict[str, Any]  # attributes of a model
Identity = tuple[object, ...]


def identity_of(row: Mapping[str, object] | Model, names: Sequence[str]) -> Identity:
    """What a row or a record has in some attributes; "" and None are one: nothing."""
    if isinstance(row, Model):
        return tuple(getattr(row, name) or None for name in names)
    return tuple(row.get(name) or None for name in names)


def match_uncertain(
    rows: Iterable[Row], records: Iterable[Model], *, identity: Sequence[str], uncertain: Sequence[str]
) -> list[tuple[Row, Model]]:
    """Pairs of rows and records that nothing matches whole. `uncertain` are attributes of the identity: the first may
    differ where one of the two has nothing in it; with a second one, both may differ in any way.

    Raises nothing: what cannot be told stays alone, and becomes a record of its own.
    """
    rows, records = list(rows), list(records)
    pairs = []
    for count in range(1, len(uncertain) + 1):
        certain = [name for name in identity if name not in uncertain[:count]]
        for row, record in _alone(rows, records, certain):
            learns = not row.get(uncertain[0]) or not getattr(record, uncertain[0])
            if learns or len(uncertain) > 1:
                pairs.append((row, record))
                rows = [other for other in rows if other is not row]
                records.remove(record)
    return pairs


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
