"""What must hold before a site that the public reaches starts.

A site whose base address begins with https:// does not start while one of these is not so. Commands run all the same, so that
`./run check --deploy` can say it beforehand.
"""

import os
from collections.abc import Callable
from ipaddress import ip_address
from typing import NamedTuple

from django.conf import settings
from django.core.checks import Error as CheckError
from django.core.exceptions import ImproperlyConfigured

KEY_CHARACTERS, KEY_DIFFERENT_CHARACTERS = (
    50,
    10,
)  # a random text of that length has about thirty different ones
# Django writes it before the keys of new projects, which lie about in repositories
INSECURE_PREFIX = "django-insecure-"
ENCRYPTED = {"require", "verify-ca", "verify-full"}
NEW_KEY = """Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(64))\""""


class Danger(NamedTuple):
    """What must not be so: its id for `check`, whether it is so, what is wrong, and what to do."""

    id: str
    is_so: Callable[[], bool]
    sentence: str
    remedy: str


def is_on_this_machine(host: str) -> bool:
    """Whether a host, the folder of a socket, or none at all is reached without a network."""
    if host in {"", "localhost"} or host.startswith(("/", "@")):  # @ begins an abstract socket
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_guessable(key: str) -> bool:
    return (
        len(key) < KEY_CHARACTERS
        or len(set(key)) < KEY_DIFFERENT_CHARACTERS
        or key.startswith(INSECURE_PREFIX)
    )


def has_plain_database() -> bool:
    """Whether the database is on another machine and the connection may do without TLS. What DATABASE_URL leaves
    open, libpq takes from its own variables."""
    database = settings.DATABASES["default"]
    options = database["OPTIONS"]
    hosts = str(database["HOST"] or os.environ.get("PGHOST", "")).split(",")
    hosts += str(options.get("hostaddr") or os.environ.get("PGHOSTADDR", "")).split(",")
    # A service is described in a file that only libpq reads
    is_elsewhere = "service" in options or not all(map(is_on_this_machine, hosts))
    return is_elsewhere and (options.get("sslmode") or os.environ.get("PGSSLMODE")) not in ENCRYPTED


def has_plain_mail() -> bool:
    if settings.EMAIL is None:
        return False
    has_tls = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    return not has_tls and not is_on_this_machine(settings.EMAIL_HOST)


DANGERS = (
    Danger(
        "directory.E101",
        lambda: settings.DEBUG,
        "DEBUG is on: pages about errors would show settings, addresses and what people typed.",
        "Take DEBUG out of the environment.",
    ),
    Danger(
        "directory.E102",
        lambda: settings.OUTBOX_IS_PUBLIC,
        "OUTBOX_IS_PUBLIC is on: everybody could read every mail, and sign in as anybody with the code in it.",
        "Take OUTBOX_IS_PUBLIC out of the environment.",
    ),
    Danger(
        "directory.E103",
        lambda: is_guessable(settings.SECRET_KEY),
        f"SECRET_KEY can be guessed: it has less than {KEY_CHARACTERS} characters or less than"
        f' {KEY_DIFFERENT_CHARACTERS} different ones, or begins with "{INSECURE_PREFIX}".',
        NEW_KEY,
    ),
    Danger(
        "directory.E104",
        lambda: any(map(is_guessable, settings.SECRET_KEY_FALLBACKS)),
        "A key in SECRET_KEY_FALLBACKS can be guessed, and what it signed still counts.",
        "Take it out of SECRET_KEY_FALLBACKS.",
    ),
    Danger(
        "directory.E105",
        has_plain_database,
        "DATABASE_URL names a server on another host, and the connection may do without TLS: what people wrote would"
        " cross the network in the clear.",
        "Add sslmode=verify-full and sslrootcert=/path/to/ca.crt to DATABASE_URL, or at least sslmode=require.",
    ),
    Danger(
        "directory.E106",
        has_plain_mail,
        "EMAIL_URL names a mail server on another host without TLS: codes to sign in with would cross the network in the clear.",
        "Begin EMAIL_URL with smtp+tls:// (STARTTLS, usually port 587) or smtps:// (usually port 465).",
    ),
)


def check_safety(**options: object) -> list[CheckError]:
    """An error for each danger, for `./run check --deploy`."""
    return [
        CheckError(danger.sentence, hint=danger.remedy, id=danger.id) for danger in DANGERS if danger.is_so()
    ]


def refuse_unsafe_start() -> None:
    """Raises ImproperlyConfigured, with a sentence for each danger, where the site is one that the public reaches."""
    errors = check_safety() if settings.IS_HTTPS else []
    if errors:
        sentences = [f"{error.msg} {error.hint}" for error in errors]
        raise ImproperlyConfigured("\n".join(["The site does not start:", *sentences]))
