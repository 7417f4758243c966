"""Which methods a view answers. The view says so by a decorator, and `middleware.AllowedMethods` reads it: before the
check against forged forms and before the sign-in page, which would answer to what no page takes from anybody."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpResponse
from django.views.decorators import http

View = Callable[..., HttpResponse]
OF_A_PAGE_WITH_A_FORM = ("GET", "HEAD", "POST")


def require_http_methods(methods: Iterable[str]) -> Callable[[View], View]:
    """As Django's, and the view has them as `allowed_methods`."""

    def decorate(view: View) -> View:
        # Wrapped once more: a view may stand at two addresses, with other methods at each
        @wraps(view)
        def answer(*args, **kwargs) -> HttpResponse:
            return checked(*args, **kwargs)

        checked = http.require_http_methods(list(methods))(view)
        answer.allowed_methods = tuple(methods)
        return answer

    return decorate


require_safe = require_http_methods(["GET", "HEAD"])
require_POST = require_http_methods(["POST"])  # noqa: N816 - as Django calls its own
