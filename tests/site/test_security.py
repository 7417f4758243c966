"""What docs/security.md says is so."""

import ast
import re

import pytest
from django.conf import settings

DOCUMENT = (settings.BASE_DIR / "docs" / "security.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)))
ROWS = [line for line in DOCUMENT.splitlines() if line.startswith("| ") and " --- " not in line]
# Programs that run beside the site, on the machine of whoever starts them
STARTED_BY_HAND = ("directory/bench/", "directory/management/commands/demo.py")
CONNECTING = r"(aiohttp|ftplib|httpx?\.client|httpx|requests|socket|urllib\.request|urllib3)\b"


@pytest.mark.parametrize(("module", "name"), TESTS, ids=[name for _module, name in TESTS])
def test_each_test_that_is_named_is_there(module, name):
    source = (settings.BASE_DIR / module).read_text(encoding="utf-8")

    assert re.search(rf"^def {name}\(", source, re.MULTILINE)


def test_each_row_names_a_test():
    rows = [row for row in ROWS if not row.startswith("| what could happen")]

    assert len(rows) > 40
    assert [row for row in rows if not re.search(r"`tests/[\w/]+\.py::\w+` *[,|]", row)] == []


def imported_names(source: str) -> set[str]:
    """The modules that a module imports, by their whole names."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def can_fetch(source: str) -> bool:
    """Whether a module imports what opens connections to other hosts. Mail and database have ways of their own."""
    return any(re.match(CONNECTING, name) for name in imported_names(source))


def test_the_site_fetches_nothing():
    modules = {
        path.relative_to(settings.BASE_DIR): path.read_text()
        for path in settings.BASE_DIR.glob("directory/**/*.py")
    }
    fetching = [str(path) for path, source in modules.items() if can_fetch(source)]

    assert [path for path in fetching if not path.startswith(STARTED_BY_HAND)] == []
    assert "directory/management/commands/demo.py" in fetching
