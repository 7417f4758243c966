"""Who may see which page: each view states its policy as its outermost decorator."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """For everybody, to look at: GET and HEAD only, the same for each reader."""

    guarded = require_safe(view)
    guarded.policy = "public"
    return guarded
