"""How long registering is: the screens, clicks and fields of two journeys, by mouse and by keyboard, with scripts and without."""

import sys
from typing import TYPE_CHECKING

import pytest

from tests.browser.filling_in import make_account
from tests.browser.keyboard import tab_to
from tests.browser.windows import PHONE, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# What a person sees of fields: those that go together by one name, or one fieldset, are one
FIELDS = """() => new Set([...document.querySelectorAll("main input, main select, main textarea")]
    .filter((field) => field.type !== "hidden" && field.checkVisibility({ visibilityProperty: true }))
    .map((field) => field.name || field.dataset.name)).size"""


class Journey:
    """Somebody registering, who counts: a choice in a list is a click, typing is none. By keyboard, a press of Enter or of
    Space that does something counts as a click."""

    def __init__(self, page: "Page", *, by_keyboard: bool, with_script: bool):
        self.page, self.by_keyboard, self.with_script = page, by_keyboard, with_script
        self.screens = self.clicks = self.fields = 0
        self.looked = 0  # fields on this screen, the most that were open

    def look(self) -> None:
        self.looked = max(self.looked, self.page.evaluate(FIELDS))

    def press(self, selector: str) -> None:
        """Press a button that leads to another screen."""
        self.look()
        self.clicks += 1
        self.screens += 1
        self.fields += self.looked
        self.looked = 0
        if self.by_keyboard:
            tab_to(self.page, selector)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                self.page.locator(selector).last.click()
        self.page.wait_for_load_state()
        self.look()

    def choose(self, selector: str) -> None:
        """Choose a radio button or a box."""
        self.clicks += 1
        if self.by_keyboard:
            # Within a group the arrow keys move; a test presses Space where it stands
            self.page.locator(selector).focus()
            self.page.keyboard.press("Space")
        else:
            self.page.locator(selector).check()
        self.look()

    def select(self, name: str, value: str) -> None:
        self.clicks += 1
        self.page.locator(f"main select[name={name}]").select_option(value)

    def type(self, name: str, text: str) -> None:
        field = f"main [name='{name}']"
        if self.by_keyboard:
            tab_to(self.page, field)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        else:
            self.page.locator(field).fill(text)

    def add(self, name: str, text: str, at_once: str) -> None:
        """Choose from what is suggested; without a script a whole list is typed, and looked up on saving."""
        if not self.with_script:
            return self.type(name, at_once)
        self.clicks += 1
        self.type(name, "")
        self.page.locator(f"main [name='{name}']").press_sequentially(text)
        options = self.page.locator(f".pick:has([name='{name}']) [role=option]")
        options.first.wait_for()
        if self.by_keyboard:
            self.page.keyboard.press("Enter")
        else:
            options.first.click()
        return None


def start(journey: Journey) -> None:
    journey.page.goto("/register/")
    if journey.by_keyboard:
        journey.page.locator("main button").first.focus()
        with journey.page.expect_navigation():
            journey.page.keyboard.press("Enter")
    else:
        journey.page.get_by_role("button", name="Start now").click()
    journey.page.wait_for_load_state()
    journey.screens += 1
    journey.clicks += 1
    journey.look()


GO_ON = "button.act[value=go-on]"


def register(journey: Journey, title: str, partners: list[tuple[str, str]]) -> None:
    """A programme of an organisation that is not listed yet, with these partners, each a name and a country."""
    start(journey)
    journey.type("find", f"{title} Foundation")
    journey.choose("[name=organisation][value='+']")
    journey.select("country", "IE")
    journey.select("sector", "child_protection")
    journey.select("role", "lead")
    journey.type("your-name", "Somebody")
    journey.type("your-function", "Programme manager")
    journey.press(GO_ON)
    journey.type("title", title)
    journey.choose("[name=kind][value=joint_project]")
    journey.type("summary", "Schools and hotlines train teachers together, so that pupils know whom to ask.")
    journey.press(GO_ON)
    journey.choose("[name=topics] >> nth=0")
    for country in ("Ireland", *(country for _name, country in partners)):
        journey.add("where", country, at_once="Ireland, Poland, Czechia")
    journey.choose("[name=status][value=active]")
    journey.type("started", "March 2024")
    journey.press(GO_ON)
    for number, (name, country) in enumerate(partners, 1):
        journey.type("find", name)
        journey.choose("[name=organisation][value='+']")
        journey.select("country", {"Poland": "PL", "Czechia": "CZ"}[country])
        journey.select("sector", "hotline")
        journey.select("role", "member")
        journey.type("email", f"desk@{country.lower()}.example")
        journey.press(GO_ON if number == len(partners) else "button[value=another]")
    if not partners:
        journey.press(GO_ON)
    journey.type("name", "International cooperation")
    journey.type("mailbox", "desk@schools.example")
    journey.choose("[name=visibility][value=public]")
    journey.press(GO_ON)
    journey.page.get_by_role("heading", name="Check your answers").wait_for()
    assert "This is missing or wrong" not in journey.page.content()
    journey.press("main form button.act")
    journey.page.get_by_role("heading", name="We have it").wait_for()
    journey.screens += 1  # the last one is seen, and nothing pressed on it


MANNERS = [(True, False), (False, False), (True, True), (False, True)]
ABROAD = [("Ostoja Hotline of Gniezno", "Poland"), ("Linka Ostrov of Kladno", "Czechia")]


@pytest.mark.parametrize(("with_script", "by_keyboard"), MANNERS)
@pytest.mark.parametrize(
    ("name", "partners", "screens", "clicks", "fields"),
    [("a", [], 9, 20, 23), ("b", ABROAD, 10, 28, 31)],
    ids=["alone", "two-abroad"],
)
def test_registering_takes_few_screens_and_clicks(
    chromium, site, name, partners, screens, clicks, fields, with_script, by_keyboard
):
    with visit(chromium, site, java_script_enabled=True, viewport=PHONE) as context:
        if not with_script:
            context.route("**/*.js", lambda route: route.abort())
        page = context.new_page()
        make_account(page, f"{name}-{with_script}-{by_keyboard}@example.org".lower())
        journey = Journey(page, by_keyboard=by_keyboard, with_script=with_script)

        title = f"{'Quiet Harbours' if name == 'a' else 'Lanterns'} {'K' if by_keyboard else 'M'}{'S' if with_script else 'N'}"
        register(journey, title, partners)

        sys.stdout.write(
            f"{name}: {journey.screens} screens, {journey.clicks} clicks, {journey.fields} fields\n"
        )
        assert journey.screens <= screens
        assert journey.clicks <= clicks
        assert journey.fields <= fields
