"""What the database says of itself: its version and the settings that durability, speed and right answers rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from tuotou.store import log, retired
from tuotou.store.models import Subject


@dataclass(frozen=True, slots=True)
class Fact:
    """A setting of the database as it is and as it should be."""

    name: str
    value: str
    wanted: str

    @property
    def well(self) -> bool:
        """Whether it is one of the wanted values."""
        return self.value in self.wanted.split("|")


def version() -> str:
    """Its name and version."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        return f"PostgreSQL {_asked('SHOW server_version').split()[0]}"
    return f"SQLite {_asked('SELECT sqlite_version()')}"


def facts() -> list[Fact]:
    """Its settings."""
    if connection.vendor == "postgresql":
        wanted = {"server_encoding": "UTF8", "fsync": "on", "full_page_writes": "on"}
        wanted |= {"synchronous_commit": "on|remote_apply|remote_write|local"}
        return [Fact(name, _asked(f"SHOW {name}"), good) for name, good in wanted.items()]
    wanted = {"journal_mode": "wal", "synchronous": "1|2", "foreign_keys": "1"}
    return [Fact(name, _asked(f"PRAGMA {name}"), good) for name, good in wanted.items()]


def connections() -> tuple[int, int] | None:
    """How many there are, and how many there may be; SQLite counts none."""
    if connection.vendor != "postgresql":
        return None
    reserved = int(_asked("SHOW superuser_reserved_connections"))
    return int(_asked("SELECT count(*) FROM pg_stat_activity")), int(_asked("SHOW max_connections")) - reserved


def server_clock() -> int | None:
    """Now by the clock of the database's own machine, in µs UTC; None where it is this one."""
    if connection.vendor != "postgresql":
        return None
    return int(_asked("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"))


def last_recording() -> int:
    """When the last event was recorded, in µs UTC."""
    rows = log.latest(["recorded_at"], 1)
    return int(rows[0][0]) if rows else 0


def lost_events(looked_at: int) -> list[str]:
    """Of the last events of the log, those that their trails lack (kernel rule 65); who retired has none here."""
    last = log.latest(["subject_kind", "subject", "id"], looked_at)
    kinds, numbers = {kind for kind, *_ in last}, {number for _, number, _ in last}
    asked = Subject.objects.filter(kind__in=kinds, number__in=numbers).values_list("kind", "number", "trail")
    found = {(kind, number): bytes(trail) for kind, number, trail in asked}
    trails = {(kind, number): found.get((kind, number), b"") for kind, number, _ in last}
    lost = []
    for kind, number, id in last:
        if id.encode() not in trails[kind, number] and (trails[kind, number] or not retired.has(kind, number)):
            lost.append(f"{kind}:{number} {id}")
    return lost


def _asked(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        value = cursor.fetchone()[0]
        return value if isinstance(value, str) else str(value)
