"""Whole pages, kept in each worker for as long as nothing public changes.

A page without an account is the same for every reader, so its address, the data version and the day say all
that it depends on. Pages of searches are not kept: what people type is nobody's business.

While the database is away, pages that were true at its last answer are given all the same.
"""

import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Generic, TypeVar

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
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
    headers: ResponseHeaders
    content: bytes
    route: str  # for the log, which is not told of addresses
    codings: dict[str, bytes] = field(default_factory=dict)  # the content as it was compressed for readers

    def state(self) -> tuple[int, datetime.date]:
        return self.version, self.day

    def response(self) -> HttpResponse:
        """The answer anew. Its headers went through Django's checks when the page was made, and again they would take a
        sixth of the time of an answer."""
        response = HttpResponse(self.content)
        response.headers._store = self.headers._store.copy()
        response.route = self.route
        response.codings = self.codings
        return response


Key = tuple[str, str | None, frozenset[str]]


AnyKey = TypeVar("AnyKey", bound=tuple)
AnyPage = TypeVar("AnyPage")


class PageStore(Generic[AnyKey, AnyPage]):
    """Pages of this process, at most PAGES_KEPT. Of more, those go that nobody asked for longest. A key begins with the
    address.

    Not one of Django's caches: these copy each page each time, by way of `pickle`.
    """

    LONGEST_ADDRESS = 2_000  # characters: longer ones nobody asks for twice

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.pages: OrderedDict[AnyKey, AnyPage] = OrderedDict()

    def __len__(self) -> int:
        return len(self.pages)

    def get(self, key: AnyKey) -> AnyPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def put(self, key: AnyKey, page: AnyPage) -> None:
        if not settings.PAGES_KEPT or len(key[0]) > self.LONGEST_ADDRESS:
            return
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > settings.PAGES_KEPT:
                self.pages.popitem(last=False)

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()


pages: PageStore[Key, KeptPage] = PageStore()


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
    """Answers from the pages kept, before all others have any work with a request: pages are kept with the headers that these
    set. Only the request's host is checked first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return self.get_response(request)
        try:
            request.get_host()  # before a page kept for ours is given to another
        except DisallowedHost:
            return self.get_response(request)  # whose middleware refuses it, with all headers
        # Pages say what is switched off, and some headers are for https only
        key = (request.get_full_path(), request.scheme, switches.state())
        page = pages.get(key)
        if page and (response := self.answer_today(page)) is not None:
            if "Warning" not in response.headers:
                response.kept = key, page  # for `RememberedAnswers`
            return response
        # Before the view reads it: a page of yesterday must not pass for one of today
        day = timezone.localdate()
        response = self.get_response(request)
        # A page with a cookie is somebody's own, whatever its view says
        if getattr(response, "may_be_kept", False) and not response.cookies:
            headers = ResponseHeaders(response.headers)
            content = bytes(response.content)
            pages.put(key, KeptPage(request.data_version, day, headers, content, route_of(request)))
        return response

    def answer_today(self, page: KeptPage) -> HttpResponse | None:
        """The page as it is given, or None where it has to be made anew. One query."""
        try:
            return page.response() if page.state() == state_now() else None
        except Error as error:
            # Whatever else keeps the database from answering, it keeps the view from it as well, which says so
            if outage_of(error) is not Outage.AWAY or page.state() != LastAnswer.state:
                return None
        response = page.response()
        for name, text in STALE.items():
            response[name] = text
        return response
