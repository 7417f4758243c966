"""Everything can be reached and used with the keyboard alone, and one always sees where one is."""

import pytest

from tests.browser.keyboard import assert_every_control_is_reached, tab_to
from tests.browser.windows import DESK, PHONE
from tests.support.site_pages import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", PAGES)
def test_every_control_is_reached_in_its_order_and_seen(page, address):
    page.goto(address)

    assert_every_control_is_reached(page)


@pytest.mark.parametrize("address", ["/", "/partnerships/", "/no-such-page/"])
def test_the_first_stop_leads_to_the_content(page, address):
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["height"] > 30

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


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
    tab_to(page, "[type=search], [enterkeyhint=search]")
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
    more = page.locator("[data-facet=country-more]")

    tab_to(page, "[data-facet=country-more] > summary")
    page.keyboard.press("Enter")
    assert more.locator("input").first.is_visible()
    page.keyboard.press("Enter")
    assert not more.locator("input").first.is_visible()
