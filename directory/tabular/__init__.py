"""Reading what people keep in spreadsheets: a folder or ZIP file of CSV files, or one XLSX or ODS file with such sheets.

Knows sheets, columns and rows of text, and nothing of what they mean. Whatever the file holds, the answer is
sheets and problems, or `Unreadable`; never another exception. Files are kept in bounds before they are read:

    a folder of CSVs            50 MB in all
    a workbook, a ZIP file      5 MB packed, 50 MB unpacked, 200 parts, none over 100 times its packed size,
                                1,000,000 cells with the empty ones between, some 300,000 of them filled
    all sheets together         200,000 rows, 1,500,000 cells
    a sheet                     100 columns
    a cell                      20,000 characters
"""

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from directory.tabular.archives import is_workbook, names_in
from directory.tabular.csv_files import read_csv_files, read_zipped_csv_files
from directory.tabular.formulas import as_text
from directory.tabular.sheets import ABOUT, FileProblem, Reading, SenderNames, Sheet, SheetRow, Unreadable
from directory.tabular.source_files import read_tables
from directory.tabular.tables import SourceColumn, SourceRow, SourceTable
from directory.tabular.workbooks import read_workbook

__all__ = [
    "ABOUT",
    "FileProblem",
    "Reading",
    "SenderNames",
    "Sheet",
    "SheetRow",
    "SourceColumn",
    "SourceRow",
    "SourceTable",
    "Unreadable",
    "as_text",
    "read",
    "read_into",
    "read_tables",
]


def read(
    path: Path, *, sheets: Mapping[str, Mapping[str, bool]]
) -> tuple[dict[str, Sheet], list[FileProblem]]:
    """The sheets found at `path` and everything that is wrong or noteworthy in them.

    `path` is a folder with a CSV file for each sheet, a ZIP file of such files, a single such file, or an XLSX or ODS
    file. `sheets` says which sheets are known, and for each of their columns whether it must be there. A sheet
    that is not in the file is not in the answer; nor is one whose columns could not be made out, which has a problem
    instead. Characters that no text may have are refused by the forms, later; only those that show damage (NUL,
    lone surrogates, U+FFFD) are refused here. Raises Unreadable when the file as a whole cannot be read.
    """
    reading = Reading(sheets, SenderNames())
    read_into(reading, path)
    if not reading.sheets_in_file:
        raise Unreadable(
            _("None of the expected sheets is there. Their names are: %(names)s.")
            % {"names": ", ".join(sheets)}
        )
    return reading.sheets, reading.sorted_problems()


def read_into(reading: Reading, path: Path) -> None:
    """Read what is at `path`. That no known sheet is in it is no error here: the caller says so. Raises Unreadable."""
    try:
        if path.is_dir() or path.suffix.lower() == ".csv":
            read_csv_files(path, reading)
        elif (
            (names := names_in(path))
            and not is_workbook(names)
            and any(name.lower().endswith(".csv") for name in names)
        ):
            read_zipped_csv_files(path, reading)
        else:
            read_workbook(path, reading)
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from error
