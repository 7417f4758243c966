"""Everything can be reached and used with the keyboard alone, and one always sees where one is."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.site.test_pages import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Marks, in their order, what the Tab key should reach: of radio buttons that belong together, one
NUMBER_THE_CONTROLS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((part) => part.checkVisibility({ visibilityProperty: true }))
    .filter((part) => {
        if (part.type !== "radio") return true;
        const group = [...part.form.elements].filter((other) => other.type === "radio" && other.name === part.name);
        return part === (group.find((other) => other.checked) ?? group[0]);
    })
    .map((part, number) => (part.dataset.number = number)).length"""
START_AT_THE_TOP = """() => {
    const top = document.documentElement;
    top.tabIndex = -1;
    top.focus();
    top.removeAttribute("tabindex");
}"""
# Whether the focused part looks different from one without focus, and is on the screen
FOCUSED = """() => {
    const part = document.activeElement, style = getComputedStyle(part), box = part.getBoundingClientRect();
    const shown = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) && style.boxShadow !== "none";
    return [part.dataset.number, shown, box.width > 1 && box.bottom > 0 && box.top < innerHeight];
}"""


@pytest.mark.parametrize("address", PAGES)
def test_every_control_is_reached_in_its_order_and_seen(page, address):
    page.goto(address)

    assert_every_control_is_reached(page)


def assert_every_control_is_reached(page: "Page") -> None:
    """By the Tab key alone, in the order of the page from its top, each with its focus to be seen."""
    page.evaluate(START_AT_THE_TOP)
    for expected in range(page.evaluate(NUMBER_THE_CONTROLS)):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED) == [str(expected), True, True]


@pytest.mark.parametrize("address", ["/", "/partnerships/", "/no-such-page/"])
def test_the_first_stop_leads_to_the_content(page, address):
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["height"] > 30

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def tab_to(page: "Page", control: str) -> None:
    """Press Tab until that control has the focus."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("control => document.activeElement.matches(control)", control):
            return
    pytest.fail(f"The Tab key does not reach {control}")


def test_search_filter_sort_and_page_without_a_mouse(page):
    page.goto("/organisations/")

    tab_to(page, "[name=sector][value=government]")
    page.keyboard.press("Space")
    page.wait_for_url("**/organisations/?sector=government")
    tab_to(page, "[name=sector][value=law_enforcement]")
    page.keyboard.press("Space")
    page.wait_for_url("**/?sector=government&sector=law_enforcement")
    tab_to(page, "[name=sort]")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**sort=*")
    tab_to(page, "a.remove")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelectorAll('a.remove').length === 1")
    tab_to(page, "a.all")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sector" not in url)
    tab_to(page, "a[rel=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**page=2*")
    tab_to(page, "[type=search]")
    page.keyboard.type("interpol")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=interpol*")

    assert page.locator(".results h3", has_text="INTERPOL").count()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_filters_are_unfolded_without_a_mouse(page, size):
    page.set_viewport_size(size)
    page.goto("/organisations/")
    if size is PHONE:
        tab_to(page, ".panel > summary")
        page.keyboard.press("Enter")
    more = page.locator(".facet details").first

    tab_to(page, ".facet summary")
    page.keyboard.press("Enter")
    assert more.locator("input").first.is_visible()
    page.keyboard.press("Enter")
    assert not more.locator("input").first.is_visible()
