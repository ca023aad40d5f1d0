"""How long promises took from their opening to what kept them: p50 and p90 by standard and lane (kernel rule 53)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

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
    target: str | None = None  # … and where it was done
    anywhere: bool = False  # or wherever it was done
    usual: int = 0  # of a lane: p90 of all lanes of its standard


def spans_of(counts: pl.DataFrame, shown: Mapping[str, Standard]) -> tuple[Span, ...]:
    """By standard, what took longest first. `counts`: standard, minutes, promises."""
    mine = counts.filter(pl.col("standard").is_in(list(shown)))
    rows = _ranked(mine, ["standard"]).sort(["p90", "standard"], descending=[True, False]).iter_rows(named=True)
    return tuple(Span(shown[row["standard"]], row["promises"], row["p50"], row["p90"]) for row in rows)


def lanes_of(counts: pl.DataFrame, shown: Mapping[str, Standard], least: int) -> tuple[Span, ...]:
    """The lanes whose p90 exceeds that of their standard, with at least so many promises.

    First where most time would be gained: the excess times the promises. `counts`: standard, origin, target, anywhere,
    minutes, promises; all are compared on the same ladder.
    """
    mine = counts.filter(pl.col("standard").is_in(list(shown)))
    whole = _ranked(mine, ["standard"]).select("standard", usual="p90")
    lanes = _ranked(mine, ["standard", "origin", "target", "anywhere"]).filter(pl.col("promises") >= least)
    slow = lanes.join(whole, on="standard").filter(pl.col("p90") > pl.col("usual"))
    names = pl.col("standard", "origin", "target").cast(pl.String)
    cost = (pl.col("p90") - pl.col("usual")) * pl.col("promises")
    dearest = slow.with_columns(names, cost=-cost).sort("cost", "standard", "origin", "target").head(TOLD)
    told = ("promises", "p50", "p90", "origin", "target", "anywhere", "usual")
    return tuple(Span(shown[row["standard"]], *(row[name] for name in told)) for row in dearest.iter_rows(named=True))


def _ranked(counts: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Each group with the number of its promises and its percentiles by nearest rank."""
    steps = counts.group_by(*by, "minutes").agg(pl.col("promises").sum()).sort("minutes")
    percentiles = [_nearest(percent).alias(f"p{percent}") for percent in (50, 90)]
    return steps.group_by(by).agg(*percentiles, pl.col("promises").sum())


def _nearest(percent: int) -> pl.Expr:
    """The smallest time within which so many of a hundred were done."""
    rank = (pl.col("promises").sum() * percent + 99) // 100
    return pl.col("minutes").filter(pl.col("promises").cum_sum() >= rank).first()
