"""Which road a file goes: sheets of ours and HSDS are read as they are, the tables of a list that somebody else keeps by a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from directory import importing, tabular
from directory.gate.plain_text import spelled_out
from directory.importing.json_files import NotHSDS, is_json
from directory.importing.lists.grouping import records
from directory.importing.lists.json_tables import read_json_tables
from directory.importing.lists.planning import PlannedTable, planned
from directory.importing.lists.plans import ListPlan
from directory.importing.open_referral import SHAPE as SHAPE_OF_HSDS
from directory.importing.open_referral import SenderOfHSDS
from directory.models import ImportSender
from directory.tabular import Reading, SenderNames, SourceTable, Unreadable

OURS = (".csv", ".zip", ".xlsx", ".ods")
# Sheets of ours, of which a list of somebody else may have the name
NAMED_ALIKE = {"organisations", "partnerships"}


@dataclass
class FileOfSender:
    """A file as it was read. Of a list that somebody else keeps, `planned_tables` are its tables, and there is no reading
    before all questions have answers; of sheets of ours those in which there are questions."""

    reading: Reading | None
    planned_tables: list[PlannedTable]

    @property
    def is_list(self) -> bool:
        return bool(self.planned_tables)


def read_of_sender(path: Path, sender: ImportSender) -> FileOfSender:
    """Read a file as its sender is known to keep it. Raises Unreadable."""
    names = SenderNames(sender.sheets, sender.columns)
    hsds_sender = SenderOfHSDS(
        ListPlan.from_json(sender.plans.get(SHAPE_OF_HSDS, {})),
        has_default_sector=bool(sender.defaults.get("organisations", {}).get("sector")),
    )
    read = ours_or_tables(
        path, sender_names=names, defaults=sender.defaults, hsds_sender=hsds_sender, plans=sender.plans
    )
    if isinstance(read, importing.OwnReading):
        if hsds_sender.questions:
            return _asked_about(read, hsds_sender, path)
        return FileOfSender(None if read.questions else read, list(read.questions))
    planned_tables = planned(read, sender.plans)
    is_ready = not any(planned_table.questions for planned_table in planned_tables)
    return FileOfSender(records(planned_tables, sender.record_keys) if is_ready else None, planned_tables)


def _asked_about(reading: Reading, hsds_sender: SenderOfHSDS, path: Path) -> FileOfSender:
    """HSDS with questions, in place of a table of which the remarks are those of the file."""
    remarks = [problem for problem in reading.problems if problem.is_warning]
    table = SourceTable("HSDS", spelled_out(path.name), [], problems=remarks)
    return FileOfSender(None, [PlannedTable(table, SHAPE_OF_HSDS, hsds_sender.plan, hsds_sender.questions)])


def ours_or_tables(
    path: Path,
    *,
    sender_names: SenderNames | None = None,
    defaults: Mapping[str, Mapping[str, str]] | None = None,
    hsds_sender: SenderOfHSDS | None = None,
    plans: Mapping[str, Mapping[str, Any]] | None = None,
) -> importing.OwnReading | list[SourceTable]:
    """The sheets of a file of ours or of HSDS, or else the tables of whatever somebody keeps. Raises Unreadable."""
    known = {"sender_names": sender_names, "defaults": defaults, "hsds_sender": hsds_sender, "plans": plans}
    if is_json(path):
        try:
            return importing.read(path, **known)
        except NotHSDS:
            return read_json_tables(path)
    if not path.is_dir() and path.suffix.lower() not in OURS:
        return tabular.read_tables(path)
    try:
        reading = importing.read(path, **known)
    except Unreadable:
        return tabular.read_tables(path)
    if (reading.sheets or reading.holds_other_records) and not _is_named_like_ours(reading):
        return reading
    tables = tabular.read_tables(path)
    return tables if any(len(table.columns) > 1 and table.rows for table in tables) else reading


def _is_named_like_ours(reading: importing.OwnReading) -> bool:
    """Whether these are lists that somebody else keeps, in sheets that have our names by chance: without keys, and without a
    column that ours must have."""
    if reading.holds_other_records or not reading.sheets_in_file <= NAMED_ALIKE:
        return False
    headings = [reading.headers.get(name, ()) for name in reading.sheets]
    return not any("key" in map(str.lower, names) for names in headings) and any(
        is_required and column not in sheet.columns
        for name, sheet in reading.sheets.items()
        for column, is_required in reading.known_sheets[name].items()
    )
