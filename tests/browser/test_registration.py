"""Registering as a person does it: with scripts and without, by keyboard, on a phone, in both directions, with errors shown."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.filling_in import SAVE, make_account, save
from tests.browser.keyboard import tab_to
from tests.browser.rules import AXE, breaks_no_rule, broken_rules, is_valid_as_answered, resize
from tests.browser.windows import DESK, PHONE, visit
from tests.support.registration_pages import FOR_ACCOUNTS, OF_A_DRAFT, OF_A_STATE

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

WRONG = {
    "title": "x",
    "name": "Some\u200bthing",
    "website": "javascript:x",
    "phone": "12",
    "started": "yesterday",
}
WRONG |= {"mailbox": "nobody", "url": "ftp://x", "joined": "soon", "links": "x y", "email": "nobody"}
PAGES = [page for page in [*FOR_ACCOUNTS, *OF_A_DRAFT, *OF_A_STATE] if "organisations/?find" not in page]
TITLES = {True: "Schools across the Oder", False: "Bakers for helplines"}
HERE = [page for page in PAGES if page not in ("/drafts/{pk}/withdraw/", "/drafts/{pk}/second-reviewer/")]


def start(page: "Page") -> str:
    """Start a draft. Its address."""
    page.goto("/register/")
    page.get_by_role("button", name="Start now").click()
    return re.search(r"/drafts/[^/]+/", page.url)[0]


@pytest.fixture(scope="module")
def wrong(chromium, site):
    """A window, and the address of a draft in which every step has an error."""
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)
        page = context.new_page()
        make_account(page, "registering@example.org")
        draft = start(page)
        for step in [one.format(pk=draft.split("/")[2]) for one in OF_A_DRAFT]:
            page.goto(step)
            if not page.get_by_role("button", name=SAVE).count():
                continue
            if page.locator("[name=organisation][value='+']").count():
                page.locator("[name=organisation][value='+']").check()
            page.evaluate(
                "document.querySelectorAll('main details').forEach((part) => { part.open = true; })"
            )
            for name, value in WRONG.items():
                if page.locator(f"main [name={name}]").first.is_visible():
                    page.locator(f"main [name={name}]").fill(value)
            page.get_by_role("button", name=SAVE).click()
        yield page, draft.split("/")[2]


@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
@pytest.mark.parametrize("address", HERE)
def test_a_page_with_errors_is_valid_html_breaks_no_rule_and_never_scrolls_sideways(wrong, address, language):
    page, pk = wrong
    answer = page.goto(language + address.format(pk=pk))

    is_valid_as_answered(answer)
    breaks_no_rule(page)


def test_each_error_leads_to_its_field(wrong):
    page, pk = wrong
    for address in OF_A_DRAFT:
        page.goto(address.format(pk=pk))
        for link in page.locator(".problems a[href^='#']").all():
            assert page.locator(link.get_attribute("href")).count() == 1


@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
def test_a_conflict_breaks_no_rule_and_is_merged(wrong, language):
    page, pk = wrong
    page.set_viewport_size(DESK)
    address = f"{language}/drafts/{pk}/evidence/"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.locator("[name=evaluation]").fill(f"The first text{language}")
    with other.expect_navigation():  # a window that is closed on its way may never say that it is
        other.locator("button[value=go-on]").click()
    other.close()
    page.locator("[name=evaluation]").fill(f"The second text{language}")
    page.locator("button[value=go-on]").click()
    page.locator(".both").wait_for()

    breaks_no_rule(page)
    page.locator("[value=mine]").check()
    page.locator("main button").click()
    page.goto(address)
    assert page.locator("[name=evaluation]").input_value() == f"The second text{language}"


def test_an_organisation_that_looks_like_a_listed_one_breaks_no_rule(chromium, site):
    with visit(chromium, site, viewport=PHONE) as context:
        context.add_init_script(path=AXE)
        page = context.new_page()
        make_account(page, "alike@example.org")
        page.goto(f"{start(page)}you/")
        page.locator("#id_find").fill("Interpol")
        page.locator(".find button").click()
        page.locator("[name=organisation][value='+']").check()
        page.get_by_role("button", name=SAVE).click()
        page.get_by_role("heading", name="Is it in the directory already?").wait_for(timeout=8000)

        breaks_no_rule(page)


def test_what_reads_like_a_case_breaks_no_rule(wrong):
    page, pk = wrong
    page.goto(f"/drafts/{pk}/evidence/")
    page.locator("[name=evaluation]").fill("d41d8cd98f00b204e9800998ecf8427e")
    page.get_by_role("button", name=SAVE).click()
    page.get_by_text("This site takes no cases").wait_for()

    breaks_no_rule(page)


def test_an_organisation_is_found_while_typing_by_keyboard_alone(wrong):
    page, _pk = wrong
    page.set_viewport_size(DESK)
    draft = start(page)
    page.goto(f"{draft}organisation/")

    tab_to(page, "#id_find")
    page.keyboard.type("interp")
    page.locator("#id_find + ul li").first.wait_for()
    assert page.locator("#id_find").get_attribute("aria-expanded") == "true"
    assert broken_rules(page) == []
    page.keyboard.press("Escape")
    assert page.locator("#id_find + ul").is_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    active = page.locator("#id_find").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert page.evaluate("[document.activeElement.value, document.activeElement.checked]") == [
        "interpol",
        True,
    ]
    tab_to(page, "button[value=go-on]")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="The partnership or programme").wait_for()
    page.goto(f"{draft}organisation/")
    assert page.locator("[name=organisation][value=interpol]").is_checked()


def test_enter_takes_no_organisation_that_was_suggested_for_other_words(wrong):
    page, _pk = wrong
    page.set_viewport_size(DESK)
    page.goto(f"{start(page)}organisation/")
    tab_to(page, "#id_find")
    page.keyboard.type("interp")
    page.locator("#id_find + ul li").first.wait_for()
    for size in (DESK, PHONE):  # on a line of their own, as wide as the field and its button
        resize(page, size)
        line, below = page.locator("#id_find").bounding_box(), page.locator("#id_find + ul").bounding_box()
        assert below["y"] >= line["y"] + line["height"]
        assert below["width"] > line["width"]
    page.route("**/suggest/**", lambda route: None)  # the next suggestions are still on their way

    page.keyboard.type("lanet")
    page.keyboard.press("Enter")

    assert page.locator("#id_find").input_value() == "interplanet"
    assert page.locator("[name=organisation][value=interpol]").count() == 0
    page.unroute("**/suggest/**")


def test_a_press_below_open_suggestions_hits_what_it_aims_at(chromium, site):
    with visit(chromium, site, java_script_enabled=True, viewport=PHONE) as context:
        page = context.new_page()
        make_account(page, "pressing@example.org")
        page.goto("/register/")
        page.get_by_role("button", name="Start now").click()
        page.locator("[name=find]").press_sequentially("Police")
        page.locator("[role=option]").first.wait_for()

        new = page.locator("[name=organisation][value='+']")
        new.check()  # the list, which had pushed it down, closes

        assert new.is_checked()
        assert page.locator("[role=listbox]:visible").count() == 0


def test_what_was_typed_before_the_script_came_is_looked_for(wrong):
    page, _pk = wrong
    draft = start(page)
    late = []

    def hold(route: "Route") -> None:
        late.append(route)

    page.route("**/combobox*.js", hold)
    with page.expect_request("**/combobox*.js"):
        page.goto(f"{draft}organisation/", wait_until="commit")
    page.locator("#id_find").fill("interp")
    late.pop().continue_()
    page.unroute("**/combobox*.js")

    page.locator("#id_find + ul li").first.wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_registrant_s_journey(chromium, site, script):
    with visit(chromium, site, java_script_enabled=script, viewport=PHONE) as context:
        page = context.new_page()
        make_account(page, f"registrant-{script}@example.org".lower())
        draft = start(page)
        page.locator("[name=organisation][value='+']").check()
        described = {"find": f"Charity of Somewhere {script}", "sector": "child_protection", "country": "PL"}
        save(page, **described, role="lead", **{"your-name": "Somebody", "your-function": "Coordinator"})
        save(page, title=TITLES[script], kind="programme", summary="It teaches safety online.")
        page.locator("[name=topics]").first.check()
        save(page, status="active")
        page.locator("#id_find").fill("interpol")
        if script:
            page.locator("#id_find + ul li").first.click()
        else:
            page.locator(".find button").click()
            page.locator("[name=organisation][value=interpol]").check()
        page.locator("select[name=role]").select_option("member")
        page.locator("[name=email]").fill("desk@interpol.example")
        page.get_by_role("button", name="Save and add another").click()
        page.get_by_role("link", name="INTERPOL").wait_for()
        save(page)
        save(page, name="International desk", mailbox="desk@example.org", visibility="public")
        page.get_by_role("heading", name="Check your answers").wait_for()
        page.get_by_role("button", name="Send it in").click()
        page.get_by_role("heading", name="We have it").wait_for()
        page.goto("/outbox/")
        assert page.get_by_role("heading", name=f"We have “{TITLES[script]}”").count()
        page.goto(draft)
        page.get_by_role("link", name="Take it back").click()
        page.get_by_role("button", name="Withdraw it").click()
        page.get_by_role("heading", name="It is withdrawn").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_state_and_a_partnership_are_chosen_as_an_organisation_is(chromium, site, script):
    with visit(chromium, site, java_script_enabled=script, viewport=PHONE) as context:
        page = context.new_page()
        if script:
            context.add_init_script(path=AXE)
        make_account(page, f"partners-{script}@example.org".lower())
        page.goto(f"{start(page)}partners/")
        for words, value in (("Poland", "country:PL"), ("Virtual Global Taskforce", "partnership:vgt")):
            if script:
                tab_to(page, "#id_find")
                page.keyboard.type(words)
                page.locator("#id_find + ul li").first.wait_for()
                page.keyboard.press("Enter")
            else:
                page.locator("#id_find").fill(words)
                page.locator(".find button").click()
                page.locator(f"[name=organisation][value='{value}']").check()
            assert page.locator(f"[name=organisation][value='{value}']").is_checked()
            page.locator("select[name=role]").select_option("party")
            page.get_by_role("button", name="Save and add another").click()
        page.get_by_role("link", name="Virtual Global Taskforce").wait_for()

        assert page.get_by_role("link", name="Poland").count() == 1
        assert page.get_by_text("Nobody speaks for it here").count() == 2
        if script:
            breaks_no_rule(page)
