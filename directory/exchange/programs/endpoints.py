"""What all addresses for programs do before and after their views: count requests, check method, media type and
parameters, answer 304 to whoever has the answer already, and turn a ProblemDetails into its response."""

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

from directory.exchange.programs.problems import ProblemDetails, bad_parameters, parameter_error
from directory.gate import limits, switches
from directory.models.changes import last_change

JSON, NDJSON, HTML = "application/json", "application/x-ndjson", "text/html"
METHODS = "GET, HEAD, OPTIONS"
READ_BY_POST = "GET, HEAD, OPTIONS, POST"  # of addresses whose questions may be too long for an address
MINUTE = 60  # seconds
VERSION = "2.0.0"  # of what the addresses answer; a new one makes every answer new to those who kept it

# Scripts of any site may read: the data are public and no cookie is looked at. Without the second header they would
# see the answer, but neither its tag nor what is left of the limit.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset,"
    " Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",  # seconds: a browser asks once a day
}

View = Callable[..., HttpResponse]


def endpoint(*, media_types: Iterable[str] = (JSON,), methods: str = METHODS) -> Callable[[View], View]:
    """Check the request, then call the view, with `request.changed_at`, the directory's last change.

    `media_types`: those that the view can answer in; `methods`: METHODS or READ_BY_POST. A ProblemDetails that the view raises becomes the answer, as
    do too many parameters (400) and a statement that runs into PostgreSQL's time limit (503).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            headers = dict(CORS)
            try:
                headers |= _check_limit_and_method(request, methods)
                if request.method == "OPTIONS":
                    allowed = {"Allow": methods, "Access-Control-Allow-Methods": methods}
                    response = HttpResponse(status=204, headers=allowed | PREFLIGHT)
                else:
                    _check_accept(request, media_types)
                    response = _answer_or_not_modified(view, request, *args, **kwargs)
            except ProblemDetails as problem:
                response = problem.response()
            except SuspiciousOperation:  # more parameters than Django reads
                response = ProblemDetails(400, "bad-parameter", _("The request cannot be read")).response()
            except OperationalError as error:
                if not isinstance(error.__cause__, QueryCanceled):
                    raise
                response = too_slow().response()
            for name, value in headers.items():
                response[name] = value
            return response

        return answer

    return decorate


def _check_limit_and_method(request: HttpRequest, methods: str) -> dict[str, str]:
    """The headers that tell what is left of the limit. Raises ProblemDetails when it is used up (429), or for another method
    (405). One query where there is a limit."""
    most = settings.API_REQUESTS_PER_MINUTE
    headers = {}
    if most and not switches.is_read_only():  # 0 means without a limit; and a full database could not count
        allowance = limits.allow("api", limits.address_of(request), most=most, seconds=MINUTE)
        headers = allowance.headers()
        if not allowance.is_allowed:
            raise ProblemDetails(
                429,
                "too-many-requests",
                _("Too many requests from one address"),
                _("Wait for %(seconds)s seconds.") % {"seconds": allowance.reset},
                headers=headers,
            )
    if request.method not in methods.split(", "):
        raise ProblemDetails(
            405,
            "method-not-allowed",
            _("This address is for reading only"),
            headers={**headers, "Allow": methods},
        )
    return headers


def _check_accept(request: HttpRequest, media_types: Iterable[str]) -> None:
    if not any(request.accepts(media_type) for media_type in media_types):
        raise ProblemDetails(
            406,
            "not-acceptable",
            _("This address does not answer in that form"),
            _("It answers in: %(forms)s.") % {"forms": ", ".join(media_types)},
        )


def _answer_or_not_modified(view: View, request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """The view's response, or 304 without calling the view where If-None-Match names the tag that it would get.

    The tag is known before the answer: it depends on the directory's last change, the day, the address, Accept and
    VERSION. The other conditional headers are compared after the view has answered, by Django.
    """
    if request.method == "POST":
        return view(request, *args, **kwargs)  # the question is in the body, of which the tag knows nothing
    request.changed_at = last_change()
    # Freshness and being overdue follow from the date, so every answer is new after midnight (UTC).
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    modified_at = max(request.changed_at, midnight)
    depends_on = f"{VERSION} {modified_at} {request.get_full_path()} {request.headers.get('Accept', '')}"
    etag = f'"{sha256(depends_on.encode()).hexdigest()[:32]}"'
    seconds = int(modified_at.timestamp())  # HTTP dates have no smaller unit
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        response = HttpResponse(status=304)
    else:
        response = view(request, *args, **kwargs)
        response = get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
    if response.status_code == 412:
        raise ProblemDetails(412, "precondition-failed", _("The directory has changed in between"))
    if response.status_code in {200, 304}:
        response["ETag"] = etag
        response["Last-Modified"] = http_date(seconds)
        response["Cache-Control"] = "public, no-cache"  # keep it, and ask whether it still holds
    return response


def too_slow() -> ProblemDetails:
    return ProblemDetails(
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
    """Raises ProblemDetails (400) where the address carries other parameters than these."""
    unknown_names = [name for name in request.GET if name not in names]
    if unknown_names:
        detail = _("There is no such parameter.")
        raise bad_parameters(
            [parameter_error(name, request.GET[name], detail, names) for name in unknown_names]
        )
