"""What browsers are told that they may do with our answers. The content security policy is in the format of Django 6, whose
own middleware will take its place here."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NONE = "'none'"
SELF = "'self'"
# The content security policy of an embedded list or map: any site may show it, and nothing in it does anything but link.
EMBEDDABLE = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}

# The content security policy of what is shown inside other sites: any site may show it, and nothing in it does anything but
# link
EMBEDDABLE = {
    "default-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}

# Features of browsers that a page may forbid itself: those of the Permissions Policy registry that reach devices, people's
# whereabouts or money, or that only advertisers use. Those that Chromium does not know (bluetooth, web-share) would be errors in
# its console.
UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)


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


RESOURCE_POLICY = "Cross-Origin-Resource-Policy"
ANY_SITE = "cross-origin"
READABLE_BY_SCRIPTS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Last-Modified, Link, Retry-After",
}


def for_any_site(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The decorator of a view whose answers other sites may show, and their scripts may read: embedded lists, files and what
    programs get. All of it is public, so that no cookie is let through: `Access-Control-Allow-Credentials` is never sent."""

    @wraps(view)
    def answer(*args, **kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers[RESOURCE_POLICY] = ANY_SITE
        # The API states its own, which are more
        for name, content in READABLE_BY_SCRIPTS.items():
            response.headers.setdefault(name, content)
        return response

    return answer


class BrowserFeaturesMiddleware:
    """Sets `Permissions-Policy` on every answer, and keeps other sites from loading it unless its view says `for_any_site`.

    `Cross-Origin-Opener-Policy`, `Referrer-Policy`, `X-Content-Type-Options` and HSTS are set by Django's own middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        features = settings.PERMISSIONS_POLICY.items()
        self.permissions = ", ".join(f"{feature}=({' '.join(sources)})" for feature, sources in features)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = self.permissions
        response.headers.setdefault(RESOURCE_POLICY, "same-origin")
        return response
