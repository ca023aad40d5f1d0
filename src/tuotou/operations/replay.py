"""Replay: a history and a handbook in, the report out. Every promise as believed at one instant."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from tuotou.core.promises.count import Tally
from tuotou.core.promises.docket import compile_docket
from tuotou.core.promises.judge import chunks, judge
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.facts import believed
from tuotou.core.trail.unfold import unfold_all
from tuotou.operations.report import Report, report_of


def replay(
    events: pl.DataFrame, handbook: Handbook, as_of: int, progress: Callable[[int, int | None], None] = lambda *_: None
) -> Report:
    """Judge all events as believed at `as_of` (µs UTC). `progress` counts events judged."""
    docket = compile_docket(handbook)
    tally = Tally(docket, as_of)
    trails = unfold_all(believed(events, as_of), handbook.vocabulary, reads=docket.reads)
    size = sum(trail.size for trail in trails)
    for trail in trails:
        parts = list(chunks(trail))
        for part in parts:
            tally.add(judge(part, docket, as_of))
            progress(tally.events, size)
        if len(parts) > 1:
            tally.note(trail.findings)
    return report_of(tally.finish(), handbook)
