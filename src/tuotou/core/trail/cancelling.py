"""Cancelled scans: what a cancellation names is taken back where somebody with the right to it approved (rule 11).

The right is read from the trail alone: who cancels, who approved, as what; and what it is that is cancelled. What is
cancelled without it stands, so that nobody wipes out what he did.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Codes, Flags, Rows, taken
from tuotou.core.trail.vocabulary import RETRACTED, Kind, Vocabulary

NAMES: Final = "cancels"
"""The attribute of a cancellation that names the scan."""
CARRIED: Final = (NAMES, "approved_by", "approver_role")
"""What a cancellation says of itself."""


def cancellations(vocabulary: Vocabulary) -> dict[str, Kind]:
    """The kinds that cancel scans."""
    return {kind.name: kind for kind in vocabulary.kinds.values() if kind.approvers}


def cancelled(events: pl.DataFrame, rows: Rows, subject: Codes, stands: Flags, vocabulary: Vocabulary) -> Rows:
    """Which of the rows that stand were cancelled by right; `events`, `rows` and `subject` as in `facts.standing`."""
    nothing = np.zeros(0, dtype=np.int64)
    kinds = cancellations(vocabulary)
    if not kinds or NAMES not in events.columns or events[NAMES].null_count() == len(events):
        return nothing
    naming = places(events[NAMES].is_not_null().to_numpy()[rows] & stands)
    said = _read(events, rows[naming], ["kind", "person", *CARRIED]).with_columns(subject=subject[naming])
    said = said.filter(pl.col("kind").is_in(list(kinds)), pl.col("approved_by").ne_missing(pl.col("person")))
    said = said.filter(pl.col("approved_by").is_not_null())
    if not said.height:
        return nothing
    near = places(np.isin(subject, said["subject"].to_numpy()) & stands)
    theirs = _read(events, rows[near], ["id", "kind"]).with_columns(subject=subject[near], row=near)
    final = [*kinds, RETRACTED]
    theirs = theirs.filter(~pl.col("kind").is_in(final))
    named = theirs.join(said, left_on=["subject", "id"], right_on=["subject", NAMES])
    return named.filter(_by_right(kinds, vocabulary))["row"].unique().to_numpy()


def _by_right(kinds: dict[str, Kind], vocabulary: Vocabulary) -> pl.Expr:
    """Whether who approved may take back what is named: what ended a life is for some roles only."""
    ends = pl.col("kind").is_in([kind.name for kind in vocabulary.kinds.values() if kind.terminal])
    by = pl.col("kind_right"), pl.col("approver_role")
    may = [(by[0] == name) & by[1].is_in(kind.approvers) for name, kind in kinds.items()]
    return ~ends | pl.any_horizontal(may).fill_null(False)


def _read(events: pl.DataFrame, rows: Rows, names: list[str]) -> pl.DataFrame:
    """Some columns of some rows as words, null where no event has the column."""
    there = [name for name in names if name in events.columns]
    found = events.select(there)[taken(rows)].cast(pl.String)
    return found.with_columns(pl.lit(None, pl.String).alias(name) for name in names if name not in there)
