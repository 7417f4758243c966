"""No page breaks a rule that axe-core can check: WCAG 2.2, levels A and AA, and its best practices."""

from pathlib import Path

import pytest

from tests.browser.conftest import DESK, PHONE, visit
from tests.browser.visits import both_directions, every_page

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => (await axe.run({runOnly: rules, resultTypes: ["violations"]})).violations.map(
    ({ id, help, nodes }) => [id, help, ...nodes.slice(0, 3).map(({ html, target }) => `${target}: ${html}`)])"""


@pytest.fixture(scope="module")
def window(chromium, site):
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)
        yield context.new_page()


@every_page
@both_directions
def test_a_page_breaks_no_rule_on_a_phone_or_at_a_desk(page, address, language):
    page.goto(language + address)

    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate(RUN, RULES) == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/partnerships/?country=GB",
        "/partnerships/vgt/",
        "/commitments/",
        "/about/",
        "/search/?q=qqqqqqq",
    ],
)
def test_a_page_breaks_no_rule_in_the_dark(page, address):
    page.emulate_media(color_scheme="dark")
    page.goto(address)

    assert page.evaluate(RUN, RULES) == []


def test_an_open_filter_panel_breaks_no_rule(page):
    page.set_viewport_size(PHONE)
    page.goto("/organisations/?sector=industry")

    page.locator(".panel > summary").click()
    page.locator(".facet summary").first.click()

    assert page.evaluate(RUN, RULES) == []
