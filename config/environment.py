"""Reading the environment: each variable is checked where it is read, and refuses the start with a sentence that names it."""

import os
import re
from collections.abc import Container, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from config.postgresql.base import PooledConnection


def text(name: str, default: str | None = None) -> str:
    """The variable without surrounding space; empty counts as not set. Refuses the start without a default."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. docs/operating.md says what it should hold.")
    return value


def words(name: str, default: list[str]) -> list[str]:
    """The comma-separated parts of the variable."""
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """The variable as a whole number, zero or more."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} should be a whole number, not {value!r}.")
    return int(value)


def flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no."""
    value = text(name, "yes" if default else "no").lower()
    if value not in {"yes", "true", "on", "1", "no", "false", "off", "0"}:
        raise ImproperlyConfigured(f"{name} should be yes or no, not {value!r}.")
    return value in {"yes", "true", "on", "1"}


def address(name: str, default: str) -> str:
    """The variable as the address of a site: http or https, a host, no path."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        whole = parts.scheme in {"http", "https"} and parts.hostname and not parts.username
    except ValueError:
        whole = False
    if not whole or value != f"{parts.scheme}://{parts.netloc}":
        raise ImproperlyConfigured(f"{name} should look like https://directory.example.org, not {value!r}.")
    return value


# How PostgreSQL plans for us; what the address of the database says about it comes later and wins. What pages read is in
# memory, where a row by its key costs hardly more than the next one: with the usual 4 the finder read all desks instead.
# A page takes one core, so that eight readers do not take sixteen, and is over before a compiler had been of use.
PLANNING = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 -c jit=off"


def database(name: str) -> dict:
    """The variable, a postgresql:// address or a libpq connection string, as Django wants it."""
    try:
        options = conninfo_to_dict(text(name))
    except ProgrammingError:  # its message would repeat the password
        raise ImproperlyConfigured(
            f"{name} should look like postgresql://user:password@host:5432/database."
        ) from None
    if "dbname" not in options:
        raise ImproperlyConfigured(f"{name} names no database: add /database to its end.")
    timeout = number("DATABASE_STATEMENT_TIMEOUT", 0)  # milliseconds
    limits = f"-c statement_timeout={timeout}" if timeout else ""
    options["options"] = " ".join(part for part in (PLANNING, options.get("options"), limits) if part)
    pool_size = number("DATABASE_POOL_SIZE", 0)
    pool = {
        "min_size": 1,
        "max_size": pool_size,
        "timeout": 5,
        "connection_class": PooledConnection,
        # It gives up soon, for who tries again is config/postgresql
        "reconnect_timeout": 1,
    }
    return {
        "ENGINE": "config.postgresql",
        "NAME": options.pop("dbname"),
        "USER": options.pop("user", ""),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": str(options.pop("port", "")),
        "CONN_HEALTH_CHECKS": not pool_size,  # a connection of the pool is looked at when it is taken
        "OPTIONS": {
            "connect_timeout": 3 if pool_size else 10,
            # A server that vanished, or the way to it: without these a page would wait for a quarter of an hour
            "tcp_user_timeout": 5000,  # milliseconds
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "server_side_binding": True,  # with prepared statements: the best throughput that was measured
            "prepare_threshold": 1,
            "pool": pool if pool_size else False,
            **options,
        },
    }


def email(name: str) -> tuple[str, int, str, str, bool, bool] | None:
    """The variable, such as smtp+tls://user:password@mail.example.org:587, as host, port, user, password, TLS by
    STARTTLS, TLS from the start; None where it is not set."""
    value = text(name, "")
    if not value:
        return None
    wrong = ImproperlyConfigured(
        f"{name} should look like smtp+tls://user:password@mail.example.org:587;"
        " smtp:// has no TLS, smtps:// has it from the start."
    )
    try:
        parts = urlsplit(value)
        usual = {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme]
        port = parts.port or usual
    except (KeyError, ValueError):
        raise wrong from None
    if not parts.hostname:
        raise wrong
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return parts.hostname, port, user, password, parts.scheme == "smtp+tls", parts.scheme == "smtps"


def choice(name: str, default: str, choices: set[str]) -> str:
    """The variable as one of these words."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} should be {' or '.join(sorted(choices))}, not {value!r}.")
    return value


def folder(name: str) -> Path | None:
    """The variable as a path; None where it is not set."""
    value = text(name, "")
    return Path(value) if value else None


def web_address(name: str) -> str:
    """The variable as the address of a page, http or https; empty where it is not set."""
    value = text(name, "")
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
    except ValueError:
        is_whole = False
    if value and not is_whole:
        raise ImproperlyConfigured(f"{name} should look like https://www.example.org/, not {value!r}.")
    return value


def colours(name: str, tokens: Container[str]) -> dict[str, tuple[str, str]]:
    """The variable, such as accent=#0b4a58/#8fd0da, deep=#0a343e/#0a2127: by token the colour in light and in dark mode."""
    chosen = {}
    for word in words(name, []):
        match = re.fullmatch(r"([a-z-]+)\s*=\s*(#[0-9a-f]{6})\s*/\s*(#[0-9a-f]{6})", word.lower())
        if match is None or match[1] not in tokens:
            raise ImproperlyConfigured(
                f"{name} should look like accent=#0b4a58/#8fd0da, a name that docs/operating.md has and a colour for light"
                f" and for dark mode, not {word!r}."
            )
        chosen[match[1]] = (match[2], match[3])
    return chosen


def space(name: str, default: str) -> tuple[float, bool]:
    """The variable as a number of megabytes, or a share of a disk, such as 5%: the number, and whether it is a share."""
    value = text(name, default)
    amount = value.removesuffix("%")
    if not (amount.isascii() and amount.isdigit()) or (value.endswith("%") and int(amount) > 100):
        raise ImproperlyConfigured(
            f"{name} should be megabytes or a share, such as 500 or 5%, not {value!r}."
        )
    return int(amount), value.endswith("%")


def languages(name: str, site_languages: Mapping[str, str], *, always: str) -> list[tuple[str, str]]:
    """The variable as some of the site's languages, in their order and with their names; the one that is always among them
    alone where it is not set."""
    codes = words(name, [always])
    if always not in codes or not set(codes) <= site_languages.keys():
        raise ImproperlyConfigured(
            f"{name} should name some of {', '.join(site_languages)} with commas between them,"
            f" {always} among them, not {text(name)!r}."
        )
    return [(code, own_name) for code, own_name in site_languages.items() if code in codes]
