"""Answers in fewer bytes, for readers who take them so: zstd, else gzip.

Only what anybody may read. An answer to somebody who is signed in may hold a secret beside words that an address put there,
and the length of the two compressed together tells of the secret (BREACH).
"""

import sys
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SHORTEST = 500  # bytes: of less, compressing saves no packet
LEVELS = {
    "zstd": 3,
    "gzip": 4,
}  # a page of 100 kB takes 0.5 and 1 ms; higher levels save a twentieth of the bytes
KINDS = ("text/", "application/json", "application/xml", "application/javascript", "application/x-ndjson")
SUFFIXES = ("+json", "+xml")


class Compressor(Protocol):
    def compress(self, data: bytes) -> bytes: ...
    def flush(self, mode: int = ..., /) -> bytes: ...


class CompressedAnswers:
    """Outside of what keeps pages: these are kept with each coding that somebody took them in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _is_compressible(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        coding = preferred_coding(request.headers.get("Accept-Encoding", ""))
        if coding and not _is_somebodys_own(request, response) and request.method != "HEAD":
            _compress(response, coding)
        return response


@lru_cache(maxsize=256)
def preferred_coding(accepted: str) -> str:
    """ "zstd", "gzip", or "" for none, as an Accept-Encoding header has it (RFC 9110, 12.5.3)."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    other = weights.get("*", 0)
    coding = max(LEVELS, key=lambda name: weights.get(name, other))
    return coding if weights.get(coding, other) > 0 else ""


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1
    try:
        return float(value)
    except ValueError:
        return 0


def _is_compressible(response: HttpResponseBase) -> bool:
    if isinstance(response, FileResponse) or response.status_code in (204, 206, 304):
        return False  # a part of a file is counted in its own bytes
    if response.has_header("Content-Encoding") or response.has_header("Accept-Ranges"):
        return False
    if not response.streaming and len(response.content) < SHORTEST:
        return False
    kind = response.get("Content-Type", "").partition(";")[0].strip()
    return kind.startswith(KINDS) or kind.endswith(SUFFIXES)


def _is_somebodys_own(request: HttpRequest, response: HttpResponseBase) -> bool:
    return bool(settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies)


def _compress(response: HttpResponseBase, coding: str) -> None:
    if response.streaming:
        response.streaming_content = _pieces(response.streaming_content, coding)
        del response["Content-Length"]
    else:
        response.content = _kept_or_compressed(response, coding)
        response["Content-Length"] = str(len(response.content))
    if response.get("ETag", "").startswith('"'):
        response["ETag"] = f"W/{response['ETag']}"  # these are other bytes of the same answer
    response["Content-Encoding"] = coding


def _kept_or_compressed(response: HttpResponseBase, coding: str) -> bytes:
    """`response.codings`, where a page is kept: its bytes by coding, to be added to."""
    codings = getattr(response, "codings", {})
    if coding not in codings:
        compressor = _compressor(coding)
        codings[coding] = compressor.compress(response.content) + compressor.flush()
    return codings[coding]


def _pieces(pieces: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """What a reader can read at once is the first piece; where the pieces break off, so does what comes of them."""
    compressor = _compressor(coding)
    flush = zlib.Z_SYNC_FLUSH if coding == "gzip" else zstd.ZstdCompressor.FLUSH_BLOCK
    is_first = True
    for piece in pieces:
        compressed = compressor.compress(piece)
        if is_first:
            compressed += compressor.flush(flush)
            is_first = False
        if compressed:
            yield compressed
    yield compressor.flush()


def _compressor(coding: str) -> Compressor:
    if coding == "gzip":
        return zlib.compressobj(LEVELS[coding], zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return zstd.ZstdCompressor(level=LEVELS[coding])
