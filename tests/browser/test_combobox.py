"""Boxes that suggest records while somebody types: by keyboard, by finger, in both directions, and where the site is silent."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.keyboard import tab_to
from tests.browser.rules import AXE, breaks_no_rule, broken_rules, fits_its_screen
from tests.browser.windows import DESK, PHONE, SMALLEST, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BOX = "#q"
LIST = "#q ~ ul"
OPTIONS = f"{LIST} [role=option]"


@pytest.fixture(scope="module")
def window(chromium, site):
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)
        yield context.new_page()


def type_into_box(page: "Page", words: str, address: str = "/") -> None:
    """Open a page with a search box, type into it, and wait for suggestions."""
    page.goto(address)
    page.locator(BOX).click()
    page.keyboard.type(words)
    page.locator(OPTIONS).first.wait_for()


def active(page: "Page") -> str:
    """The words of the option that is active, "" for none; and it is the one that looks chosen."""
    name = page.locator(BOX).get_attribute("aria-activedescendant")
    marked = page.locator(f"{OPTIONS}[aria-selected=true]")
    assert marked.count() == (1 if name else 0)
    return page.locator(f"#{name} bdi").first.inner_text() if name else ""


def is_open(page: "Page") -> bool:
    expanded = page.locator(BOX).get_attribute("aria-expanded") == "true"
    assert expanded == page.locator(LIST).is_visible()
    return expanded


def test_a_suggestion_is_chosen_by_keyboard_alone_and_leads_to_its_page(page):
    page.goto("/")
    tab_to(page, BOX)
    page.keyboard.type("interp")
    page.locator(OPTIONS).first.wait_for()

    page.keyboard.press("ArrowDown")
    assert active(page) == "INTERPOL"
    page.keyboard.press("Enter")

    page.wait_for_url("**/organisations/interpol/")


def test_enter_without_a_choice_searches(page):
    type_into_box(page, "interp")

    page.keyboard.press("Enter")

    page.wait_for_url("**/search/?q=interp")


def test_the_arrows_go_round_and_the_other_keys_go_back_to_the_text(page):
    type_into_box(page, "interp")
    options = page.locator(OPTIONS).count()

    page.keyboard.press("ArrowUp")
    assert page.locator(BOX).get_attribute("aria-activedescendant").endswith(f"-{options - 1}")
    page.keyboard.press("ArrowDown")
    assert active(page) == "INTERPOL"
    page.keyboard.press("Home")
    assert active(page) == ""
    assert page.evaluate("document.activeElement.selectionStart") == 0
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.selectionStart") == len("interp")


def test_escape_closes_the_list_and_keeps_what_was_typed(page):
    type_into_box(page, "interp")

    page.keyboard.press("Escape")
    assert not is_open(page)
    assert page.locator(BOX).input_value() == "interp"
    page.keyboard.press("ArrowDown")
    assert is_open(page)


def test_what_was_suggested_for_other_words_is_neither_chosen_nor_shown_again(page):
    type_into_box(page, "interp")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("ol database")
    # At once: whoever types quickly presses Enter before the next suggestions are there
    assert active(page) == ""
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=interpol+database")

    type_into_box(page, "interp")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("ArrowDown")
    assert not is_open(page)

    type_into_box(page, "interp")
    page.context.set_offline(True)
    try:
        with page.expect_event("requestfailed"):
            page.keyboard.type("ol")
        page.locator(LIST).wait_for(state="hidden")
        page.keyboard.press("ArrowDown")
        assert not is_open(page)
    finally:
        page.context.set_offline(False)
    # Once the site can be reached, the same key asks again
    page.keyboard.press("ArrowDown")
    page.locator(OPTIONS).first.wait_for()


def test_tab_leaves_the_box_without_choosing(page):
    type_into_box(page, "interp")
    page.keyboard.press("ArrowDown")

    page.keyboard.press("Tab")

    assert not is_open(page)
    assert page.locator(BOX).input_value() == "interp"
    assert page.url.endswith("/")


def test_how_many_there_are_is_said(page):
    type_into_box(page, "interp")

    count = page.locator(OPTIONS).count()
    assert f"Suggestions: {count}." in page.locator("div:has(> #q) > [role=status]").inner_text()
    page.locator(BOX).fill("qqqqqq")
    page.get_by_text("No suggestions.").wait_for()
    assert not is_open(page)


@pytest.mark.parametrize("address", ["/", "/ar/", "/partnerships/", "/ar/organisations/"])
def test_an_open_list_breaks_no_rule_and_fits_its_screen(page, address):
    type_into_box(page, "inter", address)
    # What is unfolded beside a list on a desk is a line on a phone
    page.evaluate("document.querySelector('.panel')?.setAttribute('open', '')")
    page.keyboard.press("ArrowDown")
    breaks_no_rule(page)
    page.set_viewport_size(SMALLEST)
    fits_its_screen(page)
    heights = page.locator(OPTIONS).evaluate_all("all => all.map((option) => option.offsetHeight)")
    assert min(heights) >= 24


def test_a_finger_chooses(chromium, site):
    with visit(chromium, site, has_touch=True, viewport=PHONE) as context:
        page = context.new_page()
        type_into_box(page, "interp")

        page.locator(OPTIONS).first.tap()

        page.wait_for_url("**/organisations/interpol/")


def test_the_box_in_the_header_leads_from_any_page(page):
    page.set_viewport_size(DESK)
    page.goto("/about/")
    page.locator("#everywhere").click()
    page.keyboard.type("virtual glo")
    page.locator("#everywhere ~ ul [role=option]").first.wait_for()
    assert broken_rules(page) == []

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/partnerships/vgt/")


def test_words_that_an_input_method_is_still_making_are_not_asked_for(page):
    page.goto("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest/" in request.url else None)
    page.locator(BOX).evaluate(
        """(box) => {
            box.focus();
            box.value = "interp";
            box.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
            box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }));
        }"""
    )
    page.wait_for_timeout(400)
    assert asked == []

    page.locator(BOX).dispatch_event("compositionend")
    page.locator(OPTIONS).first.wait_for()
    assert len(asked) == 1


@pytest.mark.parametrize("status", [429, 503, 500])
def test_where_the_site_does_not_answer_the_box_is_a_plain_one(page, status):
    page.goto("/")
    page.route("**/suggest/**", lambda route: route.fulfill(status=status, body="{}"))
    try:
        page.locator(BOX).click()
        with page.expect_response("**/suggest/**"):
            page.keyboard.type("interp")
        page.wait_for_timeout(100)
        assert not is_open(page)
        # Not “No suggestions.”, which nobody knows
        assert page.locator("div:has(> #q) > [role=status]").inner_text() == ""
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=interp")
    finally:
        page.unroute("**/suggest/**")


def test_an_older_answer_never_takes_the_place_of_a_newer_one(page):
    page.goto("/")
    held = []

    def hold_the_first(route) -> None:
        if "q=interp&" in f"{route.request.url}&":
            held.append(route)
        else:
            route.continue_()

    page.route("**/suggest/**", hold_the_first)
    try:
        page.locator(BOX).click()
        page.keyboard.type("interp")
        page.wait_for_timeout(400)
        page.keyboard.press("Control+A")
        page.keyboard.type("childnet")
        page.locator(OPTIONS).first.wait_for()
        for route in held:
            route.abort()
        page.wait_for_timeout(100)
        assert "Childnet" in page.locator(OPTIONS).first.inner_text()
    finally:
        page.unroute("**/suggest/**")


def test_a_name_is_filled_in_and_its_key_is_sent(page):
    page.goto("/organisations/interpol/introductions/")
    page.locator("#id_to").click()
    page.keyboard.type("childne")
    page.locator("#id_to ~ ul [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#id_to").input_value() == "Childnet International"
    page.keyboard.press("Enter")

    page.wait_for_url("**/introductions/?to=childnet")


def test_a_name_that_is_changed_after_it_was_filled_in_is_sent_as_typed(page):
    page.goto("/organisations/interpol/introductions/")
    page.locator("#id_to").click()
    page.keyboard.type("childne")
    page.locator("#id_to ~ ul [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("x")
    page.keyboard.press("Enter")

    page.wait_for_url("**/introductions/?to=Childnet+Internationalx")


COUNTRY = "#id_country_typed"


def choose_country(page: "Page", words: str) -> None:
    """Open the finder and type into its list of countries."""
    page.goto("/counterparts/")
    page.locator(COUNTRY).click()
    page.keyboard.type(words)


def test_a_list_of_choices_is_narrowed_by_what_is_typed(page):
    choose_country(page, "united")

    names = page.locator(f"{COUNTRY} ~ ul [role=option]").all_inner_texts()
    assert "United Kingdom" in [name.strip() for name in names]
    assert all("United" in name for name in names)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#id_country").input_value() == "AE"
    assert page.locator(COUNTRY).input_value() == "United Arab Emirates"
    assert (
        page.get_by_role("combobox", name=re.compile(r"^in\s*: Country$")).input_value()
        == "United Arab Emirates"
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [("brazil", "BR"), ("Côte", "CI"), ("cote d", "CI"), ("united", ""), ("qqq", ""), ("", "")],
)
def test_what_is_left_in_the_field_is_one_of_the_choices_or_none(page, words, code):
    choose_country(page, words)

    page.keyboard.press("Tab")

    assert page.locator("#id_country").input_value() == code
    assert bool(page.locator(COUNTRY).input_value()) == bool(code)


def test_enter_sends_the_choice_that_the_words_name(page):
    choose_country(page, "brazil")

    page.keyboard.press("Enter")

    page.wait_for_url("**country=BR**")


@pytest.mark.parametrize("size", [PHONE, DESK, SMALLEST], ids=["phone", "desk", "smallest"])
def test_an_open_list_of_choices_fits_and_breaks_no_rule(page, size):
    page.set_viewport_size(size)
    choose_country(page, "a")

    fits_its_screen(page)
    assert broken_rules(page) == []
