"""Every setting of the site, read from the environment by a typed reader (https://12factor.net/config).

The defaults are the embedded ones: SQLite, an in-process cache and pictures in DATA_DIR, so that a
fresh clone runs with no configuration at all. README.md lists each variable; tests/test_docs.py
holds that list against this file. Behaviour does not belong here.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsroom.secret import read_or_make_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
# A variable that is set to nothing is not set, and a "$" is a sign like any other: the library would
# take a value that begins with it, as one random key in fifty does, for the name of a variable.
env.escape_proxy = True
env.ENVIRON = {name: value.replace("$", r"\$") for name, value in os.environ.items() if value}

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_make_key(
    DATA_DIR, may_make=DEBUG or env.bool("MAKE_SECRET_KEY", default=False)
)

# The site as its readers know it.
SITE_NAME = env.str("SITE_NAME", default="Newsroom")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_DESCRIPTION = env.str("SITE_DESCRIPTION", default="")
# Where readers write to: to report a fault, ask for removal or send a letter to the editors.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
# Whether a picture that is not stored here may be loaded from the outlet's own server.
HOTLINK_IMAGES = env.bool("HOTLINK_IMAGES", default=True)

_site = urlsplit(SITE_URL)
_secure = _site.scheme == "https"
ALLOWED_HOSTS = [
    host.strip()
    for host in env.list("ALLOWED_HOSTS", default=[_site.hostname or "", "127.0.0.1", "localhost"])
]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]

INSTALLED_APPS = [
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "csp",
    "axes",
    "taggit",  # before articles, which takes taggit's own tag admin away
    "articles",
    "django_prose_editor",  # static files alone
]

MIDDLEWARE = [
    "articles.requests.careful",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "articles.turns.announced",  # before the session, which is saved behind the page
    "articles.scheduling.punctual",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.languages.spoken",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "articles.views.site",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    """DATABASE_URL as Django's dictionary, with what each engine needs to be safe and quick."""
    scheme = env.str("DATABASE_URL", default="").partition(":")[0]
    if scheme not in {"", "sqlite", "postgres", "postgresql"}:
        # The address is not repeated: it may hold a password.
        raise ImproperlyConfigured("DATABASE_URL must be postgres://… or sqlite:///…")
    database: dict[str, Any]
    if scheme.startswith("postgres"):
        database = env.db_url("DATABASE_URL")
        database.setdefault("CONN_MAX_AGE", 60)
        return database | {"CONN_HEALTH_CHECKS": True}
    # Not made from an address by default: in one, "?" and "#" would end the name of the folder.
    kept: dict[str, Any] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(DATA_DIR / "newsroom.sqlite3"),
    }
    database = env.db_url("DATABASE_URL") if scheme else kept
    # Django reads these from OPTIONS only. IMMEDIATE takes the write lock at the start, so that a
    # transaction waits for `timeout` seconds and never fails half way as "locked".
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=30000;"
            "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    }
    return database


DATABASES = {"default": _database()}
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Ten wrong passwords for one name from one address close it for a quarter of an hour.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "newsroom.proxy.client_address"

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="zh-hans")
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/images/"
MEDIA_ROOT = DATA_DIR / "images"


def _media_storage() -> dict[str, Any]:
    """STORAGE_URL as a Django storage: empty for MEDIA_ROOT, or `s3://bucket?endpoint_url=…`.

    The S3 credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which the S3 client
    reads by itself.
    """
    address = env.str("STORAGE_URL", default="")
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured(f"STORAGE_URL must be s3://bucket, not {address!r}")
    options: dict[str, Any] = {"bucket_name": parts.hostname, "querystring_auth": False}
    try:
        given = parse_qsl(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise ImproperlyConfigured("STORAGE_URL's options must be name=value&name=value") from None
    truth = {"true": True, "false": False}
    options |= {name: truth.get(value.lower(), value) for name, value in given}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _picture_hosts(options: dict[str, Any]) -> list[str]:
    """Return where a storage serves its pictures, for the Content-Security-Policy; empty for our own."""
    if not options:
        return []
    if "custom_domain" in options:
        protocol = options.get("url_protocol", "https:")
        return [f"{protocol}//{options['custom_domain'].partition('/')[0]}"]
    if "endpoint_url" not in options:
        # Amazon sends the reader on to a host that only its region tells.
        return ["https://*.amazonaws.com", "https://*.amazonaws.com.cn"]
    end = urlsplit(options["endpoint_url"])
    # The bucket stands in the path or in front of the host, as `addressing_style` says.
    return [f"{end.scheme}://{end.netloc}", f"{end.scheme}://{options['bucket_name']}.{end.netloc}"]


STORAGES = {
    "default": _media_storage(),
    "staticfiles": {"BACKEND": "newsroom.files.StaticStorage"},
}
WHITENOISE_MAX_AGE = 3600

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = False
SIMPLE_HISTORY_REVERT_DISABLED = False

# Files that are uploaded to be imported, for as long as that takes, and what became of them.
IMPORTS_ROOT = DATA_DIR / "imports"
IMPORT_MAX_MB = env.int("IMPORT_MAX_MB", default=256)
# Largest form an editor sends: a long post with its tables, not a picture (that is a file).
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_secure)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if _secure else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
# /healthz is asked by machines on the same host, over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

_stored = _picture_hosts(STORAGES["default"].get("OPTIONS", {}))
_pictures = [SELF, "data:", *(["https:", "http:"] if HOTLINK_IMAGES else _stored)]
_media = [SELF, "https:", "http:"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": _pictures,
        "media-src": _media,
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"articles": {"level": "INFO"}},
}
