"""Reading a file as the import does, where two sheets with few columns are known."""

import datetime
from pathlib import Path

from directory import tabular

KNOWN = {
    "partnerships": {"key": True, "title": True, "started": False, "website": False},
    "events": {"key": True, "name": True},
}
DATE = datetime.date(2005, 11, 3)


def read(path: Path) -> tuple[dict[str, tabular.Sheet], list[tabular.FileProblem]]:
    return tabular.read(path, sheets=KNOWN)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file without errors."""
    sheets, problems = read(path)
    assert [problem for problem in problems if not problem.is_warning] == []
    return [row.cells for row in sheets["partnerships"].rows]


def the_problem(path: Path) -> tabular.FileProblem:
    _sheets, problems = read(path)
    assert len(problems) == 1, problems
    return problems[0]
