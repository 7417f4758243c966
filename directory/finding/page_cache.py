"""Whole pages, kept in each worker for as long as nothing public changes.

A page without an account is the same for every reader, so its address, the data version and the day say all
that it depends on. Pages of searches are not kept: what people type is nobody's business.

While the database is away, pages that were true at its last answer are given all the same.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256

from django.core.cache import caches
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from config.logs import route_of
from directory.database.outages import Outage, outage_of
from directory.finding import facets
from directory.gate import switches

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer with what it depends on beside its address."""

    version: int
    day: datetime.date
    headers: dict[str, str]
    content: bytes
    route: str  # for the log, which is not told of addresses

    def state(self) -> tuple[int, datetime.date]:
        return self.version, self.day


class LastAnswer:
    """The data version and the day of the database's last answer, in this process."""

    state: tuple[int, datetime.date] | None = None


def state_now() -> tuple[int, datetime.date]:
    """The data version and the day. One query."""
    LastAnswer.state = facets.data_version(), timezone.localdate()
    return LastAnswer.state


# RFC 9111 keeps no register of warnings any more; caches and people still read this one
STALE = {"Warning": '110 - "Response is Stale"'}


def kept_while_unchanged(view: View) -> View:
    """Let `KeptPages` keep what the view answers, at the price of one query. The view gets `request.data_version`."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.data_version, _day = state_now()
        response = view(request, *args, **kwargs)
        response.may_be_kept = response.status_code == 200 and "q" not in request.GET
        return response

    return answer


class KeptPages:
    """Answers from the pages kept, before sessions, languages and views have any work with a request. Only its host is
    checked first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return self.get_response(request)
        request.get_host()  # raises for a host that is not this site's, before a page kept for ours is given to it
        # Hashed, for an address may be longer than a key of the cache
        address = " ".join(
            [request.get_full_path(), *sorted(switches.state())]
        )  # pages say what is switched off
        key = sha256(address.encode()).hexdigest()
        page = caches["pages"].get(key)
        if page and (headers := self.headers_today(page)) is not None:
            response = HttpResponse(page.content, headers=headers)
            response.route = page.route
            return response
        # Before the view reads it: a page of yesterday must not pass for one of today
        day = timezone.localdate()
        response = self.get_response(request)
        # A page with a cookie is somebody's own, whatever its view says
        if getattr(response, "may_be_kept", False) and not response.cookies:
            headers, content = dict(response.headers), bytes(response.content)
            page = KeptPage(request.data_version, day, headers, content, route_of(request))
            caches["pages"].set(key, page)
        return response

    def headers_today(self, page: KeptPage) -> dict[str, str] | None:
        """The headers with which the page is given, or None where it has to be made anew. One query."""
        try:
            is_true = page.state() == state_now()
        except Error as error:
            if outage_of(error) is not Outage.AWAY:
                raise
            return {**page.headers, **STALE} if page.state() == LastAnswer.state else None
        return page.headers if is_true else None
