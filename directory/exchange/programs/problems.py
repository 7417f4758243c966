"""The answers to requests of programs that fail, as problem details (RFC 9457)."""

import json
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

PROBLEM_JSON = "application/problem+json"
MOST_LISTED = 300  # allowed values that an error names: the 250 countries, but not thousands of organisations
LONGEST_SHOWN = 100  # characters of a wrong value that are repeated to whoever sent it


class ProblemDetails(Exception):
    """A request cannot be answered. What an endpoint's view raises, the endpoint sends as the answer.

    `kind` is the section of the page /api/ that explains the problem. `members` are further members of the JSON
    object, such as `errors`; those that are empty are left out.
    """

    def __init__(self, status: int, kind: str, title: str, detail: str = "", *, headers=None, **members):
        self.status, self.kind, self.headers = status, kind, headers or {}
        self.members = {"title": title, "detail": detail, **members}

    def response(self) -> HttpResponse:
        body = {
            "type": f"{settings.DIRECTORY_BASE_URL}/api/#{self.kind}",
            "status": self.status,
            **{name: content for name, content in self.members.items() if content},
        }
        return HttpResponse(
            json.dumps(body, ensure_ascii=False),
            status=self.status,
            content_type=PROBLEM_JSON,
            headers=self.headers,
        )


def parameter_error(parameter: str, typed: str, detail: str, allowed: Iterable[str] | None = None) -> dict:
    """What is wrong with one parameter, in words, and what it may be instead, at most MOST_LISTED values of it."""
    error = {"parameter": parameter, "value": typed[:LONGEST_SHOWN], "detail": str(detail)}
    if allowed is not None:
        error["allowed"] = list(allowed)[:MOST_LISTED]
    return error


def bad_parameters(errors: list[dict]) -> ProblemDetails:
    return ProblemDetails(
        400,
        "bad-parameter",
        _("A parameter cannot be used"),
        # One sentence for people who read a log; `errors` has them all.
        " ".join(f"{error['parameter']}: {error['detail']}" for error in errors[:5]),
        errors=errors,
    )


def not_found(detail: str) -> ProblemDetails:
    return ProblemDetails(404, "not-found", _("There is nothing at this address"), detail)


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith(("/api/", "/hsds/"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what Django itself refuses, such as a wrong host or a thousand parameters."""
    if not is_for_programs(request):
        return defaults.bad_request(request, exception)
    return ProblemDetails(400, "bad-request", _("The request cannot be read")).response()


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer when our own code fails."""
    if not is_for_programs(request):
        return defaults.server_error(request)
    return ProblemDetails(500, "our-fault", _("The directory made a mistake")).response()
