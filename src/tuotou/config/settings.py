"""Settings, read from the environment once: one data folder and one database address are all that must be known."""

from __future__ import annotations

from pathlib import Path

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
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]  # what refused requests are answered with
PROXIES = _ENVIRONMENT.words(known.PROXIES)
"""Whose X-Forwarded-For and X-Forwarded-Proto are believed."""

HTTPS = _ENVIRONMENT.yes(known.HTTPS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
"""Other names of the company's domain are not ours to bind; http is turned to https by the proxy."""
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

ROSTER = Path(_ENVIRONMENT.text(known.ROSTER)).absolute() if _ENVIRONMENT.text(known.ROSTER) else None
"""The file of those who must be watched on every day; None: the organisation says it."""

KUAIDI100_SALT = _ENVIRONMENT.text(known.KUAIDI100_SALT)
METRICS_ALLOW = _ENVIRONMENT.networks(known.METRICS_ALLOW)
METRICS_TOKEN = _ENVIRONMENT.text(known.METRICS_TOKEN)

WEBHOOK_ALLOW = _ENVIRONMENT.networks(known.WEBHOOK_ALLOW)
"""Private networks that deliveries may be sent into."""

LOGGING_CONFIG = "tuotou.config.logs.set_up"
LOGGING = logging_of(
    _ENVIRONMENT.one_of(known.LOG, ("text", "json")), _ENVIRONMENT.one_of(known.LOG_LEVEL, ("", *LEVELS)) or "warning"
)
