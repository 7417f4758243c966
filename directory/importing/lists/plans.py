"""What is known of how one sender keeps a list: which column means what, and what their words are in ours.

A target says what a column means, as one text:

    organisation.<column>   of the organisation that a row is about, by the columns of our sheet
    partnership.<column>    of the partnership that a row is about
    membership.<column>     of that organisation in that partnership: role, joined, left
    members.<role>          names of organisations that are members of that partnership in that role
    identifier              the sender's own number of the record that the row is about
    admission               whether the row may come in, as where people were asked if they agree
    ""                      left out

A heading, a word or a name that a plan keeps is folded as `text_search.folded` folds it.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple, Self

# In place of a word of ours: rows that have the sender's word do not come in
NOT_TO_COME_IN = "(not to come in)"


class ListQuestion(NamedTuple):
    """What only a person can say about a list, with the answers to choose from.

    `name` is a path in the plan where the answer is kept, such as `columns/country of origin`,
    `values/organisation.sector/ngo`, `constants/partnership.kind` or `days`; `suggested` is the answer that the page has chosen
    already, "" where there is none. Without `choices` a text is typed. Where it `is_optional`, "" is an answer as well."""

    name: str
    words: str
    choices: tuple[tuple[str, str], ...] = ()
    suggested: str = ""
    samples: tuple[str, ...] = ()
    is_optional: bool = False

    @property
    def needs_answer(self) -> bool:
        """Whether nothing is chosen already, and nothing may not be the answer."""
        return not self.suggested and not self.is_optional


@dataclass
class ListPlan:
    """How the tables of one shape are read. All of it is JSON, and kept for the sender.

    `columns` maps a heading, folded, to its target; `constants` a target to the text that stands in each row; `empty` a target
    to the text that stands where the cell is empty; `values` a target to the sender's words, folded, with ours ("" is
    nothing); `sectors` an organisation's name, folded, that stands in a list of members only, to its sector; `days` is "day" or
    "month", whichever stands first in dates that can be read both ways; `nothing` are targets in which the cell
    `NA` means nothing; `scheme` stands before the sender's own numbers. `is_confirmed` where a person has looked at it."""

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    sectors: dict[str, str] = field(default_factory=dict)
    days: str = ""
    nothing: list[str] = field(default_factory=list)
    scheme: str = ""
    is_confirmed: bool = False

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        return cls(**{name: document[name] for name in cls.__dataclass_fields__ if name in document})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
