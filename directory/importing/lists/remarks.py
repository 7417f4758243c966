"""What is noteworthy about lists that were read: what was left out, and where rows do not say the same."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from directory.importing.lists.columns import ListColumns
from directory.importing.lists.planning import PlannedTable
from directory.importing.lists.rows import ListRow
from directory.tabular import Reading

MOST_NAMED = 20  # in a remark, or remarks of one kind


def remark(
    reading: Reading,
    planned_tables: Sequence[PlannedTable],
    rows: Sequence[ListRow],
    differences: Sequence[tuple[ListRow, str]],
) -> None:
    """Add the warnings. `differences` are of rows that say different things of one record, in words."""
    for planned_table in planned_tables:
        if planned_table.is_list:
            _remark_on_columns(reading, planned_table)
        else:
            message = _("This is no list of organisations or partnerships. Nothing was read from it.")
            reading.problem(planned_table.table.file, message, is_warning=True)
    _remark_on_words(reading, rows)
    for row, message in differences[:MOST_NAMED]:
        reading.problem(row.file, message, row=row.source.number, is_warning=True)
    if len(differences) > MOST_NAMED:
        message = _("There are %(count)s more records of which rows say different things.")
        count = len(differences) - MOST_NAMED
        reading.problem(differences[0][0].file, message % {"count": count}, is_warning=True)


def _remark_on_columns(reading: Reading, planned_table: PlannedTable) -> None:
    table = ListColumns(planned_table.table)
    left_out = [
        table.source.columns[position].name or _("(no heading)")
        for position, target in table.targets(planned_table.plan).items()
        if not target and table.samples(position, 1)
    ]
    if left_out:
        names = "”, “".join(left_out[:MOST_NAMED])
        message = _("Columns that were left out: “%(names)s”.") % {"names": names}
        reading.problem(planned_table.table.file, message, is_warning=True)


def _remark_on_words(reading: Reading, rows: Sequence[ListRow]) -> None:
    words: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        for heading, word in row.dropped:
            words.setdefault((row.file, heading), Counter())[word] += 1
    for (file, heading), counts in words.items():
        names = ", ".join(f"“{word[:60]}” ({count})" for word, count in counts.most_common(MOST_NAMED))
        message = _("Words that have no place here were left out, each in as many rows: %(words)s.")
        reading.problem(file, message % {"words": names}, column=heading, is_warning=True)
