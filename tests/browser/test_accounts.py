"""Making an account, adding an app, leaving and coming back: as a person does it, with scripts and without."""

import pytest

from tests.browser.filling_in import code_in_outbox, make_account, sign_in
from tests.browser.rules import AXE, breaks_no_rule
from tests.browser.windows import visit
from tests.support.account_pages import SIGNED_IN
from tests.support.signing_in import app_code

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_account_gets_an_app_and_asks_for_it_at_the_next_sign_in(chromium, site, script):
    address = f"journey-{script}@example.org".lower()
    with visit(chromium, site, java_script_enabled=script) as context:
        page = context.new_page()
        make_account(page, address)
        page.get_by_label("Your name").fill("Somebody")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Saved.").wait_for()
        page.goto("/account/app/add/")
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Code").fill(code_in_outbox(page))
        page.get_by_role("button", name="Confirm").click()
        secret = page.locator("code").inner_text()
        page.locator("[name=code]").fill(app_code(secret))
        page.get_by_role("button", name="Add the app").click()
        page.goto("/account/sign-out/")
        page.get_by_role("main").get_by_role("button", name="Sign out").click()

        page.goto("/account/")
        sign_in(page, address)
        assert "second-factor" in page.url
        page.locator("[name=code]").fill(app_code(secret))
        page.get_by_role("main").get_by_role("button", name="Sign in").click()

        page.get_by_role("heading", name="Your account").wait_for()
        assert page.get_by_label("Your name").input_value() == "Somebody"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_account_is_deleted_once_a_mailed_code_confirms_it(chromium, site, script):
    address = f"leaving-{script}@example.org".lower()
    with visit(chromium, site, java_script_enabled=script) as context:
        page = context.new_page()
        make_account(page, address)
        page.get_by_role("link", name="Delete my account").click()
        page.get_by_label("Type your e-mail address").fill(address)
        page.get_by_role("button", name="Delete my account").click()
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Code").fill(code_in_outbox(page))
        page.get_by_role("button", name="Confirm").click()

        page.get_by_text("Your account has been deleted.").wait_for()


@pytest.fixture(scope="module")
def signed_in(chromium, site):
    with visit(chromium, site) as context:
        context.add_init_script(path=AXE)
        page = context.new_page()
        make_account(page, "looked-at@example.org")
        yield page


@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
@pytest.mark.parametrize("address", SIGNED_IN)
def test_a_page_of_an_account_breaks_no_rule_and_never_scrolls_sideways(signed_in, address, language):
    signed_in.goto(language + address)

    breaks_no_rule(signed_in)


@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
def test_a_form_with_errors_breaks_no_rule(signed_in, language):
    signed_in.goto(f"{language}/account/confirmation/")
    signed_in.locator("main form button").first.click()
    signed_in.locator("[name=code]").fill("BCDF-GHJK")
    signed_in.locator("main form button").first.click()
    signed_in.locator(".problems").wait_for()

    breaks_no_rule(signed_in)


def test_a_passkey_is_added_and_used_to_sign_in(chromium, site):
    with visit(chromium, site) as context:
        page = context.new_page()
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        key = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
        }
        devices.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": {**key, "isUserVerified": True, "automaticPresenceSimulation": True}},
        )
        page.goto(site.replace("127.0.0.1", "localhost") + "/account/sign-in/")
        sign_in(page, "passkey@example.org")
        page.goto(site.replace("127.0.0.1", "localhost") + "/account/passkeys/add/")
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("Code").fill(code_in_outbox(page))
        page.get_by_role("button", name="Confirm").click()
        page.locator("[name=name]").fill("My phone")
        page.locator("[name=passwordless]").check()
        page.locator("#mfa_webauthn_add").click()
        page.wait_for_url(lambda url: "passkeys/add" not in url)
        page.goto(site.replace("127.0.0.1", "localhost") + "/account/sign-out/")
        page.get_by_role("main").get_by_role("button", name="Sign out").click()
        page.wait_for_url(lambda url: "sign-out" not in url)

        page.goto(site.replace("127.0.0.1", "localhost") + "/account/sign-in/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/account/")

        page.get_by_role("heading", name="Your account").wait_for()
