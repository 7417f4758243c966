"""The settings, all of them. What differs between machines comes from the environment; docs/operating.md lists it.

Nothing here asks whether this is a trial, a test or the real thing. `manage.py` and the tests start a
PostgreSQL of their own when there is no `DATABASE_URL`, and hand over its address in that variable.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from config.postgresql.base import PooledConnection
from config.security import NONE, SELF, UNUSED_FEATURES

BASE_DIR = Path(__file__).resolve().parent.parent


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


LANGUAGE_CODE = "en"
# The languages that the site is being translated into, each by its own name. OFFERED_LANGUAGES says which readers get.
SITE_LANGUAGES = {LANGUAGE_CODE: "English", "fr": "Français", "es": "Español", "ar": "العربية"}


def languages(name: str) -> list[tuple[str, str]]:
    """The variable as some of SITE_LANGUAGES, in their order and with their names; English alone where it is not set."""
    codes = words(name, [LANGUAGE_CODE])
    if LANGUAGE_CODE not in codes or not set(codes) <= SITE_LANGUAGES.keys():
        raise ImproperlyConfigured(
            f"{name} should name some of {', '.join(SITE_LANGUAGES)} with commas between them,"
            f" {LANGUAGE_CODE} among them, not {text(name)!r}."
        )
    return [(code, own_name) for code, own_name in SITE_LANGUAGES.items() if code in codes]


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


def space(name: str, default: str) -> tuple[float, bool]:
    """The variable as a number of megabytes, or a share of a disk, such as 5%: the number, and whether it is a share."""
    value = text(name, default)
    amount = value.removesuffix("%")
    if not (amount.isascii() and amount.isdigit()) or (value.endswith("%") and int(amount) > 100):
        raise ImproperlyConfigured(
            f"{name} should be megabytes or a share, such as 500 or 5%, not {value!r}."
        )
    return int(amount), value.endswith("%")


# The site

DIRECTORY_BASE_URL = address("DIRECTORY_BASE_URL", "http://localhost:8000")
CONTACT_EMAIL = text("CONTACT_EMAIL", "")
DATA_LICENCE_NAME = text("DATA_LICENCE_NAME", "")
DATA_LICENCE_URL = text("DATA_LICENCE_URL", "")
IS_HTTPS = DIRECTORY_BASE_URL.startswith("https://")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", [urlsplit(DIRECTORY_BASE_URL).hostname, "localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", [DIRECTORY_BASE_URL])
SECRET_KEY = text("SECRET_KEY")
# Former keys: what they signed still counts
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS", [])
DEBUG = flag("DEBUG", default=False)

ROOT_URLCONF = "directory.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "directory.User"

INSTALLED_APPS = [
    "directory",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    # Before all others, so that it sees each answer; it gives none
    "directory.operating.access.Access",
    # Then these, so that what those below refuse or redirect by themselves has all headers as well
    "config.security.BrowserFeaturesMiddleware",
    "config.security.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "directory.finding.page_cache.KeptPages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "directory.middleware.ReadableForms",
    "django.middleware.common.CommonMiddleware",
    "directory.middleware.OfferedLanguages",
    "directory.middleware.AllowedMethods",
    "directory.middleware.Switches",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "directory.middleware.SecondFactor",
    "allauth.account.middleware.AccountMiddleware",
    "directory.middleware.PlainAnswers",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
            # Its `csrf_token` takes the place of Django's: each form carries a key as well
            "builtins": ["directory.templatetags.form_fields"],
        },
    },
    {
        # Draws the parts of pages that repeat hundreds of times: see directory/templatetags/jinja.py
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "config.jinja.environment"},
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# PostgreSQL

DATABASES = {"default": database("DATABASE_URL")}

# What is switched off, in files: a database that is full could not be told

STATE_FOLDER = folder("STATE_FOLDER")
# Where PostgreSQL's files lie, if they lie on this machine; with less space than LEAST_SPACE nothing is written
DATABASE_FOLDER = folder("DATABASE_FOLDER")
LEAST_SPACE = space("LEAST_SPACE", "500")
# Whoever sends it reads /metrics; without it there is no such page
METRICS_TOKEN = text("METRICS_TOKEN", "")

# Security

SECURE_CSP = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
# What no page of ours uses, no script that got into one shall use either
PERMISSIONS_POLICY = {
    **{feature: [] for feature in UNUSED_FEATURES},
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked from this machine, past the proxy
SECURE_HSTS_SECONDS = number("SECURE_HSTS_SECONDS", 365 * 24 * 3600 if IS_HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = flag("SECURE_HSTS_PRELOAD", default=False)
if flag("TRUST_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Proxies of our own in front: so many addresses at the end of X-Forwarded-For were written by them.
TRUSTED_PROXY_COUNT = number("TRUSTED_PROXY_COUNT", 0)
API_REQUESTS_PER_MINUTE = number("API_REQUESTS_PER_MINUTE", 300)  # from one address; 0 sets no limit
SECURE_REFERRER_POLICY = "same-origin"
# With this prefix browsers keep a cookie only if it is secure, for this host alone and for all its paths: no other host of
# the domain can set one in its place. They refuse it over http.
HOST_PREFIX = "__Host-" if IS_HTTPS else ""
CSRF_COOKIE_NAME = f"{HOST_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "directory.middleware.form_of_another_session"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A file that a reviewer sends is held in memory; a request with more than this has no file in it.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# How long a request's body may take to come whole, and a reader to take 32 kB of an answer
SLOW_CLIENT_SECONDS = number("SLOW_CLIENT_SECONDS", 60)

# Accounts: sign up and in by a code in an e-mail, no passwords; passkeys, authenticator apps, recovery codes

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "directory:account"
ACCOUNT_ADAPTER = "directory.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Counted once more in the database by the forms: the session, where allauth counts, is read by many requests at once
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
# The forms of the second factor count their tries themselves; allauth would refuse some of many at once unseen
ACCOUNT_RATE_LIMITS = {"login_failed": None}
ACCOUNT_FORMS = {
    "request_login_code": "directory.accounts.alike.SignInForm",
    "confirm_login_code": "directory.accounts.forms.SignInCodeForm",
    "signup": "directory.accounts.alike.SignUpForm",
    "confirm_email_verification_code": "directory.accounts.forms.AddressCodeForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Partnership Directory"
MFA_TOTP_TOLERANCE = 1  # the code before and the one after count as well: RFC 6238, 5.2
MFA_FORMS = {
    "authenticate": "directory.accounts.forms.SecondFactorForm",
    "reauthenticate": "directory.accounts.forms.ConfirmingForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SESSION_COOKIE_NAME = f"{HOST_PREFIX}sessionid"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# E-mail. Without a server the outbox keeps every mail, and the demo shows it.

EMAIL = email("EMAIL_URL")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL or (
    ("localhost", 25, "", "", False, False)
)
EMAIL_TIMEOUT = 20
# For trials: /outbox/ shows every mail to everybody
OUTBOX_IS_PUBLIC = flag("OUTBOX_IS_PUBLIC", default=False)
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "directory@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Jobs: procrastinate finds them in `directory/jobs.py`

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "directory.jobs.stand_still_while_read_only"

# Language and time

# Pages that each worker keeps while nothing public changes; 0 keeps none.
PAGES_KEPT = number("PAGES_KEPT", 500)
CACHES = {
    # allauth counts its limits here
    "default": {"BACKEND": "directory.gate.limit_cache.LimitCache"},
    "pages": {
        "BACKEND": f"django.core.cache.backends.{'locmem.LocMemCache' if PAGES_KEPT else 'dummy.DummyCache'}",
        "LOCATION": "pages",
        "TIMEOUT": 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": PAGES_KEPT},
    },
}

USE_I18N = True
USE_THOUSAND_SEPARATOR = True
# Those whose catalogues are whole. Addresses in the others lead to English, and nothing tells of them.
LANGUAGES = languages("OFFERED_LANGUAGES")
LOCALE_PATHS = [BASE_DIR / "directory" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: collected, hashed and compressed where STATIC_ROOT says; without it, served as they lie.

STATIC_URL = "/static/"
STATIC_ROOT = text("STATIC_ROOT", "") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# The whole data set in files, made by the command make_dumps; without a folder there are none.

DUMPS_ROOT = Path(dumps_root) if (dumps_root := text("DUMPS_ROOT", "")) else None

# Backups: the folder of the commands backup and restore, and PostgreSQL's programs where they are not in the usual places

BACKUPS_ROOT = Path(backups_root) if (backups_root := text("BACKUPS_ROOT", "")) else None
PG_BINDIR = text("PG_BINDIR", "")
# What was erased, beside the database: a restored one has it again. Without a file nobody remembers
ERASURES_FILE = Path(erasures_file) if (erasures_file := text("ERASURES_FILE", "")) else None

# Logs go to stderr; what runs the server keeps them.

LOG_FORMAT = choice("LOG_FORMAT", "text", {"text", "json"})
ACCESS_LOG = flag("ACCESS_LOG", default=LOG_FORMAT == "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "config.logs.TextFormatter"},
        "json": {"()": "config.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # what was refused or is not there, the access line tells
        "directory.access": {"level": "INFO" if ACCESS_LOG else "WARNING"},
        # What it says of each connection that breaks, config.postgresql says once
        "psycopg.pool": {"level": "CRITICAL"},
    },
}
