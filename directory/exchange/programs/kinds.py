"""The kinds of records that have a list, with what is particular to each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from directory.exchange.programs.reading import Record
from directory.exchange.programs.record_documents import commitments, organisations, partnerships, resources
from directory.finding import filters
from directory.finding.facets import Values
from directory.models import Commitment, Organisation, Partnership, Resource


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record that has a list.

    `orders`: for each sort, the columns that it goes by, the last of which tells any two records apart; all
    ascending or, with a "-", all descending. `read`: the records of some primary keys.
    """

    name: str
    model: type[Model]
    filter_class: type[filters.ListFilter]
    orders: Mapping[str, tuple[str, ...]]
    read: Callable[[Sequence[int], Values], dict[int, Record]]

    @property
    def key(self) -> str:
        """The column of the filtered rows that holds the record's primary key."""
        return "partnership_id" if self.model is Partnership else "pk"

    def visible(self) -> QuerySet:
        """The records that the public sees."""
        records = self.model._default_manager.all()
        return records.published() if self.model in (Organisation, Partnership) else records


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "partnerships",
            Partnership,
            filters.PartnershipFilter,
            {"newest": ("-partnership_id",), "name": ("sort_name", "partnership_id")},
            partnerships,
        ),
        Kind(
            "organisations",
            Organisation,
            filters.OrganisationFilter,
            {"name": ("name", "pk"), "newest": ("-pk",)},
            organisations,
        ),
        Kind(
            "resources",
            Resource,
            filters.ResourceFilter,
            {"name": ("title", "pk"), "newest": ("-pk",)},
            resources,
        ),
        Kind(
            "commitments",
            Commitment,
            filters.CommitmentFilter,
            {"due": ("due_key", "pk"), "newest": ("-pk",)},
            commitments,
        ),
    )
}
