"""Lists that are due are made into files, one after the other; files that are old go."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from tuotou.operations.access.member import Member, member_of
from tuotou.store.models import Account, Export
from tuotou.store.models.export import DUE, FAILED, GONE, MADE
from tuotou.store.whole import writing

DAY: Final = 86_400_000_000
KEPT: Final = 7 * DAY
"""µs for which a file can be fetched."""
TRIES: Final = 3
Make = Callable[[Export, Member, Path, int], int]
"""Writes a list as its asker may see it now, and says how many rows it has. Raises `NotSeen`."""
log = structlog.get_logger("tuotou.exports")


class NotSeen(Exception):
    """Who asked may not see it any more."""


def make_next(make: Make, folder: Path, now: int) -> int:
    """Make the list that waited longest; how many were made, 0 or 1."""
    one = Export.objects.filter(state=DUE).order_by("asked_at", "pk").first()
    if one is None:
        return 0
    member = _asker(one, now)
    if member is None:
        return _failed(one, "who asked may not see it any more")
    if one.tries >= TRIES:
        return _failed(one, "it could not be made")
    _save(one, tries=one.tries + 1)  # a worker that is killed by it does not try for ever
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.xlsx"
    path = folder / name
    rows = None
    try:
        rows = make(one, member, path, now)
    except NotSeen as error:
        return _failed(one, str(error))
    finally:
        if rows is None:
            path.unlink(missing_ok=True)
    _save(one, state=MADE, rows=rows, size=path.stat().st_size, file=name, made_at=now)
    return 1


def forget_old(folder: Path, now: int) -> int:
    """Remove files after their days; how many."""
    old = list(Export.objects.filter(state=MADE, made_at__lte=now - KEPT))
    for one in old:
        (folder / one.file).unlink(missing_ok=True)
        _save(one, state=GONE, file="")
    return len(old)


def _asker(one: Export, now: int) -> Member | None:
    """Who asked, where they sat then; None: they may not come in, or do not sit there any more."""
    found = Account.objects.select_related("person").filter(person__staff_number=one.asked_by, disabled_at=None)
    account = found.first()
    member = member_of(account, one.unit, now, False) if account else None
    return member if member and member.unit == one.unit else None


def _failed(one: Export, why: str) -> int:
    log.warning("unmade", export=one.pk, why=why)
    _save(one, state=FAILED, note=why)
    return 0


def _save(one: Export, **values: object) -> None:
    for name, value in values.items():
        setattr(one, name, value)
    with writing():
        one.save(update_fields=list(values))
