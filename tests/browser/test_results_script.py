"""The script of the lists: a chosen filter shows its results at once, and says so."""

import pytest

from tests.browser.windows import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def page(context):
    page = context.new_page()
    page.goto("/partnerships/")
    page.locator("[data-facet=country] > summary").click()
    return page


def count(page) -> str:
    return page.locator("#heading h1").inner_text()


def test_a_chosen_filter_swaps_the_results_and_keeps_the_place(page):
    before = count(page)
    page.evaluate("window.sameDocument = true")

    page.get_by_label("United Kingdom").check()
    page.wait_for_url("**/partnerships/?country=GB")

    assert count(page) != before
    assert page.locator("#announcement").inner_text() == count(page)
    assert page.evaluate("document.activeElement.value") == "GB"
    assert page.get_by_role("link", name="Country: United Kingdom").is_visible()
    assert page.evaluate("window.sameDocument")


def test_back_and_forward_restore_filters_and_results(page):
    before = count(page)
    page.get_by_label("United Kingdom").check()
    page.wait_for_url("**country=GB")
    narrowed = count(page)

    page.go_back()
    page.wait_for_function("words => document.querySelector('#heading h1').innerText === words", arg=before)
    assert not page.get_by_label("United Kingdom").is_checked()

    page.go_forward()
    page.wait_for_function("words => document.querySelector('#heading h1').innerText === words", arg=narrowed)
    assert page.get_by_label("United Kingdom").is_checked()


def test_sorting_and_searching_stay_in_the_page_too(page):
    page.evaluate("window.sameDocument = true")

    page.get_by_label("Sort by").select_option(label="Name")
    page.wait_for_url("**sort=name")
    page.locator("#q").fill("interpol")
    page.locator("#q").press("Enter")
    page.wait_for_url("**q=interpol*")

    assert page.evaluate("window.sameDocument")
    assert page.title().startswith("Partnerships matching “interpol”")


def test_of_two_quick_choices_the_last_one_counts(page):
    page.route("**/partnerships/?country=GB", lambda route: None)  # this answer never comes

    page.get_by_label("United Kingdom").check()
    page.get_by_label("Law enforcement").check()
    page.wait_for_url("**/partnerships/?sector=law_enforcement&country=GB")

    assert page.locator("a.remove").count() == 2


def test_where_the_script_fails_the_browser_opens_the_address(page):
    page.evaluate("window.sameDocument = true")
    page.route(
        "**/*", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_()
    )

    page.get_by_label("United Kingdom").check()
    page.wait_for_url("**/partnerships/?country=GB")
    page.wait_for_load_state()

    assert page.evaluate("window.sameDocument") is None
    assert page.get_by_label("United Kingdom").is_checked()


def test_the_panel_of_a_phone_stays_open_while_filters_are_chosen(page):
    page.set_viewport_size(PHONE)
    page.locator(".panel > summary").click()

    page.get_by_label("United Kingdom").check()
    page.wait_for_url("**country=GB")

    assert page.get_by_label("United Kingdom").is_visible()
    assert page.locator(".panel > summary b").inner_text() == "United Kingdom"


def country_box(page):
    return page.get_by_role("searchbox", name="Narrow “Country”")


def countries(page) -> list[str]:
    """The countries that are to be seen in the panel."""
    shown = page.locator("label:has([name=country])").filter(visible=True)
    return [words.split("\n")[0].strip() for words in shown.all_inner_texts()]


def test_a_long_facet_is_narrowed_by_what_is_typed(page):
    country_box(page).fill("united ki")

    assert countries(page) == ["United Kingdom"]
    assert page.locator("#announcement").inner_text() == "Country: 1"
    assert not page.get_by_text("Show all", exact=False).filter(has_text="Country").is_visible()
    country_box(page).fill("qqq")
    assert countries(page) == []
    assert page.locator(".facet:has([name=country]) p").inner_text() == "Country: 0"
    country_box(page).press("Enter")
    assert page.url.endswith("/partnerships/")
    country_box(page).fill("kingdom")
    page.get_by_label("United Kingdom").check()
    page.wait_for_url("**/partnerships/?country=GB")
    assert countries(page) == ["United Kingdom"]
    country_box(page).fill("")
    assert len(countries(page)) > 8
    assert page.get_by_text("Show all", exact=False).filter(has_text="Country").is_visible()
    assert page.locator(".facet:has([name=country]) p").is_hidden()


def test_letters_are_folded_where_a_facet_is_narrowed(page):
    page.goto("/ar/partnerships/")
    page.locator("[data-facet=country] > summary").click()
    box = page.locator(".facet:has([name=country]) [data-narrows]")

    box.fill("المانيا")
    assert countries(page) == ["ألمانيا"]
    box.fill("مملكه متح")
    assert countries(page) == ["المملكة المتحدة"]
