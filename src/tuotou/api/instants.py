"""Instants as partners read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, overload

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@overload
def iso(at: int) -> str: ...


@overload
def iso(at: None) -> None: ...


def iso(at: int | None) -> str | None:
    """µs UTC as RFC 3339, in UTC."""
    if at is None:
        return None
    return (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="microseconds").replace("+00:00", "Z")
