"""A served directory with the conference's records, and Chromium to look at it."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

from tests.browser.windows import DESK, Site, visit
from tests.support.databases import database_of_its_own, imported_once, in_database
from tests.support.processes import WITH_PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def site(django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The address of the site, which a server of its own answers from a database of its own."""
    from directory.management.commands.demo import HOST, free_port, server

    conference = imported_once("conference", blocker=django_db_blocker)
    with (
        database_of_its_own("browser", template=conference) as database,
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setenv("DATABASE_URL", database)
        name = conninfo_to_dict(database)["dbname"]
        with in_database(database, django_db_blocker):
            fill()
        port = free_port()
        with server(port, OUTBOX_IS_PUBLIC="yes", **WITH_PATIENCE):
            yield Site(f"http://{HOST}:{port}", database=name, blocker=django_db_blocker)


def fill() -> None:
    """Write, beside the conference's records, the samples, a removed record and one with very long words."""
    from directory.management import samples
    from directory.records import publishing
    from tests.support.factories import make_organisation, make_partnership

    samples.make()
    publishing.remove(make_partnership(slug="removed"), by=None, reason="It was listed twice.")
    make_partnership(
        slug="long-words",
        title="Kinderschutzzusammenarbeitsvereinbarung" * 3,
        acronym="KINDERSCHUTZZUSAMMENARBEIT",
        summary="https://example.org/" + "a-very-long-address-without-any-space/" * 4,
        website="https://example.org/" + "a-very-long-address/" * 5,
        # As many as make a facet a long one
        countries=[
            "GB",
            "SA",
            "CD",
            "AU",
            "CA",
            "DE",
            "ES",
            "FR",
            "IT",
            "JP",
            "KE",
            "MX",
            "NL",
            "NZ",
            "PL",
            "PT",
            "SE",
            "TH",
            "UA",
            "US",
        ],
        members=[
            make_organisation(name="Wohlfahrtsverbandsvorstandssitzungsprotokoll" * 2),
            make_organisation(name="هيئة حماية الطفل"),
        ],
        formerly=["اتفاقية التعاون لحماية الأطفال"],
    )


@pytest.fixture(scope="package")
def chromium(site: Site) -> Iterator["Browser"]:
    """Started after the site and ended before it: Django refuses the database while Playwright's loop runs."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail(f"--browser needs one of {', '.join(PROGRAMS)} (Debian: apt install chromium)")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=OPTIONS) as browser,
    ):
        yield browser


@pytest.fixture
def context(chromium: "Browser", site: str) -> Iterator["BrowserContext"]:
    """A visitor of a test's own, where cookies, listeners or the history matter."""
    with visit(chromium, site) as context:
        yield context


@pytest.fixture(scope="module")
def window(chromium: "Browser", site: str) -> Iterator["Page"]:
    """One for all tests of a module, since a new one takes longer than most tests."""
    with visit(chromium, site) as context:
        yield context.new_page()


@pytest.fixture
def page(window: "Page") -> "Page":
    """The window, at a desk, on paper-white ground."""
    window.set_viewport_size(DESK)
    window.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    return window
