"""What people do in the pages of accounts and registering."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAVE = "Save and continue"


def code_in_outbox(page: "Page") -> str:
    """The code of the newest mail of the trial."""
    outbox = page.context.new_page()
    outbox.goto("/outbox/")
    paragraphs = outbox.locator("article").first.locator("p").all_inner_texts()
    outbox.close()
    return next(text for text in paragraphs if text.isupper() and " " not in text)


def sign_in(page: "Page", address: str) -> None:
    """Type the address on a page that asks for it, and the code that is mailed."""
    page.get_by_label("e-mail address").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(code_in_outbox(page))
    page.get_by_role("button", name="Continue").click()


def make_account(page: "Page", address: str) -> None:
    page.goto("/account/sign-in/")
    sign_in(page, address)
    page.get_by_role("heading", name="Your account").wait_for()


def save(page: "Page", **answers: str) -> None:
    """Fill in the fields of a step by their names, unfolding what hides them, and send it."""
    for name, value in answers.items():
        field = page.locator(f"main [name='{name}']")
        field.first.evaluate(
            "field => { const more = field.closest('details'); if (more) more.open = true; }"
        )
        kind = field.first.get_attribute("type") or field.first.evaluate("field => field.localName")
        if kind in ("radio", "checkbox"):
            box = page.locator(f"main [name='{name}'][value='{value}']")
            box.evaluate("box => { const more = box.closest('details'); if (more) more.open = true; }")
            box.check()
        elif kind == "select":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name=SAVE).click()
    page.wait_for_load_state()
