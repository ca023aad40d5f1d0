"""Which rows are accepted as events: by the row and the vocabulary alone, never by what a store holds (rule 61)."""

from __future__ import annotations

from typing import Final

import polars as pl

from tuotou.core.trail.vocabulary import Vocabulary

AHEAD: Final = 5 * 60_000_000
"""µs by which a clock may run fast before what it stamps is refused (rule 12)."""
REFUSED: Final = pl.Schema(
    {"row": pl.Int64(), "field": pl.String(), "value": pl.String(), "reason": pl.String(), "right": pl.String()}
)
REQUIRED: Final = ("subject_kind", "subject", "id", "kind", "at")
UNHEARD: Final = {
    "subject_kind": ("no kind of subject", "a kind of subject of the vocabulary: parcel, bag, trip, case …"),
    "kind": ("no event kind of the vocabulary", "unknown, and the source's own word as code"),
}
TOO_SOON: Final = ("happened more than 5 minutes after it was recorded", "check the clock of the device, or the zone")


def accept(events: pl.DataFrame, vocabulary: Vocabulary, now: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The events that hold, and for the others the row (from 0), field, value, reason and what would be right."""
    rows = events.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    known = {"subject_kind": list(vocabulary.subjects), "kind": list(vocabulary.kinds)}
    faults = [
        *(_fault(rows, name, _empty(name), "empty", "every row needs it") for name in REQUIRED),
        *(_fault(rows, name, ~_text(name).is_in(words), *UNHEARD[name]) for name, words in known.items()),
        _fault(rows, "at", pl.col("at").to_physical() > now + AHEAD, *TOO_SOON),
    ]
    refused = pl.concat(faults).unique("row", keep="first", maintain_order=True).sort("row")
    if not refused.height:
        return events, refused
    return rows.join(refused.select("row"), on="row", how="anti", maintain_order="left").drop("row"), refused


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String)


def _empty(name: str) -> pl.Expr:
    return pl.col(name).is_null() | (_text(name) == "")


def _fault(rows: pl.DataFrame, field: str, wrong: pl.Expr, reason: str, right: str) -> pl.DataFrame:
    """The rows in which a field is wrong."""
    return rows.filter(wrong.fill_null(False)).select(
        "row",
        pl.lit(field).alias("field"),
        pl.col(field).cast(pl.String).alias("value"),
        pl.lit(reason).alias("reason"),
        pl.lit(right).alias("right"),
    )
