"""One way in for new and known addresses: a code, a new one, and what is said when one is wrong, over, or tried too often."""

import datetime
import re
import time

import pytest
from django.core.cache import cache
from django.test import Client

from directory.models import Mail, SecurityEvent, SecurityEventKind, User
from tests.support.factories import make_user
from tests.support.responses import text
from tests.support.signing_in import code_mailed_to

pytestmark = pytest.mark.django_db

PAGE, CODE_PAGE = "/account/sign-in/", "/account/sign-in/code/"
NEW = "new@example.org"


def ask(client: Client, address: str = NEW) -> None:
    client.post(PAGE, {"email": address})


def test_a_new_address_gets_an_account_with_its_code_in_the_language_of_the_page(client):
    client.post("/fr/account/sign-in/", {"email": NEW})

    client.post("/fr/account/sign-in/code/", {"code": code_mailed_to(NEW)})

    user = User.objects.get()
    assert (user.email, user.language) == (NEW, "fr")
    assert not user.has_usable_password()
    assert user.emailaddress_set.get().verified
    assert client.get("/account/").status_code == 200
    kinds = SecurityEvent.objects.values_list("kind", flat=True)
    assert {SecurityEventKind.ACCOUNT_MADE, SecurityEventKind.SIGNED_IN} <= set(kinds)


def test_two_who_enter_codes_of_one_new_address_are_one_account():
    codes = {}
    for browser in (first := Client(), second := Client()):
        ask(browser)
        codes[browser] = code_mailed_to(NEW)

    for browser in (first, second):
        browser.post(CODE_PAGE, {"code": codes[browser]})

    assert User.objects.count() == 1
    assert second.get("/account/").status_code == 200


def test_the_mail_begins_with_the_code_and_says_until_when(client):
    ask(client)

    mail = Mail.objects.get()

    assert mail.subject == f"Your code: {code_mailed_to(NEW)}"
    assert re.search(r"It works until \d\d:\d\d \(\w+\)", mail.text)


def test_the_page_says_where_the_code_went_and_until_when_it_works(client):
    ask(client)

    page = text(client.get(CODE_PAGE))

    assert NEW in page
    assert re.search(r"It works until \d\d:\d\d", page)


@pytest.mark.parametrize("written", ["{}", " {} ", "{lower}", "{plain}"])
def test_a_code_is_read_as_people_type_it(client, written):
    ask(client)
    code = code_mailed_to(NEW)

    client.post(CODE_PAGE, {"code": written.format(code, lower=code.lower(), plain=code.replace("-", ""))})

    assert client.get("/account/").status_code == 200


def test_the_newest_code_counts(client):
    ask(client)
    former = code_mailed_to(NEW)
    sent = client.post(CODE_PAGE, {"action": "resend"}, follow=True)
    assert "We sent a new code" in text(sent)

    wrong = client.post(CODE_PAGE, {"code": former})

    assert "This is not the code that we sent last" in text(wrong)
    client.post(CODE_PAGE, {"code": code_mailed_to(NEW)})
    assert client.get("/account/").status_code == 200


def test_a_code_that_ended_says_when_and_a_new_one_is_one_click_away(client, monkeypatch):
    ask(client)
    former, now = code_mailed_to(NEW), time.time
    in_a_while = datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(minutes=16)
    monkeypatch.setattr(time, "time", lambda: now() + 16 * 60)
    monkeypatch.setattr("django.utils.timezone.now", lambda: in_a_while)

    over = client.post(CODE_PAGE, {"code": former})

    assert re.search(r"This code ended at \d\d:\d\d\. Send a new code", text(over))
    client.post(CODE_PAGE, {"action": "resend"})
    client.post(CODE_PAGE, {"code": code_mailed_to(NEW)})
    assert User.objects.filter(email=NEW).exists()


def test_five_tries_are_looked_at_and_a_new_code_has_as_many(client):
    ask(client)

    answers = [text(client.post(CODE_PAGE, {"code": "BCDF-GHJK"})) for _try in range(6)]

    assert ["Five codes were wrong" in answer for answer in answers] == [False] * 5 + [True]
    late = client.post(CODE_PAGE, {"code": code_mailed_to(NEW)})
    assert "Five codes were wrong" in text(late)
    client.post(CODE_PAGE, {"action": "resend"})
    client.post(CODE_PAGE, {"code": code_mailed_to(NEW)})
    assert client.get("/account/").status_code == 200


def test_an_address_may_ask_for_five_codes_in_an_hour(client):
    for _time in range(4):
        cache.clear()
        ask(client)
    client.post(CODE_PAGE, {"action": "resend"})

    sixth = client.post(CODE_PAGE, {"action": "resend"}, follow=True)
    cache.clear()
    from_elsewhere = Client().post(PAGE, {"email": NEW})

    assert "five codes in an hour" in text(sixth)
    assert "five codes in an hour" in text(from_elsewhere)
    assert Mail.objects.count() == 5


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter your e-mail address, such as name@example.org."),
        ("ana(at)ekran", "“ana(at)ekran” is not an e-mail address. Write it like name@example.org."),
    ],
)
def test_what_is_wrong_with_an_address_is_said_in_our_words(client, typed, says):
    assert says in text(client.post(PAGE, {"email": typed}))


def test_the_former_page_to_sign_up_leads_to_the_one_page(client):
    assert client.get("/account/sign-up/?next=/join/").url == f"{PAGE}?next=%2Fjoin%2F"
    assert client.get("/account/sign-up/").url == PAGE


def test_another_address_may_be_typed_while_a_code_is_on_its_way(client):
    ask(client, "wrong@example.org")
    assert client.get(PAGE).status_code == 200

    ask(client)
    client.post(CODE_PAGE, {"code": code_mailed_to(NEW)})

    assert User.objects.get().email == NEW


def test_where_somebody_was_is_kept_on_the_way(client):
    user = make_user()

    asked = client.post(PAGE, {"email": user.email, "next": "/account/sessions/"})
    new = client.post(asked.url, {"action": "resend", "next": "/account/sessions/"})
    arrived = client.post(new.url, {"code": code_mailed_to(user.email)})

    assert arrived.url == "/account/sessions/"
