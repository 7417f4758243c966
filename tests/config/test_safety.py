"""A site that the public reaches does not start while it is unsafe, and says why."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from django.conf import settings as site
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from config import environment, safety
from tests.support.debian_servers import ACCOUNT, debian_server, reachable_folder

LONG_KEY = "lBz4ZU0aWcB2mBfV7u3RrGcJk9dXo6yTqSnEhPwKiA8vC5xN1LQ"
SAFE = {
    "DIRECTORY_BASE_URL": "https://directory.example.org",
    "SECRET_KEY": LONG_KEY,
    "DATABASE_URL": "postgresql://directory@db.example.org/directory?sslmode=verify-full",
    "EMAIL_URL": "smtp+tls://me:secret@mail.example.org",
}
UNSAFE = SAFE | {
    "SECRET_KEY": "short",
    "SECRET_KEY_FALLBACKS": f"{LONG_KEY},old",
    "DATABASE_URL": "postgresql://directory@db.example.org/directory",
    "EMAIL_URL": "smtp://mail.example.org",
    "OUTBOX_IS_PUBLIC": "yes",
    "DEBUG": "yes",
}
ALL_DANGERS = [danger.id for danger in safety.DANGERS]


def python(code: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess:
    unset = {"DATABASE_IS_PRIVATE", "SECRET_KEY_FALLBACKS", "PGHOST", "PGSSLMODE"}
    environment = {name: value for name, value in os.environ.items() if name not in unset} | variables
    return subprocess.run(
        [sys.executable, *code],
        check=False,
        env=environment,
        cwd=site.BASE_DIR,
        capture_output=True,
        text=True,
    )


def dangers(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    """The ids of what `check --deploy` says of a safe site on which these variables are otherwise."""
    for name in ("PGHOST", "PGHOSTADDR", "PGSSLMODE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (SAFE | variables).items():
        monkeypatch.setenv(name, value)
    email = environment.email("EMAIL_URL")
    settings = SimpleNamespace(
        DATABASES={"default": environment.database("DATABASE_URL")},
        EMAIL=email,
        EMAIL_HOST=email[0] if email else "",
        EMAIL_USE_TLS=email is not None and email[4],
        EMAIL_USE_SSL=email is not None and email[5],
        SECRET_KEY=environment.text("SECRET_KEY"),
        SECRET_KEY_FALLBACKS=environment.words("SECRET_KEY_FALLBACKS", []),
        OUTBOX_IS_PUBLIC=environment.flag("OUTBOX_IS_PUBLIC", default=False),
        DEBUG=environment.flag("DEBUG", default=False),
        IS_HTTPS=True,
    )
    monkeypatch.setattr(safety, "settings", settings)
    return [error.id for error in safety.check_safety()]


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"EMAIL_URL": ""},
        {"EMAIL_URL": "smtp://localhost"},
        {"EMAIL_URL": "smtp://127.0.0.1:2525"},
        {"EMAIL_URL": "smtps://mail.example.org"},
        {"SECRET_KEY_FALLBACKS": LONG_KEY[::-1]},
        {"DATABASE_URL": "postgresql:///directory"},
        {"DATABASE_URL": "postgresql://localhost/directory"},
        {"DATABASE_URL": "postgresql://[::1]/directory"},
        {"DATABASE_URL": "postgresql:///directory?host=/run/postgresql"},
        {"DATABASE_URL": "postgresql://db.example.org/directory?sslmode=require"},
        {"DATABASE_URL": "postgresql://db.example.org/directory?sslmode=verify-ca"},
        {"DATABASE_URL": "service=directory dbname=directory sslmode=verify-full"},
        {"DATABASE_URL": "postgresql://db.example.org/directory", "PGSSLMODE": "require"},
    ],
)
def test_what_stays_on_this_machine_or_has_tls_is_safe(monkeypatch, variables):
    assert dangers(monkeypatch, **variables) == []


@pytest.mark.parametrize(
    ("variables", "danger"),
    [
        ({"DEBUG": "yes"}, "directory.E101"),
        ({"OUTBOX_IS_PUBLIC": "yes"}, "directory.E102"),
        ({"SECRET_KEY": LONG_KEY[:49]}, "directory.E103"),
        ({"SECRET_KEY": "abcabcabc" * 10}, "directory.E103"),
        ({"SECRET_KEY": f"django-insecure-{LONG_KEY}"}, "directory.E103"),
        ({"SECRET_KEY_FALLBACKS": f"{LONG_KEY[::-1]},changeme"}, "directory.E104"),
        ({"DATABASE_URL": "postgresql://db.example.org/directory"}, "directory.E105"),
        ({"DATABASE_URL": "postgresql://192.0.2.7/directory"}, "directory.E105"),
        ({"DATABASE_URL": "postgresql://db.example.org/directory?sslmode=prefer"}, "directory.E105"),
        ({"DATABASE_URL": "postgresql://db.example.org/directory?sslmode=disable"}, "directory.E105"),
        ({"DATABASE_URL": "postgresql://localhost,db.example.org/directory"}, "directory.E105"),
        ({"DATABASE_URL": "postgresql://localhost/directory?hostaddr=192.0.2.7"}, "directory.E105"),
        ({"DATABASE_URL": "service=directory dbname=directory"}, "directory.E105"),
        ({"DATABASE_URL": "postgresql:///directory", "PGHOST": "db.example.org"}, "directory.E105"),
        ({"EMAIL_URL": "smtp://mail.example.org"}, "directory.E106"),
        ({"EMAIL_URL": "smtp://me:secret@192.0.2.7:587"}, "directory.E106"),
    ],
)
def test_each_danger_is_said(monkeypatch, variables, danger):
    assert dangers(monkeypatch, **variables) == [danger]


def test_a_site_on_https_names_each_danger_and_does_not_start():
    start = python(["-c", "import config.wsgi"], UNSAFE)

    assert start.returncode != 0
    for danger in safety.DANGERS:
        assert f"{danger.sentence} {danger.remedy}" in start.stderr
        assert any(name in danger.sentence for name in UNSAFE)


def test_the_worker_for_jobs_does_not_start_either():
    worker = python(["manage.py", "procrastinate", "worker", "--one-shot"], UNSAFE)

    assert worker.returncode != 0
    assert "EMAIL_URL names a mail server on another host without TLS" in worker.stderr


def test_a_safe_site_starts_and_so_does_an_unsafe_trial():
    assert python(["-c", "import config.wsgi"], SAFE).returncode == 0
    trial = UNSAFE | {"DIRECTORY_BASE_URL": "http://localhost:8000"}
    assert python(["-c", "import config.wsgi"], trial).returncode == 0


def test_check_deploy_names_each_danger_before_the_start():
    usual = python(["manage.py", "check"], UNSAFE)
    deploy = python(["manage.py", "check", "--deploy"], UNSAFE)

    assert usual.returncode == 0
    assert deploy.returncode != 0
    assert [danger for danger in ALL_DANGERS if f"({danger})" not in deploy.stderr] == []


def test_the_checks_are_known_as_those_of_security():
    assert safety.check_safety in checks.registry.registry.get_checks(include_deployment_checks=True)
    assert "security" in safety.check_safety.tags


def test_what_is_refused_says_nothing_of_a_password(monkeypatch):
    dangers(monkeypatch, DATABASE_URL="postgresql://me:hidden@db.example.org/directory")

    with pytest.raises(ImproperlyConfigured) as refusal:
        safety.refuse_unsafe_start()

    assert "DATABASE_URL" in str(refusal.value)
    assert "hidden" not in str(refusal.value)


class EncryptedServer(NamedTuple):
    port: int
    certificate: Path


@pytest.fixture(scope="module")
def encrypted_server() -> Iterator[EncryptedServer]:
    """Debian's server with a certificate for db.example.org: the private server has no TLS."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not on this machine")
    with reachable_folder() as folder:
        key, certificate = folder / "server.key", folder / "server.crt"
        words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=db.example.org"
        words += f" -addext subjectAltName=DNS:db.example.org -keyout {key} -out {certificate}"
        subprocess.run(["openssl", *words.split()], check=True, capture_output=True, **ACCOUNT)
        key.chmod(0o600)
        files = {"ssl_cert_file": certificate, "ssl_key_file": key}
        with debian_server(folder, ssl="on", **files) as port:
            yield EncryptedServer(port, certificate)


ASK = """
import config.wsgi
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    print("encrypted", cursor.fetchone()[0])
"""


@pytest.mark.parametrize(
    ("host", "options", "answer"),
    [
        ("db.example.org", "sslmode=verify-full&sslrootcert={certificate}", "encrypted True"),
        ("db.example.org", "sslmode=require", "encrypted True"),
        ("other.example.org", "sslmode=verify-full&sslrootcert={certificate}", "does not match host name"),
        ("db.example.org", "sslmode=prefer", "the connection may do without TLS"),
        ("db.example.org", "", "the connection may do without TLS"),
    ],
)
def test_a_database_on_another_host_is_spoken_to_with_tls_alone(encrypted_server, host, options, answer):
    options = options.format(certificate=encrypted_server.certificate)
    address = f"postgresql://directory@{host}:{encrypted_server.port}/postgres?hostaddr=127.0.0.1&{options}"

    start = python(["-c", ASK], SAFE | {"DATABASE_URL": address})

    assert answer in start.stdout + start.stderr
