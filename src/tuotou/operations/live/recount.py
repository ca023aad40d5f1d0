"""Recount: whoever judges subjects notes those of which something counts otherwise among others from now on."""

from __future__ import annotations

from typing import Final

import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.standards.selector import kinds_of
from tuotou.core.trail.cancelling import cancellations
from tuotou.core.trail.vocabulary import CONFIRMED, RETRACTED, Vocabulary
from tuotou.operations.live.watch import Watch
from tuotou.store.held import KEY, Held

AT: Final = pl.col("at").to_physical()
KNOWN: Final = pl.max_horizontal(pl.col("recorded_at").to_physical(), AT)


def recounts(held: Held, beside: Held, watch: Watch) -> list[int]:
    """The ids of the subjects held that are to be counted anew for what became known since they were judged last.

    `beside`: what they rode in and went on as.
    """
    telling = pl.col("kind").is_in(sorted(_telling(watch.crowds, watch.vocabulary)))
    since = pl.lit(held.heads["known_until"].min())
    other = beside.events.filter(telling & (since < KNOWN)).height > 0
    found = _of_each(held, watch.crowds, telling)
    elsewhere = pl.lit(other or found["told"].any())
    stirred = pl.col("told") | pl.col("late") | (~pl.col("own") & elsewhere)
    found = found.filter(pl.col("linked") | (pl.col("opens") & stirred))
    return held.heads.join(found, on=list(KEY), how="semi")["subject_id"].to_list()


def _of_each(held: Held, docket: Docket, telling: pl.Expr) -> pl.DataFrame:
    """By subject: `opens` it may count, `own` events are new, `told` by one that matters, `late`, `linked` anew."""
    kinds = docket.handbook.vocabulary.kinds
    opening = {kind for row in docket.rows for kind in kinds_of(row.standard.opens)}
    inherited = any(kinds[kind].spreads for kind in opening)
    links = [kind.name for kind in kinds.values() if kind.continues]
    heads = held.heads.select(*KEY, "known_until")
    events = held.events.join(heads, on=list(KEY), maintain_order="left")
    fresh = pl.col("known_until") < KNOWN
    return events.group_by(KEY).agg(
        opens=pl.col("kind").is_in(sorted(opening)).any() | inherited,
        own=fresh.any(),
        told=(fresh & telling).any(),
        late=(AT.filter(fresh).min() <= AT.filter(~fresh).max()).fill_null(False),
        linked=(fresh & pl.col("kind").is_in(links)).any(),
    )


def _telling(docket: Docket, vocabulary: Vocabulary) -> set[str]:
    """The kinds of which an event that comes in its order may change what is counted."""
    found = {*docket.reads, RETRACTED, CONFIRMED, *cancellations(vocabulary)}
    if any(vocabulary.kinds[kind].spreads for kind in docket.reads):
        found |= {kind.name for kind in vocabulary.kinds.values() if kind.enters or kind.leaves}
    return found
