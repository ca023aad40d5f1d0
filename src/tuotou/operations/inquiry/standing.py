"""Every promise of one subject as it stands now, kept and quiet ones too: worked out when it is asked."""

from __future__ import annotations

import polars as pl

from tuotou.core.promises.naming import NO_PROMISES, complete
from tuotou.operations.live.judging import judged
from tuotou.operations.live.watch import Watch
from tuotou.store.held import KEY, read_whole


def standing(key: tuple[str, str], row: int, watch: Watch, now: int) -> pl.DataFrame:
    """Its promises (`naming.SCHEMA`), the earliest first, as believed at `now` (µs UTC).

    `row`: where it lies in the live tables. What counts over many subjects, and shares, are not among them.
    """
    held = read_whole([row], watch.vocabulary, watch.columns)
    subject = pl.DataFrame([key], schema=dict.fromkeys(KEY, pl.String()), orient="row")
    found = [each.named() for each in judged(held.events, subject, watch.docket, now)]
    return complete([NO_PROMISES, *found]).sort("opens_at", "standard")
