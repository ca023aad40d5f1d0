"""Events of a parcel as a partner sends them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tuotou.clockwork.clock import clock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ago(minutes: float) -> str:
    """An instant before now, with its offset."""
    return (EPOCH + timedelta(microseconds=clock()) - timedelta(minutes=minutes)).isoformat()


def event(kind: str, minutes: float, subject: str = "YT1", **more: Any) -> dict[str, Any]:
    """What happened to a parcel so many minutes ago."""
    told = {"subject_kind": "parcel", "subject": subject, "id": f"{kind}-{minutes:g}", "kind": kind, "at": ago(minutes)}
    return {**told, "site": "SZ01", "person": "c1", "source": "handheld", **more}
