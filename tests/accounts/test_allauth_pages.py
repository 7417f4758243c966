"""Every page and mail of allauth: those in use are opened and sent, the others cannot be reached and are named with the reason.

A new release of allauth that brings a page, a mail or a name of an address fails here before it fails for a person.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import timezone

from directory.models import Mail
from tests.support.factories import make_user
from tests.support.responses import text
from tests.support.signing_in import SECRET, code_mailed_to, confirmed, make_passkey
from tests.support.site_pages import views

pytestmark = pytest.mark.django_db

ALLAUTH = Path(allauth.__file__).parent
APPS = ["account", "mfa", "usersessions"]
NAME = r"""["']((?:account|mfa|usersessions)_[a-z_]+)["']"""

# The names of addresses that allauth knows and we do not have, by the reason why it never asks for them here
NOT_HERE = {
    "there are no passwords": {
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_confirm_password_reset_code",
        "account_complete_password_reset",
        "account_password_reset_completed",
    },
    "addresses are confirmed by codes, not by links": {"account_confirm_email"},
    "there are no telephone numbers": {"account_change_phone", "account_verify_phone"},
    "an account begins with an address, not with a passkey": {
        "account_signup_by_passkey",
        "mfa_signup_webauthn",
    },
    "no browser is trusted": {"mfa_trust"},
}

PAGES_NOT_HERE = {
    "there are no passwords": {
        "account/login.html",
        "account/password_change.html",
        "account/password_set.html",
        "account/password_reset.html",
        "account/password_reset_done.html",
        "account/password_reset_from_key.html",
        "account/password_reset_from_key_done.html",
        "account/confirm_password_reset_code.html",
        "account/reauthenticate.html",
    },
    "addresses are confirmed by codes, not by links": {
        "account/email_confirm.html",
        "account/verification_sent.html",
        "account/verified_email_required.html",
    },
    "an account has one address": {"account/email.html"},
    "the page to sign in is for new addresses as well": {"account/signup.html", "account/signup_closed.html"},
    "there are no telephone numbers": {
        "account/phone_change.html",
        "account/confirm_phone_verification_code.html",
    },
    "an account begins with an address, not with a passkey": {
        "account/signup_by_passkey.html",
        "mfa/webauthn/signup_form.html",
    },
    "no browser is trusted": {"mfa/trust.html"},
}


def names_in_allauth() -> Iterator[str]:
    files = [*ALLAUTH.joinpath("core").rglob("*.py")]
    for app in APPS:
        files += [
            path
            for path in [*ALLAUTH.joinpath(app).rglob("*.py"), *ALLAUTH.joinpath("templates", app).rglob("*")]
            # Its tests and its own list of addresses ask for nothing
            if path.is_file() and "tests" not in path.parts and path.name != "urls.py"
        ]
    asks = rf"(?:reverse|reverse_lazy|response|frontend_url|{{% url|urlname ?=|urlname=\()[^\n]*?{NAME}"
    for path in files:
        yield from re.findall(asks, path.read_text())
        yield from re.findall(rf"(?:reverse|reverse_lazy|response)\(\s*{NAME}", path.read_text())


def test_each_address_that_allauth_asks_for_is_there_or_is_never_asked_for():
    routed = {pattern.name for pattern in views(get_resolver())}

    missing = set(names_in_allauth()) - routed

    assert missing == set().union(*NOT_HERE.values())


def test_no_name_is_excused_that_is_there():
    routed = {pattern.name for pattern in views(get_resolver())}

    assert not routed & set().union(*NOT_HERE.values())


def nobody() -> tuple[Client, int]:
    return Client(), 0


def who_asked_for_a_code() -> tuple[Client, int]:
    client = Client()
    client.post("/account/sign-in/", {"email": make_user().email})
    return client, 0


def who_changes_the_address() -> tuple[Client, int]:
    client = confirmed(make_user())
    client.post("/account/address/", {"action_add": "", "email": "new@example.org"})
    return client, 0


def who_gives_a_second_factor() -> tuple[Client, int]:
    user, client = make_user(), Client()
    make_passkey(user)
    TOTP.activate(user, SECRET)
    client.post("/account/sign-in/", {"email": user.email})
    client.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})
    return client, 0


def somebody() -> tuple[Client, int]:
    return confirmed(make_user()), 0


def with_all_factors() -> tuple[Client, int]:
    user = make_user()
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    passkey = make_passkey(user)
    return confirmed(user, method="mfa"), passkey.pk


PAGES = [
    ("/account/sign-in/", nobody, "account/request_login_code.html"),
    ("/account/inactive/", nobody, "account/account_inactive.html"),
    ("/account/sign-in/code/", who_asked_for_a_code, "account/confirm_login_code.html"),
    ("/account/sign-up/code/", who_changes_the_address, "account/confirm_email_verification_code.html"),
    ("/account/sign-in/second-factor/", who_gives_a_second_factor, "mfa/authenticate.html"),
    ("/account/sign-out/", somebody, "account/logout.html"),
    ("/account/address/", somebody, "account/email_change.html"),
    ("/account/sessions/", somebody, "usersessions/usersession_list.html"),
    ("/account/second-factor/", somebody, "mfa/index.html"),
    ("/account/second-factor/", with_all_factors, "mfa/index.html"),
    ("/account/app/add/", somebody, "mfa/totp/activate_form.html"),
    ("/account/passkeys/", somebody, "mfa/webauthn/authenticator_list.html"),
    ("/account/passkeys/", with_all_factors, "mfa/webauthn/authenticator_list.html"),
    ("/account/passkeys/add/", somebody, "mfa/webauthn/add_form.html"),
    ("/account/second-factor/again/", with_all_factors, "mfa/reauthenticate.html"),
    ("/account/passkeys/again/", with_all_factors, "mfa/webauthn/reauthenticate.html"),
    ("/account/app/remove/", with_all_factors, "mfa/totp/deactivate_form.html"),
    ("/account/recovery-codes/", with_all_factors, "mfa/recovery_codes/index.html"),
    ("/account/recovery-codes/new/", with_all_factors, "mfa/recovery_codes/generate.html"),
    ("/account/recovery-codes/file/", with_all_factors, "mfa/recovery_codes/download.txt"),
    ("/account/passkeys/0/", with_all_factors, "mfa/webauthn/edit_form.html"),
    ("/account/passkeys/0/remove/", with_all_factors, "mfa/webauthn/authenticator_confirm_delete.html"),
]


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize(("address", "reader", "template"), PAGES)
def test_each_page_in_use_opens(address, reader, template, language):
    client, passkey = reader()

    answer = client.get(language + address.replace("/0/", f"/{passkey}/"))

    assert answer.status_code == 200
    assert answer.templates[0].name == template
    if template.endswith(".html"):
        assert "Skip to main content" in text(answer)


def test_each_page_of_allauth_is_opened_or_cannot_be_reached():
    templates = ALLAUTH / "templates"
    pages = {
        str(path.relative_to(templates))
        for app in APPS
        for path in templates.joinpath(app).rglob("*")
        if path.suffix in (".html", ".txt") and not {"email", "messages", "snippets"} & set(path.parts)
    }
    frames = {page for page in pages if "/base" in page}

    opened = {template for _address, _reader, template in PAGES}

    assert pages - frames - opened == set().union(*PAGES_NOT_HERE.values())


def mails_of_allauth() -> set[str]:
    folders = [ALLAUTH / "templates", Path("directory/templates")]
    return {
        str(path.relative_to(folder)).removesuffix("_subject.txt")
        for folder in folders
        for app in APPS
        for path in folder.joinpath(app, "email").glob("*_subject.txt")
    }


@pytest.mark.parametrize("mail", sorted(mails_of_allauth()))
def test_each_mail_can_be_written(mail):
    """Also those that nothing here sends today."""
    user = make_user()
    values = {
        "user": user,
        "code": "ABCD-EFGH",
        "ends_at": timezone.now(),
        "email": user.email,
        "from_email": "a@example.org",
        "to_email": user.email,
    }
    request = RequestFactory().get("/")
    request.user = user

    with context.request_context(request):
        get_adapter().send_mail(mail, user.email, values)

    written = Mail.objects.get()
    assert written.subject
    assert len(written.text) > 40


@pytest.mark.parametrize(
    "message", sorted(ALLAUTH.joinpath("templates").rglob("messages/*.txt")), ids=lambda path: path.stem
)
def test_each_message_on_a_page_can_be_written(message):
    name = str(message.relative_to(ALLAUTH / "templates"))

    assert render_to_string(name, {"user": make_user(), "email": "a@example.org", "code": "A"}) is not None
