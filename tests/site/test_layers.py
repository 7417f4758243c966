"""Imports point down, and no slice knows another: the contract in pyproject.toml refuses what it should."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

LINTER = Path(sys.executable).with_name("lint-imports")

FORBIDDEN = {
    "one slice asks another": (
        "directory/review/queue.py",
        "from directory.browse import views",
        "directory.browse",
    ),
    "a noun asks an activity": (
        "directory/models/organisations.py",
        "from directory import urls",
        "directory.urls",
    ),
    "one interface for programs asks the other": (
        "directory/exchange/hsds/hsds_records.py",
        "from directory.exchange.api import views",
        "directory.exchange.api",
    ),
    "what programs share asks one of their interfaces": (
        "directory/exchange/programs/kinds.py",
        "from directory.exchange.api import list_queries",
        "directory.exchange.api",
    ),
}


@pytest.fixture
def checkout(tmp_path):
    """The code and its contract, copied so that an import can be planted."""
    shutil.copytree(
        settings.BASE_DIR / "directory",
        tmp_path / "directory",
        ignore=shutil.ignore_patterns("__pycache__", "*.html"),
    )
    shutil.copy(settings.BASE_DIR / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_code_as_it_is_keeps_the_contract(checkout):
    verdict = lint(checkout)

    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize(("module", "statement", "imported"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_an_import_that_does_not_point_down_is_refused(checkout, module, statement, imported):
    path = checkout / module
    path.write_text(f"{path.read_text()}\n{statement}\n")

    verdict = lint(checkout)

    assert verdict.returncode == 1
    assert imported in verdict.stdout
