"""Answers that anybody may read come in fewer bytes to those who take them so, and are the same answers."""

import sys
import zlib
from collections.abc import Iterator

import pytest
from django.http import StreamingHttpResponse
from django.urls import reverse

from directory.finding.page_cache import pages
from directory.gate import compression
from directory.gate.compression import CompressedAnswers, preferred_coding
from tests.support.factories import make_shown_partnership, make_user
from tests.support.signing_in import signed_in

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

pytestmark = pytest.mark.django_db

DECOMPRESSORS = {"gzip": lambda body: zlib.decompress(body, zlib.MAX_WBITS | 16), "zstd": zstd.decompress}
PAGES = [
    "/about/",
    "/partnerships/?q=network",
    "/partnerships.csv",
    "/partnerships.ndjson",
    "/partnerships.atom",
    "/api/openapi.json",
    "/api/partnerships",
    "/hsds/openapi.json",
    "/data/catalog.jsonld",
    "/partnerships.csv-metadata.json",
]


def body(response) -> bytes:
    return response.getvalue()


@pytest.mark.parametrize("coding", DECOMPRESSORS)
@pytest.mark.parametrize("page", PAGES)
def test_an_answer_is_the_same_in_fewer_bytes(client, page, coding):
    for number in range(20):
        make_shown_partnership(title=f"Network {number}")
    plain = client.get(page)

    compressed = client.get(page, headers={"Accept-Encoding": coding})

    assert compressed["Content-Encoding"] == coding
    assert DECOMPRESSORS[coding](compressed_body := body(compressed)) == (plain_body := body(plain))
    assert len(compressed_body) < len(plain_body)
    assert "Content-Encoding" not in plain
    assert all("Accept-Encoding" in answer["Vary"] for answer in (plain, compressed))
    assert compressed.get("Content-Length", str(len(compressed_body))) == str(len(compressed_body))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("br", ""),
        ("gzip, deflate, br", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("GZIP", "gzip"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("zstd;q=0, gzip;q=0.1", "gzip"),
        ("*", "zstd"),
        ("*;q=0", ""),
        ("zstd;q=0, *", "gzip"),
        ("gzip;q=many", ""),
    ],
)
def test_a_reader_gets_what_they_take(accepted, coding):
    assert preferred_coding(accepted) == coding


@pytest.mark.parametrize(("page", "is_signed_in"), [("account_login", False), ("directory:about", True)])
def test_what_is_somebodys_own_is_not_compressed(client, page, is_signed_in):
    reader = signed_in(make_user()) if is_signed_in else client

    answer = reader.get(reverse(page), headers={"Accept-Encoding": "gzip"})

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer


def test_an_answer_says_that_its_bytes_are_others_of_the_same(client):
    make_shown_partnership()
    tag = client.get("/api/partnerships")["ETag"]

    compressed = client.get("/api/partnerships", headers={"Accept-Encoding": "gzip"})

    assert compressed["ETag"] == f"W/{tag}"
    again = client.get("/api/partnerships", headers={"If-None-Match": f"W/{tag}"})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_that_is_kept_is_compressed_once(client, settings, monkeypatch):
    settings.PAGES_KEPT = 10
    pages.clear()
    for number in range(20):
        make_shown_partnership(title=f"Network {number}")
    plain = client.get("/partnerships/")
    first = client.get("/partnerships/", headers={"Accept-Encoding": "zstd"})
    monkeypatch.setattr(compression, "_compressor", None)

    again = client.get("/partnerships/", headers={"Accept-Encoding": "zstd"})

    assert again.content == first.content
    assert zstd.decompress(again.content) == client.get("/partnerships/").content == plain.content


class Broken(Exception):
    """What a stream meets in its middle."""


@pytest.mark.parametrize("coding", DECOMPRESSORS)
def test_a_stream_comes_as_it_is_made_and_breaks_off_where_it_breaks(rf, coding):
    def lines() -> Iterator[bytes]:
        yield b"first line\n"
        yield b"second line\n" * 10_000
        raise Broken

    view = CompressedAnswers(lambda _request: StreamingHttpResponse(lines(), content_type="text/csv"))
    pieces = iter(view(rf.get("/", headers={"Accept-Encoding": coding})))
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16) if coding == "gzip" else zstd.ZstdDecompressor()

    assert decompressor.decompress(next(pieces)) == b"first line\n"
    with pytest.raises(Broken):
        list(map(decompressor.decompress, pieces))
    assert not decompressor.eof
