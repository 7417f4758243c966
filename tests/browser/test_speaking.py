"""Speaking for an organisation: as people do it, with scripts and without, and how its pages look with errors."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.keyboard import assert_every_control_is_reached
from tests.browser.rules import AXE, breaks_no_rule, is_valid_as_answered
from tests.browser.windows import DESK, Site, sign_in, visit
from tests.support.account_pages import CLAIM, TEAM
from tests.support.factories import make_organisation, make_representative, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

pytestmark = pytest.mark.browser

LONG = "Wohlfahrtsverbandsvorstandssitzungsprotokoll" * 2


def newest_mail(page: "Page", *, to: str) -> str:
    """The text of the newest mail to an address, in the outbox of the trial."""
    outbox = page.context.new_page()
    outbox.goto("/outbox/")
    mail = outbox.locator("article", has_text=to).first.inner_text()
    outbox.close()
    return mail


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_organisation_gets_an_owner_by_a_code_and_the_owner_a_colleague(chromium, site, script):
    name = f"charity{'-with' if script else '-without'}"
    site.do(lambda: make_organisation(slug=name, name=name, website=f"https://www.{name}.example"))
    owner, colleague = site.do(make_user), site.do(make_user)
    with visit(chromium, site, java_script_enabled=script) as context:
        sign_in(context, site, owner)
        page = context.new_page()
        page.goto("/account/")
        page.get_by_role("link", name="Speak for an organisation").click()
        page.locator("#id_q").fill(name)
        page.locator("#id_q").press("Enter")  # suggestions may lie over the button
        page.get_by_role("link", name=name).click()
        page.get_by_label("Why you speak for it").fill("I lead its office.")
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Your e-mail address at the organisation").fill(f"ana@{name}.example")
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Code").fill(
            re.search(r"\b\d{6}\b", newest_mail(page, to=f"ana@{name}.example"))[0]
        )
        page.get_by_role("button", name="Confirm").click()
        page.get_by_label("E-mail address of your colleague").fill(colleague.email)
        page.get_by_role("button", name="Send the invitation").click()
        page.get_by_text("The invitation is on its way.").wait_for()
        link = re.search(r"/join/\S+/", newest_mail(page, to=colleague.email))[0]

    with visit(chromium, site, java_script_enabled=script) as context:
        sign_in(context, site, colleague)
        page = context.new_page()
        page.goto(link)
        page.get_by_role("button", name="I speak for it").click()

        assert page.locator("tbody tr").count() == 2
        assert page.locator("tbody tr", has_text=colleague.email).get_by_text("Editor").is_visible()


@pytest.fixture(scope="module")
def team(site: Site):
    """The organisation "helpers" with an owner, an editor with a long name, and somebody who asks."""

    def make():
        organisation = make_organisation(slug="helpers", name=LONG, website="https://helpers.example")
        make_representative(organisation=organisation, user=make_user(name=LONG))
        asker = make_representative(organisation=organisation, since=None, proof="")
        return make_representative(organisation=organisation, right="owner"), asker

    return site.do(make)


@pytest.fixture(scope="module")
def windows(chromium, site, team):
    """A window of the owner and one of who asks."""
    owner, asker = team
    with visit(chromium, site) as one, visit(chromium, site) as other:
        for context, representative in ((one, owner), (other, asker)):
            context.add_init_script(path=AXE)
            sign_in(context, site, representative.user)
        yield one.new_page(), other.new_page()


def send_nothing(page: "Page", button: str) -> "Response":
    """Send a form with nothing in it, and wait for what is wrong."""
    page.evaluate("for (const part of document.querySelectorAll('main textarea')) part.value = ''")
    with page.expect_navigation() as navigation:
        page.locator(button).click()
    page.locator(".problems").wait_for()
    return navigation.value


# Each with the button that sends its form
OPENED = {
    "/account/": None,
    "/account/speak-for/?q=wohlfahrt": None,
    "/account/speak-for/?q=qqqqq": None,
    "/account/speak-for/interpol/": "form:has(textarea) button",
    CLAIM: "form[action$='/code/'] button",
    TEAM: "form:has([name=email]) button",
    f"{TEAM}1/": "form:has([name=right]) button",
    "/join/a-token/": None,
}
pages = pytest.mark.parametrize("address", OPENED)
both_directions = pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])


@pytest.fixture
def opened(windows, team, address, language):
    """The page, opened by the one of the two who may, and the address."""
    owner, _asker = team
    page = windows[1] if address == CLAIM else windows[0]
    page.set_viewport_size(DESK)
    answer = page.goto(language + address.replace("/1/", f"/{owner.pk}/"))
    is_valid_as_answered(answer)
    return page


@pages
@both_directions
def test_a_page_is_valid_html_breaks_no_rule_and_never_scrolls_sideways_with_errors_or_without(
    opened, address, language
):
    breaks_no_rule(opened)
    if button := OPENED[address]:
        if address == f"{TEAM}1/":
            opened.locator("[value=nothing]").check()
        is_valid_as_answered(send_nothing(opened, button))
        opened.wait_for_function("() => document.activeElement.className === 'problems'")
        breaks_no_rule(opened)


@pages
@pytest.mark.parametrize("language", [""])
def test_every_control_is_reached_with_the_keyboard(opened, address, language):
    assert_every_control_is_reached(opened)
