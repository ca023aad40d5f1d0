"""The database by its address: SQLite in the data folder unless DATABASE_URL names a PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

SQLITE: Final = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA journal_size_limit=67108864;"
    "PRAGMA wal_autocheckpoint=16384;"
)
"""One writer at a time, readers never wait; a commit survives a killed process. Trails are written again and again: the
log goes into the file when it has 64 MiB, each page once, instead of after every other batch."""
RIGHT: Final = "postgres://USER:PASSWORD@HOST:PORT/NAME, or sqlite:///PATH, or nothing for the data folder's own"


class BadAddress(ValueError):
    """A database address that cannot be understood; the message says what would be right."""


def database(address: str, home: Path) -> dict[str, Any]:
    """The settings of the database at an address like ``postgres://user:password@host:5432/name``.

    Raises `BadAddress`.
    """
    if not address:
        return _sqlite(home / "tuotou.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite" and len(parts.path) > 1:
        return _sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme not in ("postgres", "postgresql") or len(parts.path) < 2:
        raise BadAddress(f"DATABASE_URL '{parts.scheme}:…' is no address of a database; right: {RIGHT}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 0,  # a request has a thread of its own, and leaves no connection behind; workers keep theirs
        "OPTIONS": {"application_name": "tuotou"},
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"init_command": SQLITE, "transaction_mode": "IMMEDIATE", "timeout": 60},
    }
