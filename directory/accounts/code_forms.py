"""Codes that were mailed or come from an app, and how often they may be tried."""

import datetime

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import BaseConfirmCodeForm, ConfirmEmailVerificationCodeForm, ConfirmLoginCodeForm
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.gate import limits
from directory.models import SecurityEvent, SecurityEventKind, User

# Of a code, and of an account's second factor within five minutes
MOST_TRIES = 5
CODE_SECONDS, FACTOR_SECONDS = 15 * 60, 5 * 60
LONGEST_TYPED_CODE = 20  # characters, with whatever somebody types between the letters
# That one address may ask for within an hour, as many as are mailed: see `mail/outbox.py`
MOST_CODES, HOUR = 5, 60 * 60
# Of second factors within a minute, whoever's they are
MOST_FROM_ONE_ADDRESS = 10
SECOND_FACTOR = "tries of a second factor"


def may_try_code(session_key: str, code: str) -> bool:
    """Count one more try of a code that was mailed to whoever has that session, and say whether it may be looked at."""
    tries = limits.allow("tries of a code", f"{session_key}:{code}", most=MOST_TRIES, seconds=CODE_SECONDS)
    return tries.is_allowed


def may_mail_code(address: str) -> bool:
    """Count one more code that is asked for at an address, and say whether it is mailed."""
    return limits.allow("codes to an address", address, most=MOST_CODES, seconds=HOUR).is_allowed


def may_try_second_factor(request: HttpRequest, user: User) -> bool:
    """Count one more try of an account's second factor, and say whether it may be looked at."""
    of_address = limits.allow(
        f"{SECOND_FACTOR} from an address",
        limits.address_of(request),
        most=MOST_FROM_ONE_ADDRESS,
        seconds=60,
    )
    # The account's is not counted where the address has none left: it would be used up by what nobody looked at
    return (
        of_address.is_allowed
        and limits.allow(SECOND_FACTOR, str(user.pk), most=MOST_TRIES, seconds=FACTOR_SECONDS).is_allowed
    )


class RecordedTry:
    """A code that is wrong is kept as a security event: of whose account, which is nobody's for an address without one."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except ValidationError:
            SecurityEvent.objects.record(
                SecurityEventKind.TRY_FAILED,
                about=self.account_number(),
                network=limits.address_of(context.request),
            )
            raise

    def account_number(self) -> int | None:
        return self.user.pk if self.user else None


def describe_code(field: forms.CharField) -> None:
    """Ask for a mailed code in our own words."""
    field.label = _("Code")
    field.help_text = _("Eight letters, such as QPPD-PSGG. Small letters, and no hyphen, are fine too.")
    field.max_length = LONGEST_TYPED_CODE
    field.error_messages["required"] = _("Enter the code from our e-mail.")
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "autocapitalize": "characters",
        "spellcheck": "false",
        "maxlength": LONGEST_TYPED_CODE,
    }


class CountedCode:
    """A mailed code, of which so many tries are looked at."""

    def clean_code(self) -> str:
        if not may_try_code(context.request.session.session_key, self.expected_code):
            raise ValidationError(_("Five codes were wrong. Send a new code."), code="too_many")
        return super().clean_code()


class SignInCodeForm(RecordedTry, CountedCode, ConfirmLoginCodeForm):
    """The first step of signing in. `ends_at`: until when the code counts."""

    def __init__(self, *args, ends_at: datetime.datetime, **options):
        super().__init__(*args, **options)
        self.ends_at = ends_at
        describe_code(self.fields["code"])

    def clean_code(self) -> str:
        if timezone.now() > self.ends_at:
            end = date_format(timezone.localtime(self.ends_at), "H:i")
            raise ValidationError(
                _("This code ended at %(time)s. Send a new code.") % {"time": end}, code="ended"
            )
        return super().clean_code()

    def account_number(self) -> int | None:
        account = context.request.session[LOGIN_SESSION_KEY]["user_pk"]
        return url_str_to_user_pk(account) if account else None


class ReadMailboxForm(ConfirmEmailVerificationCodeForm):
    """Whoever reads the mailbox has the address: an account that was made for it and never entered gives way."""

    def clean_code(self) -> str:
        BaseConfirmCodeForm.clean_code(self)
        others = User.objects.filter(email=self.email).exclude(pk=self.user.pk if self.user else None)
        never_entered = others.filter(last_login=None, emailaddress__isnull=False)
        never_entered.exclude(emailaddress__verified=True).delete()
        return super().clean_code()


class AddressCodeForm(RecordedTry, CountedCode, ReadMailboxForm):
    """Shows that a changed address is read by whoever typed it."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        describe_code(self.fields["code"])


class UsedOnce:
    """A code of an authenticator app counts once for as long as it is taken. allauth remembers a used code for half a
    minute, which is too short where codes that are a little early or late are taken as well."""

    def clean_code(self) -> str:
        # Counted before it is looked at, so that many at once are not more than one after the other
        if not may_try_second_factor(context.request, self.user):
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        # The period of the code itself, and as many before and after as are tolerated
        seconds = mfa_settings.TOTP_PERIOD * (1 + 2 * mfa_settings.TOTP_TOLERANCE)
        used_code = f"app-code-used:{self.user.pk}:{normalize_user_code(code)}"
        # `add` sets it only where it is not set: of two that send the code at once, one gets in
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(
            used_code, "yes", timeout=seconds
        ):
            raise get_adapter().validation_error("incorrect_code")
        limits.begin_anew(SECOND_FACTOR, str(self.user.pk))
        return code


class SecondFactorForm(RecordedTry, UsedOnce, AuthenticateForm):
    """The second step of signing in."""


class ConfirmingForm(RecordedTry, UsedOnce, ReauthenticateForm):
    """Asked again before something that cannot be taken back."""
