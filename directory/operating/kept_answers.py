"""Kept pages as they are sent, given on the event loop: without a thread, a request of Django's and its middleware.

A page is kept by `directory/finding/page_cache.py`. When it is given for the first time, the whole answer is remembered here
beside all of the request that it depends on. Whoever asks for the same has the same bytes while it is still the page that
would be given, with a line in the log and in the counts. All others, and all while anything is unusual, go the long way.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from config.bridge import ReadyAnswer, Scope
from directory.database.version_line import VersionLine
from directory.finding.page_cache import KeptPage, Key, PageStore, pages
from directory.gate import switches
from directory.operating.access import note, number_of

# What the middleware down to `KeptPages` reads of a request, beside its address. SECURE_PROXY_SSL_HEADER is among them
READ = frozenset(
    (b"host", b"x-forwarded-host", b"x-forwarded-port", b"x-forwarded-proto", b"accept-encoding")
)
# A request with one of these goes the long way: a session decides whether an answer is compressed
UNUSUAL = frozenset((b"cookie", b"content-type", b"content-length", b"transfer-encoding"))

Sameness = tuple[bytes, str, tuple[tuple[bytes, bytes], ...]]


class KeptAnswer(NamedTuple):
    key: Key
    page: KeptPage
    headers: list[tuple[bytes, bytes]]
    body: bytes


answers: PageStore[Sameness, KeptAnswer] = PageStore()


def sameness_of(scope: Scope) -> Sameness | None:
    """What two requests have in common that have the same answer. None for a request that goes the long way."""
    if scope["method"] != "GET":
        return None
    read = []
    for header in scope["headers"]:
        if header[0] in READ:
            read.append(header)
        elif header[0] in UNUSUAL:
            return None
    address = b"%s?%s" % (scope["raw_path"], scope["query_string"])
    return address, scope["scheme"], tuple(read)


class RememberedAnswers:
    """Remembers answers that are given from a page kept. Outside of those that compress, inside of what numbers requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        scope, kept = request.META.get("bridge.scope"), getattr(response, "kept", None)
        if scope is not None and kept is not None and (sameness := sameness_of(scope)) is not None:
            headers = [
                (name.lower().encode("latin1"), text.encode("latin1")) for name, text in response.items()
            ]
            answers.put(sameness, KeptAnswer(*kept, headers, response.content))
        return response


class KeptAnswers:
    """For the bridge: the remembered answer to a request, where there is one that is still right. One question to the
    database, which all who ask at the same time share."""

    def __init__(self) -> None:
        self.versions = VersionLine()

    async def __call__(self, scope: Scope) -> ReadyAnswer | None:
        began = time.perf_counter()
        sameness = sameness_of(scope)
        answer = answers.get(sameness) if sameness else None
        if answer is None:
            return None
        version = await self.versions.version_now()
        if version is None or not is_right(answer, version):
            return None
        number = number_of(scope_header(scope, b"x-request-id"))
        note("GET", answer.page.route, 200, number, began, len(answer.body))
        return ReadyAnswer(200, [*answer.headers, (b"x-request-id", number.encode())], answer.body)


def is_right(answer: KeptAnswer, version: int) -> bool:
    """Whether `KeptPages` would give its page now."""
    *_address, switched = answer.key
    is_todays = answer.page.state() == (version, timezone.localdate())
    return is_todays and switched == switches.state() and pages.get(answer.key) is answer.page


def scope_header(scope: Scope, name: bytes) -> str:
    """A header as Django has it: several of one name with commas between them."""
    return ",".join(text.decode("latin1") for header, text in scope["headers"] if header == name)
