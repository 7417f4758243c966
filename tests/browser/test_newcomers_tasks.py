"""What somebody who is here for the first time comes for, by keyboard alone and without a script, with its clicks counted:
a link or a button that is pressed, and a choice in a list. Typing is none. `docs/newcomers.md` has the counts."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.keyboard import tab_to
from tests.browser.windows import DESK, Site, sign_in, visit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


class Newcomer:
    """Somebody at the first page, with a keyboard alone."""

    def __init__(self, page: "Page"):
        self.page = page
        self.clicks = 0
        page.goto("/")

    def press(self, control: "Locator", key: str = "Enter") -> None:
        """Reach a link or a button by the Tab key, and press it."""
        self._reach(control)
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def unfold(self, summary: "Locator") -> None:
        self._reach(summary)
        self.clicks += 1
        self.page.keyboard.press("Enter")

    def choose(self, field: "Locator", name: str) -> None:
        """Reach a list, and choose by the first letters of a name."""
        self._reach(field)
        self.clicks += 1
        self.page.keyboard.type(name)

    def search(self, words: str) -> None:
        self._reach(self.page.locator("main input[type=search]").first)
        self.page.keyboard.type(words)
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, field: "Locator", text: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def _reach(self, control: "Locator") -> None:
        control = control.first
        control.wait_for()
        control.evaluate(
            "part => { document.querySelectorAll('[data-aim]').forEach((other) => delete other.dataset.aim);"
            " part.dataset.aim = ''; }"
        )
        tab_to(self.page, "[data-aim]")


@pytest.fixture
def newcomer(chromium, site):
    with visit(chromium, site, viewport=DESK) as context:
        context.route("**/*.js", lambda route: route.abort())
        yield Newcomer(context.new_page())


def test_whom_to_call_in_brazil_about_payment_sites(newcomer):
    page = newcomer.page
    newcomer.choose(page.locator("main form.say [name=topic]"), "Payment")
    newcomer.choose(page.locator("main form.say [name=country]"), "Brazil")

    newcomer.press(page.get_by_role("button", name="Find desks"))

    first = page.locator("main").get_by_role("link", name=re.compile("Sample desk for payment sites")).first
    assert first.is_visible()
    assert "Sample" in page.locator("main").inner_text()  # made up, and marked as such
    assert newcomer.clicks == 3


def test_who_works_with_interpol(newcomer):
    page = newcomer.page
    newcomer.search("interpol")

    newcomer.press(page.locator("main").get_by_role("link", name=re.compile("^INTERPOL")))

    assert page.get_by_role("heading", name="Works with").is_visible()
    assert newcomer.clicks == 2


def test_what_was_promised_in_london_and_what_became_of_it(newcomer):
    page = newcomer.page
    newcomer.search("london summit")

    # A partnership is called so, too
    newcomer.press(page.locator("main a[href*='/events/']").filter(has_text="London summit"))

    assert page.get_by_role("heading", name="What was promised").is_visible()
    assert "nobody was asked yet" in page.locator("main").inner_text().lower()
    assert newcomer.clicks == 2


def test_a_programme_is_registered_from_the_first_page(newcomer):
    # From there on, tests/browser/test_registering_counts.py counts
    page = newcomer.page

    newcomer.press(page.get_by_role("link", name="What you need"))

    assert page.locator("main input[type=email]").is_visible()
    assert newcomer.clicks == 1


def test_an_owner_corrects_the_own_record(chromium, site: Site):
    def make_owner():
        from tests.support.drafts import make_representative
        from tests.support.factories import make_membership, make_organisation, make_partnership

        organisation = make_organisation(name="A charity of one's own")
        partnership = make_partnership(title="Lessons that were misspelt", summary="A text with a mistake.")
        make_membership(partnership=partnership, organisation=organisation, role="lead")
        return make_representative(organisation=organisation)

    with visit(chromium, site, viewport=DESK) as context:
        context.route("**/*.js", lambda route: route.abort())
        sign_in(context, site, site.do(make_owner))
        newcomer = Newcomer(context.new_page())
        page = newcomer.page
        newcomer.search("lessons misspelt")
        newcomer.press(
            page.locator("main").get_by_role("link", name=re.compile("Lessons that were misspelt"))
        )
        newcomer.press(page.get_by_role("link", name=re.compile("Something wrong")))
        newcomer.press(page.locator("main button[value='change:about']"))
        newcomer.write(page.locator("[name=summary]"), "A text without a mistake, about lessons for schools.")

        newcomer.press(page.get_by_role("button", name="Send this change"))

        assert "We have it" in page.locator("main").inner_text()
        assert newcomer.clicks == 5
