"""The number, the line in the log and the counts of each request."""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

from config.logs import request_number, route_of
from directory.operating import metrics

logger = logging.getLogger("directory.access")

SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def number_of(sent: str) -> str:
    """The number of a request: the one that was sent with it, if a proxy of our own did so, or a new one."""
    is_ours = settings.TRUSTED_PROXY_COUNT and SANE.fullmatch(sent)
    return sent if is_ours else secrets.token_hex(8)


class Access:
    """Outermost, so that it sees each answer. The line has the name of the page and not its address, which may hold a token,
    and nothing of who asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = number_of(request.headers.get("X-Request-ID", ""))
        began = time.perf_counter()
        token = request_number.set(number)
        try:
            response = self.get_response(request)
        finally:
            request_number.reset(token)
        response["X-Request-ID"] = number
        if not response.streaming:
            note(*said_of(request, response), number, began, len(response.content))
        elif isinstance(
            response, FileResponse
        ):  # a static file: it says how long it is, and is sent by the server
            length = int(response.get("Content-Length", 0))
            note(*said_of(request, response), number, began, length)
        else:
            pieces = response.streaming_content
            response.streaming_content = self.noted(pieces, request, response, number, began)
        return response

    def noted(
        self, pieces: Iterator[bytes], request: HttpRequest, response: HttpResponseBase, *when
    ) -> Iterator[bytes]:
        length = 0
        token = request_number.set(when[0])
        try:
            for piece in pieces:
                length += len(piece)
                yield piece
        finally:
            request_number.reset(token)
            note(*said_of(request, response), *when, length)


def said_of(request: HttpRequest, response: HttpResponseBase) -> tuple[str, str, int]:
    """Method, name of the page and status."""
    route = getattr(response, "route", None) or route_of(request)
    if route == "none" and request.path_info.startswith(settings.STATIC_URL):
        route = "static"
    return request.method, route, response.status_code


def note(method: str, route: str, status: int, number: str, began: float, length: int) -> None:
    """Count an answer, and write its line."""
    seconds = time.perf_counter() - began
    metrics.count(route, status, seconds)
    if logger.isEnabledFor(logging.INFO):
        fields = {
            "request_id": number,
            "method": method if method in METHODS else "other",
            "route": route,
            "status": status,
            "ms": round(1000 * seconds, 1),
            "bytes": length,
        }
        message = "{method} {route} {status} {ms} ms {bytes} bytes {request_id}".format_map(fields)
        # As `logger.info`, which also looks for the line of code that called it
        record = logger.makeRecord(
            logger.name, logging.INFO, __file__, 0, "%s", (message,), None, extra={"fields": fields}
        )
        logger.handle(record)


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
