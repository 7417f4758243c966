"""A file with everything goes on where its download broke off, and never with a part of another state of it."""

import os

import pytest

from directory.exchange import dumps
from tests.support.responses import content, content_of_any

pytestmark = pytest.mark.django_db

ADDRESS, BYTES = f"/data/{dumps.CSV}", bytes(range(256)) * 300


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.DUMPS_ROOT = tmp_path
    path = tmp_path / dumps.CSV
    path.write_bytes(BYTES)
    return path


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=70000-", 70_000, 76_800),
        ("bytes=100-70099", 100, 70_100),
        ("bytes=-5", 76_795, 76_800),
        ("bytes=-99999999", 0, 76_800),
        ("bytes=5-99999999", 5, 76_800),
    ],
)
def test_a_part_is_sent_that_is_asked_for(client, wanted, start, stop):
    response = client.get(ADDRESS, headers={"range": wanted})

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/76800"
    assert int(response["Content-Length"]) == stop - start
    assert content_of_any(response) == BYTES[start:stop]


@pytest.mark.parametrize(
    "wanted",
    ["", "bytes=-", "bytes=9-5", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=" + "9" * 99 + "-"],
)
def test_what_is_no_range_is_answered_by_the_whole_file(client, wanted):
    response = client.get(ADDRESS, headers={"range": wanted})

    assert content(response) == BYTES
    assert response["Accept-Ranges"] == "bytes"
    assert int(response["Content-Length"]) == len(BYTES)


@pytest.mark.parametrize("wanted", ["bytes=76800-", "bytes=99999-100000", "bytes=-0"])
def test_bytes_behind_the_end_are_refused(client, wanted):
    response = client.get(ADDRESS, headers={"range": wanted})

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */76800")


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_a_file_that_was_made_anew_is_sent_from_its_beginning(client, file, header):
    before = client.get(ADDRESS)
    content(before)
    asking = {"range": "bytes=70000-", "if-range": before[header]}

    same = client.get(ADDRESS, headers=asking)
    part = content_of_any(same)
    os.utime(file, (1_000_000_000, 1_000_000_000))
    anew = client.get(ADDRESS, headers=asking)

    assert (same.status_code, part) == (206, BYTES[70_000:])
    assert content(anew) == BYTES


def test_a_file_that_has_not_changed_is_not_sent_again(client):
    first = client.get(ADDRESS)
    content(first)

    assert client.get(ADDRESS, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_file_that_is_only_looked_for_has_no_parts(client):
    response = client.head(ADDRESS, headers={"range": "bytes=0-1"})
    response.close()

    assert (response.status_code, int(response["Content-Length"])) == (200, len(BYTES))
