"""What a program is told when it cannot have what it asks for: problem details of RFC 9457."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

PROBLEM_JSON = "application/problem+json"
MOST_LISTED = 300  # allowed values that an error names


class Problem(Exception):
    """A request that cannot be answered as asked. `kind` is a section of the page about the API."""

    def __init__(self, status: int, kind: str, title: str, detail: str = "", *, headers=None, **members):
        self.status, self.kind, self.headers = status, kind, headers or {}
        self.members = {"title": title, "detail": detail, **members}

    def response(self) -> HttpResponse:
        body = {
            "type": f"{settings.DIRECTORY_BASE_URL}/api/#{self.kind}",
            "status": self.status,
            **{name: value for name, value in self.members.items() if value},
        }
        return HttpResponse(
            json.dumps(body, ensure_ascii=False),
            status=self.status,
            content_type=PROBLEM_JSON,
            headers=self.headers,
        )


def wrong(parameter: str, value: str, detail: str, allowed: Sequence[str] | None = None) -> dict:
    """What is wrong with one parameter, and what is allowed."""
    error = {"parameter": parameter, "value": value[:100], "detail": str(detail)}
    if allowed is not None:
        error["allowed"] = list(allowed)[:MOST_LISTED]
    return error


def bad_parameters(errors: list[dict]) -> Problem:
    return Problem(
        400,
        "bad-parameter",
        _("A parameter cannot be used"),
        " ".join(f"{error['parameter']}: {error['detail']}" for error in errors[:5]),
        errors=errors,
    )


def not_found(detail: str) -> Problem:
    return Problem(404, "not-found", _("There is nothing at this address"), detail)


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith(("/api/", "/hsds/"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what Django itself refuses, such as a wrong host or a thousand parameters."""
    if not is_for_programs(request):
        return defaults.bad_request(request, exception)
    return Problem(400, "bad-request", _("The request cannot be read")).response()


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer where we are at fault."""
    if not is_for_programs(request):
        return defaults.server_error(request)
    return Problem(500, "our-fault", _("The directory made a mistake")).response()
