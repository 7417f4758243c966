"""What a formatter of templates must not change."""

import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR, "directory")
TEMPLATES = sorted(FOLDER.glob("templates/**/*.html")) + sorted(FOLDER.glob("jinja2/**/*.html"))
IN_A_ROW = re.compile(r'<ul class="row\b[^>]*>.*?</ul>', re.DOTALL)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_an_entry_of_a_row_ends_without_white_space(template):
    """The style sheet puts a comma after it."""
    rows = IN_A_ROW.findall(template.read_text())

    # What ends in "-%}" takes the white space after it away
    assert not [row for row in rows if re.search(r"\S\s+</li>", re.sub(r"-%\}\s+", "-%}", row))]
