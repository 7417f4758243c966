"""Every page is valid HTML, and the style sheet valid CSS, to the Nu Html Checker of the W3C."""

import pytest
from django.conf import settings

from tests.browser.rules import needs_checker, problems
from tests.browser.visits import ALL

pytestmark = pytest.mark.browser


@needs_checker
def test_every_page_is_valid_html(page, tmp_path):
    for number, address in enumerate(ALL):
        for language in ("", "/ar"):
            answer = page.goto(language + address, wait_until="commit")
            (tmp_path / f"{number}{language.replace('/', '-')}.html").write_bytes(answer.body())

    assert problems(*sorted(tmp_path.iterdir())) == []


@needs_checker
def test_the_style_sheet_is_valid():
    assert problems("--css", settings.BASE_DIR / "directory" / "static" / "directory" / "directory.css") == []
