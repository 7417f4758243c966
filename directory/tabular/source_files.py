"""Any file of tables that other people keep: what it is, and the tables in it."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from directory.gate.plain_text import spelled_out
from directory.tabular.archives import is_workbook, names_in, unpack
from directory.tabular.csv_files import MAX_BYTES
from directory.tabular.grids import Grid
from directory.tabular.layout import table_of
from directory.tabular.separated_texts import read_separated
from directory.tabular.sheets import FileProblem, Unreadable
from directory.tabular.tables import SourceTable
from directory.tabular.workbooks import workbook_grids

WORKBOOK_ENDINGS = (".xlsx", ".ods")
MOST_WORKBOOKS = 10  # in a ZIP file, for each may unpack to as much as the file itself
TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".txt")


def read_tables(path: Path) -> list[SourceTable]:
    """The tables of a workbook, a separated text, or a ZIP file of such, or a folder of texts; each sheet or text one of them.

    Headings may stand in any of the first rows, and in several; everything else that is no record is left out and named
    in the problems of its table. A table without columns is no list. Raises Unreadable.
    """
    try:
        grids = list(_grids(path))
    except OSError as error:
        raise Unreadable(_("The file cannot be opened: %(reason)s.") % {"reason": error.strerror}) from error
    tables = [table_of(grid) for grid in grids]
    _leave_out_what_is_no_list(grids, tables)
    return tables


def _grids(path: Path) -> Iterator[Grid]:
    if path.is_dir():
        for file in sorted(path.iterdir()):
            if file.suffix.lower() in TEXT_ENDINGS:
                yield _separated(file)
        return
    names = names_in(path)
    if names and not is_workbook(names) and any(name.lower().endswith(TEXT_ENDINGS) for name in names):
        for packed, content in sorted(unpack(path, endings=TEXT_ENDINGS).items()):
            packed_path = PurePosixPath(packed)
            if (
                not packed_path.name.startswith(".") and "__MACOSX" not in packed_path.parts
            ):  # what a Mac adds
                yield read_separated(packed_path.stem, spelled_out(packed_path.name), content)
    elif path.suffix.lower() in TEXT_ENDINGS:
        yield _separated(path)
    elif names and not is_workbook(names) and any(name.lower().endswith(WORKBOOK_ENDINGS) for name in names):
        yield from _packed_workbooks(path)
    else:
        yield from workbook_grids(path)


def _packed_workbooks(path: Path) -> Iterator[Grid]:
    workbooks = {
        name: content
        for name, content in sorted(unpack(path, endings=WORKBOOK_ENDINGS, packed=WORKBOOK_ENDINGS).items())
        if not PurePosixPath(name).name.startswith(".") and "__MACOSX" not in PurePosixPath(name).parts
    }
    if len(workbooks) > MOST_WORKBOOKS:
        message = _("The file holds %(count)s workbooks; at most %(limit)s are read at once.")
        raise Unreadable(message % {"count": len(workbooks), "limit": MOST_WORKBOOKS})
    with tempfile.TemporaryDirectory(prefix="workbooks-") as folder:
        for number, (name, content) in enumerate(workbooks.items(), 1):
            # Of the sender's name only letters, digits, spaces and hyphens get into a path of this machine
            packed_path = PurePosixPath(name)
            stem = re.sub(r"[^\w -]", "", packed_path.stem)[:60] or str(number)
            workbook_path = Path(folder) / str(number) / f"{stem}{packed_path.suffix.lower()}"
            workbook_path.parent.mkdir()
            workbook_path.write_bytes(content)
            yield from workbook_grids(workbook_path)


def _separated(path: Path) -> Grid:
    with path.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Unreadable(_("There is more than %(limit)s MB to read.") % {"limit": MAX_BYTES // 1024**2})
    return read_separated(path.stem, spelled_out(path.name), content)


def _leave_out_what_is_no_list(grids: list[Grid], tables: list[SourceTable]) -> None:
    """Keep only a remark of hidden sheets and of those with one column, where others are lists."""
    lists = [len(table.columns) > 1 and bool(table.rows) for table in tables]
    some_are_visible = any(is_list and not grid.is_hidden for is_list, grid in zip(lists, grids, strict=True))
    for grid, table, is_list in zip(grids, tables, lists, strict=True):
        if grid.is_hidden and some_are_visible:
            message = _("This sheet is hidden and was not read.")
        elif not table.rows or (not is_list and any(lists)):
            message = _("This holds no list and was not read.")
        else:
            if grid.is_hidden:
                grid.warn(_("This sheet is hidden and was read all the same."))
            continue
        errors = [] if table.columns else [problem for problem in table.problems if not problem.is_warning]
        table.columns, table.rows, table.refused = [], [], []
        table.problems = [*errors, FileProblem(table.file, None, "", "", message, is_warning=True)]
