"""Rows that would put an older statement over a newer one: what a document of 2005 said over what is known since.

A row is older than the record that it would change where the newest source of the row is older than the newest one on
which the record rests, or where the record rests on all of the row's sources and on more. A source without a date counts
as older than one with a date; of two dates the shorter one says how exactly they are compared. A row that names the
same sources as the record is a correction, and a row for a new record is no question at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.importing.checking import CheckedRow, RowPosition
from directory.models import Source
from directory.records.batches import Outcome
from directory.records.fields import split_cell
from directory.records.former_values import as_list
from directory.records.record_form import RecordForm
from directory.tabular import FileProblem

Rows = Mapping[type[RecordForm], Sequence[CheckedRow]]


class OlderStatement(NamedTuple):
    """A row that rests on less than the record does, with the sentence that says why."""

    row: CheckedRow
    former_cells: Mapping[str, str]  # as in Outcome
    sentence: str

    @property
    def problem(self) -> FileProblem:
        """The same as others tell what is noteworthy in a file."""
        typed = self.row.cells.get("source", "")
        return FileProblem(
            self.row.file, self.row.row.number, "source", typed, self.sentence, is_warning=True
        )


def older_statements(
    rows: Rows, outcomes: Mapping[type[RecordForm], Outcome]
) -> dict[RowPosition, OlderStatement]:
    """The rows that are older than the records which they changed, by position. Asked while what was published can still
    be taken back. One query."""
    changed = [
        (row, former_cells)
        for form, rows_of_form in rows.items()
        for row, former_cells in zip(rows_of_form, outcomes[form].former_cells, strict=True)
        if former_cells and "source" in former_cells
    ]
    keys = {key for row, former_cells in changed for key in _named(row) + split_cell(former_cells["source"])}
    sources = {source.slug: source for source in Source.objects.filter(slug__in=keys)} if keys else {}
    older = {}
    for row, former_cells in changed:
        row_sources = [sources[key] for key in _named(row)]
        current_sources = [sources[key] for key in split_cell(former_cells["source"])]
        if sentence := _why_older(row_sources, current_sources):
            older[row.position] = OlderStatement(row, former_cells, sentence)
    return older


def _named(row: CheckedRow) -> list[str]:
    """The keys of the sources that a row names."""
    return as_list(row.record["source"] or [])


def _why_older(row_sources: Sequence[Source], current_sources: Sequence[Source]) -> str:
    """Why a row with these sources is older than a record with those; "" where it is not."""
    if not current_sources:
        return ""
    newest = _newest(current_sources)
    if not row_sources and not newest.published:
        return ""
    if not row_sources:
        message = _("The row names no source; the record rests on %(current)s now.")
        return message % {"current": _in_words(newest)}
    newest_of_row = _newest(row_sources)
    length = min(len(newest_of_row.published), len(newest.published)) or len(newest.published)
    is_older = newest_of_row.published[:length] < newest.published[:length]
    if is_older and newest_of_row.published:
        message = _(
            "The row rests on %(row)s, which is older than %(current)s, on which the record rests now."
        )
        return message % {"row": _in_words(newest_of_row), "current": _in_words(newest)}
    further = [source for source in current_sources if source not in row_sources]
    if further and set(row_sources) < set(current_sources):
        message = _("The row rests on %(row)s alone; the record rests on %(current)s as well now.")
        return message % {"row": _in_words(newest_of_row), "current": _in_words(_newest(further))}
    if is_older:
        # Not that it is older: its note may say "about 2014", beside a date of 2013
        message = _("The row rests on %(row)s, which bears no date; the record rests on %(current)s now.")
        return message % {"row": _in_words(newest_of_row), "current": _in_words(newest)}
    return ""


def _newest(sources: Iterable[Source]) -> Source:
    """The first one of those that bear the latest date."""
    return max(sources, key=lambda source: source.published)


def _in_words(source: Source) -> str:
    return _("“%(title)s” (%(date)s)") % {"title": source.title, "date": source.day_in_words}
