"""What reviewers do for accounts: a lost second factor, ending sessions, blocking. And the security events of all accounts."""

import datetime
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.form_keys import sent_once
from directory.gate.plain_text import LineField, ParagraphsField
from directory.models import Representative, SecurityEvent, SecurityEventKind, User, Verification
from directory.models.text_search import LONGEST_QUERY
from directory.rights import permissions, safeguards
from directory.rights.methods import require_http_methods, require_safe

MOST_FOUND = 20
EVENTS_PER_PAGE = 50
LATEST_EVENTS = 10
# Not a browser's own calendar, of which the keyboard reaches each part by itself
AS_ISO = gettext_lazy("Such as 2026-03-31.")

# The value of the button, what is done, and what is said afterwards
ACTIONS: dict[str, tuple[Callable, str | Promise]] = {
    "sign-out": (safeguards.sign_out, gettext_lazy("The account is signed out everywhere.")),
    "take-off": (
        safeguards.take_off_factors,
        gettext_lazy("The account has no second factor any more, and is signed out everywhere."),
    ),
    "block": (safeguards.block, gettext_lazy("The account is blocked, and signed out everywhere.")),
    "unblock": (safeguards.unblock, gettext_lazy("The account can be used again.")),
}


class FindForm(forms.Form):
    q = LineField(
        label=gettext_lazy("E-mail address or name"),
        max_length=LONGEST_QUERY,
        widget=forms.TextInput({"type": "search"}),
    )


class AccountForm(forms.Form):
    reason = ParagraphsField(
        label=gettext_lazy("Why, and how you checked who asks"),
        help_text=gettext_lazy(
            "For example: called back through the switchboard of the ministry. Reviewers read it among the security events."
        ),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


@permissions.reviewer
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Find an account."""
    form = FindForm(request.GET or None)
    accounts_found = []
    if form.is_valid():
        words = form.cleaned_data["q"]
        named = Q(email__icontains=words) | Q(name__icontains=words)
        accounts_found = User.objects.filter(named).order_by("email")[:MOST_FOUND]
    context = {"form": form, "accounts": accounts_found, "most": MOST_FOUND}
    return render(request, "directory/review/accounts.html", context)


@permissions.reviewer
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One account, and what can be done for it. Nobody does it to the own account."""
    account = get_object_or_404(User, pk=pk)
    form = AccountForm(request.POST if request.method == "POST" else None)
    stop = ""
    if form.is_valid() and (action := ACTIONS.get(request.POST.get("action", ""))):
        work, done = action
        try:
            work(account, by=request.user, reason=form.cleaned_data["reason"])
        except safeguards.OwnAccount:
            stop = _("Another reviewer has to do that for you.")
        except safeguards.NothingToDo:
            stop = _("It is so already.")
        else:
            messages.success(request, done)
            return redirect("directory:review_account", account.pk)
    factors = Authenticator.objects.filter(user=account).order_by("created_at")
    context = {
        "account": account,
        "form": form,
        "stop": stop,
        "is_own": account.pk == request.user.pk,
        "factors": [safeguards.FACTOR_NAMES[factor.type] for factor in factors],
        "session_count": UserSession.objects.filter(user=account).count(),
        "representations": Representative.objects.current().of(account).select_related("organisation"),
        "verifications": Verification.objects.current().of(account).select_related("organisation"),
        "events": _events().concerning(account.pk)[:LATEST_EVENTS],
    }
    return render(request, "directory/review/account.html", context, status=409 if stop else 200)


class EventsForm(forms.Form):
    """Which security events are shown; as they stand in the address of the page."""

    account = LineField(
        label=gettext_lazy("Account"),
        help_text=gettext_lazy("Its e-mail address; of a deleted account its number."),
        max_length=254,
        required=False,
    )
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, help_text=AS_ISO)
    until = forms.DateField(label=gettext_lazy("To"), required=False, help_text=AS_ISO)
    # The number of the event above which the page before ended
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("Everything")), *SecurityEventKind.choices]

    def clean_account(self) -> int | None:
        typed = self.cleaned_data["account"].strip().lower()
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and len(typed) < 19:
            return int(typed)
        account = User.objects.filter(email=typed).values_list("pk", flat=True).first()
        if account is None:
            raise forms.ValidationError(_("There is no account with this address."), code="unknown")
        return account

    def events(self):
        """Those that are asked for, the newest first."""
        events, asked_for = _events(), self.cleaned_data
        if asked_for["account"]:
            events = events.concerning(asked_for["account"])
        if asked_for["kind"]:
            events = events.filter(kind=asked_for["kind"])
        if asked_for["since"]:
            events = events.filter(at__gte=_midnight(asked_for["since"]))
        if asked_for["until"]:
            events = events.filter(at__lt=_midnight(asked_for["until"]) + datetime.timedelta(days=1))
        if asked_for["before"]:
            events = events.filter(pk__lt=asked_for["before"])
        return events


@permissions.reviewer
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """What happened to accounts and who did it, page by page from the newest."""
    form = EventsForm(request.GET)
    events, older = [], ""
    if form.is_valid():
        # One more than the page holds says whether there are older ones; a count would read the whole table
        events = list(form.events()[: EVENTS_PER_PAGE + 1])
        if len(events) > EVENTS_PER_PAGE:
            events = events[:EVENTS_PER_PAGE]
            address = request.GET.copy()
            address["before"] = events[-1].pk
            older = f"?{address.urlencode()}"
    context = {"form": form, "events": events, "older": older, "is_first": "before" not in request.GET}
    return render(request, "directory/review/security.html", context)


def _events():
    return SecurityEvent.objects.select_related("by", "about").order_by("-pk")


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
