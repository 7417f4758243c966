"""Ways to sign in: at once, by the pages as a person does it, or as a cookie for a browser."""

import re
import secrets
import time

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import is_mfa_enabled
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from fido2.cose import ES256
from fido2.utils import sha256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from directory.models import Mail, User

# What an authenticator app and the site share, in base 32
SECRET = "JBSWY3DPEHPK3PXP"


def code_mailed_to(address: str) -> str:
    mail = Mail.objects.filter(recipient=address).latest("created_at")
    return re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)$", mail.text, re.MULTILINE)[1]


def make_passkey(user: User, *, name: str = "A key") -> Authenticator:
    """A passkey as a browser registers it, whose key nobody has."""
    public_key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid.NONE, secrets.token_bytes(16), public_key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(sha256(b"localhost"), flags, 0, credential)
    client_data = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    response = RegistrationResponse(
        raw_id=credential.credential_id,
        response=AuthenticatorAttestationResponse(
            client_data=client_data, attestation_object=AttestationObject.create("none", data, {})
        ),
    )
    key = {"name": name, "passwordless": False, "credential": dict(response)}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=key)


def app_code(secret: str, *, after: int = 0) -> str:
    """The code that an app shows now, or `after` half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + after))


def sign_in(client: Client, user: User, *, has_app: bool) -> None:
    """Sign in by a mailed code, and by an authenticator app where there is one."""
    client.post("/account/sign-in/", {"email": user.email})
    if has_app:
        TOTP.activate(user, SECRET)
    client.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})
    if has_app:
        client.post("/account/sign-in/second-factor/", {"code": app_code(SECRET)})


def signed_in(user: User) -> Client:
    """A client in a new session of that person, without a second factor."""
    client = Client()
    client.force_login(user)
    return client


def confirmed(user: User, *, method: str = "code", seconds_ago: int = 0) -> Client:
    """A client in a new session of that person, who confirmed so long ago that it is still the same one."""
    client = signed_in(user)
    session = client.session
    record = {"method": method, "at": time.time() - seconds_ago, "reauthenticated": True}
    session["account_authentication_methods"] = [record]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def new_session(user: User) -> str:
    """The key of a session as it is after signing in, with an authenticator app where one is asked for."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if user.is_reviewer or user.gave_second_factor:
        if not is_mfa_enabled(user):
            TOTP.activate(user, SECRET)
        record_authentication(request, user, method="mfa", type="totp", reauthenticated=True)
    request.session.save()
    return request.session.session_key
