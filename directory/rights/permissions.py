"""Who may see which page: each view states its policy as its outermost decorator.

Hidden from somebody: 404, by the look-up in the view. A page that is not theirs: 403. Not signed in: the page to sign in.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from config.security import for_any_site
from directory.gate.form_tokens import is_from_here
from directory.models import User
from directory.rights.methods import OF_A_PAGE_WITH_A_FORM, require_safe

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """For everybody, to look at: GET and HEAD only, the same for each reader."""
    return _stated(require_safe(view), "public")


def by_reader(view: View) -> View:
    """For everybody, to look at; what there is depends on the reader, so it is never kept. No cookie is set."""
    return _stated(never_cache(require_safe(view)), "by reader")


def public_form(view: View) -> View:
    """For everybody, to send something: no account is needed. No cookie is set, so `form_tokens` says why a form is ours."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and not is_from_here(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    answer.csrf_exempt = True  # Django's check needs a cookie, and these pages set none
    return _stated(never_cache(answer), "public form")


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


def entrance(view: View) -> View:
    """The way in and out of an account: for everybody, never kept."""
    return _stated(never_cache(view), "entrance")


def signed_in(view: View) -> View:
    """For accounts. What a person may see of it, the view's look-up says."""
    return _stated(never_cache(login_required(view)), "signed in")


def reviewer(view: View) -> View:
    """For reviewers. A session without a second factor is sent to give it first, a reviewer without one to set it up."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_reviewer:
            raise PermissionDenied
        if not gave_second_factor(request, request.user):
            page = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_index"
            return redirect_to_login(request.get_full_path(), reverse(page))
        return view(request, *args, **kwargs)

    return _stated(never_cache(login_required(answer)), "reviewer")


def gave_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session was opened, or confirmed since, with a passkey, an authenticator app or a recovery code."""
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
