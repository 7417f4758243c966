"""Which road a file goes: sheets of ours and HSDS are read as they are, the tables of a list that somebody else keeps by a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from directory import importing, tabular
from directory.importing.json_files import NotHSDS, is_json
from directory.importing.lists.grouping import records
from directory.importing.lists.json_tables import read_json_tables
from directory.importing.lists.planning import PlannedTable, planned
from directory.models import ImportSender
from directory.tabular import Reading, SenderNames, SourceTable, Unreadable

OURS = (".csv", ".zip", ".xlsx", ".ods")


@dataclass
class FileOfSender:
    """A file as it was read. Of a list that somebody else keeps, `planned_tables` are its tables, and there is no reading
    before all questions have answers."""

    reading: Reading | None
    planned_tables: list[PlannedTable]

    @property
    def is_list(self) -> bool:
        return bool(self.planned_tables)


def read_of_sender(path: Path, sender: ImportSender) -> FileOfSender:
    """Read a file as its sender is known to keep it. Raises Unreadable."""
    names = SenderNames(sender.sheets, sender.columns)
    read = ours_or_tables(path, sender_names=names, defaults=sender.defaults)
    if isinstance(read, Reading):
        return FileOfSender(read, [])
    planned_tables = planned(read, sender.plans)
    is_ready = not any(planned_table.questions for planned_table in planned_tables)
    return FileOfSender(records(planned_tables, sender.record_keys) if is_ready else None, planned_tables)


def ours_or_tables(
    path: Path,
    *,
    sender_names: SenderNames | None = None,
    defaults: Mapping[str, Mapping[str, str]] | None = None,
) -> Reading | list[SourceTable]:
    """The sheets of a file of ours or of HSDS, or else the tables of whatever somebody keeps. Raises Unreadable."""
    if is_json(path):
        try:
            return importing.read(path, sender_names=sender_names, defaults=defaults)
        except NotHSDS:
            return read_json_tables(path)
    if not path.is_dir() and path.suffix.lower() not in OURS:
        return tabular.read_tables(path)
    try:
        reading = importing.read(path, sender_names=sender_names, defaults=defaults)
    except Unreadable:
        return tabular.read_tables(path)
    if reading.sheets or reading.holds_other_records:
        return reading
    tables = tabular.read_tables(path)
    return tables if any(len(table.columns) > 1 and table.rows for table in tables) else reading
