"""How long promises took from their opening to what kept them: p50 and p90 by standard and lane (kernel rule 53)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from tuotou.core.promises.breakdown import ANY
from tuotou.core.standards.standard import Standard

TOLD: Final = 100  # lanes that a report holds


@dataclass(frozen=True, slots=True)
class Span:
    """How long the promises of one standard took that were done at their own stage, in time or late.

    Percentiles by nearest rank, in minutes: so many of a hundred took no longer.
    """

    standard: Standard
    promises: int
    p50: int
    p90: int
    origin: str | None = None  # the lane: where it opened …
    target: str | None = None  # … and where it was done; `ANY`: wherever


def spans_of(counts: pl.DataFrame, newest: Mapping[str, Standard]) -> tuple[Span, ...]:
    """By standard, what took longest first. `counts`: standard, origin, target, minutes, promises."""
    mine = counts.filter(pl.col("standard").is_in(list(newest)))
    rows = _ranked(mine, ["standard"]).sort(["p90", "standard"], descending=[True, False]).iter_rows(named=True)
    return tuple(Span(newest[row["standard"]], row["promises"], row["p50"], row["p90"]) for row in rows)


def lanes_of(counts: pl.DataFrame, spans: tuple[Span, ...], least: int) -> tuple[Span, ...]:
    """The lanes whose p90 exceeds that of their standard, with at least so many promises.

    First where most time would be gained: the excess times the promises.
    """
    whole = pl.DataFrame(
        [(span.standard.id, span.p90) for span in spans], schema=["standard", "usual"], orient="row"
    ).cast({"standard": pl.String, "usual": pl.Int64})
    lanes = _ranked(counts, ["standard", "origin", "target"]).filter(pl.col("promises") >= least)
    slow = lanes.join(whole, on="standard").filter(pl.col("p90") > pl.col("usual"))
    cost = (pl.col("p90") - pl.col("usual")) * pl.col("promises")
    named = {span.standard.id: span.standard for span in spans}
    rows = slow.with_columns(cost=cost).sort(
        ["cost", "standard", "origin", "target"], descending=[True, False, False, False]
    )
    return tuple(
        Span(named[row["standard"]], row["promises"], row["p50"], row["p90"], row["origin"], row["target"])
        for row in rows.head(TOLD).iter_rows(named=True)
    )


def _ranked(counts: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Each group with the number of its promises and its percentiles by nearest rank."""
    steps = counts.group_by(*by, "minutes").agg(pl.col("promises").sum()).sort("minutes")
    percentiles = [_nearest(percent).alias(f"p{percent}") for percent in (50, 90)]
    return steps.group_by(by).agg(*percentiles, pl.col("promises").sum())


def _nearest(percent: int) -> pl.Expr:
    """The smallest time within which so many of a hundred were done."""
    rank = (pl.col("promises").sum() * percent + 99) // 100
    return pl.col("minutes").filter(pl.col("promises").cum_sum() >= rank).first()


def anywhere(span: Span) -> bool:
    """Whether its lane is told by where it begins only."""
    return span.target == ANY
