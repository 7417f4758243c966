"""The columns of another's table: what each is called in a plan, what stands in it."""

from collections import Counter
from functools import cached_property

from directory.importing.lists.plans import ListPlan
from directory.importing.lists.targets import NAME, TITLE, split
from directory.models.text_search import folded
from directory.tabular.sheets import column_letters
from directory.tabular.tables import SourceTable


class ListColumns:
    """A table with its columns under the names that plans keep: the headings, folded, and different from each other."""

    def __init__(self, source: SourceTable) -> None:
        self.source = source

    @cached_property
    def keys(self) -> list[str]:
        keys: list[str] = []
        for position, column in enumerate(self.source.columns, 1):
            name = folded(column.name) or folded(column.tag) or f"({column_letters(position)})"
            count = sum(key == name or key.startswith(f"{name} (") for key in keys)
            keys.append(f"{name} ({count + 1})" if count else name)
        return keys

    def targets(self, plan: ListPlan) -> dict[int, str]:
        """What each column means, by its position; those that are left out have ""."""
        return {position: plan.columns.get(key, "") for position, key in enumerate(self.keys)}

    def left_out(self, plan: ListPlan) -> set[str]:
        """The headings of the columns that are left out."""
        return {
            self.source.columns[position].name
            for position, target in self.targets(plan).items()
            if not target
        }

    def positions(self, target: str, plan: ListPlan) -> list[int]:
        return [position for position, meant in self.targets(plan).items() if meant == target]

    @cached_property
    def _counts(self) -> dict[int, Counter[str]]:
        """How often each text stands in a column, by its position."""
        counts: dict[int, Counter[str]] = {position: Counter() for position in range(len(self.keys))}
        for row in self.source.rows:
            for position, text in enumerate(row.texts[: len(self.keys)]):
                if text.strip():
                    counts[position][text] += 1
        return counts

    def texts(self, target: str, plan: ListPlan) -> Counter[str]:
        """The different texts of the columns with a meaning, each with how often it is there."""
        return sum((self._counts[position] for position in self.positions(target, plan)), Counter())

    def samples(self, position: int, count: int) -> tuple[str, ...]:
        return tuple(list(self._counts[position])[:count])

    def loquacity(self, position: int) -> tuple[bool, int, int]:
        """How much a column says: one that is not only there for programs, with the more texts, the longer they are."""
        counts = self._counts[position]
        total = sum(counts.values())
        length = sum(len(text) * count for text, count in counts.items()) // max(total, 1)
        return length > 3, total, -position

    def has_text(self, target: str, plan: ListPlan, text: str) -> bool:
        return any(written.strip() == text for written in self.texts(target, plan))

    def has_blank(self, target: str, plan: ListPlan) -> bool:
        """Whether some row has nothing in the columns with that meaning."""
        positions = self.positions(target, plan)
        return any(not any(_text(row.texts, position) for position in positions) for row in self.source.rows)

    def has_empty(self, target: str, plan: ListPlan) -> bool:
        """Whether a record has nothing in the columns with that meaning, of which there is one at least, in any of its rows."""
        positions = self.positions(target, plan)
        kind, _column = split(target)
        named_at = self.positions(TITLE if kind in ("partnership", "membership") else NAME, plan)
        is_stated: dict[str, bool] = {}
        for row in self.source.rows if positions else ():
            name = folded(" ".join(_text(row.texts, position) for position in named_at))
            is_stated[name] = is_stated.get(name, False) or any(_text(row.texts, p) for p in positions)
        return not all(stated for name, stated in is_stated.items() if name)


def _text(texts: tuple[str, ...], position: int) -> str:
    return texts[position].strip() if position < len(texts) else ""
