"""Settings of every process. Whatever differs between machines comes from the environment.

DATABASE_URL and REDIS_URL are the only outside services. Without REDIS_URL one process serves everything; without
DATABASE_URL the launcher starts an embedded PostgreSQL and sets it.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PAIDAN_VAR", BASE_DIR / "var"))
# Real data for the acceptance runs lie beside the project; the product never needs them.
SHARED_DATA = Path(os.environ.get("PAIDAN_SHARED_DATA", BASE_DIR.parent / "shared" / "data"))
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"

DEBUG = os.environ.get("PAIDAN_DEBUG") == "1"
DEMO = os.environ.get("PAIDAN_DEMO") == "1"


def _secret_key() -> str:
    if key := os.environ.get("PAIDAN_SECRET_KEY"):
        return key
    path = VAR_DIR / "secret_key"
    if path.exists():
        return path.read_text().strip()
    return "only-for-building-and-tests-" + "0" * 32


SECRET_KEY = _secret_key()


def _tiles() -> dict[str, object] | None:
    """The raster tiles below the maps, where an operator has some: PAIDAN_TILES_URL with {z}, {x} and {y}."""
    url = os.environ.get("PAIDAN_TILES_URL", "")
    if not url:
        return None
    datum = os.environ.get("PAIDAN_TILES_DATUM", "WGS-84")
    if urlsplit(url).scheme not in {"http", "https"} or not all(part in url for part in ("{z}", "{x}", "{y}")):
        raise ImproperlyConfigured("PAIDAN_TILES_URL must be an http(s) address with {z}, {x} and {y}")
    if datum not in {"WGS-84", "GCJ-02"}:
        raise ImproperlyConfigured("PAIDAN_TILES_DATUM must be WGS-84 or GCJ-02")
    return {"url": url, "datum": datum, "attribution": os.environ.get("PAIDAN_TILES_ATTRIBUTION", "")}


MAP_TILES = _tiles()

# Whom pushes may go to: hosts with all below them, or whole origins of push services of one's own.
PUSH_SERVICES = tuple(
    one
    for one in os.environ.get(
        "PAIDAN_PUSH_SERVICES",
        "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
    ).split(",")
    if one
)
# Push services write there when something is wrong with what we send.
PUSH_CONTACT = os.environ.get("PAIDAN_PUSH_CONTACT", "mailto:operator@example.org")
SMS_URL = os.environ.get("PAIDAN_SMS_URL", "")
SMS_TOKEN = os.environ.get("PAIDAN_SMS_TOKEN", "")

ALLOWED_HOSTS = os.environ.get("PAIDAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PAIDAN_ORIGINS", "").split(",") if o]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL server; nothing else keeps the promises made here"
        )
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or parts.hostname or ""
    test_name = os.environ.get("PAIDAN_TEST_DB", "paidan_test")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "paidan",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "") or ""),
        # Persistent connections leak under ASGI (one per request context); a pool with health checks does not.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 2, "max_size": int(os.environ.get("PAIDAN_DB_POOL", "24")), "timeout": 10},
            "options": "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
        },
        "TEST": {"NAME": test_name},
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///paidan"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
# Sockets carry doorbells only, so a layer that forgets is enough; timeouts keep a frozen server from freezing us.
CHANNEL_LAYERS: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": 5, "socket_connect_timeout": 2}]},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "ninja",
    "channels",
    "dispatch.kernel",
    "coverage",
    "repairs",
    "field",
    "dispatch.board",
    "dispatch.realtime",
    "dispatch.demo",
    "dispatch",
]

MIDDLEWARE = [
    "dispatch.kernel.guard.GuardMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dispatch.kernel.language.LanguageMiddleware",
]

ROOT_URLCONF = "dispatch.urls"
ASGI_APPLICATION = "dispatch.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "dispatch.kernel.language.context"],
        },
    }
]

AUTH_USER_MODEL = "kernel.User"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_COOKIES = os.environ.get("PAIDAN_SECURE_COOKIES") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
LOGIN_URL = "/login"
CSRF_FAILURE_VIEW = "dispatch.kernel.pages.out_of_date"

# Texts live in dispatch.kernel.texts, one catalogue for server and pages; Django's own machinery is not needed.
USE_I18N = False
LANGUAGE_CODE = "zh-hans"
USE_TZ = True
TIME_ZONE = "UTC"

# Bodies are bounded by kernel.guard, which knows that an import may be larger than a command.
DATA_UPLOAD_MAX_MEMORY_SIZE = None

STATIC_URL = "/static/"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.is_dir() else []
WHITENOISE_USE_FINDERS = True
# The build names its files after what is in them: whoever has one never asks for it again.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/assets/[^/]+-[\w-]{8}\.\w+$"

CELERY_BROKER_URL = REDIS_URL or None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("PAIDAN_LOG", "WARNING")},
}
