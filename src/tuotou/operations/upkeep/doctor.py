"""Doctor: is everything as it must be for the platform to run, and what is to be done where it is not?"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tuotou.handbook import read
from tuotou.operations.upkeep.database import check_database
from tuotou.operations.upkeep.diagnosis import Diagnosis, fail, ok, warn

FREE: Final = 5 << 30  # bytes; less is too little soon …
TOO_LITTLE: Final = 500 << 20  # … and now
KEY_LENGTH: Final = 50


def examine(clock: Callable[[], int]) -> Iterator[Diagnosis]:
    """Everything but what runs by itself, which `clockwork` knows of."""
    yield from _settings()
    yield from _folder(settings.HOME)
    yield _standards()
    yield from check_database(clock)


def _settings() -> Iterator[Diagnosis]:
    """What the environment says, where it can be wrong without being unreadable."""
    key = _key()
    file: Path = settings.SECRET_KEY_FILE
    if not key:
        yield warn("settings", "there is no secret key yet", "start tuotou serve once, or set TUOTOU_SECRET_KEY")
    elif len(key) < KEY_LENGTH:
        right = f"set TUOTOU_SECRET_KEY to {KEY_LENGTH} characters or more"
        yield fail("settings", "the secret key is too short", right)
    elif file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield fail("settings", f"others may read {file}", f"chmod 600 {file}")
    public = [host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")]
    if "*" in public:
        yield fail("settings", "any host name is allowed", "name yours in TUOTOU_ALLOWED_HOSTS")
    elif public and not settings.HTTPS:
        yield warn("settings", "reached under a name without HTTPS", "put a proxy with HTTPS before it, TUOTOU_HTTPS=1")
    else:
        yield ok("settings", "complete")


def _key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # so Django says that it is empty
        return ""


def _folder(home: Path) -> Iterator[Diagnosis]:
    """Where everything lies."""
    if not home.is_dir():
        yield warn("data-folder", f"there is no {home} yet", "start tuotou serve once, or set TUOTOU_HOME")
        return
    if not os.access(home, os.W_OK | os.X_OK):
        yield fail("data-folder", f"nothing can be written in {home}", "let the user of tuotou own it")
    else:
        yield ok("data-folder", f"{home} can be written")
    free = shutil.disk_usage(home).free
    told = f"{free / (1 << 30):.1f} GB are free"
    if free < FREE:
        line = fail if free < TOO_LITTLE else warn
        yield line("disk", told, "make room, or move TUOTOU_HOME to a larger disk")
    else:
        yield ok("disk", told)


def _standards() -> Diagnosis:
    handbook, problems = read()
    if problems:
        return fail("standards", f"{len(problems)} errors, the first: {problems[0]}", "run tuotou standards check")
    return ok("standards", f"{len(handbook.standards)} are read without errors")
