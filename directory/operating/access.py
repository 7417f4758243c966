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


def number_of(request: HttpRequest) -> str:
    """The number that a proxy of our own gave the request, or a new one."""
    number = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXY_COUNT else ""
    return number if SANE.fullmatch(number) else secrets.token_hex(8)


class Access:
    """Outermost, so that it sees each answer. The line has the name of the page and not its address, which may hold a token,
    and nothing of who asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.is_logged = logger.isEnabledFor(logging.INFO)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = number_of(request)
        began = time.perf_counter()
        token = request_number.set(number)
        try:
            response = self.get_response(request)
        finally:
            request_number.reset(token)
        response["X-Request-ID"] = number
        if not response.streaming:
            self.note(request, response, number, began, len(response.content))
        elif isinstance(
            response, FileResponse
        ):  # a static file: it says how long it is, and is sent by the server
            self.note(request, response, number, began, int(response.get("Content-Length", 0)))
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
            self.note(request, response, *when, length)

    def note(
        self, request: HttpRequest, response: HttpResponseBase, number: str, began: float, length: int
    ) -> None:
        seconds = time.perf_counter() - began
        route = getattr(response, "route", None) or route_of(request)
        if route == "none" and request.path_info.startswith(settings.STATIC_URL):
            route = "static"
        metrics.count(route, response.status_code, seconds)
        if self.is_logged:
            fields = {
                "request_id": number,
                "method": request.method if request.method in METHODS else "other",
                "route": route,
                "status": response.status_code,
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
