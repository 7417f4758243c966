"""Known and unknown addresses are answered alike: same pages, same size, same work, and signing in the same mail.

Nobody learns from signing in, or from a change of address, who has an account. allauth shows the same pages; what it spares
itself for one kind of address is done here in vain, so that the time does not tell either.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from directory.accounts.code_forms import may_mail_code
from directory.models import User


class SignInForm(RequestLoginCodeForm):
    """The address. It need not have an account, and the form says nothing of that."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        field = self.fields["email"]
        field.label = _("Your work e-mail address")
        field.help_text = _(
            "We send a code to it. There is no password, and no account to fill in. The address is not published."
        )
        field.error_messages |= {
            "required": _("Enter your e-mail address, such as name@example.org."),
            "invalid": _("“%(value)s” is not an e-mail address. Write it like name@example.org."),
        }
        field.widget.attrs = {"autocomplete": "email", "spellcheck": "false", "dir": "ltr"}

    def clean_email(self) -> str:
        # allauth brings an address into the one form in which it is kept on other pages only
        self.cleaned_data["email"] = get_adapter().clean_email(self.cleaned_data["email"])
        address = super().clean_email()
        if self._user:
            # Of an address that it does not know, allauth also asks the accounts
            User.objects.filter(email=address).first()
        if not may_mail_code(address):
            raise ValidationError(
                _("You have asked for five codes in an hour. Use the newest, or wait."), code="too_many"
            )
        return address


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
