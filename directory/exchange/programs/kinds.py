"""The four kinds of records that have a list for programs, with what is particular to each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from directory.exchange.programs.reading import Record
from directory.exchange.programs.record_documents import commitments, organisations, partnerships, resources
from directory.finding import filters
from directory.finding.facets import Values
from directory.models import Commitment, Organisation, Partnership, Resource


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record that has a list.

    `name` stands in addresses. `orders`: for each value of `sort`, the columns that it goes by, the last of which
    tells any two records apart; all ascending or, with a "-", all descending; the first sort is the list's own.
    `read` gives the documents of records by their primary keys, without those that the public does not see.
    """

    name: str
    model: type[Model]
    filter_class: type[filters.ListFilter]
    orders: Mapping[str, tuple[str, ...]]
    read: Callable[[Sequence[int], Values], dict[int, Record]]

    @property
    def key(self) -> str:
        """The column that holds the record's primary key in what the filters give: for partnerships these are rows
        of Listing."""
        return "partnership_id" if self.model is Partnership else "pk"

    def is_sample(self, pk: int) -> bool:
        """Whether a record is a sample, of which programs never hear. One query where it can be one."""
        if self.model not in (Organisation, Partnership):
            return False
        return self.model._default_manager.filter(pk=pk, is_sample=True).exists()

    def visible(self) -> QuerySet:
        """The records that lists for programs have."""
        records = self.model._default_manager.all()
        return records.listed() if self.model in (Organisation, Partnership) else records


KINDS = {
    kind.name: kind
    for kind in (
        RecordKind(
            "partnerships",
            Partnership,
            filters.PartnershipFilter,
            {"newest": ("-partnership_id",), "name": ("sort_name", "partnership_id")},
            partnerships,
        ),
        RecordKind(
            "organisations",
            Organisation,
            filters.OrganisationFilter,
            {"name": ("sort_name", "pk"), "newest": ("-pk",)},
            organisations,
        ),
        RecordKind(
            "resources",
            Resource,
            filters.ResourceFilter,
            {"name": ("sort_name", "pk"), "newest": ("-pk",)},
            resources,
        ),
        RecordKind(
            "commitments",
            Commitment,
            filters.CommitmentFilter,
            {"due": ("due_key", "pk"), "newest": ("-pk",)},
            commitments,
        ),
    )
}
