"""Which promises stand as was last said, so that nobody need look at them one by one: nearly all, each time."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from tuotou.core.promises.identity import SEPARATOR
from tuotou.core.promises.promise import STATUSES
from tuotou.core.promises.spoken import SPOKEN
from tuotou.core.promises.watching import Looked
from tuotou.core.promises.worlds import SUBJECT

NAME: Final = (*SUBJECT, "standard", "life", "values", "opening")
"""What a promise is known by: `naming.KEY`, the values of `per` as one text."""
WAS: Final = "was_"
"""Before a column's name: as it was last said or believed."""
SAID: Final = [STATUSES[status] for status in SPOKEN]


class News(NamedTuple):
    """What may be new."""

    said: pl.DataFrame  # Looked.said, of promises of which something may be new
    before: pl.DataFrame  # what was said before, of the same and of promises that are believed to be none any more


def news(looked: Looked, before: pl.DataFrame) -> News:
    """What may be new since `before`: id, `NAME`, and with `WAS` before it status, level and all else to compare."""
    turns = looked.spells.group_by(SUBJECT).agg(pl.len().alias("turns"))
    said = looked.said.with_columns(values=pl.col("per").list.join(SEPARATOR))
    found = said.join(turns, on=list(SUBJECT), maintain_order="left").join(
        before, on=list(NAME), how="left", maintain_order="left"
    )
    was = [name.removeprefix(WAS) for name in before.columns if name.startswith(WAS)]
    same = pl.all_horizontal(_now(said, name).eq_missing(pl.col(WAS + name)) for name in was)
    untold = pl.col("id").is_null() & ~pl.col("status").is_in(SAID)
    quiet = found.select((pl.col("turns") == 1) & ~_inside() & (untold | same)).to_series()
    return News(looked.said.filter(~quiet), before.join(found.filter(quiet), on="id", how="anti"))


def _now(said: pl.DataFrame, name: str) -> pl.Expr:
    """A column as it would be said now."""
    if name == "status":
        return pl.col(name).replace("not_open", "open")
    if name == "level":
        return pl.when(pl.col("status") == "at_risk").then(name).otherwise(0)
    return pl.col(name).to_physical() if said.schema[name].is_temporal() else pl.col(name)


def _inside() -> pl.Expr:
    """Whether something may have turned within the spell, after its beginning."""
    warnings = pl.col("warn_at").cast(pl.List(pl.Int64)).list
    instants = [pl.col("due_at").to_physical() + 1, pl.col("opens_at").to_physical()]
    turns = [*instants, pl.col("kept_known"), pl.col("void_known")]
    known = pl.any_horizontal(((turn > pl.col("since")) & (turn < pl.col("before"))) for turn in turns)
    warned = (warnings.max() > pl.col("since")) & (warnings.min() < pl.col("before"))
    return (known | warned.fill_null(False)).fill_null(False)
