"""The pages of allauth that are in use: who sees each, and what is confirmed first."""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.conf import settings
from django.http import HttpResponse

from directory.accounts.alike import alike
from directory.accounts.sign_in_changes import (
    changes_confirmed_first,
    changes_told,
    confirmed_first,
    shows_codes,
)
from directory.rights.permissions import entrance, signed_in

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """For whoever is signed in and confirmed that in the last minutes; what it changes is told."""
    return signed_in(confirmed_first(view))


# In and out
second_factor = entrance(factors.authenticate)
passkey = entrance(passkeys.login_webauthn)
address_code = entrance(alike(changes_told(account.email_verification_sent)))
sign_out = entrance(account.logout)
inactive = entrance(
    account.AccountInactiveView.as_view(extra_context={"contact_email": settings.CONTACT_EMAIL})
)

# How somebody signs in
address = signed_in(changes_confirmed_first(account.email))
own_sessions = signed_in(sessions.list_usersessions)
own_factors = signed_in(factors.index)
second_factor_again = signed_in(factors.reauthenticate)

add_app = confirmed(app.activate_totp)
remove_app = confirmed(app.deactivate_totp)

own_codes = signed_in(shows_codes(codes.view_recovery_codes))
new_codes = confirmed(codes.generate_recovery_codes)
codes_file = signed_in(shows_codes(codes.download_recovery_codes))

own_passkeys = signed_in(passkeys.list_webauthn)
add_passkey = confirmed(passkeys.add_webauthn)
passkey_again = signed_in(passkeys.reauthenticate_webauthn)
change_passkey = confirmed(passkeys.edit_webauthn)
remove_passkey = confirmed(passkeys.remove_webauthn)
