"""Two outlets and a small one on a Monday, told event by event."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
from tests.figures.books import count_all
from tests.live.turns import HOUR, record

from tuotou.core.trail.event import INSTANT
from tuotou.operations.live.watch import Watch
from tuotou.store.models import Belonging, Unit

DAY: Final = 24 * HOUR
MONDAY: Final = 1_785_686_400_000_000
"""2026-08-03 00:00 in Shanghai."""
NUMBER: Final = MONDAY // DAY + 1
"""The business day of it."""
MOVES: Final = MONDAY + DAY
"""When outlet A goes over to the other area."""


def event(number: str, kind: str, at: int, site: str, **more: Any) -> dict[str, Any]:
    """One of a parcel's."""
    plain = {
        "subject_kind": "parcel",
        "subject": number,
        "id": f"{kind}-{at}",
        "kind": kind,
        "at": at,
        "site": site,
        "source": "pda",
    }
    return {**plain, **more}


def come(rows: list[dict[str, Any]], watch: Watch, now: int) -> None:
    """They are recorded, judged and counted."""
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("at").cast(INSTANT))
    recorded = record(frame.with_columns(pl.lit(now).cast(INSTANT).alias("recorded_at")), watch, lambda: now)
    assert not recorded.refused.height, recorded.refused
    count_all(watch, now)


def day_of(site: str, good: int, bad: int, at: int) -> list[dict[str, Any]]:
    """So many parcels arrive and are taken out at an instant, and are signed off an hour later, or not."""
    found: list[dict[str, Any]] = []
    for turn in range(good + bad):
        number, courier = f"{site}{turn:03}", f"{site}-{turn % 2}"
        found += [
            event(number, "accepted", at - 20 * HOUR, "ORIGIN"),
            event(number, "arrived", at - HOUR, site, wave="1"),
            event(number, "out_for_delivery", at, site, person=courier),
            event(number, "signed_by_self" if turn < good else "attempt_failed", at + HOUR, site, person=courier),
        ]
    return found


def organisation() -> None:
    """HQ over two areas; A and B in the north, C nowhere but under HQ; A goes over to the south on Tuesday."""
    kinds = {"HQ": "hq", "NORTH": "area", "SOUTH": "area", "A": "outlet", "B": "outlet", "C": "outlet"}
    units = {code: Unit.objects.create(code=code, name=code, kind=kind) for code, kind in kinds.items()}
    for child, parent in (("NORTH", "HQ"), ("SOUTH", "HQ"), ("B", "NORTH"), ("C", "HQ")):
        Belonging.objects.create(unit=units[child], parent=units[parent])
    Belonging.objects.create(unit=units["A"], parent=units["NORTH"], until=MOVES)
    Belonging.objects.create(unit=units["A"], parent=units["SOUTH"], since=MOVES)
