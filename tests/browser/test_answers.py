"""Answering from a mailed link and reporting a problem: as a person does it, with scripts and without."""

import re
from typing import TYPE_CHECKING

import pytest

from directory.management import samples
from tests.browser.keyboard import assert_every_control_is_reached
from tests.browser.rules import AXE, breaks_no_rule, is_valid_html
from tests.browser.windows import visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def link_mailed_to(page: "Page", address: str) -> str:
    """The path of the newest link to answer in the outbox of the trial."""
    page.goto("/outbox/")
    mail = page.locator("article", has_text=address).first
    return re.search(r"/answer/[\w-]{43}/", mail.inner_text())[0]


@pytest.fixture
def page(chromium, site):
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)
        yield context.new_page()


@LANGUAGES
def test_the_page_to_answer_breaks_no_rule_with_errors_and_without(page, language):
    page.goto(language + link_mailed_to(page, samples.PARTNERS[0]))
    assert page.url.endswith(f"{language}/answer/")
    breaks_no_rule(page)
    is_valid_html(page)
    assert_every_control_is_reached(page)

    page.locator("main button").click()
    page.locator(".problems").wait_for()

    breaks_no_rule(page)
    page.locator(".problems a").first.click()
    assert page.evaluate("document.activeElement.name") == "answer"


def ask_about_a_network() -> str:
    """Have an organisation asked about a record that nobody confirmed. Returns the path of its link."""
    from directory.asking import first_confirmations
    from directory.models import FirstConfirmation
    from tests.support.answer_pages import token_mailed_to
    from tests.support.factories import make_contact_point, make_partnership, make_reviewer

    desk = make_contact_point()
    partnership = make_partnership(members=[desk.organisation])
    request = FirstConfirmation(
        partnership=partnership, organisation=desk.organisation, contact_point=desk, email=desk.mailbox
    )
    first_confirmations.ask([request], by=make_reviewer())
    return f"/still-true/{token_mailed_to(desk.mailbox, page='still-true')}/"


@LANGUAGES
def test_the_page_of_a_first_confirmation_breaks_no_rule_with_errors_and_without(page, site, language):
    page.goto(language + site.do(ask_about_a_network))
    assert page.url.endswith(f"{language}/still-true/")
    breaks_no_rule(page)
    is_valid_html(page)
    assert_every_control_is_reached(page)

    page.locator("main .buttons button").first.click()
    page.locator(".problems").wait_for()

    breaks_no_rule(page)
    page.locator(".problems a").first.click()
    assert page.evaluate("document.activeElement.name") == "answer"


@SCRIPTS
def test_a_partner_answers_from_the_link(chromium, site, script):
    with visit(chromium, site, java_script_enabled=script) as context:
        page = context.new_page()
        page.goto(link_mailed_to(page, samples.PARTNERS[int(script)]))
        page.get_by_label("Yes, but in another role").check()
        page.get_by_role("button", name="Send the answer").click()
        page.locator(".problems").wait_for()
        page.get_by_label("Which?").select_option("funder")

        page.get_by_role("button", name="Send the answer").click()

        page.get_by_role("heading", name="Thank you for your answer").wait_for()
        page.goto("/answer/")
        page.get_by_role("heading", name="This link is no longer valid").wait_for()
        page.get_by_role("button", name="Send me a new link").click()
        page.get_by_role("heading", name="Look into your mailbox").wait_for()


@LANGUAGES
def test_the_form_for_problems_breaks_no_rule_when_it_refuses_a_case(page, language):
    page.goto(f"{language}/partnerships/vgt/")
    page.locator("footer a[href*='report-problem/?page']").click()
    assert page.locator("[name=page]").input_value() == f"{language}/partnerships/vgt/"
    assert_every_control_is_reached(page)
    page.locator("[name=text]").fill("Look at 203.0.113.77")

    page.locator("main button").click()
    page.locator("#case-refused").wait_for()

    breaks_no_rule(page)
    is_valid_html(page)
    assert_every_control_is_reached(page)
    assert page.locator("[name=text]").input_value() == "Look at 203.0.113.77"


@SCRIPTS
def test_a_problem_is_reported_without_a_cookie(chromium, site, script):
    with visit(chromium, site, java_script_enabled=script) as context:
        page = context.new_page()
        page.goto("/partnerships/vgt/")
        page.get_by_role("link", name="Report a problem with this page").click()
        page.get_by_label("Something is out of date").check()
        page.get_by_label("What should be different?").fill("It has another name now.")

        page.get_by_role("button", name="Send the report").click()

        page.get_by_role("heading", name="Thank you for your report").wait_for()
        assert context.cookies() == []


def test_the_channel_of_a_country_is_shown_without_a_script(chromium, site):
    with visit(chromium, site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/report-abuse/")
        page.get_by_label("Your country").select_option("PL")

        page.get_by_role("button", name="Show").click()

        page.get_by_role("link", name="Dyżurnet.pl", exact=True).wait_for()
