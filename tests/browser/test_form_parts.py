"""A form with every kind of control and an error in each: no rule of axe broken, no sideways scrolling, the summary in focus."""

import pytest
from django.utils import translation

from tests.browser.rules import AXE, breaks_no_rule
from tests.browser.windows import visit
from tests.support.example_forms import drawn

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def window(chromium, site):
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)

        def answer(route):
            with translation.override("ar" if "/ar/" in route.request.url else "en"):
                route.fulfill(content_type="text/html", body=drawn(website="javascript:x"))

        context.route("**/drawn-form/", answer)
        yield context.new_page()


@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_with_errors_can_be_read_by_everyone(page, language, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{language}/drawn-form/")

    breaks_no_rule(page)


def test_the_summary_has_the_focus_and_leads_to_the_field(page):
    page.goto("/drawn-form/")
    page.wait_for_function("() => document.activeElement.className === 'problems'")

    page.locator(".problems a").nth(4).click()
    page.keyboard.press("Space")

    assert page.locator("[name=colour]").first.is_checked()
