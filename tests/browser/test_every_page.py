"""Every page, in both directions, visited once: it is valid HTML to the Nu Html Checker of the W3C, breaks no rule that
axe-core can check (WCAG 2.2, levels A and AA, and its best practices), and fits its screen."""

from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.browser.rules import (
    AXE,
    breaks_no_rule,
    broken_rules,
    fits_its_screen,
    needs_checker,
    problems,
    resize,
)
from tests.browser.visits import ALL
from tests.browser.windows import PHONE, SMALLEST, visit

if TYPE_CHECKING:
    from playwright.sync_api import Response

pytestmark = pytest.mark.browser

FOUR_COMPARED = (
    "/compare/?partnership=vgt&partnership=icse&partnership=inhope-network&partnership=global-alliance"
)
FULL_BOARD = "/pinned/?" + "&".join(
    [
        "partnership=vgt",
        "organisation=interpol",
        "organisation=childnet",
        "event=vgt-conference-2005",
        "commitment=victim-id-manual",
        "resource=thinkuknow",
        *(f"partnership=nobody-{number}" for number in range(25)),
    ]
)


@pytest.fixture(scope="module")
def window(chromium, site):
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)
        yield context.new_page()


@pytest.fixture(
    scope="module",
    params=[language + address for address in ALL for language in ("", "/ar")],
    ids=lambda address: address[:50],
)
def visited(window, request) -> "Response":
    """The answer to one visit, for all tests that look at that page: they do not leave it."""
    return window.goto(request.param)


@needs_checker
def test_a_page_is_valid_html(visited):
    assert problems(visited.body()) == [], visited.url


def test_a_page_breaks_no_rule_and_never_scrolls_sideways(page, visited):
    resize(page, SMALLEST)
    fits_its_screen(page)
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
        "/organisations/interpol/",
        "/countries/gb/",
        "/events/vgt-conference-2005/",
        "/map/",
        "/network/",
        "/partnerships/vgt/network/",
        "/coverage/?region=154",
        "/compare/?partnership=vgt&partnership=icse",
        FOUR_COMPARED,
        "/pinned/",
        FULL_BOARD,
        "/letters/?number=none",
    ],
)
def test_a_page_breaks_no_rule_in_the_dark(page, address):
    page.emulate_media(color_scheme="dark")
    page.goto(address)

    assert broken_rules(page) == []
    page.emulate_media(color_scheme="light")


def test_an_open_filter_panel_breaks_no_rule(page):
    resize(page, PHONE)
    page.goto("/organisations/?sector=industry")

    page.locator(".panel > summary").click()

    assert broken_rules(page) == []

    page.goto("/organisations/")
    page.locator(".panel > summary").click()
    page.locator("[data-facet=country-more] > summary").click()

    assert broken_rules(page) == []


# Of CSS Basic User Interface Level 4; a browser that does not know it shows less of a long text
NEWER_THAN_THE_CHECKER = ["“field-sizing”"]


@needs_checker
def test_the_style_sheet_is_valid():
    sheet = settings.BASE_DIR / "directory" / "static" / "directory" / "directory.css"

    faults = [problem["message"] for problem in problems(sheet.read_bytes(), "text/css")]
    assert [fault for fault in faults if not any(name in fault for name in NEWER_THAN_THE_CHECKER)] == []
