"""A served directory with the conference's records, and Chromium to look at it."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

from tests.conftest import import_conference
from tests.support.databases import in_database, migrated_database

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

    from directory.models import User

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}

Made = TypeVar("Made")


class Site(str):
    """The address of a served site, which also lets tests work in its database."""

    __slots__ = ("blocker", "database")

    def __new__(cls, address: str, *, database: str, blocker: DjangoDbBlocker) -> "Site":
        site = super().__new__(cls, address)
        site.database, site.blocker = database, blocker
        return site

    def do(self, work: Callable[[], Made]) -> Made:
        """Do it in the site's database, such as `site.do(make_user)`. In a thread of its own: Django refuses the
        database where Playwright's loop runs."""

        def there() -> Made:
            connection.settings_dict = {**connection.settings_dict, "NAME": self.database}
            try:
                return work()
            finally:
                connection.close()

        with self.blocker.unblock(), ThreadPoolExecutor(1) as thread:
            return thread.submit(there).result()


@pytest.fixture(scope="package")
def site(django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The address of the site, which a server of its own answers from a database of its own."""
    from directory.management.commands.demo import HOST, free_port, server

    with (
        migrated_database("browser") as database,
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setenv("DATABASE_URL", database)
        name = conninfo_to_dict(database)["dbname"]
        with in_database(database, django_db_blocker):
            fill()
        port = free_port()
        with server(port, OUTBOX_IS_PUBLIC="yes"):
            yield Site(f"http://{HOST}:{port}", database=name, blocker=django_db_blocker)


def fill() -> None:
    """Write the conference's records, a removed one and one with very long words."""
    from directory.management import samples
    from directory.records import publishing
    from tests.support.factories import make_organisation, make_partnership

    import_conference()
    samples.make()
    publishing.remove(make_partnership(slug="removed"), by=None, reason="It was listed twice.")
    make_partnership(
        slug="long-words",
        title="Kinderschutzzusammenarbeitsvereinbarung" * 3,
        acronym="KINDERSCHUTZZUSAMMENARBEIT",
        summary="https://example.org/" + "a-very-long-address-without-any-space/" * 4,
        website="https://example.org/" + "a-very-long-address/" * 5,
        countries=["GB", "SA", "CD"],
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


def serve_faults(context: "BrowserContext") -> None:
    """Answer /faults/… with the pages that the site makes when it cannot make the right one."""

    def answer(route: "Route") -> None:
        *_, language, _, fault, _ = f"/{route.request.url}".split("/")
        with translation.override("ar" if language == "ar" else "en"):
            route.fulfill(status=int(fault), content_type="text/html", body=render_to_string(f"{fault}.html"))

    context.route("**/faults/*/", answer)


def sign_in(context: "BrowserContext", site: Site, user: "User") -> None:
    """Give the browser the session of somebody who has just signed in: reviewers and officials with an authenticator app."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": site.do(lambda: new_session(user))}
    context.add_cookies([{**cookie, "url": site}])


def new_session(user: "User") -> str:
    from allauth.account.internal.flows.login import record_authentication
    from allauth.mfa.totp.internal.auth import TOTP
    from allauth.mfa.utils import is_mfa_enabled

    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    if user.is_reviewer or user.gave_second_factor:
        if not is_mfa_enabled(user):
            TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        record_authentication(request, user, method="mfa", type="totp", reauthenticated=True)
    request.session.save()
    return request.session.session_key


@contextmanager
def visit(chromium: "Browser", site: str, **options: object) -> Iterator["BrowserContext"]:
    """Somebody who has never been here."""
    context = chromium.new_context(base_url=site, reduced_motion="reduce", **options)
    context.set_default_timeout(10_000)
    serve_faults(context)
    yield context
    context.close()


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
