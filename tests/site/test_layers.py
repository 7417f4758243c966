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
        "directory.browse.views",
    ),
    "a noun asks an activity": (
        "directory/models/organisations.py",
        "from directory import urls",
        "directory.urls",
    ),
    "one interface for programs asks the other": (
        "directory/exchange/hsds/hsds_records.py",
        "from directory.exchange.api import views",
        "directory.exchange.api.views",
    ),
    "what programs share asks one of their interfaces": (
        "directory/exchange/programs/kinds.py",
        "from directory.exchange.api import list_queries",
        "directory.exchange.api.list_queries",
    ),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def verdict(tmp_path_factory) -> subprocess.CompletedProcess[str]:
    """What the linter says of a copy of the code in which every forbidden import was planted: it names each."""
    checkout = tmp_path_factory.mktemp("checkout")
    ignored = shutil.ignore_patterns("__pycache__", "*.html")
    shutil.copytree(settings.BASE_DIR / "directory", checkout / "directory", ignore=ignored)
    shutil.copy(settings.BASE_DIR / "pyproject.toml", checkout)
    for module, statement, _imported in FORBIDDEN.values():
        path = checkout / module
        path.write_text(f"{path.read_text()}\n{statement}\n")
    return lint(checkout)


def test_the_code_as_it_is_keeps_the_contract():
    verdict = lint(settings.BASE_DIR)

    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize(("module", "statement", "imported"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_an_import_that_does_not_point_down_is_refused(verdict, module, statement, imported):
    importing = module.removesuffix(".py").replace("/", ".")

    assert verdict.returncode == 1
    assert f"- {importing} -> {imported}" in verdict.stdout
