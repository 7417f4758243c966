"""What is sent in place of a passkey, by anybody, is a wrong one and never a fault of ours."""

import json

import pytest
from django.test import Client

from tests.support.factories import make_user
from tests.support.signing_in import confirmed, make_passkey, signed_in

pytestmark = pytest.mark.django_db

RESPONSE = {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"}
NASTY = [
    "no JSON",
    "null",
    "7",
    "[]",
    "{}",
    "[" * 100_000,
    '{"id": "\\ud800"}',
    '{"id": "\\ud800", "rawId": "\\ud800", "response": {}, "type": "public-key"}',
    '{"id": 1, "rawId": null, "response": 7}',
    '{"rawId": "AA", "response": null}',
    json.dumps({"id": "AA", "rawId": "AA", "response": RESPONSE, "type": "public-key"}),
    json.dumps(
        {"id": "AA", "rawId": "AA", "response": RESPONSE | {"userHandle": "_____w"}, "type": "public-key"}
    ),
    json.dumps({"rawId": "AA", "response": {"clientDataJSON": "e30", "attestationObject": "o2M"}}),
]


@pytest.mark.parametrize("credential", NASTY, ids=lambda credential: credential[:30])
def test_a_nasty_credential_signs_nobody_in(credential):
    browser = Client()

    for _time in range(2):  # also once a challenge was given
        response = browser.post("/account/sign-in/passkey/", {"credential": credential})
        assert response.status_code == 302
        assert response["Location"].startswith("/account/sign-in/")
        assert "_auth_user_id" not in browser.session
        browser.get("/account/sign-in/passkey/", HTTP_ACCEPT="application/json")


@pytest.mark.parametrize("credential", NASTY, ids=lambda credential: credential[:30])
def test_a_nasty_credential_confirms_and_adds_nothing(credential):
    user = make_user()
    passkey = make_passkey(user)
    browser = signed_in(user)

    assert browser.post("/account/passkeys/again/", {"credential": credential}).status_code in (200, 302)
    browser = confirmed(user)
    assert (
        browser.post("/account/passkeys/add/", {"credential": credential, "name": "One"}).status_code == 200
    )
    assert list(user.authenticator_set.all()) == [passkey]
