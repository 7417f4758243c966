"""Who may see which page: each view states its policy as its outermost decorator."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """For everybody, to look at: GET and HEAD only, the same for each reader."""

    guarded = require_safe(view)
    guarded.policy = "public"
    return guarded


def open_data(view: View) -> View:
    """For everybody and for programs of any site, to read: no cookie is looked at, so none has to be protected.
    The view itself says no to other methods, in words that a program understands."""

    @wraps(view)
    def answer(*args, **kwargs) -> HttpResponse:
        return view(*args, **kwargs)

    answer.csrf_exempt = True
    answer.policy = "open data"
    return answer
