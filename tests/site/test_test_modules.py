"""How the tests themselves are kept: each module stands alone, and what is said about modules is said of some that exist."""

import re
from fnmatch import fnmatch

import pytest
from django.conf import settings

from tests.support.schedule import ANSWERED_WITHOUT_IT, ASKING_POSTGRESQL, LONGEST, MOSTLY_WAITING

MODULES = sorted(
    path.relative_to(settings.BASE_DIR).as_posix() for path in (settings.BASE_DIR / "tests").rglob("*.py")
)
BORROWED = re.compile(
    r"^\s*from tests\.(?:\w+\.)*test_\w+ import|^\s*import tests\.(?:\w+\.)*test_", re.MULTILINE
)


def test_no_test_module_is_imported_by_another():
    """What several use stands in tests/support/ or beside them under the name of its subject."""
    assert [m for m in MODULES if BORROWED.search((settings.BASE_DIR / m).read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("pattern", [*MOSTLY_WAITING, *LONGEST, *ASKING_POSTGRESQL, *ANSWERED_WITHOUT_IT])
def test_a_module_that_the_schedule_names_is_there(pattern):
    assert any(fnmatch(module, pattern) for module in MODULES)
