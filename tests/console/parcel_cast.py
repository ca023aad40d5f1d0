"""Parcels of the small company, as its sites scan them; what was recorded is judged at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from tuotou.clockwork.clock import clock, shared_clock
from tuotou.operations.live.receive import receive
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import current_watch

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ago(minutes: float) -> str:
    """An instant before now."""
    return (EPOCH + timedelta(microseconds=clock()) - timedelta(minutes=minutes)).isoformat()


def event(kind: str, minutes: float, subject: str = "YT1", **more: Any) -> dict[str, Any]:
    """What happened so many minutes ago at SZ01; what is no column of events is an attribute."""
    own = {name: more.pop(name) for name in ("site", "person", "subject_kind", "id", "source") if name in more}
    told = {"subject_kind": "parcel", "id": f"{kind}-{minutes:g}", "site": "SZ01", "person": "SZ01003", **own}
    return {"subject": subject, "kind": kind, "at": ago(minutes), "source": "handheld", **told, "attrs": more}


def record(*events: dict[str, Any]) -> None:
    """They come in."""
    received = receive(events, "handheld", current_watch, shared_clock)
    assert not received.refused.height, received.refused.to_dicts()
    while wake(current_watch(), shared_clock):
        pass


def way(number: str = "YT1") -> tuple[dict[str, Any], ...]:
    """From SZ01 by the hub to SZ02; nobody inspected it."""
    return (
        event("accepted", 90, number, promised_at=ago(-600), weight_g=900),
        event("arrived", 50, number, site="HUB1", person="H1"),
        event("arrived", 10, number, site="SZ02", person="SZ02009"),
    )


def text_of(browser: Client, path: str, **given: str) -> str:
    """A page that opens, as text."""
    answer = browser.get(path, given, follow=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def words_of(page: str) -> str:
    """What one reads of it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))
