"""Who changes the tables does it alone: processes that start at once wait for one another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

LOCK: Final = 0x7475_6F74_6F75  # "tuotou"; a number that no other program of the database uses


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Holds a lock of the database while tables change. SQLite has one process to begin with."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
