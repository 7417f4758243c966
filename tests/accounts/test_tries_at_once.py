"""Many tries at the same moment are no more than one after the other: each is counted before it is looked at."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account import forms as account_forms
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from directory.accounts import confirming
from directory.gate import limits
from directory.models import User
from tests.support.databases import in_database, migrated_database
from tests.support.factories import make_user
from tests.support.responses import text
from tests.support.signing_in import SECRET, app_code, code_mailed_to, confirmed

AT_ONCE, MOST = 40, 5
WRONG = "BCDF-GHJK"


@pytest.fixture(scope="module")
def own_database(django_db_setup, django_db_blocker):
    """Connections of their own see only what was committed, and this is gone afterwards."""
    with migrated_database("tries") as address, in_database(address, django_db_blocker):
        yield


@pytest.fixture
def user(own_database, django_db_blocker):
    with django_db_blocker.unblock():
        cache.clear()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM limit_count")
        yield make_user()


def at_once(client: Client, page: str, code: str, *, number: int = AT_ONCE) -> list[HttpResponse]:
    """The answers to so many forms that are sent in one session, each with a connection of its own."""
    begin = threading.Barrier(number)
    cookies = client.cookies

    def send(_number: int) -> HttpResponse:
        browser = Client()
        browser.cookies = cookies
        begin.wait(timeout=60)
        try:
            return browser.post(page, {"code": code})
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(send, range(number)))


@pytest.fixture
def compared(monkeypatch) -> Callable[[object, str], Counter]:
    """Counts how often what compares codes is asked."""

    def count(place: object, name: str) -> Counter:
        calls, lock, compare = Counter(), threading.Lock(), getattr(place, name)

        def counted(*arguments, **named):
            with lock:
                calls["compared"] += 1
            return compare(*arguments, **named)

        monkeypatch.setattr(place, name, counted)
        return calls

    return count


def test_of_many_codes_of_an_app_at_once_five_are_looked_at(user: User, compared):
    TOTP.activate(user, SECRET)
    client = Client()
    client.post("/account/sign-in/", {"email": user.email})
    client.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})
    calls = compared(TOTP, "validate_code")

    pages = Counter(text(page) for page in at_once(client, "/account/sign-in/second-factor/", "000000"))

    assert calls["compared"] == MOST
    assert sum(number for page, number in pages.items() if "Incorrect code" in page) == MOST
    assert sum(number for page, number in pages.items() if "Too many tries" in page) == AT_ONCE - MOST
    late = client.post("/account/sign-in/second-factor/", {"code": app_code(SECRET)})
    assert "Too many tries" in text(late)


@pytest.mark.parametrize("has_account", [True, False])
def test_of_many_mailed_codes_at_once_five_are_looked_at(user: User, compared, has_account):
    client = Client()
    client.post("/account/sign-in/", {"email": user.email if has_account else "nobody@example.org"})
    calls = compared(account_forms, "compare_user_code")

    at_once(client, "/account/sign-in/code/", WRONG)

    assert calls["compared"] == MOST


def test_of_many_codes_for_another_address_at_once_five_are_looked_at(user: User, compared):
    client = confirmed(user)
    client.post("/account/address/", {"action_add": "", "email": f"new-{user.pk}@example.org"})
    calls = compared(account_forms, "compare_user_code")

    at_once(client, "/account/sign-up/code/", WRONG, number=12)

    assert calls["compared"] == MOST


def test_of_many_confirmations_at_once_five_are_looked_at(user: User, compared):
    client = Client()
    client.force_login(user)
    client.post("/account/confirmation/")
    calls = compared(confirming, "compare_user_code")

    at_once(client, "/account/confirmation/", WRONG, number=12)

    assert calls["compared"] == MOST


def test_nothing_that_others_do_makes_room_for_more_tries(user: User):
    TOTP.activate(user, SECRET)
    client = Client()
    client.post("/account/sign-in/", {"email": user.email})
    client.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})
    for _try in range(MOST):
        client.post("/account/sign-in/second-factor/", {"code": "000000"})

    # As many as allauth keeps of 400 requests to sign in from 20 addresses; the usual cache of Django keeps 300 rows in all
    for number in range(420):
        cache.set(f"request-{number}", [number], 60)

    page = client.post("/account/sign-in/second-factor/", {"code": app_code(SECRET)})
    assert "Too many tries" in text(page)
    assert cache.get("request-0") == [0]


def test_of_many_locks_at_once_one_is_given(user: User):
    def lock(_number: int) -> bool:
        try:
            return cache.add("a-lock", "yes", 60)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert Counter(threads.map(lock, range(AT_ONCE))) == {True: 1, False: AT_ONCE - 1}


def test_a_count_begins_anew_for_one_and_not_for_another(user: User):
    for key in ("one", "other"):
        limits.allow("a purpose", key, most=1, seconds=60)

    limits.begin_anew("a purpose", "one")

    assert limits.allow("a purpose", "one", most=1, seconds=60).is_allowed
    assert not limits.allow("a purpose", "other", most=1, seconds=60).is_allowed
