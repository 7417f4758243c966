"""On a phone the first result is on the first screen, whatever is chosen, and a table of a list folds into its records."""

import pytest

from tests.browser.rules import resize
from tests.browser.windows import PHONE, SMALLEST

pytestmark = pytest.mark.browser

FIRST_SCREEN = 420  # CSS pixels from the top

ADDRESSES = [
    "/partnerships/",
    "/partnerships/?q=taskforce",
    "/partnerships/?country=GB&topic=investigation&sector=law_enforcement",
    "/partnerships/?view=table",
    "/organisations/",
    "/organisations/?sector=industry",
    "/resources/",
    "/events/",
    "/sources/",
    "/search/?q=interpol",
    "/counterparts/?topic=payment-disruption&country=BR&language=pt&urgent=on",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
def test_the_first_result_begins_on_the_first_screen_of_a_phone(page, address, language):
    resize(page, PHONE)
    page.goto(language + address)

    first = page.locator(".results > li, .rows tbody tr").first.bounding_box()

    assert first["y"] <= FIRST_SCREEN


@pytest.mark.parametrize("size", [PHONE, SMALLEST], ids=["phone", "smallest"])
@pytest.mark.parametrize("path", ["/partnerships/", "/search/"])
def test_a_word_that_only_the_summary_has_is_seen_on_a_phone(page, path, size):
    resize(page, size)
    page.goto(f"{path}?q=street")

    brief = page.locator(".entry .brief:has(mark)").first
    mark, visible = brief.locator("mark").first.bounding_box(), brief.bounding_box()
    assert mark["y"] + mark["height"] <= visible["y"] + visible["height"] + 1


@pytest.mark.parametrize("size", [PHONE, SMALLEST], ids=["phone", "smallest"])
def test_a_row_of_a_table_says_on_a_phone_what_each_of_its_words_is(page, size):
    resize(page, size)
    page.goto("/partnerships/?view=table")

    label = "cell => getComputedStyle(cell, '::before').content"
    assert page.locator(".rows td").first.evaluate(label) == '"State: "'
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_showing_the_results_folds_the_panel_of_a_phone(page):
    resize(page, PHONE)
    page.goto("/organisations/")
    page.locator(".panel > summary").click()
    page.get_by_label("Industry").check()
    page.wait_for_url("**sector=industry")

    page.get_by_role("button", name="Show results").click()

    assert not page.get_by_label("Industry").is_visible()
    assert page.locator("#narrowed").inner_text().startswith("Industry")
    assert page.evaluate("document.activeElement.tagName") == "H1"
