"""What was gathered from an HSDS file, in our sheets, with what is said and asked about it."""

from collections.abc import Container
from dataclasses import replace

from django.utils.translation import gettext as _

from directory.importing.open_referral.gathering import Gathered
from directory.importing.open_referral.hsds_fields import text_of
from directory.importing.open_referral.hsds_questions import SenderOfHSDS
from directory.importing.open_referral.hsds_rows import Row, RowsOfHSDS
from directory.importing.open_referral.hsds_words import SenderWords
from directory.tabular import Reading, Sheet

TABLES_OF_SHEETS = {
    "sources": "sources",
    "topics": "taxonomy_terms",
    "organisations": "organizations",
    "partnerships": "services",
    "memberships": "partners",
}


def add_to(reading: Reading, file: str, gathered: Gathered, *, sender: SenderOfHSDS | None = None) -> None:
    """Put what was gathered from a file into our sheets, and say what did not come in. `sender` knows what the sender's words
    mean, and is told what to ask."""
    gathered.join()
    rows = RowsOfHSDS(gathered, SenderWords(sender.plan if sender else None))
    sheets = rows.sheets()
    for name, sheet_rows in sheets.items():
        if sheet_rows:
            reading.add_records(name, _part(file, name), _columns_in_use(sheet_rows))
            _leave_unsaid(reading.sheets[name], rows.ours)
    _report_clashes(reading, file, rows)
    if sender:
        sender.ask(gathered.remarks, sheets["organisations"])
    gathered.remarks.add_to(reading, file)
    reading.holds_other_records = reading.holds_other_records or gathered.count > 0


def _part(file: str, sheet: str) -> str:
    """Where the rows of a sheet are, as people who keep HSDS call it. Rows of several sheets have the same numbers."""
    return f"{file}, {TABLES_OF_SHEETS[sheet]}"


def _report_clashes(reading: Reading, file: str, rows: RowsOfHSDS) -> None:
    """Refuse the rows of records under one identifier that are not one."""
    for sheet, clash_rows in rows.clash_rows.items():
        for number, records in clash_rows.items():
            names = ", ".join(f"“{text_of(record.get('name'))[:100]}”" for record in records)
            message = _("%(names)s have one identifier, “%(id)s”. Give each its own: none of them was taken.")
            reading.problem(
                _part(file, sheet),
                message % {"names": names, "id": records[0]["id"][:100]},
                row=number,
                column="key",
                value=records[0]["id"],
            )


def _columns_in_use(sheet_rows: list[Row]) -> list[Row]:
    """The rows without the columns that none of them fills: a column that is in a sheet would be emptied."""
    used = {column for row in sheet_rows for column, value in row.items() if value}
    return [{column: value for column, value in row.items() if column in used} for row in sheet_rows]


def _leave_unsaid(sheet: Sheet, ours: Container[str]) -> None:
    """Let the rows of others say nothing of what they leave empty: it may be known here. Memberships are told whole."""
    if sheet.name in ("organisations", "partnerships"):
        sheet.rows = [
            row
            if row.cells.get("key") in ours
            else replace(
                row, cells={column: text for column, text in row.cells.items() if text}, is_partial=True
            )
            for row in sheet.rows
        ]
