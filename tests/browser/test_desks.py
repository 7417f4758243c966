"""Desks: an official opens one, an owner looks after them, a reviewer verifies; with scripts and without, both directions."""

import pytest

from directory.models.opening_hours import hours_of
from tests.browser.rules import AXE, breaks_no_rule, is_valid_as_answered
from tests.browser.windows import DESK, sign_in, visit
from tests.support.factories import (
    make_contact_point,
    make_official,
    make_organisation,
    make_representative,
    make_reviewer,
    make_verification,
)

pytestmark = pytest.mark.browser

LONG = "Wohlfahrtsverbandsvorstandssitzungsprotokoll" * 2


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
def test_an_official_says_what_for_and_reads_a_restricted_desk(chromium, site, script, language):
    desk = site.do(lambda: make_contact_point(visibility="officials", name="Liaison desk"))
    official = site.do(make_official)
    with visit(chromium, site, java_script_enabled=script) as context:
        sign_in(context, site, official)
        page = context.new_page()
        page.goto(f"{language}/organisations/{desk.organisation.slug}/desks/")
        page.get_by_role("link", name="Liaison desk").click()
        page.locator("input[name=purpose]").fill("Preparing a request to preserve data.")
        page.locator("main button").click()

        assert page.get_by_text(desk.mailbox).is_visible()
        assert f"{language}/desks/{desk.slug}/" in page.url


@pytest.fixture(scope="module")
def people(site):
    """An organisation with an owner and desks, officials of it, and a reviewer."""

    def make():
        helpers = make_organisation(slug="liaison", name=LONG, sector_id="law_enforcement", country_id="PL")
        for number, visibility in enumerate(["public", "officials"]):
            make_contact_point(
                organisation=helpers,
                slug=f"liaison-{number}",
                name=f"{LONG} {number}",
                visibility=visibility,
                languages=["en", "pl", "ar"],
                topics=["training", "investigation"],
                countries=["BR", "DE"],
                phone="+48 22 000 00 00",
                web_form="https://example.org/" + "a-very-long-address/" * 5,
                opening_hours=hours_of("Mo-Fr 08:00-12:00,13:00-16:00; Sa 22:00-06:00"),
                hours="Closed in August",
                time_zone="Europe/Warsaw",
                requirements="The legal basis.\n\nA deadline.",
                is_urgent=True,
                is_sample=True,
                tested_on="2026-03-01",
                confirmed_on="2026-03-01",
            )
        helpers.official_domains.create(domain="police.example")
        asking = {"state": "asked", "verified_at": None, "expires_at": None, "note": ""}
        asked = make_verification(organisation=helpers, statement="Head of unit.", **asking)
        unproved = make_verification(organisation=helpers, mailbox_proved_at=None, **asking)
        official = make_official(organisation=helpers)
        owner = make_representative(organisation=helpers, right="owner").user
        official.purposes.create(day="2000-01-01", purpose="Earlier.")
        helpers.showings.create(desk=LONG, user=official, purpose="Preparing a joint training.")
        return {
            "owner": owner,
            "official": official,
            "reviewer": make_reviewer(),
            "asking": unproved.user,
        }, asked

    return site.do(make)


@pytest.fixture(scope="module")
def windows(chromium, site, people):
    contexts = {}
    for who, user in people[0].items():
        contexts[who] = visit(chromium, site)
        context = contexts[who].__enter__()
        context.add_init_script(path=AXE)
        sign_in(context, site, user)
        contexts[who] = (contexts[who], context.new_page())
    yield {who: page for who, (_context, page) in contexts.items()}
    for manager, _page in contexts.values():
        manager.__exit__(None, None, None)


OWN = "/organisations/liaison/desks/"
# Who opens it, and the button that sends its form with nothing in it
OPENED = {
    "/organisations/liaison/": ("owner", None),
    OWN: ("owner", None),
    "/desks/liaison-1/": ("owner", None),
    "/desks/liaison-1/card/": ("owner", None),
    f"{OWN}new/": ("owner", "main form button"),
    f"{OWN}liaison-1/change/": ("owner", None),
    f"{OWN}liaison-1/changes/": ("owner", None),
    f"{OWN}liaison-1/remove/": ("owner", None),
    f"{OWN}shown/": ("owner", None),
    "/account/organisations/liaison/officials/": ("owner", None),
    "/account/purpose/?desk=liaison-1": ("official", "main form button"),
    "/account/official/?q=wohlfahrt": ("official", None),
    "/account/official/liaison/": ("asking", "form[action$='/code/'] button"),
    "/review/officials/": ("reviewer", None),
    "/review/officials/{asked}/": ("reviewer", "button[value=grant]"),
    "/review/organisations/liaison/domains/": ("reviewer", "main form:last-of-type button"),
    "/review/showings/{official}/": ("reviewer", None),
}
pages = pytest.mark.parametrize("address", OPENED)
both_directions = pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])


@pytest.fixture
def opened(windows, people, address, language):
    who, _button = OPENED[address]
    page = windows[who]
    page.set_viewport_size(DESK)
    answer = page.goto(language + address.format(asked=people[1].pk, official=people[0]["official"].pk))
    is_valid_as_answered(answer)
    return page


@pages
@both_directions
def test_a_page_is_valid_html_breaks_no_rule_and_never_scrolls_sideways_with_errors_or_without(
    opened, address, language
):
    breaks_no_rule(opened)
    if button := OPENED[address][1]:
        opened.evaluate(
            "for (const part of document.querySelectorAll('main textarea, main input:not([type=hidden], [type=radio])')) part.value = ''"
        )
        opened.locator(button).last.click()
        opened.locator(".problems").wait_for()
        breaks_no_rule(opened)
