"""Known and unknown addresses are answered alike: same pages, same size, same work.

Nobody learns from signing in or up, or from a change of address, who has an account: only the mail tells, to whoever
reads the mailbox. allauth shows the same pages; what it spares itself for one kind of address is done here in vain, so that the
time does not tell either.
"""

import secrets
from collections.abc import Callable
from functools import wraps

from allauth.account.forms import RequestLoginCodeForm, SignupForm
from allauth.account.internal.flows.email_verification import get_address_for_user
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.account.utils import has_verified_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from directory.accounts import recording
from directory.models import User


class SignInForm(RequestLoginCodeForm):
    def clean_email(self) -> str:
        address = super().clean_email()
        if address and self._user:
            # Of an address that it does not know, allauth also asks the accounts, and `AccountAdapter` whether one is blocked
            User.objects.filter(email=address).first()
            User.objects.filter(email=address, is_active=False).exists()
        return address


class SignUpForm(SignupForm):
    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account. For an address that has one, make another that is rolled back, and write a mail."""
        if not self.account_already_exists:
            with transaction.atomic():
                return super().try_save(request)
        self._save_in_vain(request)
        return super().try_save(request)

    def _save_in_vain(self, request: HttpRequest) -> None:
        address = self.cleaned_data["email"]
        # No mailbox can have it: `.invalid` is reserved (RFC 2606)
        self.cleaned_data["email"] = f"{secrets.token_hex(16)}@in-vain.invalid"
        self.account_already_exists = False
        with transaction.atomic():
            user = self.save(request)
            recording.account_made(User, request=request, user=user)
            # What the way to the page of the code asks about a new account
            has_verified_email(user)
            get_address_for_user(user)
            EmailAddress.objects.get_for_user(user, user.email)
            transaction.set_rollback(True)
        self.account_already_exists = True
        self.cleaned_data["email"] = address


def alike(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask the database as often for somebody who has no account, on a page where the mailed code is entered."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        # Both say whose account it is, and allauth looks it up for each
        for state, account in (
            (LOGIN_SESSION_KEY, "user_pk"),
            (EMAIL_VERIFICATION_CODE_SESSION_KEY, "user_id"),
        ):
            if state in request.session and not request.session[state].get(account):
                User.objects.filter(pk=0).first()
        return view(request, *args, **kwargs)

    return answer
