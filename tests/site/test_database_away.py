"""The database is away: people are told at once, read what is kept, and have the site back seconds after the database."""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.processes import wait_until
from tests.support.sites import Answer, Site, site_of_its_own

AT_ONCE = 1.0  # seconds, on a machine that is busy with other tests
AWAY = 8.0  # seconds: by then psycopg's own pool tries every eight
BACK_WITHIN = 3.0
STARTED_BY = 10.0
ASKING = 16  # at once, twice as many as a worker has threads


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with site_of_its_own(PAGES_KEPT="100") as site:
        yield site


@pytest.fixture(scope="module")
def kept(site) -> str:
    """A page that both workers keep. Which of them answers, the kernel decides, and the second one starts a while later."""
    end = time.monotonic() + STARTED_BY
    while time.monotonic() < end:
        ask_at_once(site, "/partnerships/")
    return "/partnerships/"


@pytest.fixture(scope="module")
def outage(site, kept) -> Iterator[Site]:
    """The site from the moment on at which somebody noticed that its database is away."""
    site.cluster.stop()
    ask_at_once(site)
    yield site
    if not site.cluster.is_running():
        site.cluster.start()


def ask_at_once(site: Site, path: str = "/search/?q=network") -> list[Answer]:
    with ThreadPoolExecutor(ASKING) as threads:
        return list(threads.map(lambda _number: site.get(path), range(ASKING)))


def test_all_who_ask_are_told_at_once(outage):
    for _time in range(3):
        answers = ask_at_once(outage)

        assert {answer.status for answer in answers} == {503}
        assert max(answer.seconds for answer in answers) < AT_ONCE
    assert int(answers[0].headers["Retry-After"]) > 0
    assert answers[0].headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answers[0].headers
    assert "Its database cannot be reached." in answers[0].text


def test_a_page_that_is_kept_is_given_and_says_that_it_may_be_old(outage, kept):
    answers = ask_at_once(outage, kept)

    assert {answer.status for answer in answers} == {200}
    assert answers[0].headers["Warning"].startswith("110")
    assert max(answer.seconds for answer in answers) < AT_ONCE


def test_the_page_that_says_so_is_in_the_language_and_direction_of_the_reader(outage):
    assert 'lang="ar" dir="rtl"' in outage.get("/ar/search/?q=network").text


@pytest.mark.parametrize("path", ["/api/partnerships", "/api/", "/hsds/services"])
def test_programs_are_told_in_problem_details(outage, path):
    answer = outage.get(path)

    if answer.status != 200:  # the page about the interface needs no database
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert json.loads(answer.text)["status"] == answer.status == 503
        assert answer.headers["Retry-After"]


@pytest.mark.parametrize(
    "path", ["/partnerships.csv", "/partnerships.xlsx", "/partnerships.atom", "/sitemap.xml"]
)
def test_files_are_a_line_of_text(outage, path):
    answer = outage.get(path)

    assert answer.status == 503
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "<" not in answer.text


def test_what_was_typed_is_shown_again(outage):
    typed = "Two of the five desks <b>are</b> wrong."

    form = outage.get("/report-problem/?page=/about/").text
    signature = re.search(r'name="fetched" value="([^"]+)"', form)[1]

    answer = outage.post(
        "/report-problem/", {"problem": "wrong", "text": typed, "page": "/about/", "fetched": signature}
    )

    assert answer.status == 503
    assert "Two of the five desks &lt;b&gt;are&lt;/b&gt; wrong." in answer.text
    assert signature not in answer.text
    assert "We cannot tell whether what you sent was kept." in answer.text


def test_everybody_has_the_site_back_within_seconds(outage, record_property):
    time.sleep(AWAY)
    outage.cluster.start()
    began = time.monotonic()

    wait_until(lambda: {answer.status for answer in ask_at_once(outage)} == {200})

    seconds = time.monotonic() - began
    record_property("seconds_to_recover", seconds)
    assert seconds < BACK_WITHIN


def test_a_database_that_was_started_again_between_two_requests_is_noticed_by_nobody(site):
    ask_at_once(site)
    site.cluster.stop()
    site.cluster.start()

    answers = ask_at_once(site)

    assert {answer.status for answer in answers} == {200}
    assert max(answer.seconds for answer in answers) < BACK_WITHIN
