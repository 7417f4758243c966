"""A visit leaves no cookie and asks no other host for anything."""

import pytest

from tests.browser.visits import ALL, BY_LINK, ENTRANCES, FAULTS, REFUSED

pytestmark = pytest.mark.browser


def test_a_visit_to_every_page_asks_nobody_else_and_leaves_nothing_behind(context, site):
    page = context.new_page()
    requested, complaints = set(), []
    page.on("request", lambda request: requested.add(request.url))
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))

    # The forms to sign in and those that a mailed link opens come last: one cookie makes them safe
    with_form = {*ENTRANCES, *BY_LINK}
    for address in sorted(ALL, key=with_form.__contains__):
        page.goto(address)
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        allowed = {"csrftoken"} if address in with_form else set()
        assert {cookie["name"] for cookie in context.cookies()} <= allowed

    assert requested >= {f"{site}{address}" for address in ALL}
    assert [url for url in requested if not url.startswith(f"{site}/")] == []
    assert [words for words in complaints if "the server responded with a status of" not in words] == []
    assert len(complaints) == len(REFUSED) + len(FAULTS) + len(BY_LINK)


@pytest.mark.parametrize(("address", "status"), REFUSED.items())
def test_a_refusal_has_its_status(page, address, status):
    assert page.goto(address).status == status
