"""A small history in which promises are kept, late and broken, and what a page is about it."""

from __future__ import annotations

import polars as pl

from tuotou.cli.page.subject import Subject
from tuotou.core.document import Bilingual
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail import event
from tuotou.handbook import fitting_indicators
from tuotou.operations.explain import shelf_of_events
from tuotou.operations.history import History
from tuotou.operations.replay import replay
from tuotou.operations.wanted import Wanted
from tuotou.operations.worst import Worst

MORNING = 1_780_275_600_000_000  # 1 June 2026, 09:00 in Beijing, µs
HOUR = 3_600_000_000


def scans(site: str, parcels: int, late: int) -> pl.DataFrame:
    """Parcels that go out and are signed an hour later; so many of them after nine hours, the first two never."""
    rows = []
    for number in range(parcels):
        after = None if number < 2 else 9 if number < 2 + late else 1
        for turn, (kind, at) in enumerate((("out_for_delivery", 0), ("signed_by_self", after))):
            if at is not None:
                instant = MORNING + number * 60_000_000 + at * HOUR
                names = {"subject_kind": "parcel", "subject": f"YT{number}", "id": f"e{turn}", "kind": kind}
                rows.append(
                    {**names, "site": site, "person": "S1", "source": "handheld", "at": instant, "recorded_at": instant}
                )
    return event.conform(pl.DataFrame(rows).with_columns(pl.col("at", "recorded_at").cast(event.INSTANT)))  # fmt: skip


def subject_of(events: pl.DataFrame, company: Handbook, as_of: int = MORNING + 200 * HOUR) -> Subject:
    worst = Worst(company)
    wanted = Wanted(worst.add, details=True, indicators=fitting_indicators(company))
    report = replay(events, company, as_of, wanted=wanted)
    worst.look_up(shelf_of_events(events, company.vocabulary), as_of)
    history = History(rows=len(events), events=events, recording_assumed=True)
    return Subject(report, history, worst, Bilingual("小历史", "A small history"))
