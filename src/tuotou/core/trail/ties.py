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
    naming = {kind.name: kind for kind in vocabulary.kinds.values() if kind.enters or kind.continues}
    columns = {name: "into" if kind.enters else kind.continues for name, kind in naming.items()}
    word, own = pl.col("kind").cast(pl.String), pl.col("subject_kind").cast(pl.String)
    some = events.filter(word.is_in(list(naming)))
    there = {name: column for name, column in columns.items() if column in some.columns}
    if not some.height or not there:
        return TIES.to_frame()
    entered = word.replace_strict({name: kind.enters for name, kind in naming.items()}, return_dtype=pl.String)
    number = pl.coalesce(
        pl.when(word.is_in([name for name, of in there.items() if of == column])).then(pl.col(column).cast(pl.String))
        for column in sorted({*there.values()})
    )
    return some.select(
        own,
        pl.col("subject").cast(pl.String),
        to_kind=pl.coalesce(entered, own),
        to=number,
        at=pl.col("at").to_physical(),
        enters=entered.is_not_null(),
    ).drop_nulls("to")
