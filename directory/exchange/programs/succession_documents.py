"""What became of organisations and of partnerships, in the documents of both."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from directory.database.statements import kept
from directory.exchange.programs.reading import Record
from directory.exchange.programs.statement_sources import StatementSources
from directory.models import Succession


class SuccessionRow(NamedTuple):
    """A succession between two of one kind, by their primary keys."""

    pk: int
    before: int
    after: int
    kind: str
    happened: str
    basis: str
    source: int | None


def succession_rows(noun: str) -> Callable[[Iterable[int | None]], list[tuple]]:
    """A function that gives the columns of the successions that records have a part in, on either side. `noun`:
    "organisation" or "partnership"."""

    @kept
    def rows(pks: RawSQL) -> QuerySet:
        before, after = f"before_{noun}", f"after_{noun}"
        of_either = Succession.objects.filter(**{f"{before}__in": pks}) | Succession.objects.filter(
            **{f"{after}__in": pks}
        )
        return of_either.order_by("happened", "pk").values_list(
            "pk", before, after, "kind", "happened", "basis", "source"
        )

    return rows


def lineage(
    pk: int, successions: Sequence[SuccessionRow], references: Mapping[int, Record], sources: StatementSources
) -> dict[str, list[Record]]:
    """`predecessors` and `successors` of a record: those of `references`, with what is known of each succession."""
    relatives: dict[str, list[Record]] = {"predecessors": [], "successors": []}
    for row in successions:
        for name, record, relative in (
            ("predecessors", row.after, row.before),
            ("successors", row.before, row.after),
        ):
            if record == pk and relative in references:
                relatives[name].append(
                    {
                        **references[relative],
                        "kind": row.kind or None,
                        "happened": row.happened or None,
                        "basis": row.basis,
                        **sources.keys_of("succession", row.pk, row.source),
                    }
                )
    return relatives
