"""Confirming that it is still the same person, before something that cannot be undone.

Who has a second factor gives it again, on allauth's pages. Who has none enters a mailed code: this page is what allauth
calls reauthentication, and the one place where it knows passwords only.
"""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.cryptokit import compare_user_code
from allauth.core.ratelimit import consume, respond_429
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from directory.accounts.code_forms import CODE_SECONDS, may_try_code
from directory.accounts.forms import MailedCodeForm
from directory.gate.limits import address_of
from directory.mail.letters import to_account_holders
from directory.models import SecurityEvent, SecurityEventKind
from directory.rights import permissions
from directory.rights.methods import require_http_methods

CODE = "confirmation_code"  # in the session: the code and when it was mailed, in seconds


def confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a POST through only within minutes of a confirmation; else lead there, and go on afterwards."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and not was_confirmed_lately(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return answer


def was_confirmed_lately(request: HttpRequest) -> bool:
    oldest = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    return any(record.get("reauthenticated") and record["at"] > oldest for record in records)


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Mail a code, or check it where there is one to check."""
    if is_mfa_enabled(request.user):
        return redirect("mfa_reauthenticate")
    sent = request.session.get(CODE)
    if sent and time.time() - sent["at"] > CODE_SECONDS:
        sent = None
    # allauth's limit counts both mails and guesses
    if request.method == "POST" and not consume(request, action="reauthenticate", user=request.user):
        return respond_429(request)
    if request.method == "POST" and "code" not in request.POST:
        sent = request.session[CODE] = {"code": get_adapter().generate_login_code(), "at": time.time()}
        to_account_holders.confirmation_code(request.user, code=sent["code"], minutes=CODE_SECONDS // 60)
    form = MailedCodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        # Counted first, whatever is typed: of many at once no more are compared
        is_counted = sent and may_try_code(request.session.session_key, sent["code"])
        if is_counted and compare_user_code(actual=form.cleaned_data["code"], expected=sent["code"]):
            del request.session[CODE]
            # `resume_request` sends the form once more that had to wait for the confirmation
            record_authentication(request, request.user, method="code", reauthenticated=True)
            return resume_request(request) or redirect("directory:account")
        SecurityEvent.objects.record(
            SecurityEventKind.TRY_FAILED, about=request.user, network=address_of(request)
        )
        form.add_error("code", _("This is not the code that we sent, or it is too old."))
    return render(request, "directory/accounts/confirm.html", {"form": form, "is_sent": bool(sent)})
