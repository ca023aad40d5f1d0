"""The shipped handbook with limits and periods small enough that a small company at work meets them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tests.live.turns import HOUR

from tuotou.core.standards.standard import Share, Standard
from tuotou.operations.live.watch import Watch

DAILY: Final = Share(("inspection-has-photo",), None, ("site",), "day", (98, 100), 2)
SHARES: Final = {
    "inspection-share": DAILY,
    "on-time-share": replace(DAILY, streak=2, least=1),
    "damage-share": replace(DAILY, of=("signed-in-batches", "delivered-whole"), per=(), least=20, target=(1, 2)),
}
NARROWED: Final = ("signed-in-batches", "sign-photo-used-once", "short-calls-few")


def daily(watch: Watch, settle: int = 18 * HOUR) -> Watch:
    """Shares of every day, published so long after it (µs)."""
    some = (
        replace(s, share=SHARES[s.id], settle=settle) if s.id in SHARES else s
        for s in watch.handbook.standards
        if s.form != "share" or s.id in SHARES
    )
    return Watch.of(replace(watch.handbook, standards=tuple(some)))


def strict(watch: Watch) -> Watch:
    """Limits that are exceeded: all of a site are counted together, over a day."""
    standards = (_narrow(s) if s.id in NARROWED else s for s in watch.handbook.standards)
    return Watch.of(replace(watch.handbook, standards=tuple(standards)))


def _narrow(s: Standard) -> Standard:
    return replace(s, opens=tuple(replace(o, where=None) for o in s.opens), per=("site",), limit=2, window=24 * HOUR)
