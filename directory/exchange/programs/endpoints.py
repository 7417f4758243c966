"""What all addresses for programs have in common: who may ask how often, in which form, and how no is said."""

import json
from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from directory.exchange.programs.problems import Problem, bad_parameters, wrong
from directory.gate import limits
from directory.models.changes import last_change

JSON, NDJSON, HTML = "application/json", "application/x-ndjson", "text/html"
METHODS = "GET, HEAD, OPTIONS"
MINUTE = 60
VERSION = "1.0.0"  # of what the addresses answer; a new one makes every answer new to those who kept it

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset,"
    " Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}

View = Callable[..., HttpResponse]


def endpoint(*, answers: Iterable[str] = (JSON,)) -> Callable[[View], View]:
    """Check the request, then ask the view, with `request.changed_at`, the directory's last change.

    `answers`: the media types that the view has. A Problem that the view raises becomes the answer.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            headers = dict(CORS)
            try:
                headers |= _allowed(request)
                if request.method == "OPTIONS":
                    response = HttpResponse(status=204, headers={"Allow": METHODS, **PREFLIGHT})
                else:
                    _acceptable(request, answers)
                    response = _answered(view, request, *args, **kwargs)
            except Problem as problem:
                response = problem.response()
            except SuspiciousOperation:  # more parameters than Django reads
                response = Problem(400, "bad-parameter", _("The request cannot be read")).response()
            except OperationalError as error:
                if not isinstance(error.__cause__, QueryCanceled):
                    raise
                response = too_slow().response()
            for name, value in headers.items():
                response[name] = value
            return response

        return answer

    return decorate


def _allowed(request: HttpRequest) -> dict[str, str]:
    """The headers of the limit. Raises Problem when it is used up, or for a method that changes something."""
    most = settings.API_REQUESTS_PER_MINUTE
    headers = {}
    if most:
        allowance = limits.allow("api", limits.address_of(request), most=most, seconds=MINUTE)
        headers = allowance.headers()
        if not allowance.is_allowed:
            raise Problem(
                429,
                "too-many-requests",
                _("Too many requests from one address"),
                _("Wait for %(seconds)s seconds.") % {"seconds": allowance.reset},
                headers=headers,
            )
    if request.method not in METHODS.split(", "):
        raise Problem(
            405,
            "method-not-allowed",
            _("This address is for reading only"),
            headers={**headers, "Allow": METHODS},
        )
    return headers


def _acceptable(request: HttpRequest, answers: Iterable[str]) -> None:
    if not any(request.accepts(media_type) for media_type in answers):
        raise Problem(
            406,
            "not-acceptable",
            _("This address does not answer in that form"),
            _("It answers in: %(forms)s.") % {"forms": ", ".join(answers)},
        )


def _answered(view: View, request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """What the view says, or that the reader has it already. A tag is only ever given with an answer, so whoever
    shows one that still holds need not be answered anew; any other condition waits for the answer."""
    request.changed_at = last_change()
    today = timezone.now().replace(
        hour=0, minute=0, second=0, microsecond=0
    )  # freshness changes with the day
    changed = max(request.changed_at, today)
    depends_on = f"{VERSION} {changed} {request.get_full_path()} {request.headers.get('Accept', '')}"
    etag = f'"{sha256(depends_on.encode()).hexdigest()[:32]}"'
    seconds = int(changed.timestamp())
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = view(request, *args, **kwargs)
        response = get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
    if response.status_code == 412:
        raise Problem(412, "precondition-failed", _("The directory has changed in between"))
    if response.status_code in {200, 304}:
        response["ETag"] = etag
        response["Last-Modified"] = http_date(seconds)
        response["Cache-Control"] = "public, no-cache"  # keep it, and ask whether it still holds
    return response


def too_slow() -> Problem:
    return Problem(
        503,
        "too-slow",
        _("The question took too long to answer"),
        _("Ask for less at once: more filters, fewer words."),
        headers={"Retry-After": "30"},
    )


def as_json(content: object) -> HttpResponse:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, content_type=JSON)


def only_parameters(request: HttpRequest, *names: str) -> None:
    """Raises Problem where the address carries other parameters than these."""
    unheard = [name for name in request.GET if name not in names]
    if unheard:
        detail = _("There is no such parameter.")
        raise bad_parameters([wrong(name, request.GET[name], detail, names) for name in unheard])
