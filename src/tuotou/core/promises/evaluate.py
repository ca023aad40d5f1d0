"""The one evaluator: `unfold` → `judge` → `count`, for one parcel as for a company's month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tuotou.core.promises.crowd import judge_crowds
from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.promises.judge import Judged, chunks, judge
from tuotou.core.promises.naming import complete, event_ids
from tuotou.core.promises.share import populations
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import NO_FINDINGS, Trail
from tuotou.core.trail.unfold import unfold_all

UNSURE = pl.Schema({"standard": pl.String(), "subject_kind": pl.String(), "subject": pl.String(), "event": pl.String()})
NOTHING_UNSURE = pl.DataFrame(schema=UNSURE)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All promises of a small set of events, with everything odd about it."""

    promises: pl.DataFrame  # naming.SCHEMA
    unsure: pl.DataFrame  # UNSURE: openings of which it cannot be said whether they are in scope
    findings: pl.DataFrame  # trail.FINDINGS


def evaluate(events: pl.DataFrame, handbook: Handbook, as_of: int) -> Verdicts:
    """Every promise as believed at `as_of` (µs UTC). For sets that fit in memory; a `Tally` takes large ones."""
    docket = compile_docket(handbook)
    return evaluate_docket(believed(docket.read_from(events), as_of), docket, as_of)


def evaluate_docket(events: pl.DataFrame, docket: Docket, as_of: int) -> Verdicts:
    """The same for events that are believed already, and a docket compiled once."""
    return judge_trails(unfold_all(events, docket.handbook.vocabulary, reads=docket.reads), docket, as_of)


def judge_trails(trails: Sequence[Trail], docket: Docket, as_of: int) -> Verdicts:
    """The same for trails that are unfolded already."""
    judged = [judge(chunk, docket, as_of) for trail in trails for chunk in chunks(trail)]
    crowds = [*judge_crowds([c.members(named=True) for each in judged for c in each.crowds], docket, as_of)]
    shares = populations(docket.handbook)
    for share in shares:
        for each in judged:
            share.add(each)
        for crowd in crowds:
            share.add_crowd(crowd)
    named = [*(each.named() for each in judged), *(crowd.named() for crowd in crowds)]
    return Verdicts(
        complete([*named, *(share.promises(as_of) for share in shares)]),
        pl.concat([NOTHING_UNSURE, *(_unsure(each) for each in judged if len(each.unsure[1]))]),
        pl.concat([NO_FINDINGS, *(t.findings for t in trails), *(e.findings for e in judged)]),
    )


def _unsure(judged: Judged) -> pl.DataFrame:
    (place, row), sheet = judged.unsure, judged.sheet
    lives = sheet.trail.lives[sheet.trail.life[row]].select(pl.col("subject_kind", "subject").cast(pl.String))
    standards = sheet.docket.named["standard"][np.asarray(place)]
    return lives.select(standards, pl.all(), event_ids(sheet, row).alias("event"))
