"""Turns: on SQLite one writes at a time, and who has waited is next.

SQLite lets those who wait ask again now and then; who has just written and writes again is always there before them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

try:
    import fcntl
except ImportError:  # Windows: whoever asks first is next
    fcntl = None  # type: ignore[assignment]


@contextmanager
def in_turn() -> Iterator[None]:
    """Held while a transaction writes, by one thread of all processes; within a transaction it is held already."""
    file = connection.settings_dict["NAME"]
    shared = connection.vendor == "sqlite" and isinstance(file, Path) and not connection.in_atomic_block
    if fcntl is None or not shared:
        yield
        return
    with file.with_suffix(".next").open("w") as next_, file.with_suffix(".turn").open("w") as turn:
        fcntl.flock(next_, fcntl.LOCK_EX)  # who has had its turn waits here, behind the one who waits for it
        fcntl.flock(turn, fcntl.LOCK_EX)
        fcntl.flock(next_, fcntl.LOCK_UN)
        yield
