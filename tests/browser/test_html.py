"""Every page is valid HTML, and the style sheet valid CSS, to the Nu Html Checker of the W3C."""

import pytest
from django.conf import settings

from tests.browser.rules import needs_checker, problems
from tests.browser.visits import ALL

pytestmark = pytest.mark.browser


@needs_checker
def test_every_page_is_valid_html(page):
    for address in ALL:
        for language in ("", "/ar"):
            answer = page.goto(language + address, wait_until="commit")
            assert problems(answer.body()) == [], answer.url


@needs_checker
def test_the_style_sheet_is_valid():
    sheet = settings.BASE_DIR / "directory" / "static" / "directory" / "directory.css"

    assert problems(sheet.read_bytes(), "text/css") == []
