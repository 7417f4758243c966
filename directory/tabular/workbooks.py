"""XLSX and ODS workbooks: inspected, then read by calamine from a copy that holds only what was inspected."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from directory.gate.plain_text import spelled_out
from directory.tabular.archives import damaged, unpack
from directory.tabular.grids import Grid, MergedCells
from directory.tabular.inspection import Findings, inspect_ods, inspect_xlsx
from directory.tabular.sheets import Reading, Unreadable

NAMED_AT_MOST = 10  # hidden rows or merged cells that a warning lists


def read_workbook(path: Path, reading: Reading) -> None:
    """Read the expected sheets of an XLSX or ODS file; of the others there is a warning."""
    with _inspected(path) as (workbook, findings_by_sheet):
        for number, metadata in enumerate(workbook.sheets_metadata):
            file = f"{spelled_out(path.name)}, {spelled_out(metadata.name)}"
            name = reading.expects(metadata.name, file)
            if name is None:
                continue
            findings = findings_by_sheet.get(metadata.name, Findings())
            _warn(reading, file, findings, is_hidden=metadata.visible is not SheetVisibleEnum.Visible)
            reading.add(name, file, _records(workbook.get_sheet_by_index(number)), refused=findings.refused)


def workbook_grids(path: Path) -> Iterator[Grid]:
    """All sheets of an XLSX or ODS file; those that are charts are empty. Raises Unreadable."""
    with _inspected(path) as (workbook, findings_by_sheet):
        for number, metadata in enumerate(workbook.sheets_metadata):
            findings = findings_by_sheet.get(metadata.name, Findings())
            grid = Grid(
                metadata.name,
                f"{spelled_out(path.name)}, {spelled_out(metadata.name)}",
                is_hidden=metadata.visible is not SheetVisibleEnum.Visible,
                hidden_rows=findings.hidden_rows,
                hidden_columns=findings.hidden_columns,
                merged=[MergedCells(*cells) for cells in findings.merged_ranges()],
                links=findings.links,
                failed=findings.failed,
                uncalculated=findings.uncalculated,
            )
            if metadata.typ is SheetTypeEnum.WorkSheet:  # not a chart, a dialogue or a macro
                grid.take(_records(workbook.get_sheet_by_index(number)))
            yield grid


@contextmanager
def _inspected(path: Path) -> Iterator[tuple[CalamineWorkbook, dict[str, Findings]]]:
    """An open workbook with what its sheets hold besides values, by their names."""
    parts = unpack(path)
    if "xl/workbook.xml" in parts:
        findings_by_sheet = inspect_xlsx(parts)
    elif "content.xml" in parts:
        findings_by_sheet = inspect_ods(parts)
    else:
        raise Unreadable(_("This is neither an XLSX nor an ODS workbook."))
    copy = _copy(parts)
    del parts
    with _damage_as_unreadable(), CalamineWorkbook.from_filelike(copy) as workbook:
        copy.close()
        yield workbook, findings_by_sheet


def _copy(parts: dict[str, bytes]) -> io.BytesIO:
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    copy.seek(0)
    return copy


@contextmanager
def _damage_as_unreadable() -> Iterator[None]:
    try:
        yield
    except (CalamineError, ValueError, OSError) as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the Rust runtime, which gives it no name to import
            raise
        raise damaged() from error


def _warn(reading: Reading, file: str, findings: Findings, *, is_hidden: bool) -> None:
    if is_hidden:
        reading.problem(file, _("This sheet is hidden and was read all the same."), is_warning=True)
    if rows := findings.hidden_rows:
        message = ngettext(
            "%(count)s row is hidden and was read all the same: %(names)s.",
            "%(count)s rows are hidden and were read all the same: %(names)s.",
            len(rows),
        )
        reading.problem(
            file,
            message % {"count": len(rows), "names": _listed([str(row) for row in rows])},
            is_warning=True,
        )
    if cells := findings.merged_cells:
        message = _(
            "Cells are merged (%(names)s). Only the first of them has the value; the others count as empty."
        )
        reading.problem(file, message % {"names": _listed(cells)}, is_warning=True)


def _listed(names: list[str]) -> str:
    return ", ".join(spelled_out(name) for name in names[:NAMED_AT_MOST]) + (
        ", …" if len(names) > NAMED_AT_MOST else ""
    )


def _records(sheet: CalamineSheet) -> Iterator[list[str]]:
    left = [""] * (sheet.start or (0, 0))[1]  # calamine leaves out the empty columns before the first one
    for row in sheet.iter_rows():
        yield left + [value if isinstance(value, str) else _text(value) for value in row]


def _text(value: float | datetime.date | datetime.time | datetime.timedelta) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:.15g}"  # the digits that a spreadsheet keeps: 2005.0 is 2005, 0.1 + 0.2 is 0.3
        case datetime.datetime() if value.time() == datetime.time():
            return value.date().isoformat()
        case datetime.datetime():
            return value.isoformat(timespec="seconds")
        case datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value)
