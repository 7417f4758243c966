"""The windows in which tests look at a served site: their sizes, whose they are, and what they show."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.utils import translation
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Route

    from directory.models import User

# 320 CSS pixels: what WCAG 1.4.10 asks for
SMALLEST = {"width": 320, "height": 800}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
PATIENCE = 30_000  # milliseconds until something is missing, not merely late: other programs may use the machine as well

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


def serve_faults(context: "BrowserContext") -> None:
    """Answer /faults/… with the pages that the site makes when it cannot make the right one."""

    def answer(route: "Route") -> None:
        *_, language, _, fault, _ = f"/{route.request.url}".split("/")
        with translation.override("ar" if language == "ar" else "en"):
            route.fulfill(status=int(fault), content_type="text/html", body=render_to_string(f"{fault}.html"))

    context.route("**/faults/*/", answer)


def sign_in(context: "BrowserContext", site: Site, user: "User") -> None:
    """Give the browser the session of somebody who has just signed in: reviewers and officials with an authenticator app."""
    # Models can be imported only once Django is set up, which is after pytest has read the conftest of this folder
    from tests.support.signing_in import new_session

    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": site.do(lambda: new_session(user))}
    context.add_cookies([{**cookie, "url": site}])


@contextmanager
def visit(chromium: "Browser", site: str, **options: object) -> Iterator["BrowserContext"]:
    """Somebody who has never been here."""
    context = chromium.new_context(base_url=site, reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    serve_faults(context)
    yield context
    context.close()
