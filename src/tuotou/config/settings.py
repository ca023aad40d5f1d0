"""Settings, read from the environment once: one data folder and one database address are all that must be known."""

from __future__ import annotations

from pathlib import Path

import django

from tuotou.config import environment as known
from tuotou.config.database import database
from tuotou.config.logs import LEVELS, logging_of

_ENVIRONMENT = known.environment()

HOME = Path(_ENVIRONMENT.text(known.HOME)).absolute()
"""The data folder: the embedded database, the archive, evidence, keys."""

ARCHIVE = HOME / "archive"
"""Where days of recording go once they are over."""

DATABASES = {"default": database(_ENVIRONMENT.text(known.DATABASE), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["tuotou.store"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"

DEBUG = False
ROOT_URLCONF = "tuotou.config.urls"
SECRET_KEY_FILE = HOME / "secret_key"
SECRET_KEY = _ENVIRONMENT.secret(known.SECRET_KEY, SECRET_KEY_FILE)
ALLOWED_HOSTS = _ENVIRONMENT.words(known.ALLOWED_HOSTS)
MIDDLEWARE = [
    "tuotou.api.problem.Problems",
    "django.middleware.security.SecurityMiddleware",
    "tuotou.console.headers.Packed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tuotou.console.headers.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
CONSOLE = Path(__file__).parent.parent / "console"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CONSOLE / "templates", Path(django.__file__).parent / "forms/templates"],
        "OPTIONS": {
            "builtins": ["tuotou.console.tags", "tuotou.console.organisation.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "tuotou.console.navigation.surroundings",
            ],
        },
    }
]
EXPORTS = "tuotou.console.exports.making.make"
"""Makes the file of a list that was asked for: what runs by itself calls it, and only the console knows its lists."""
FORM_RENDERER = "tuotou.console.form.Renderer"
STATIC_URL = "/static/"
STATIC_ROOT = CONSOLE / "static"
"""Files as they stand in the package: nothing is built, nothing is copied."""
WHITENOISE_MAX_AGE = 0
WHITENOISE_IMMUTABLE_FILE_TEST = "/vendor/"
"""What lies in folders that are named by version never changes; all else is asked for again."""
MAP_TILES = _ENVIRONMENT.map_tiles()
MAP_HOSTS = MAP_TILES.hosts
"""Where maps' pictures come from: the only thing that a browser may load from outside."""
SESSION_ENGINE = "tuotou.store.sessions"
SESSION_COOKIE_AGE = 12 * 3_600
SESSION_COOKIE_NAME = "tuotou"
CSRF_FAILURE_VIEW = "tuotou.console.errors.forged"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
PROXIES = _ENVIRONMENT.words(known.PROXIES)
"""Whose X-Forwarded-For and X-Forwarded-Proto are believed."""

HTTPS = _ENVIRONMENT.yes(known.HTTPS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
"""Other names of the company's domain are not ours to bind; http is turned to https by the proxy."""
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

OIDC_ISSUER = _ENVIRONMENT.text(known.OIDC_ISSUER)
OIDC_CLIENT = _ENVIRONMENT.text(known.OIDC_CLIENT)
OIDC_SECRET = _ENVIRONMENT.text(known.OIDC_SECRET)
OIDC_CLAIM = _ENVIRONMENT.text(known.OIDC_CLAIM)
QR_SIGN_IN = _ENVIRONMENT.words(known.QR_SIGN_IN)
"""Channels by which people sign in with a QR code."""

ROSTER = Path(_ENVIRONMENT.text(known.ROSTER)).absolute() if _ENVIRONMENT.text(known.ROSTER) else None
"""The file of those who must be watched on every day; None: the organisation says it."""

KUAIDI100_SALT = _ENVIRONMENT.text(known.KUAIDI100_SALT)
METRICS_ALLOW = _ENVIRONMENT.networks(known.METRICS_ALLOW)
METRICS_TOKEN = _ENVIRONMENT.text(known.METRICS_TOKEN)

WEBHOOK_ALLOW = _ENVIRONMENT.networks(known.WEBHOOK_ALLOW)
"""Private networks that deliveries may be sent into."""

IN_FORCE = _ENVIRONMENT.in_force()
"""Every setting as people may be shown it."""

LOGGING_CONFIG = "tuotou.config.logs.set_up"
LOGGING = logging_of(
    _ENVIRONMENT.one_of(known.LOG, ("text", "json")), _ENVIRONMENT.one_of(known.LOG_LEVEL, ("", *LEVELS)) or "warning"
)
