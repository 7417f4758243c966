"""A group: the rows of a list that are about one organisation or one partnership."""

from dataclasses import dataclass, field

from directory.importing.lists.rows import ListRow, Texts
from directory.models.text_search import folded


@dataclass
class RecordGroup:
    """Rows that are about one record, with what each says of it. `named_in` is the row that names it first."""

    kind: str
    name: str
    named_in: ListRow
    rows: list[ListRow] = field(default_factory=list)
    sector: str = ""  # of an organisation that is named only, as a person said
    texts: Texts = field(default_factory=dict)
    key: str = ""

    @property
    def country(self) -> str:
        return next((row.organisation["country"] for row in self.rows if row.organisation.get("country")), "")

    @property
    def number(self) -> str:
        """The sender's own number of the record, where its rows have one."""
        is_partnership = self.kind == "partnership"
        return next(
            (r.number for r in self.rows if r.number and r.is_about_partnership == is_partnership), ""
        )

    @property
    def sender_key(self) -> str:
        return self.number or folded(self.name)
