"""Whatever changes how one signs in is confirmed first, told to the address of before, and ends the other sessions.

One table: factor, what is done with it, how old the session and its confirmation are.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.test import Client

from directory.models import Mail, SecurityEvent, SecurityEventKind, User
from tests.support.factories import make_user
from tests.support.signing_in import (
    SECRET,
    app_code,
    code_mailed_to,
    confirmed,
    make_passkey,
    sign_in,
    signed_in,
)

pytestmark = pytest.mark.django_db

Kind = SecurityEventKind
OLD_CODES = timedelta(days=1)


class Action(NamedTuple):
    factor: str
    what: str
    do: Callable[[Client, User], HttpResponse]
    told: str
    kinds: set[Kind]
    has_factors: bool = True


def change_address(client: Client, user: User) -> HttpResponse:
    answer = client.post("/account/address/", {"action_add": "", "email": "new@example.org"})
    if answer.url == "/account/sign-up/code/":
        answer = client.post(answer.url, {"code": code_mailed_to("new@example.org")})
    return answer


def add_app(client: Client, user: User) -> HttpResponse:
    client.get("/account/app/add/")
    secret = client.session.get("mfa.totp.secret", SECRET)
    return client.post("/account/app/add/", {"code": app_code(secret)})


def passkey_of(user: User) -> int:
    return Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN).pk


ACTIONS = [
    Action("address", "change", change_address, "The address was changed", {Kind.ADDRESS_CHANGED}),
    Action(
        "app",
        "add the first",
        add_app,
        "A second factor was added: authenticator app",
        {Kind.FACTOR_ADDED, Kind.CODES_MADE},
        has_factors=False,
    ),
    Action(
        "app",
        "remove",
        lambda client, user: client.post("/account/app/remove/"),
        "A second factor was removed: authenticator app",
        {Kind.FACTOR_REMOVED},
    ),
    Action(
        "passkey",
        "rename",
        lambda client, user: client.post(f"/account/passkeys/{passkey_of(user)}/", {"name": "Blue"}),
        "A passkey was renamed: A key → Blue",
        {Kind.FACTOR_RENAMED},
    ),
    Action(
        "passkey",
        "remove",
        lambda client, user: client.post(f"/account/passkeys/{passkey_of(user)}/remove/"),
        "A second factor was removed: passkey: A key",
        {Kind.FACTOR_REMOVED},
    ),
    Action(
        "recovery codes",
        "make anew",
        lambda client, user: client.post("/account/recovery-codes/new/"),
        "New recovery codes were made",
        {Kind.CODES_MADE},
    ),
    Action(
        "recovery codes",
        "look at",
        lambda client, user: client.get("/account/recovery-codes/"),
        "The recovery codes were looked at",
        {Kind.CODES_SHOWN},
    ),
    Action(
        "recovery codes",
        "take as a file",
        lambda client, user: client.get("/account/recovery-codes/file/"),
        "The recovery codes were looked at",
        {Kind.CODES_SHOWN},
    ),
]

# How old a session is, and its last confirmation: whether the action is done, or asked about first
AGES = [
    ("signed in just now, never confirmed", None, False),
    ("confirmed just now", 0, True),
    ("confirmed four minutes ago", 4 * 60, True),
    ("confirmed six minutes ago", 6 * 60, False),
    ("confirmed a week ago", 7 * 24 * 3600, False),
]


def with_factors(user: User) -> None:
    TOTP.activate(user, SECRET)
    make_passkey(user)
    codes = RecoveryCodes.activate(user).instance
    Authenticator.objects.filter(pk=codes.pk).update(created_at=codes.created_at - OLD_CODES)


def prepared(action: Action, seconds_ago: int | None) -> tuple[User, Client]:
    user = make_user(email="old@example.org")
    if action.has_factors:
        with_factors(user)
    if seconds_ago is None:
        return user, signed_in(user)
    return user, confirmed(user, method="mfa" if action.has_factors else "code", seconds_ago=seconds_ago)


@pytest.mark.parametrize(("age", "seconds_ago", "is_done"), AGES, ids=[age[0] for age in AGES])
@pytest.mark.parametrize("action", ACTIONS, ids=[f"{action.factor}: {action.what}" for action in ACTIONS])
def test_a_change_is_confirmed_told_and_ends_the_other_sessions(action, age, seconds_ago, is_done):
    user, client = prepared(action, seconds_ago)
    other = signed_in(user)
    assert other.get("/account/").status_code == 200

    answer = action.do(client, user)

    asked = answer.status_code == 302 and (
        "/confirmation/" in answer.url or "/second-factor/again/" in answer.url
    )
    assert asked is not is_done
    changes = Mail.objects.filter(recipient="old@example.org", kind="sign_in_changed")
    assert [action.told in mail.text for mail in changes] == ([True] if is_done else [])
    assert (other.get("/account/").status_code == 302) is is_done
    assert client.get("/account/").status_code == 200
    kinds = set(SecurityEvent.objects.filter(by=user).values_list("kind", flat=True))
    assert action.kinds <= kinds if is_done else not action.kinds & kinds


def test_adding_a_passkey_is_told_like_the_others(monkeypatch):
    user = make_user()
    client, other = confirmed(user), signed_in(user)
    spare = make_passkey(make_user()).data["credential"]
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.complete_registration", lambda credential: None)

    client.get("/account/passkeys/add/")
    answer = client.post("/account/passkeys/add/", {"name": "Blue", "credential": json.dumps(spare)})

    assert answer.status_code == 302, answer.context["form"].errors
    assert "passkey: Blue" in Mail.objects.get(kind="sign_in_changed").text
    assert other.get("/account/").status_code == 302


@pytest.mark.parametrize("page", ["/account/app/add/", "/account/passkeys/add/"])
def test_the_first_factor_is_confirmed_with_a_mailed_code(client, page):
    user = make_user()
    client.force_login(user)

    asked = client.get(page)
    client.post(asked.url)
    done = client.post(asked.url, {"code": code_mailed_to(user.email)})

    assert unquote(asked.url) == f"/account/confirmation/?next={page}"
    assert done.url == page
    assert client.get(page).status_code == 200


def test_what_was_sent_before_the_confirmation_is_done_after_it(client):
    user = make_user()
    client.force_login(user)
    asked = client.post("/account/address/", {"action_add": "", "email": "new@example.org"})

    client.post(asked.url)
    client.post(asked.url, {"code": code_mailed_to(user.email)})
    client.post("/account/sign-up/code/", {"code": code_mailed_to("new@example.org")})

    user.refresh_from_db()
    assert user.email == "new@example.org"
    told = Mail.objects.get(kind="sign_in_changed")
    assert told.recipient != user.email
    assert "With this address you cannot sign in to it any more" in told.text


def test_codes_that_were_just_made_are_shown_without_a_second_mail():
    user = make_user()
    client = confirmed(user)

    add_app(client, user)
    shown = client.get("/account/recovery-codes/")

    assert shown.status_code == 200
    assert Mail.objects.filter(kind="sign_in_changed").count() == 1


def test_a_change_that_fails_leaves_neither_mail_nor_event(monkeypatch):
    user = make_user()
    client = confirmed(user)
    client.raise_request_exception = False
    monkeypatch.setattr("directory.mail.letters.to_account_holders.sign_in_changed", lambda *_, **__: 1 / 0)

    add_app(client, user)

    assert not Authenticator.objects.exists()
    assert not SecurityEvent.objects.filter(kind=Kind.FACTOR_ADDED).exists()


def test_the_session_that_made_the_change_stays_in_the_list_of_sessions():
    user = make_user()
    client, other = Client(), Client()
    sign_in(client, user, has_app=False)
    UserSession.objects.update(created_at="2026-01-01T00:00Z")
    client.post("/account/confirmation/")
    client.post("/account/confirmation/", {"code": code_mailed_to(user.email)})
    sign_in(other, user, has_app=False)

    add_app(client, user)

    assert UserSession.objects.get().session_key == client.session.session_key


def test_no_secret_and_no_code_is_in_an_event():
    user = make_user()
    client = confirmed(user)
    add_app(client, user)

    kept = " ".join(f"{event.details} {event.reason}" for event in SecurityEvent.objects.all())

    secrets = Authenticator.objects.filter(user=user)
    assert secrets.count() == 2
    for authenticator in secrets:
        for value in authenticator.data.values():
            assert str(value) not in kept
