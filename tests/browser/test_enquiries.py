"""Writing to a desk, answering it from a mailed link, and reporting a sender: as people do it, with scripts and without."""

import re
import uuid
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.browser.keyboard import FOCUSED, tab_to
from tests.browser.rules import AXE, breaks_no_rule, is_valid_html
from tests.browser.windows import sign_in, visit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from directory.models import User

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
LONG_WORD = "Kinderschutzzusammenarbeitsvereinbarung" * 3


def correspondence() -> dict[str, str]:
    """Two sides that wrote to each other, a reported sender and a desk that is tested. Returns the pages, by what they show."""
    from directory.asking import reachability
    from directory.enquiries import relaying
    from directory.models import EnquiryReport, User
    from tests.support.enquiry_pages import Sides, desk_in_brazil, tokens
    from tests.support.factories import make_organisation

    organisation = make_organisation(slug="police-of-brazil", name="Police of Brazil")
    sides = Sides(desk=desk_in_brazil(organisation=organisation, may_be_tested=True))
    relaying.add(
        sides.enquiry,
        by=None,
        is_from_desk=True,
        body=f"{LONG_WORD}\n\nهل يناسبكم شهر مارس؟",
        address=sides.desk.mailbox,
        seen=1,
    )
    reported = relaying.write(
        sides.desk, key=uuid.uuid4(), by=sides.stranger, organisation=None, subject="An offer", body="Buy it."
    )
    relaying.block(reported, by=sides.owner, reason="An advertisement.")
    User.objects.filter(pk=sides.reviewer.pk).update(email="reviewer@police.example")
    reachability.test_where_due()
    return {
        "list": "/enquiries/",
        "new": "/enquiries/new/?desk=brazil",
        "thread": sides.page,
        "block": f"{sides.page}block/",
        "blocked": f"/enquiries/{reported.pk}/",
        "report": f"/review/enquiries/{EnquiryReport.objects.get().pk}/",
        "answer link": f"/enquiries/answer/{tokens()[0]}/",
        "test link": f"/enquiries/test/{tokens(page='enquiries/test')[0]}/",
    }


PEOPLE = {
    "sender@hotline.example": ["list", "new", "thread"],
    "owner@police.example": ["list", "new", "thread", "block", "blocked"],
    "reviewer@police.example": ["report"],
    "": ["answer link", "test link"],
}
SEEN = [(person, name) for person, names in PEOPLE.items() for name in names]
WITH_FORM = [
    ("sender@hotline.example", "new"),
    ("sender@hotline.example", "thread"),
    ("owner@police.example", "block"),
    ("reviewer@police.example", "report"),
    ("", "answer link"),
]
PERSON_AND_PAGE = [f"{person.partition('@')[0] or 'by'} {name}" for person, name in SEEN]


@pytest.fixture(scope="module")
def addresses(site) -> dict[str, str]:
    return site.do(correspondence)


@pytest.fixture(scope="module")
def windows(chromium, site, addresses):
    """A window of each person, by address; of a visitor without an account under ""."""
    with ExitStack() as stack:
        yield {
            person: window_of(stack.enter_context(visit(chromium, site)), site, person) for person in PEOPLE
        }


def window_of(context: "BrowserContext", site, person: str) -> "Page":
    from directory.models import User

    if person:
        sign_in(context, site, site.do(lambda: User.objects.get(email=person)))
    context.add_init_script(path=AXE)
    return context.new_page()


@LANGUAGES
@pytest.mark.parametrize(("person", "name"), SEEN, ids=PERSON_AND_PAGE)
def test_a_page_breaks_no_rule_and_is_used_by_keyboard(windows, addresses, person, name, language):
    page = windows[person]

    page.goto(language + addresses[name])

    breaks_no_rule(page)
    is_valid_html(page)
    if page.locator("main button").count():
        tab_to(page, "main button")
        assert page.evaluate(FOCUSED)[1:] == [True, True]


@LANGUAGES
@pytest.mark.parametrize(("person", "name"), WITH_FORM)
def test_a_refused_form_breaks_no_rule(windows, addresses, person, name, language):
    page = windows[person]
    page.goto(language + addresses[name])

    page.locator("main .buttons button").first.click()
    page.locator(".problems").wait_for()
    page.wait_for_load_state()

    breaks_no_rule(page)
    is_valid_html(page)


@LANGUAGES
def test_a_refused_case_breaks_no_rule_and_keeps_what_was_typed(windows, addresses, language):
    page = windows["sender@hotline.example"]
    page.goto(language + addresses["thread"])
    page.locator("[name=body]").fill("Look at 203.0.113.77")

    page.locator("main .buttons button").first.click()
    page.locator("#case-refused").wait_for()
    page.wait_for_load_state()

    breaks_no_rule(page)
    assert page.locator("[name=body]").input_value() == "Look at 203.0.113.77"
    assert page.locator("[name=not_a_case]").count() == 0


@LANGUAGES
@pytest.mark.parametrize("address", ["/enquiries/answer/", "/enquiries/test/"])
def test_a_link_that_does_not_work_breaks_no_rule(chromium, site, address, language):
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)
        page = context.new_page()
        page.goto(language + address)

        breaks_no_rule(page)


def sender_and_desk(number: int) -> "User":
    from tests.support.enquiry_pages import SOME_TIME_AGO
    from tests.support.factories import make_contact_point, make_organisation, make_user

    organisation = make_organisation(slug=f"journey-{number}", name=f"Journey {number}")
    make_contact_point(
        slug=f"journey-{number}", organisation=organisation, mailbox=f"desk-{number}@journey.example"
    )
    # What a fresh account writes would wait for the secretariat
    return make_user(email=f"sender-{number}@journey.example", created_at=SOME_TIME_AGO)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_somebody_writes_and_the_desk_answers_and_shows_its_address(chromium, site, script):
    number = int(script)
    sender = site.do(lambda: sender_and_desk(number))
    with (
        visit(chromium, site, java_script_enabled=script) as mine,
        visit(chromium, site, java_script_enabled=script) as theirs,
    ):
        sign_in(mine, site, sender)
        page, desk = mine.new_page(), theirs.new_page()
        page.goto(f"/desks/journey-{number}/")
        page.get_by_role("link", name="Write to this desk").click()
        page.get_by_label("Subject").fill("A training")
        page.get_by_label("Your message").fill("Would you speak at it?")
        page.get_by_role("button", name="Send the message").click()
        page.get_by_text("Your message is on its way.").wait_for()

        desk.goto("/outbox/")
        mail = desk.locator("article", has_text=f"desk-{number}@journey.example").first.inner_text()
        desk.goto(re.search(r"/enquiries/answer/[\w-]{43}/", mail)[0])
        desk.get_by_text("Would you speak at it?").wait_for()
        desk.get_by_label("Your message").fill("Gladly.")
        desk.get_by_label("Show the address").check()
        desk.get_by_role("button", name="Send the answer").click()
        desk.get_by_role("heading", name="Done").wait_for()

        page.goto("/enquiries/")
        page.get_by_role("link", name="A training").click()
        page.get_by_text("Gladly.").wait_for()
        page.get_by_role("link", name=f"desk-{number}@journey.example").wait_for()
        assert sender.email not in mail
        desk.go_back()
        desk.reload()
        assert desk.get_by_text("Would you speak at it?").count() == 0
