"""How long three journeys are, in screens, clicks and fields: coming in, answering for a partner, and one's own record."""

import re
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.browser.filling_in import code_in_outbox, make_account
from tests.browser.keyboard import tab_to
from tests.browser.rules import AXE, breaks_no_rule
from tests.browser.windows import PHONE, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# What a person sees of fields: radio buttons of one name are one. A search beside the form is none of it
FIELDS = """() => new Set([...document.querySelectorAll("main form[method=post] :is(input, select, textarea)")]
    .filter((field) => field.type !== "hidden" && field.checkVisibility({ visibilityProperty: true }))
    .map((field) => field.name)).size"""
WAYS = pytest.mark.parametrize(
    ("script", "by_keyboard"),
    [(True, False), (False, False), (True, True)],
    ids=["mouse", "no-script", "keyboard"],
)


class Count:
    """Somebody on their way: each screen that is seen, each click (by keyboard, each press that does something), and the
    fields of each screen."""

    def __init__(self, page: "Page", *, by_keyboard: bool):
        self.page, self.by_keyboard = page, by_keyboard
        self.screens, self.clicks, self.fields = 1, 0, page.evaluate(FIELDS)

    def press(self, selector: str) -> None:
        self.clicks += 1
        with self.page.expect_navigation():
            if self.by_keyboard:
                tab_to(self.page, selector)
                self.page.keyboard.press("Enter")
            else:
                self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        self.screens += 1
        self.fields += self.page.evaluate(FIELDS)

    def choose(self, selector: str) -> None:
        self.clicks += 1
        if self.by_keyboard:
            self.page.locator(selector).focus()
            self.page.keyboard.press("Space")
        else:
            self.page.locator(selector).check()

    @property
    def so_far(self) -> tuple[int, int]:
        return self.screens, self.clicks


@pytest.fixture
def visited(chromium, site, script):
    with visit(chromium, site, java_script_enabled=script, viewport=PHONE) as context:
        context.add_init_script(path=AXE)
        yield context.new_page()


@WAYS
def test_somebody_new_comes_in_with_two_screens_and_two_clicks(visited, script, by_keyboard):
    visited.goto("/register/")
    count = Count(visited, by_keyboard=by_keyboard)

    visited.locator("#mail").fill(f"in-{uuid.uuid4().hex[:8]}@example.org")
    count.press("form[action*='sign-in'] button")
    visited.locator("[name=code]").fill(code_in_outbox(visited))
    fields = count.fields
    count.press("button.act")

    assert "/drafts/" in visited.url
    # The third screen is where registering begins
    assert count.so_far == (3, 2)
    assert fields == 2


def ask_a_partner() -> str:
    """The path of a link by which a partner answers."""
    from directory.asking import invitations
    from tests.support.answer_pages import naming, partner, token_mailed_to

    address = f"desk@partner-{uuid.uuid4().hex[:8]}.example.org"
    invitations.ask(naming({"a": partner(name="A hotline", email=address)}))
    return f"/answer/{token_mailed_to(address)}/"


@WAYS
def test_a_partner_answers_with_two_screens_and_two_clicks(visited, site, script, by_keyboard):
    visited.goto(site.do(ask_a_partner))
    count = Count(visited, by_keyboard=by_keyboard)
    fields = count.fields

    count.choose("[name=answer][value=yes]")
    count.press("button.act")

    visited.get_by_role("heading", name="Thank you for your answer").wait_for()
    assert count.so_far == (2, 2)
    assert fields == 1


def make_record(address: str) -> str:
    """A public record, and somebody with that address who speaks for a member. The path of its owner's page."""
    from directory.models import Right, User
    from tests.support.factories import make_partnership, make_representative

    owner = make_representative(user=User.objects.get(email=address), right=Right.OWNER)
    partnership = make_partnership(members=[owner.organisation], summary="Teaches children.")
    return f"/register/change/{partnership.slug}/"


def owners_page(page: "Page", site) -> None:
    address = f"owner-{uuid.uuid4().hex[:8]}@example.org"
    make_account(page, address)
    page.goto(site.do(lambda: make_record(address)))


@WAYS
def test_a_record_is_confirmed_with_one_click(visited, site, script, by_keyboard):
    owners_page(visited, site)
    count = Count(visited, by_keyboard=by_keyboard)
    fields = count.fields

    count.press("button[value=confirm]")

    visited.get_by_text("confirmed today").wait_for()
    assert count.so_far == (2, 1)
    assert fields == 0


@WAYS
def test_one_answer_is_changed_and_sent_with_three_screens_and_two_clicks(visited, site, script, by_keyboard):
    owners_page(visited, site)
    count = Count(visited, by_keyboard=by_keyboard)

    count.press("button[value='change:about']")
    visited.locator("[name=summary]").fill("Teaches children and their parents.")
    count.press("button.act[value=send]")

    visited.get_by_role("heading", name="We have it. Thank you").wait_for()
    assert re.search(r"\d{4}-\d{4}-[A-Z]", visited.locator(".number-of").inner_text())
    assert count.so_far == (3, 2)


@pytest.mark.parametrize("script", [True], ids=["script"])
@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
def test_the_pages_of_an_owner_break_no_rule(visited, site, script, language):
    owners_page(visited, site)
    own = re.search(r"/register/change/.*", visited.url)[0]
    for page in (own, "/account/records/"):
        visited.goto(language + page)
        breaks_no_rule(visited)
    visited.goto(language + own)
    visited.locator("button[value='change:where']").click()
    visited.locator("[name=started]").fill("2019")
    visited.locator("button.act[value=send]").click()
    visited.locator(".number-of").wait_for()
    breaks_no_rule(visited)
    visited.goto(language + own)
    breaks_no_rule(visited)
