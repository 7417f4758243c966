"""Nobody learns who has an account: known and unknown addresses get the same page, in the same time, for the same work."""

import re
import statistics
import time
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.models import Mail, User
from tests.support.factories import make_user
from tests.support.mails import text_without_number
from tests.support.responses import text
from tests.support.signing_in import code_mailed_to, confirmed

pytestmark = pytest.mark.django_db

# As long as each other: the page of the code repeats them
KNOWN, UNKNOWN = "known@example.org", "other@example.org"
ROUNDS = 9


def sign_in_page() -> tuple[Client, Callable[[Client, str], HttpResponse]]:
    return Client(), lambda client, address: client.post("/account/sign-in/", {"email": address})


def change_of_address() -> tuple[Client, Callable[[Client, str], HttpResponse]]:
    client = confirmed(make_user(email="somebody@example.org"))
    sent = {"action_add": "", "email": ""}
    return client, lambda client, address: client.post("/account/address/", sent | {"email": address})


WAYS = [sign_in_page, change_of_address]


def ask(way: Callable, address: str) -> tuple[list, int, float]:
    """What comes back on the way, the number of queries and the seconds: for the form, the page of the code, and a wrong code there."""
    User.objects.exclude(email=KNOWN).delete()
    cache.clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM limit_count")
    client, send = way()
    with CaptureQueriesContext(connection) as queries:
        began = time.process_time()
        first = send(client, address)
        page = client.get(first.url)
        wrong = client.post(first.url, {"code": "XXX-XXX"})
        seconds = time.process_time() - began
    answers = [(first.status_code, first.url)]
    answers += [(answer.status_code, len(answer.content)) for answer in (page, wrong)]
    answers.append(text(page).replace(address, "").count("known"))
    return answers, len(queries), seconds


@pytest.mark.parametrize("way", WAYS)
def test_a_known_address_is_answered_like_an_unknown_one(way):
    make_user(email=KNOWN)
    ask(way, UNKNOWN)  # templates are compiled

    known, queries_of_known, _seconds = ask(way, KNOWN)
    unknown, queries_of_unknown, _seconds = ask(way, UNKNOWN)

    assert known == unknown
    assert queries_of_known == queries_of_unknown


@pytest.mark.parametrize("way", WAYS)
def test_the_time_does_not_tell_who_has_an_account(way):
    """Medians of the processor's time over rounds in turn; a third is far above what was measured. What the database does is
    compared by its queries above: how long it takes depends on what else the machine does."""
    make_user(email=KNOWN)
    seconds = {KNOWN: [], UNKNOWN: []}
    for address in (UNKNOWN, KNOWN) * ROUNDS:
        seconds[address].append(ask(way, address)[2])

    known, unknown = (statistics.median(seconds[address]) for address in (KNOWN, UNKNOWN))

    assert abs(known - unknown) < max(known, unknown) / 3


def test_both_get_the_same_mail(client):
    make_user(email=KNOWN)

    for address in (KNOWN, UNKNOWN):
        Client().post("/account/sign-in/", {"email": address})

    code = re.compile("[A-Z]{4}-[A-Z]{4}")
    known, unknown = (Mail.objects.get(recipient=address) for address in (KNOWN, UNKNOWN))
    assert code.sub("", known.subject) == code.sub("", unknown.subject)
    assert code.sub("", text_without_number(known)) == code.sub("", text_without_number(unknown))


def test_a_new_code_is_sent_alike(client):
    make_user(email=KNOWN)

    sizes = {}
    for address in (KNOWN, UNKNOWN):
        browser = Client()
        browser.post("/account/sign-in/", {"email": address})
        with CaptureQueriesContext(connection) as queries:
            sent = browser.post("/account/sign-in/code/", {"action": "resend"}, follow=True)
        sizes[address] = len(sent.content), len(queries)

    assert sizes[KNOWN] == sizes[UNKNOWN]
    assert Mail.objects.count() == 4


def test_nothing_stays_of_an_address_that_was_only_typed(client):
    client.post("/account/sign-in/", {"email": UNKNOWN})

    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()


def test_an_address_of_another_account_is_not_taken_over(client):
    make_user(email=KNOWN)
    user = make_user()
    client = confirmed(user)
    client.post("/account/address/", {"action_add": "", "email": KNOWN})

    client.post("/account/sign-up/code/", {"code": code_mailed_to(KNOWN)})

    user.refresh_from_db()
    assert user.email != KNOWN


def test_an_account_that_nobody_entered_gives_way_to_whoever_reads_the_mailbox():
    never_entered = make_user(email=UNKNOWN, last_login=None)
    EmailAddress.objects.filter(user=never_entered).delete()
    EmailAddress.objects.create(user=never_entered, email=UNKNOWN, verified=False, primary=True)
    user = make_user()
    client = confirmed(user)
    client.post("/account/address/", {"action_add": "", "email": UNKNOWN})

    answer = client.post("/account/sign-up/code/", {"code": code_mailed_to(UNKNOWN)})

    user.refresh_from_db()
    assert answer.status_code == 302
    assert user.email == UNKNOWN
    assert User.objects.count() == 1


def test_whose_account_is_blocked_reads_it_in_a_mail_and_nobody_else_does(client):
    make_user(email=KNOWN, is_active=False)

    answers = {}
    for address in (KNOWN, UNKNOWN):
        browser = Client()
        sent = browser.post("/account/sign-in/", {"email": address})
        answers[address] = sent.status_code, len(browser.get(sent.url).content)

    assert answers[KNOWN] == answers[UNKNOWN]
    assert {mail.subject for mail in Mail.objects.filter(recipient=KNOWN)} == {"Your account is blocked"}


def test_a_blocked_account_is_not_entered_with_a_code_of_before(client):
    user = make_user(email=KNOWN)
    client.post("/account/sign-in/", {"email": KNOWN})
    User.objects.update(is_active=False)

    client.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})

    assert client.get("/account/").status_code == 302
