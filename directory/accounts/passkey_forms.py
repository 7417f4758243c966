"""Forms that take what a browser says of a passkey: JSON that anybody may send, with an account or without one.

allauth asks for the right kinds of values, but not whether they are there; what cannot be read is a wrong passkey here.
"""

import struct

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError

UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


def _wrong_passkey() -> ValidationError:
    return get_adapter().validation_error("incorrect_code")


class CredentialField(forms.JSONField):
    widget = forms.HiddenInput

    def to_python(self, value: object) -> object:
        try:
            return super().to_python(value)
        except RecursionError as error:
            raise _wrong_passkey() from error

    def bound_data(self, data: str | None, initial: object) -> str:
        """A form that comes back has none: the browser asks for the passkey anew."""
        return forms.fields.InvalidJSONInput("")


class ReadableCredential(forms.Form):
    """For a form that signs in or confirms by a passkey."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except UNREADABLE as error:
            raise _wrong_passkey() from error


class PasskeyForm(ReadableCredential, allauth_forms.AuthenticateWebAuthnForm):
    pass


class PasskeySignInForm(ReadableCredential, allauth_forms.LoginWebAuthnForm):
    pass


class PasskeyConfirmingForm(ReadableCredential, allauth_forms.ReauthenticateWebAuthnForm):
    pass


class NewPasskeyForm(allauth_forms.AddWebAuthnForm):
    credential = CredentialField()

    def clean(self) -> dict:
        try:
            return super().clean()
        except UNREADABLE as error:
            raise _wrong_passkey() from error
