"""A page that is kept is given without a thread to whoever asks for the same, with the same bytes, and not a moment too long."""

import asyncio
import datetime
import logging

import pytest
from django.conf import settings as site_settings
from django.utils import timezone

from directory.finding.facets import data_version
from directory.finding.page_cache import pages
from directory.gate import switches
from directory.gate.switches import Switch
from directory.models import Partnership
from directory.operating import kept_answers, metrics
from directory.operating.kept_answers import KeptAnswers
from tests.support.factories import make_shown_partnership

pytestmark = pytest.mark.django_db
HEADERS = [(b"host", b"testserver"), (b"accept-encoding", b"gzip"), (b"user-agent", b"a browser")]


@pytest.fixture(autouse=True)
def pages_are_kept(settings, tmp_path):
    settings.PAGES_KEPT = 10
    settings.STATE_FOLDER = tmp_path
    pages.clear()
    kept_answers.answers.clear()


@pytest.fixture(autouse=True)
def partnership():
    return make_shown_partnership(title="Safer network")


def scope(path: str = "/partnerships/", method: str = "GET", headers=HEADERS, scheme: str = "http") -> dict:
    return {
        "method": method,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": scheme,
        "headers": headers,
    }


def long_way(client, **said):
    """The answer that Django makes."""
    request = scope(**said)
    headers = {name.decode(): text.decode() for name, text in request["headers"]}
    return client.get(request["raw_path"].decode(), headers=headers, **{"bridge.scope": request})


def short_way(**said):
    """The remembered answer, or None: the version is asked beforehand, as what a test writes no other connection sees."""
    version = data_version()

    async def version_now():
        return version

    answers = KeptAnswers()
    answers.versions.version_now = version_now
    return asyncio.run(answers(scope(**said)))


def remember(client, **said):
    """An answer that is given from a page kept, so that it is remembered."""
    long_way(client, **said)
    return long_way(client, **said)


def headers_of(answer) -> dict[str, str]:
    return {name.decode(): text.decode() for name, text in answer.headers}


def test_an_answer_is_the_same_both_ways(client):
    answer = remember(client)

    ready = short_way()

    assert (ready.status, ready.body) == (200, answer.content)
    numbered = {name.lower(): text for name, text in answer.headers.items()}
    assert headers_of(ready) | {"x-request-id": ""} == numbered | {"x-request-id": ""}
    assert headers_of(ready)["content-encoding"] == "gzip"


def test_a_page_that_was_made_just_now_is_remembered_when_it_is_given_again(client):
    long_way(client)
    assert short_way() is None

    long_way(client)
    assert short_way() is not None


@pytest.mark.parametrize(
    "other",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"path": "/organisations/"},
        {"scheme": "https"},
        {"headers": [(b"host", b"elsewhere.example"), HEADERS[1]]},
        {"headers": [*HEADERS, (b"host", b"elsewhere.example")]},
        {"headers": [*HEADERS, (b"x-forwarded-proto", b"https")]},
        {"headers": [HEADERS[0], (b"accept-encoding", b"zstd")]},
        {"headers": [HEADERS[0]]},
        {"headers": [*HEADERS, (b"cookie", b"sessionid=secret")]},
        {"headers": [*HEADERS, (b"content-length", b"3")]},
    ],
    ids=str,
)
def test_whoever_asks_for_something_else_goes_the_long_way(client, other):
    remember(client)

    assert short_way(**other) is None


def test_what_a_reader_says_of_the_scheme_is_part_of_what_is_the_same():
    """Else a page made for http could be given over https."""
    name = "HTTP_X_FORWARDED_PROTO"
    assert getattr(site_settings, "SECURE_PROXY_SSL_HEADER", None) in (None, (name, "https"))
    assert name.removeprefix("HTTP_").lower().replace("_", "-").encode() in kept_answers.READ


def test_any_public_change_ends_it(client, partnership):
    remember(client)

    Partnership.objects.filter(pk=partnership.pk).update(title="Another name")

    assert short_way() is None
    assert b"Another name" in long_way(client, headers=HEADERS[:1]).content


def test_it_ends_with_the_day(client, monkeypatch):
    remember(client)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)

    assert short_way() is None


def test_it_ends_with_a_switch_and_comes_back(client):
    remember(client)

    switches.turn(Switch.READ_ONLY, on=True)
    assert short_way() is None
    switches.turn(Switch.READ_ONLY, on=False)

    assert short_way() is not None


def test_it_ends_with_the_page_that_is_kept(client):
    remember(client)

    pages.clear()

    assert short_way() is None


def test_a_page_that_says_that_it_may_be_old_is_not_remembered(client, monkeypatch):
    long_way(client)
    monkeypatch.setattr(
        "directory.finding.page_cache.KeptPages.answer_today",
        lambda _self, page: stale(page.response()),
    )
    long_way(client)

    assert not len(kept_answers.answers)


def stale(response):
    response["Warning"] = '110 - "Response is Stale"'
    return response


def test_while_the_database_does_not_answer_everybody_goes_the_long_way(client):
    remember(client)
    answers = KeptAnswers()

    async def version_now():
        return None

    answers.versions.version_now = version_now
    assert asyncio.run(answers(scope())) is None


def test_it_is_counted_and_written_down_like_any_answer(client, monkeypatch, caplog):
    remember(client)
    monkeypatch.setattr(metrics, "counts", metrics.RequestCounts())
    caplog.set_level(logging.INFO, "directory.access")

    ready = short_way()

    assert metrics.counts.requests == {"partnerships 2xx": 1}
    (line,) = [record.fields for record in caplog.records if record.name == "directory.access"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "partnerships", 200)
    assert line["bytes"] == len(ready.body)
    assert line["request_id"] == headers_of(ready)["x-request-id"]


@pytest.mark.parametrize(("proxies", "is_taken"), [(0, False), (1, True)])
def test_its_number_is_that_of_a_proxy_of_ours(client, settings, proxies, is_taken):
    settings.TRUSTED_PROXY_COUNT = proxies
    remember(client)

    ready = short_way(headers=[*HEADERS, (b"x-request-id", b"0123456789abcdef")])

    assert (headers_of(ready)["x-request-id"] == "0123456789abcdef") is is_taken


def test_no_more_answers_are_remembered_than_pages(client, settings):
    settings.PAGES_KEPT = 2
    for coding in (b"gzip", b"zstd", b"br", b"identity"):
        remember(client, headers=[HEADERS[0], (b"accept-encoding", coding)])

    assert len(kept_answers.answers) == 2
