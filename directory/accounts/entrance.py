"""The one way in: whoever types an address is mailed a code, and whoever enters it is signed in. An address without an account
gets one with that, so nobody has to know whether they have been here before, and nobody else learns it."""

import datetime
import time

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import LoginByCodeStage, LoginStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.accounts.alike import alike
from directory.accounts.code_forms import may_mail_code
from directory.models import User
from directory.rights import permissions
from directory.rights.methods import require_safe


class SignInCode(LoginCodeVerificationProcess):
    """A code on its way. allauth mails one to addresses with an account only; here each address gets one."""

    @classmethod
    def mail(cls, request: HttpRequest, *, user: User | None, address: str) -> None:
        login = Login(user=user, email=address)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=address), initiated_by_user=True)
        process = cls(stage)
        process.send()
        process.persist()

    @property
    def address(self) -> str:
        return self.state["email"]

    @property
    def sent_at(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.state["at"], tz=timezone.get_current_timezone())

    @property
    def ends_at(self) -> datetime.datetime:
        return self.sent_at + datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)

    def send_by_email(self, email: str, **_options: object) -> None:
        context = {"code": self.generate_code(), "ends_at": self.ends_at}
        get_adapter().send_mail("account/email/login_code", email, context)

    def resend(self) -> None:
        """Mail another code, which alone counts from now on, and may be tried as often."""
        self.state["at"] = time.time()
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        if self.user is None:
            self._user = account_for(self.request, self.address)
        return super().finish(redirect_url)


@transaction.atomic
def account_for(request: HttpRequest, address: str) -> User:
    """The account of somebody who showed that they read the mailbox: the one that was made meanwhile, or a new one."""
    user, is_new = User.objects.get_or_create(
        email=address, defaults={"language": get_language() or settings.LANGUAGE_CODE}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
        signals.user_signed_up.send(sender=User, request=request, user=user)
    return user


class SignInView(RequestLoginCodeView):
    """Asks for the address; also of somebody to whom a code was mailed, for it may have gone to another one."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        return None

    def form_valid(self, form) -> HttpResponse:
        SignInCode.mail(self.request, user=form._user, address=form.cleaned_data["email"])
        return HttpResponseRedirect(self.get_success_url())


@method_decorator(
    login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"), name="dispatch"
)
class EnterCodeView(ConfirmLoginCodeView):
    """Asks for the code, and mails a new one. A code that has ended leaves its page as it is: a new one is one click away."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.stage = request._login_stage
        self._process = SignInCode(self.stage)
        # Past allauth's own, which leads back to the first page where the code has ended
        return super(ConfirmLoginCodeView, self).dispatch(request, *args, **kwargs)

    @property
    def _action(self) -> str:
        return "resend" if self.request.POST.get("action") == "resend" else "verify"

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        return kwargs if self._action == "resend" else {**kwargs, "ends_at": self._process.ends_at}

    def _resend_form_valid(self, form) -> HttpResponse:
        if may_mail_code(self._process.address):
            self._process.resend()
        else:
            messages.error(
                self.request, _("You have asked for five codes in an hour. Use the newest, or wait.")
            )
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def form_invalid(self, form) -> HttpResponse:
        # The form counts the tries, and says when there were too many
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs) -> dict:
        process = self._process
        return super().get_context_data(
            sent_at=process.sent_at,
            ends_at=process.ends_at,
            is_new_code=process.state["resend_count"] > 0,
            sender=settings.DEFAULT_FROM_EMAIL,
            **kwargs,
        )


sign_in = permissions.entrance_form(SignInView.as_view())
enter_code = permissions.entrance(alike(EnterCodeView.as_view()))


@permissions.entrance
@require_safe
def sign_up(request: HttpRequest) -> HttpResponse:
    """To the page to sign in, which is for new addresses as well: mails and other sites lead here."""
    next_page = request.GET.get("next")
    query = f"?{urlencode({'next': next_page})}" if next_page else ""
    return redirect(reverse("account_login") + query)
