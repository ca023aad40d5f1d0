"""What only one process may do at a time: whoever holds its lease.

The clockwork where the database cannot share out rows (SQLite), and reading a source that bears no second reader.
"""

from __future__ import annotations

import os
import socket
from typing import Final

from django.db import connection

from tuotou.store.models import Lease
from tuotou.store.whole import writing

NAME: Final = "clockwork"
TABLE: Final = Lease._meta.db_table
LASTS: Final = 15_000_000  # µs; renewed three times in that time


def myself() -> str:
    """This process, as workers are told apart: the machine and the number of the process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_needed() -> bool:
    """Whether this database has only one worker. PostgreSQL shares out rows to many."""
    return not connection.features.has_select_for_update_skip_locked


def take(holder: str, now: int, name: str = NAME) -> bool:
    """Take or renew the lease; False: another one holds it."""
    mine = {"holder": holder, "until": now + LASTS}
    with writing():
        Lease.objects.get_or_create(name=name, defaults=mine)
        held = Lease.objects.select_for_update().filter(name=name).first()
        if held is None:  # given back just now
            return False
        if held.holder != holder and held.until > now and not _is_gone(held.holder):
            return False
        Lease.objects.filter(name=name).update(**mine)
        return True


def give_back(holder: str, name: str = NAME) -> None:
    """Let the next worker take it at once."""
    Lease.objects.filter(name=name, holder=holder).delete()


def holder(now: int) -> str | None:
    """Who holds it now, or None."""
    held = Lease.objects.filter(name=NAME, until__gt=now).first()
    return held.holder if held and not _is_gone(held.holder) else None


def _is_gone(name: str) -> bool:
    """Whether a worker of this machine was killed: its lease need not run out."""
    host, _, process = name.rpartition(":")
    if host != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
