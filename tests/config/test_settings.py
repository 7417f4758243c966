"""The settings: what the environment may say, and what is said when it is wrong."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import environment
from config.settings import SITE_LANGUAGES


def test_numbers_flags_and_addresses_are_typed(monkeypatch):
    monkeypatch.setenv("LIMIT", "12")
    monkeypatch.setenv("SWITCH", "On")
    monkeypatch.setenv("SITE", "https://directory.example.org/")
    monkeypatch.setenv("HOSTS", "one.example.org, two.example.org,")

    assert environment.number("LIMIT", 3) == 12
    assert environment.flag("SWITCH", default=False) is True
    assert environment.address("SITE", "") == "https://directory.example.org"
    assert environment.words("HOSTS", []) == ["one.example.org", "two.example.org"]


def test_empty_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("LIMIT", " ")

    assert environment.number("LIMIT", 3) == 3
    with pytest.raises(ImproperlyConfigured, match="LIMIT is not set"):
        environment.text("LIMIT")


def test_english_is_offered_and_what_the_environment_adds(monkeypatch):
    assert environment.languages("NOT_SET", SITE_LANGUAGES, always="en") == [("en", "English")]

    monkeypatch.setenv("OFFERED", "ar, fr,en,fr")

    assert environment.languages("OFFERED", SITE_LANGUAGES, always="en") == [
        ("en", "English"),
        ("fr", "Français"),
        ("ar", "العربية"),
    ]


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (lambda: environment.number("WRONG", 0), "-1", "should be a whole number"),
        (lambda: environment.number("WRONG", 0), "²", "should be a whole number"),
        (lambda: environment.flag("WRONG", default=True), "perhaps", "should be yes or no"),
        (lambda: environment.address("WRONG", ""), "directory.example.org", "should look like https://"),
        (
            lambda: environment.address("WRONG", ""),
            "https://directory.example.org/path",
            "should look like https://",
        ),
        (lambda: environment.address("WRONG", ""), "https://[::1", "should look like https://"),
        (
            lambda: environment.languages("WRONG", SITE_LANGUAGES, always="en"),
            "en,de",
            "should name some of en, fr, es, ar .* not 'en,de'",
        ),
        (
            lambda: environment.languages("WRONG", SITE_LANGUAGES, always="en"),
            "fr,es",
            "en among them, not 'fr,es'",
        ),
        (
            lambda: environment.languages("WRONG", SITE_LANGUAGES, always="en"),
            "en fr",
            "should name some of en, fr",
        ),
        (
            lambda: environment.languages("WRONG", SITE_LANGUAGES, always="en"),
            ",",
            "should name some of en, fr",
        ),
        (
            lambda: environment.database("WRONG"),
            "mysql://localhost/directory",
            "should look like postgresql://",
        ),
        (lambda: environment.database("WRONG"), "postgresql://localhost", "names no database"),
    ],
)
def test_a_wrong_value_gets_a_sentence(monkeypatch, read, value, sentence):
    monkeypatch.setenv("WRONG", value)

    with pytest.raises(ImproperlyConfigured, match=f"WRONG .*{sentence}"):
        read()


def test_a_wrong_database_url_does_not_show_its_password(monkeypatch):
    monkeypatch.setenv("WRONG", "postgresql://user:secret@host:port/db?nonsense")

    with pytest.raises(ImproperlyConfigured) as error:
        environment.database("WRONG")

    assert "secret" not in str(error.value)


def test_the_database_url_may_say_all_that_libpq_understands(monkeypatch):
    monkeypatch.setenv("DATABASE_STATEMENT_TIMEOUT", "2000")
    monkeypatch.setenv("DATABASE_POOL_SIZE", "8")
    monkeypatch.setenv(
        "SOMEWHERE", "postgresql://me:p%40ss@db.example.org:6432/directory?sslmode=verify-full"
    )

    database = environment.database("SOMEWHERE")

    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", "6432", "directory")
    assert (database["USER"], database["PASSWORD"]) == ("me", "p@ss")
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert database["OPTIONS"]["options"].endswith(" -c statement_timeout=2000")
    assert database["OPTIONS"]["pool"]["max_size"] == 8


@pytest.mark.django_db
def test_a_page_takes_one_core_and_reads_by_key_without_fear():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_parallel_workers_per_gather'), current_setting('random_page_cost'),"
            " current_setting('jit')"
        )

        assert cursor.fetchone() == ("0", "1.1", "off")


def test_the_database_url_has_the_last_word_on_how_statements_are_planned(monkeypatch):
    monkeypatch.setenv("SOMEWHERE", "postgresql://db.example.org/directory?options=-c%20random_page_cost%3D4")

    options = environment.database("SOMEWHERE")["OPTIONS"]["options"]

    assert options.index("random_page_cost=4") > options.index("random_page_cost=1.1")


def test_without_a_secret_key_nothing_starts():
    environment = os.environ | {"SECRET_KEY": "", "DATABASE_URL": "postgresql://localhost/directory"}
    command = [sys.executable, "manage.py", "check"]

    check = subprocess.run(
        command, check=False, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )

    assert check.returncode != 0
    assert "SECRET_KEY is not set. docs/operating.md says what it should hold." in check.stderr


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/about/", 200), ("/nowhere/", 404)])
def test_every_response_carries_the_content_security_policy(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    directives = response.headers["Content-Security-Policy"].split("; ")
    assert directives[0] == "default-src 'none'"
    assert {"script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(directives)
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("base_url", "prefix"), [("https://directory.example.org", "__Host-"), ("http://localhost:8000", "")]
)
def test_cookies_belong_to_one_host_wherever_there_is_https(base_url, prefix):
    """Browsers refuse the prefix without https; with it they take no cookie from a neighbour under the same domain."""
    ask = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
    ask += " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_DOMAIN, s.KEPT_TEXT_COOKIE_NAME)"

    said = subprocess.run(
        [sys.executable, "-c", ask],
        env=os.environ | {"DIRECTORY_BASE_URL": base_url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()

    is_secure = str(bool(prefix))
    assert said == [
        f"{prefix}sessionid",
        f"{prefix}csrftoken",
        is_secure,
        is_secure,
        "/",
        "/",
        "None",
        "None",
        f"{prefix}kept-text",
    ]
