"""What all tests stand on: a database of their own, and whether a browser takes part."""

import gc
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connection
from django.template import Context
from django.test import client
from django.utils import translation
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings as PytestSettings

from config import embedded
from tests.support import databases, schedule
from tests.support.databases import data_sets_for_the_module

session = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--browser", action="store_true", help="run the tests that drive Chromium, too")
    parser.addoption(
        "--slow",
        action="store_true",
        help="run the tests with programs of others and those that take minutes, too",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster, unless DATABASE_URL names a server; Django's settings are first read after that."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # All of them, so that right to left is looked at: `only_english` is for tests of a site as it is installed
    os.environ["OFFERED_LANGUAGES"] = "en,fr,es,ar"
    os.environ.setdefault("PAGES_KEPT", "0")
    os.environ.setdefault("API_REQUESTS_PER_MINUTE", "0")
    os.environ.setdefault("SECRET_KEY", "for tests only: nothing that it signs leaves them, and it is long")
    folder = session.enter_context(tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-"))
    session.enter_context(embedded.postgres(Path(folder), "-F"))
    databases.begin_run(Path(folder))
    django.setup()
    _keep_contexts_of_pages_alone()
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False  # pytest-xdist would put the modules with most tests first


def _keep_contexts_of_pages_alone() -> None:
    """What a test may read as `response.context`. Django's client copies the context for each part of a page as well: that
    took a twentieth of the time of all tests that look at pages."""
    of_each_template = client.store_rendered_templates

    def of_pages(
        store: dict, signal: object, sender: object, template: object, context: Context, **options
    ) -> None:
        if context.template is template:
            of_each_template(store, signal, sender, template, context, **options)

    client.store_rendered_templates = of_pages


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among the tests themselves: that took a twelfth of the time of a page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_unconfigure(config: pytest.Config) -> None:
    databases.kept.close()
    databases.end_run()
    session.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if any(marker.kwargs.get("transaction") for marker in item.iter_markers("django_db")):
            # pytest-django empties every table after it, the vocabularies too, and the tests that follow lack them
            raise pytest.UsageError(
                f"{item.nodeid} commits: let it work in a `migrated_database` of its own."
            )
    schedule.put_the_longest_first(items)
    schedule.mark_those_that_ask_postgresql(items)
    for marker, reason in (
        ("browser", "drives a browser: ./run test --browser"),
        ("slow", "needs programs of others, or takes minutes: ./run test --slow"),
    ):
        if not config.getoption(f"--{marker}"):
            skip = pytest.mark.skip(reason=reason)
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(skip)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which modules took longest, with what was made ready for them: `schedule.LONGEST` is kept by it."""
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[schedule.module_of(report.nodeid)] += report.duration
    if not seconds:
        return
    terminalreporter.section("slowest modules, seconds")
    for module, spent in seconds.most_common(10):
        terminalreporter.write_line(f"{spent:7.1f}  {module}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Tests start from a copy of the migrated database: each process would otherwise migrate one of its own."""
    connection.settings_dict["TEST"]["TEMPLATE"] = databases.migrated_once()


@pytest.fixture(autouse=True)
def the_language_is_english() -> None:
    """Whatever the test before it asked for: a page leaves its language behind."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def there_is_room_for_exports() -> None:
    """Whatever the test before it left unread: such an answer keeps its place until somebody looks for garbage."""
    from directory.exchange.exports import AT_ONCE, room

    if room._value < AT_ONCE:
        gc.collect()


@pytest.fixture
def only_english(monkeypatch: pytest.MonkeyPatch, settings: PytestSettings) -> None:
    """The languages of a site on which nobody chose any."""
    from config.environment import languages
    from config.settings import LANGUAGE_CODE, SITE_LANGUAGES

    monkeypatch.delenv("OFFERED_LANGUAGES")
    settings.LANGUAGES = languages("OFFERED_LANGUAGES", SITE_LANGUAGES, always=LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def listings_are_refreshed_at_once(request: pytest.FixtureRequest) -> None:
    """What the database does at commit, it does after each statement: a test's transaction never commits."""
    from directory.browse.views import other_figures
    from directory.browse.world_map import kept_map_of_all
    from directory.finding import facets, suggestions

    # A transaction that is rolled back counts the data version up in vain
    facets.forget()
    suggestions.forget()
    other_figures.cache_clear()
    kept_map_of_all.cache_clear()
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS listing_settle IMMEDIATE")


@pytest.fixture
def one_sitemap_of_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first sitemap holds every record, however many were made before: primary keys are never given again."""
    from directory.browse import site_files

    monkeypatch.setattr(site_files, "BLOCK", 2**31)


@pytest.fixture(scope="module")
def conference(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The conference data set, in the directory for all tests of the module."""
    with data_sets_for_the_module("conference", blocker=django_db_blocker):
        yield


@pytest.fixture(scope="module")
def both_sets(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The conference data set, and after it that of the networks, in the directory for all tests of the module."""
    with data_sets_for_the_module("conference", "networks", blocker=django_db_blocker):
        yield
