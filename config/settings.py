"""The settings, all of them. What differs between machines comes from the environment; docs/operating.md lists it,
and `environment.py` reads it.

Nothing here asks whether this is a trial, a test or the real thing. `manage.py` and the tests start a
PostgreSQL of their own when there is no `DATABASE_URL`, and hand over its address in that variable.
"""

from pathlib import Path
from urllib.parse import urlsplit

from config.colours import OWN_COLOURS
from config.environment import (
    address,
    choice,
    colours,
    database,
    email,
    flag,
    folder,
    languages,
    number,
    space,
    text,
    web_address,
    words,
)
from config.security import NONE, SELF, UNUSED_FEATURES

BASE_DIR = Path(__file__).resolve().parent.parent


# The site

DIRECTORY_BASE_URL = address("DIRECTORY_BASE_URL", "http://localhost:8000")
IS_HTTPS = DIRECTORY_BASE_URL.startswith("https://")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", [urlsplit(DIRECTORY_BASE_URL).hostname, "localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", [DIRECTORY_BASE_URL])
SECRET_KEY = text("SECRET_KEY")
# Former keys: what they signed still counts
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS", [])
DEBUG = flag("DEBUG", default=False)

# Who runs it, under which terms, and how it looks: `check --deploy` asks for each, config/deployment.py reads them

SITE_NAME = text("SITE_NAME", "")
OPERATOR_NAME = text("OPERATOR_NAME", "")
OPERATOR_ADDRESS = text("OPERATOR_ADDRESS", "")
OPERATOR_WEBSITE = web_address("OPERATOR_WEBSITE")
OPERATOR_EMBLEM = folder("OPERATOR_EMBLEM")
OPERATOR_IS_SAMPLE = flag("OPERATOR_IS_SAMPLE", default=False)
CONTACT_EMAIL = text("CONTACT_EMAIL", "")
EDITORIAL_RULES_FILE = folder("EDITORIAL_RULES_FILE")
ANSWER_DAYS = number("ANSWER_DAYS", 0)
DECISION_DAYS = number("DECISION_DAYS", 0)
DATA_LICENCE_NAME = text("DATA_LICENCE_NAME", "")
DATA_LICENCE_URL = text("DATA_LICENCE_URL", "")
COLOURS = colours("COLOURS", OWN_COLOURS)

# How it is served

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
    "directory.operating.kept_answers.RememberedAnswers",
    "directory.gate.compression.CompressedAnswers",
    # Outside of those that set headers, so that pages are kept with them
    "directory.finding.page_cache.KeptPages",
    # Then these, so that what those below refuse or redirect by themselves has all headers as well
    "config.security.BrowserFeaturesMiddleware",
    "config.security.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
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
            # Their tags take the places of Django's: each form carries a key as well, and what is the same each time is kept
            "builtins": ["directory.templatetags.form_fields", "directory.templatetags.quick"],
            "libraries": {"i18n": "directory.templatetags.kept_words"},
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
# It finds two libraries named i18n: ours is meant to take the place of Django's
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

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
# From one address, in each worker; 0 sets no limit. Who types quickly sends eight letters a second, and several people may
# stand behind one address
SUGGESTIONS_PER_SECOND = number("SUGGESTIONS_PER_SECOND", 25)
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
# Longer than the code counts, so that its page still offers a new one
ACCOUNT_LOGIN_TIMEOUT = 2 * 60 * 60
# Counted once more in the database by the forms: the session, where allauth counts, is read by many requests at once
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
# The forms of the second factor count their tries themselves; allauth would refuse some of many at once unseen
ACCOUNT_RATE_LIMITS = {"login_failed": None}
ACCOUNT_FORMS = {
    "request_login_code": "directory.accounts.alike.SignInForm",
    "confirm_login_code": "directory.accounts.code_forms.SignInCodeForm",
    "confirm_email_verification_code": "directory.accounts.code_forms.AddressCodeForm",
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
    "authenticate": "directory.accounts.code_forms.SecondFactorForm",
    "reauthenticate": "directory.accounts.code_forms.ConfirmingForm",
    "authenticate_webauthn": "directory.accounts.passkey_forms.PasskeyForm",
    "login_webauthn": "directory.accounts.passkey_forms.PasskeySignInForm",
    "reauthenticate_webauthn": "directory.accounts.passkey_forms.PasskeyConfirmingForm",
    "add_webauthn": "directory.accounts.passkey_forms.NewPasskeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SESSION_ENGINE = "directory.gate.sessions"
SESSION_COOKIE_NAME = f"{HOST_PREFIX}sessionid"
SESSION_COOKIE_SECURE = IS_HTTPS
# The key of what is typed while a session ends
KEPT_TEXT_COOKIE_NAME = f"{HOST_PREFIX}kept-text"
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

# Jobs: procrastinate finds them in `directory/operating/jobs.py`

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "operating.jobs"
PROCRASTINATE_ON_APP_READY = "directory.operating.jobs.stand_still_while_read_only"

# Language and time

# Pages that each worker keeps while nothing public changes; 0 keeps none.
PAGES_KEPT = number("PAGES_KEPT", 500)
CACHES = {
    # allauth counts its limits here
    "default": {"BACKEND": "directory.gate.limit_cache.LimitCache"},
}

LANGUAGE_CODE = "en"
# The languages that the site is being translated into, each by its own name. OFFERED_LANGUAGES says which readers get.
SITE_LANGUAGES = {LANGUAGE_CODE: "English", "fr": "Français", "es": "Español", "ar": "العربية"}
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
# Those whose catalogues are whole. Addresses in the others lead to English, and nothing tells of them.
LANGUAGES = languages("OFFERED_LANGUAGES", SITE_LANGUAGES, always=LANGUAGE_CODE)
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
        "BACKEND": "config.static_files.StaticFiles"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# The whole data set in files, made by the command make_dumps; without a folder there are none.

DUMPS_ROOT = Path(dumps_root) if (dumps_root := text("DUMPS_ROOT", "")) else None

# Words that mean the same to those who search here, beside the shipped ones

SYNONYMS_FILE = folder("SYNONYMS_FILE")

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
