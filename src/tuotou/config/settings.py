"""Settings, read from the environment once: one data folder and one database address are all that must be known."""

from __future__ import annotations

import os
from pathlib import Path

from tuotou.config.database import database

HOME = Path(os.environ.get("TUOTOU_HOME", "var/tuotou")).absolute()
"""The data folder: the embedded database, the archive, evidence, keys."""

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["tuotou.store"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
SECRET_KEY = os.environ.get("TUOTOU_SECRET_KEY", "")
