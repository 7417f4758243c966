"""No page breaks a rule that axe-core can check: WCAG 2.2, levels A and AA, and its best practices."""

import pytest

from tests.browser.rules import AXE, breaks_no_rule, broken_rules, resize
from tests.browser.visits import both_directions, every_page
from tests.browser.windows import PHONE, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def window(chromium, site):
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)
        yield context.new_page()


@every_page
@both_directions
def test_a_page_breaks_no_rule_on_a_phone_or_at_a_desk(page, address, language):
    page.goto(language + address)

    breaks_no_rule(page)


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

    assert broken_rules(page) == []


def test_an_open_filter_panel_breaks_no_rule(page):
    resize(page, PHONE)
    page.goto("/organisations/?sector=industry")

    page.locator(".panel > summary").click()
    page.locator(".facet summary").first.click()

    assert broken_rules(page) == []
