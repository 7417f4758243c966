"""Who may see which page: each view states its policy as its outermost decorator.

Hidden from somebody: 404, by the look-up in the view. A page that is not theirs: 403. Not signed in: the page to sign in.
"""

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache

from config.security import for_any_site
from directory.gate import kept_forms
from directory.gate.form_tokens import is_from_here
from directory.gate.limits import address_of
from directory.models import SecurityEvent, SecurityEventKind, User
from directory.records.addresses import Gone
from directory.rights.methods import OF_A_PAGE_WITH_A_FORM, require_safe

View = Callable[..., HttpResponse]
# docs/operating.md and the page about privacy name the 12 hours
REVIEWER_IDLE_SECONDS = 12 * 3600
SEEN_EVERY_SECONDS = 5 * 60
SEEN_AT = "seen_at"  # in the session


def public(view: View) -> View:
    """For everybody, to look at: GET and HEAD only, the same for each reader."""
    return _stated(require_safe(view), "public")


def by_reader(view: View) -> View:
    """For everybody, to look at; what there is depends on the reader, so it is never kept. No cookie is set."""
    return _stated(never_cache(require_safe(view)), "by reader")


def public_form(view: View) -> View:
    """For everybody, to send something: no account is needed. No cookie is set, so `form_tokens` says why a form is ours."""

    stated = _stated(never_cache(from_here(view)), "public form")
    stated.csrf_exempt = True  # Django's check needs a cookie, and these pages set none
    return stated


def from_here(view: View) -> View:
    """Refuse what a page of another site sends."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and not is_from_here(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return answer


def by_link(view: View) -> View:
    """For whoever holds a link that was mailed. The view looks the token up; a link that is not open does not exist.

    The address that holds the token is never sent as a referrer. The pages after it, whose addresses hold none, are sent
    as referrers within this site: with "no-referrer" browsers would send their forms with "Origin: null", which
    `is_from_here` and Django take for forged.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer" if kwargs or args else "same-origin"
        # Should a link ever be published, no search engine keeps its page.
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return _stated(never_cache(answer), "by link")


def by_mail_program(view: View) -> View:
    """For whoever holds a link that was mailed, and for the program that shows the mail: it sends the form by itself, without
    ever opening the page, so nothing but the link can say that it may."""
    stated = by_link(view)
    stated.csrf_exempt = True
    return stated


def open_to_read(view: View) -> View:
    """For everybody, to look at; what there is depends on the reader, so it is never kept. No cookie is set. What is sent is for
    accounts, as with `signed_in`."""
    for_accounts = signed_in(view)

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return (for_accounts if request.method == "POST" else view)(request, *args, **kwargs)

    return _stated(never_cache(answer), "open to read")


def entrance(view: View) -> View:
    """The way in and out of an account: for everybody, never kept."""
    return _stated(never_cache(view), "entrance")


def entrance_form(view: View) -> View:
    """The way in, by a form that stands on public pages as well, which set no cookie: `form_tokens` says why a form is ours.
    It only has a code mailed, as anybody may."""
    stated = entrance(from_here(view))
    stated.csrf_exempt = True
    return stated


def signed_in(view: View) -> View:
    """For accounts. What a person may see of it, the view's look-up says. What is sent after the session has ended is kept
    until its writer has signed in."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return awake(request, *args, **kwargs)

    awake = while_awake(with_kept_text(view))
    return _stated(never_cache(answer), "signed in")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    sign_in_page = resolve_url(settings.LOGIN_URL)
    return kept_forms.after_signing_in(request, lambda page: redirect_to_login(page, sign_in_page))


def with_kept_text(view: View) -> View:
    """Put what this person typed while their session ended where its form stands again."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        kept_text = kept_forms.kept_text_of_form(request)
        if kept_text is None:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            kept_forms.forget(request, kept_text)
            return view(request, *args, **kwargs)
        try:
            response = view(request, *args, **kwargs)
        except (Gone, Http404, PermissionDenied):
            return kept_forms.without_form(kept_text)
        return kept_forms.put_back(request, response, kept_text)

    return answer


def reviewer(view: View) -> View:
    """For reviewers. A session without a second factor is sent to give it first, a reviewer without one to set it up.

    What is sent and done is a decision: it is kept as a security event, in one transaction with what was done.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_reviewer:
            raise PermissionDenied
        if not gave_second_factor(request, request.user):
            factor_page = reverse("mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_index")
            return kept_forms.after_signing_in(request, lambda page: redirect_to_login(page, factor_page))
        if request.method != "POST":
            return view(request, *args, **kwargs)
        reviewer = request.user
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            # A decision leads on; a form with mistakes comes back
            if response.status_code == HTTPStatus.FOUND:
                SecurityEvent.objects.record(
                    SecurityEventKind.DECIDED,
                    by=reviewer,
                    details=request.path_info,
                    network=address_of(request),
                )
        return response

    # Before `answer` looks who it is, somebody is signed in
    return _stated(signed_in(answer), "reviewer")


def while_awake(view: View) -> View:
    """Sign out a reviewer who has done nothing for 12 hours; note that there is life in the session."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_reviewer:
            if is_asleep(request, request.user):
                logout(request)
                return _to_sign_in(request)
            # Written seldom: each time is a statement of its own
            if time.time() - request.session.get(SEEN_AT, 0) > SEEN_EVERY_SECONDS:
                request.session[SEEN_AT] = time.time()
        return view(request, *args, **kwargs)

    return answer


def is_asleep(request: HttpRequest, user: User) -> bool:
    """Whether this is a reviewer's session in which no page of an account was asked for in 12 hours."""
    seen_at = request.session.get(SEEN_AT)
    return bool(user.is_reviewer and seen_at and time.time() - seen_at > REVIEWER_IDLE_SECONDS)


def gave_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session was opened, or confirmed since, with a passkey, an authenticator app or a recovery code, and is not
    a reviewer's that nobody used for long."""
    if is_asleep(request, user):
        return False
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def open_data(view: View) -> View:
    """For everybody and for programs of any site, to read: no cookie is looked at, so none has to be protected.
    The view itself says no to other methods, in words that a program understands."""

    @wraps(view)
    def answer(*args, **kwargs) -> HttpResponse:
        return view(*args, **kwargs)

    answer.csrf_exempt = True
    answer.allowed_methods = None
    return _stated(for_any_site(answer), "open data")


def _stated(view: View, policy: str) -> View:
    # A test walks the URLconf, and fails on a view without a policy or without methods.
    view.policy = policy
    if not hasattr(view, "allowed_methods"):
        view.allowed_methods = OF_A_PAGE_WITH_A_FORM
    return view
