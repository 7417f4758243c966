"""The kinds of records that have a list for programs, with what is particular to each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from directory.exchange.programs.commitment_documents import commitments, resources
from directory.exchange.programs.event_documents import events, figures, sources
from directory.exchange.programs.list_filters import FigureFilter, PublicDeskFilter
from directory.exchange.programs.organisation_documents import desks, organisations, public_desks
from directory.exchange.programs.partnership_documents import partnerships
from directory.exchange.programs.reading import Record
from directory.finding import filters
from directory.finding.facets import Values
from directory.models import (
    Commitment,
    ContactPoint,
    Event,
    Figure,
    Organisation,
    Partnership,
    Resource,
    Source,
)
from directory.models.statements import public_sources


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record that has a list.

    `name` stands in addresses. `orders`: for each value of `sort`, the columns that it goes by, the last of which
    tells any two records apart; all ascending or, with a "-", all descending; the first sort is the list's own.
    `read` gives the documents of records by their primary keys, without those that the public does not see.

    `has_changes`: whether a program can ask what changed. Not where the moment of a change would tell of what is not
    public: a desk that is restricted, or a source that stands behind such a one. What is not public there is answered
    as what never was.
    """

    name: str
    model: type[Model]
    filter_class: type[filters.ListFilter]
    orders: Mapping[str, tuple[str, ...]]
    read: Callable[[Sequence[int], Values], dict[int, Record]]
    has_changes: bool = True

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
        match self.name:
            case "partnerships" | "organisations":
                return self.model._default_manager.listed()
            case "desks":
                return public_desks()
            case "sources":
                return public_sources()
        return self.model._default_manager.all()


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
        RecordKind(
            "events",
            Event,
            filters.EventFilter,
            {"name": ("sort_name", "pk"), "newest": ("-pk",)},
            events,
        ),
        RecordKind("figures", Figure, FigureFilter, {"newest": ("-pk",)}, figures),
        RecordKind(
            "sources",
            Source,
            filters.SourceFilter,
            {"name": ("sort_name", "pk"), "newest": ("-pk",)},
            sources,
            has_changes=False,
        ),
        RecordKind("desks", ContactPoint, PublicDeskFilter, {"name": ("slug",)}, desks, has_changes=False),
    )
}
