"""The content security policy, in the format of Django 6, whose own middleware will take this one's place."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NONE = "'none'"
SELF = "'self'"


def policy(directives: Mapping[str, Iterable[str]]) -> str:
    """The header's value."""
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def csp_override(directives: Mapping[str, Iterable[str]]) -> Callable:
    """The decorator of a view whose responses have a policy of their own, as in Django 6."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(*args, **kwargs) -> HttpResponse:
            response = view(*args, **kwargs)
            response._csp_config = directives
            return response

        return answer

    return decorate


class ContentSecurityPolicyMiddleware:
    """Sets the policy of `SECURE_CSP` on every response that has none of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = policy(settings.SECURE_CSP)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # None: the view said nothing. Empty directives are an override, too
        override = getattr(response, "_csp_config", None)
        response.headers["Content-Security-Policy"] = self.policy if override is None else policy(override)
        return response
