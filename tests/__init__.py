"""What the directory promises, told by its tests."""

import pytest

# Pytest shows the values behind a failed `assert` only in test modules, unless it is told of others before they are imported
pytest.register_assert_rewrite("tests.support", "tests.browser")
