"""An officer in Warsaw looks for whoever in Brazil handles payment sites, today: with scripts, without, and right to left."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from directory.management import samples
from directory.models import User
from tests.browser.keyboard import assert_every_control_is_reached
from tests.browser.rules import AXE, breaks_no_rule, is_valid_html
from tests.browser.windows import DESK, PHONE, sign_in, visit

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def with_second_factor(email: str) -> User:
    user = User.objects.get(email=email)
    user.gave_second_factor = True
    return user


def said(language: str, words: str) -> str:
    with translation.override("ar" if language else "en"):
        return gettext(words)


def choose(page, name: str, code: str, *, script: bool) -> None:
    """A value of a list: picked, or, where a script makes a field of it, typed."""
    if not script:
        page.locator(f"#{name}").select_option(code)
        return
    typed = page.locator(f"#{name}_typed")
    typed.fill(page.locator(f"#{name} option[value='{code}']").text_content())
    typed.press("Tab")


def ask(page, language: str, *, script: bool) -> None:
    """From any page, by the navigation, as somebody fills the form in."""
    page.goto(f"{language}/partnerships/")
    page.get_by_role("link", name=said(language, "Find a contact")).first.click()
    choose(page, "id_topic", "payment-disruption", script=script)
    choose(page, "id_country", "BR", script=script)
    choose(page, "id_language", "en", script=script)
    page.locator(".asking .further > summary").click()
    choose(page, "id_language_2", "pt", script=script)
    page.locator("#id_urgent").check()
    page.locator(".asking button.act").click()
    page.locator(".reasons").first.wait_for()


@LANGUAGES
@SCRIPTS
def test_a_visitor_finds_a_public_desk_and_keeps_the_question_in_the_address(
    chromium, site, language, script
):
    with visit(chromium, site, java_script_enabled=script) as context:
        page = context.new_page()
        ask(page, language, script=script)

        for part in ("topic=payment-disruption", "country=BR", "language=en", "language=pt", "urgent=on"):
            assert part in page.url
        first = page.locator(".results > li").first
        assert "Sample desk for payment sites" in first.inner_text()
        assert "Sample international cooperation desk" not in page.content()
        assert page.locator("#id_country").input_value() == "BR"
        assert context.cookies() == []


@LANGUAGES
@SCRIPTS
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_sentence_fills_the_form_and_is_answered(chromium, site, language, script, size):
    with visit(chromium, site, java_script_enabled=script) as context:
        page = context.new_page()
        page.set_viewport_size(size)
        page.goto(f"{language}/counterparts/")
        page.locator("#id_q").fill("payment sites in Brazil, somebody who speaks Portuguese, urgent")
        page.locator("#id_q").press("Enter")
        page.locator(".reasons").first.wait_for()

        assert page.locator("#id_q").input_value().startswith("payment sites")
        assert page.locator("#id_topic").input_value() == "payment-disruption"
        assert page.locator("#id_country").input_value() == "BR"
        assert page.locator("#id_language").input_value() == "pt"
        assert page.locator("#id_urgent").is_checked()
        assert "Sample desk for payment sites" in page.locator(".results > li").first.inner_text()
        if size == PHONE:
            page.locator(".panel > summary").click()
        choose(page, "id_country", "GB", script=script)
        page.locator(".asking button.act").click()
        page.wait_for_url("**country=GB**")
        assert page.locator("#id_country").input_value() == "GB"
        assert page.locator("#id_q").input_value().startswith("payment sites")
        assert page.locator("#reading").count() == 0


@LANGUAGES
@SCRIPTS
def test_the_officer_sees_more_and_learns_who_could_introduce_them(chromium, site, language, script):
    with visit(chromium, site, java_script_enabled=script) as context:
        sign_in(context, site, site.do(lambda: with_second_factor(samples.OFFICIAL)))
        page = context.new_page()
        ask(page, language, script=script)
        choose(page, "id_organisation", "sample-police-pl", script=script)
        page.locator(".asking button.act").click()

        first = page.locator(".results > li").first
        first.get_by_role("link", name="Sample international cooperation desk").first.wait_for()
        assert first.locator(".reasons li").count() >= 6
        assert "@" not in page.locator("main").inner_text()
        first.locator(".actions a").last.click()

        page.locator("#chains").wait_for()
        chain = page.locator(".chains").inner_text()
        assert "Sample: Training on payments for investigators" in chain
        assert "Sample Federal Police of Brazil" in chain


@SCRIPTS
def test_the_officer_whose_year_has_ended_sees_what_any_account_sees(chromium, site, script):
    with visit(chromium, site, java_script_enabled=script) as context:
        sign_in(context, site, site.do(lambda: with_second_factor(samples.FORMER_OFFICIAL)))
        page = context.new_page()
        ask(page, "", script=script)

        assert "Sample desk for payment sites" in page.locator(".results > li").first.inner_text()
        assert "Sample international cooperation desk" not in page.content()


@LANGUAGES
def test_where_no_desk_fits_each_step_breaks_no_rule(chromium, site, language):
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)
        page = context.new_page()
        for question in (
            "",
            "?topic=payment-disruption&country=BR",
            "?q=I+am+a+judge+in+Kenya+and+need+blockchain+experts+in+Brzail",
            "?topic=legislation&country=BR&sector=hotline",
        ):
            page.goto(f"{language}/counterparts/{question}")
            breaks_no_rule(page)
            is_valid_html(page)
            assert_every_control_is_reached(page)

        assert page.locator(".steps > li").count() == 8
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
