"""Settings, all from the environment (the table is in the README). A wrong value stops the start with a sentence."""

import logging
import secrets
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from csp.constants import NONE, SELF
from environs import EnvError

from workplan import countries
from workplan.api.documentation import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from workplan.environment import boolean, day, env, mail_server, one_of, sender, site_address, stop, whole_number
from workplan.file_store import private_store

BASE_DIR = Path(__file__).resolve().parent.parent


# --- Mode ---
DEBUG = boolean("DEBUG", default=False)
WORKPLAN_DEMO = boolean("WORKPLAN_DEMO", default=False)
WORKPLAN_TODAY = day("WORKPLAN_TODAY")
if WORKPLAN_TODAY and not (DEBUG or WORKPLAN_DEMO):
    raise stop(
        "WORKPLAN_TODAY", "nothing, unless DEBUG or WORKPLAN_DEMO is on: a real office's clock is not to be fixed"
    )

SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    if not (DEBUG or WORKPLAN_DEMO):
        raise stop("SECRET_KEY", "a long random text, kept secret and the same on every process")
    SECRET_KEY = secrets.token_urlsafe(64)
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise stop("SECRET_KEY", "at least 50 characters that nobody can guess")

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", LOOPBACK)
if not ALLOWED_HOSTS or any(not host or "/" in host for host in ALLOWED_HOSTS):
    raise stop("ALLOWED_HOSTS", "host names without scheme, such as plan.example")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
if any("://" not in origin for origin in CSRF_TRUSTED_ORIGINS):
    raise stop("CSRF_TRUSTED_ORIGINS", "origins with their scheme, such as https://plan.example")

# --- Applications ---
INSTALLED_APPS = [
    "workplan",
    "exchange",
    "evidence",
    "events",
    "priorities",
    "changelog",
    "accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "django_countries",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "workplan.middleware.HealthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "workplan.middleware.RequestIdMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "workplan.account.unsent.UnsentMiddleware",
    "workplan.middleware.PrivacyMiddleware",
    "workplan.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "workplan.middleware.AccountNewsMiddleware",
    "workplan.middleware.RoleRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "workplan.urls"
WSGI_APPLICATION = "workplan.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workplan.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- Database ---
# SQLite under several processes: a write takes the lock at its start and waits, readers never wait (WAL).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
}


def database() -> dict[str, Any]:
    """The database named by DATABASE_URL, SQLite under var/ by default."""
    try:
        found: dict[str, Any] = env.dj_db_url("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'workplan.sqlite3'}")
    except (EnvError, ValueError, KeyError) as error:
        raise stop("DATABASE_URL", "postgres://USER:PASSWORD@HOST:PORT/NAME or sqlite:////path/to/file") from error
    engine = found.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        found["OPTIONS"] = {**SQLITE_OPTIONS, **found.get("OPTIONS", {})}
        Path(found["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    elif engine.endswith("postgresql"):
        found["CONN_MAX_AGE"] = 600
        found["CONN_HEALTH_CHECKS"] = True
        # Compiling the figures' statement took PostgreSQL longer than running it: 74 ms with, 55 without, at 60 tasks.
        found["OPTIONS"] = {"options": "-c jit=off", **found.get("OPTIONS", {})}
    else:
        raise stop("DATABASE_URL", "a postgres:// or sqlite:// address")
    suffix = env.str("WORKPLAN_TEST_DB_SUFFIX", "")
    if suffix and engine.endswith("postgresql"):
        found["TEST"] = {"NAME": f"test_workplan_{suffix}"}
    return found


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Who ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name_en", "name_zh"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.NoUserName"},
    {"NAME": "accounts.passwords.NoRepetition"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
SESSION_ENGINE = "workplan.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# What is said after an action may name what only this person may see: kept with the session, and gone with it. Django's
# own choice is a cookie, which anybody at the machine can read, and which greets whoever signs in next.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "workplan.errors.csrf_failure"
AXES_FAILURE_LIMIT = whole_number("WORKPLAN_SIGN_IN_LIMIT", 10, least=1)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "workplan.account.limits.FailedSignIns"  # by address alone too
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # trying again does not lengthen the wait that was announced
AXES_CLIENT_IP_CALLABLE = "workplan.account.sign_in.client_ip"
AXES_LOCKOUT_CALLABLE = "workplan.errors.locked_out"
# What is never kept of a form that failed, beside the password of the sign-in: the passwords of the account page.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "old_password", "new_password", "again"]
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# --- Transport and headers ---
# HTTPS is the rule; `make run` serves plain HTTP on the loopback address only, and says so to this switch.
HTTPS = boolean("WORKPLAN_HTTPS", default=not DEBUG and not (WORKPLAN_DEMO and set(ALLOWED_HOSTS) <= set(LOOPBACK)))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if boolean("WORKPLAN_BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
# A note may hold 20,000 characters; a body far beyond that still reaches the form, which answers beside the field.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# Files are looked at while they arrive: what is too large is not put down, what breaks off is not taken.
WORKPLAN_EVIDENCE_MB = whole_number("WORKPLAN_EVIDENCE_MB", 20, least=1)
FILE_UPLOAD_HANDLERS = [
    "foundation.uploads.CappedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "foundation.uploads.RoomForUploads",
]

# --- Mail: the one digest a day of `manage.py send_digests`; nothing else is ever sent ---
MAIL = mail_server()
WORKPLAN_SENDS_MAIL = "EMAIL_HOST" in MAIL
WORKPLAN_BASE_URL = site_address("WORKPLAN_BASE_URL", encrypted=HTTPS)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = sender("DEFAULT_FROM_EMAIL", needed=WORKPLAN_SENDS_MAIL)
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST = MAIL.get("EMAIL_HOST") or ""
EMAIL_PORT = MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = MAIL.get("EMAIL_TIMEOUT") or 10  # seconds; shorter than others wait for SQLite's lock

# --- Long exports: made by a process that the site starts, or, where that is off, by cron ---
WORKPLAN_MAKES_EXPORTS = boolean("WORKPLAN_MAKES_EXPORTS", default=True)

# --- Languages and time ---
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = one_of(
    "WORKPLAN_TIME_ZONE", "Asia/Shanghai", available_timezones(), "the name of a time zone, such as Asia/Shanghai"
)
COUNTRIES_FIRST = ["HK", "MO"]
COUNTRIES_OVERRIDE = countries.NAMES

# --- Static files ---
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": private_store(str(BASE_DIR / "var" / "files")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# --- API ---
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.authentication.HasRoleAndScope"],
    "DEFAULT_RENDERER_CLASSES": ["workplan.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["workplan.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "workplan.api.pagination.KeysetPagination",
    "DEFAULT_METADATA_CLASS": "workplan.api.metadata.Metadata",
    "DEFAULT_SCHEMA_CLASS": "workplan.api.schema.Operation",
    "EXCEPTION_HANDLER": "workplan.api.errors.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is an unknown parameter like any other: formats go by `Accept`
}

LOG_LEVELS = {name.lower() for name in logging.getLevelNamesMapping()}
LOG_LEVEL = one_of("WORKPLAN_LOG_LEVEL", "info", LOG_LEVELS | {name.upper() for name in LOG_LEVELS}, "info, warning, …")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"secrets": {"()": "workplan.logs.HideSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    # These write by handlers of Django's own, too: with DEBUG, and from `runserver`.
    "loggers": {name: {"filters": ["secrets"]} for name in ("django.request", "django.server", "django.security.csrf")},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL.upper()},
}
