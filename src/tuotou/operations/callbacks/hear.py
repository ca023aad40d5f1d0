"""Hear a callback once: what it asks for is done with the note that it was heard, or neither is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from tuotou.notices.callback import WINDOW
from tuotou.store.models import Callback
from tuotou.store.whole import wholly

T = TypeVar("T")
KEPT: Final = 3 * WINDOW
"""µs; a call is taken from `WINDOW` before to `WINDOW` after its signing."""


class Repeated(Exception):
    """It was heard before."""


def hear(key: str, now: int, act: Callable[[], T]) -> T:
    """What `act` returns. `key`: 64 characters that no other call has. Raises `Repeated`, and what `act` raises."""

    def heard() -> T:
        Callback.objects.filter(at__lt=now - KEPT).delete()
        if not Callback.objects.get_or_create(key=key, defaults={"at": now})[1]:
            raise Repeated(key)
        return act()

    return wholly(heard)
