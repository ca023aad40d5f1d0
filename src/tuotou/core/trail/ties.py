"""Ties: what events put their subjects into, and under which number they go on."""

from __future__ import annotations

from typing import Final

import polars as pl

from tuotou.core.trail.vocabulary import Vocabulary

TIES: Final = pl.Schema(
    {
        "subject_kind": pl.String(),
        "subject": pl.String(),
        "to_kind": pl.String(),
        "to": pl.String(),
        "at": pl.Int64(),
        "enters": pl.Boolean(),
    }
)
"""Who is tied to what, since when (µs), and whether it was put into it; otherwise it goes on as it."""


def ties(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """What some events tie their subjects to: `TIES`."""
    naming = [kind for kind in vocabulary.kinds.values() if kind.enters or kind.continues]
    word = pl.col("kind").cast(pl.String)
    some = events.filter(word.is_in([kind.name for kind in naming]))
    found = [pl.DataFrame(schema=TIES)]
    for kind in naming:
        name = "into" if kind.enters else kind.continues
        if name in some.columns:
            own, to = pl.col("subject_kind", "subject").cast(pl.String), pl.col(name).cast(pl.String).alias("to")
            owner = pl.lit(kind.enters) if kind.enters else pl.col("subject_kind").cast(pl.String)
            since, enters = pl.col("at").to_physical(), pl.lit(kind.enters is not None).alias("enters")
            found.append(
                some.filter(word == kind.name).select(own, owner.alias("to_kind"), to, since, enters).drop_nulls("to")
            )
    return pl.concat(found)
