"""With scripts switched off, everything works."""

import pytest

from tests.browser.windows import PHONE, visit

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def window(chromium, site):
    with visit(chromium, site, java_script_enabled=False) as context:
        yield context.new_page()


def test_a_search_from_the_first_page(page):
    page.goto("/")

    page.locator("#q").fill("virtualglobaltaskforce")
    page.locator("main").get_by_role("button", name="Search").click()

    assert page.url.endswith("/search/?q=virtualglobaltaskforce")
    assert page.locator(".results h3").first.inner_text() == "Virtual Global Taskforce (VGT)"


def test_filters_are_chosen_combined_and_taken_back(page):
    page.goto("/partnerships/")

    page.locator("[data-facet=country] > summary").click()
    page.get_by_label("United Kingdom").check()
    page.get_by_label("Investigation and prosecution").check()
    page.locator("#q").fill("taskforce")
    page.get_by_role("button", name="Show results").click()

    assert page.url.endswith("/partnerships/?q=taskforce&sort=&topic=investigation&country=GB")
    assert page.get_by_label("United Kingdom").is_checked()
    page.get_by_role("link", name="Country: United Kingdom").click()
    assert not page.get_by_label("United Kingdom").is_checked()
    assert page.get_by_label("Investigation and prosecution").is_checked()
    page.get_by_role("link", name="Clear all filters").click()
    assert page.locator(".remove").count() == 0


def test_sorting_and_paging(page):
    page.goto("/organisations/")

    page.get_by_label("Sort by").select_option(index=1)
    page.get_by_role("button", name="Show results").click()
    chosen = page.get_by_label("Sort by").input_value()
    page.get_by_role("link", name="Next").click()

    assert f"sort={chosen}" in page.url
    assert page.get_by_label("Sort by").input_value() == chosen
    assert page.locator(".paging [aria-current]").inner_text() == "2"


def test_the_filter_panel_of_a_phone(page):
    page.set_viewport_size(PHONE)
    page.goto("/organisations/")
    assert not page.get_by_label("Industry").is_visible()

    page.locator(".panel > summary").click()
    page.get_by_label("Industry").check()
    page.get_by_role("button", name="Show results").click()

    assert page.locator(".panel > summary b").inner_text() == "Industry"
    assert not page.get_by_role("link", name="Sector: Industry").is_visible()
    page.locator(".panel > summary").click()
    assert page.get_by_role("link", name="Sector: Industry").is_visible()
