"""One worker at a time where the database cannot share out rows: SQLite. Who holds the lease does all the work."""

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


def take(holder: str, now: int) -> bool:
    """Take or renew the lease; False: another one holds it."""
    with writing():
        held = Lease.objects.select_for_update().filter(name=NAME).first()
        if held and held.holder != holder and held.until > now and not _is_gone(held.holder):
            return False
        Lease.objects.update_or_create(name=NAME, defaults={"holder": holder, "until": now + LASTS})
        return True


def give_back(holder: str) -> None:
    """Let the next worker take it at once."""
    Lease.objects.filter(name=NAME, holder=holder).delete()


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
