"""Arithmetic over two events makes a third: named, versioned, pure passes before judging (rule 27).

A derived event's id is a digest of the pass and its sources, its `recorded_at` the later of theirs; a
retracted source takes it along, since passes read only what is believed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.lines import Lines, joined
from tuotou.core.trail.lives import LIFE
from tuotou.core.trail.trail import Table
from tuotou.core.trail.vocabulary import Vocabulary

FASTEST_KM_PER_HOUR: Final = 150.0  # no vehicle of the network moves a parcel faster on the ground
SHORTEST_KM: Final = 5.0  # below this a jump is the noise of positioning
EARTH_KM: Final = 6371.0
READS: Final = ("lng", "lat", "weight_g")  # the attributes that passes look at


def impossible_move(events: pl.DataFrame) -> pl.DataFrame:
    """Two positions of one life that no vehicle can join: `impossible_move` with `km` and `minutes`."""
    if not {"lng", "lat"} <= set(events.columns):
        return events.clear()
    seen = events.filter(pl.col("lng").is_not_null() & pl.col("lat").is_not_null())
    lat, lng = pl.col("lat").radians(), pl.col("lng").radians()
    earlier_lat, earlier_lng = lat.shift().over(LIFE), lng.shift().over(LIFE)
    haversine = ((lat - earlier_lat) / 2).sin() ** 2 + earlier_lat.cos() * lat.cos() * (
        (lng - earlier_lng) / 2
    ).sin() ** 2
    pairs = seen.with_columns(
        (2 * EARTH_KM * haversine.clip(0, 1).sqrt().arcsin()).alias("km"),
        (pl.col("at").diff().over(LIFE) / 60_000_000).alias("minutes"),
        pl.col("id").shift().over(LIFE).alias("before"),
        pl.max_horizontal("recorded", pl.col("recorded").shift().over(LIFE)).alias("recorded"),
    )
    return pairs.filter((pl.col("km") > SHORTEST_KM) & (pl.col("km") > FASTEST_KM_PER_HOUR / 60 * pl.col("minutes")))


def weight_changed(events: pl.DataFrame) -> pl.DataFrame:
    """A re-weighing against the weight known before it: `weight_changed` with `ratio` (1.2: a fifth heavier)."""
    if "weight_g" not in events.columns:
        return events.clear()
    weighed = events.filter(pl.col("weight_g") > 0)
    pairs = weighed.with_columns(
        (pl.col("weight_g") / pl.col("weight_g").shift().over(LIFE)).alias("ratio"),
        pl.col("id").shift().over(LIFE).alias("before"),
        pl.max_horizontal("recorded", pl.col("recorded").shift().over(LIFE)).alias("recorded"),
    )
    return pairs.filter((pl.col("kind") == "reweighed") & (pl.col("ratio") != 1))


PASSES: Final[Mapping[str, tuple[int, Callable[[pl.DataFrame], pl.DataFrame], tuple[str, ...]]]] = {
    "impossible_move": (1, impossible_move, ("km", "minutes")),
    "weight_changed": (1, weight_changed, ("ratio",)),
}
"""Kind of the derived event → (version of the pass, the pass, the attributes it gives)."""


def derive(lines: Lines, table: Table, vocabulary: Vocabulary, reads: Collection[str]) -> tuple[Lines, Table]:
    """Adds the derived events that some document reads, the last of their instant."""
    for kind, (version, find, attributes) in PASSES.items():
        if kind in reads and kind in vocabulary.kinds:
            found = find(_seen(lines, table))
            if found.height:
                lines, table = _added(lines, table, _named(kind, version, found, attributes), vocabulary)
    return lines, table


def _seen(lines: Lines, table: Table) -> pl.DataFrame:
    """What passes read of own events."""
    names = [name for name in ("subject_kind", "subject", "id", "kind", *READS) if table.column(name) is not None]
    events = table.rows(lines.place, names)
    columns = {"row": np.arange(len(lines.at)), LIFE: lines.life, "at": lines.at, "recorded": lines.recorded}
    return events.with_columns(pl.Series(name, column) for name, column in columns.items())


def _named(kind: str, version: int, found: pl.DataFrame, attributes: Sequence[str]) -> pl.DataFrame:
    """The derived events with ids that the same sources always give."""
    pairs = found.select("before", "id").iter_rows()
    ids = [
        hashlib.blake2b(f"{kind}.{version}|{before}|{after}".encode(), digest_size=8).hexdigest()
        for before, after in pairs
    ]
    return found.select(
        "row", LIFE, "at", "recorded", "subject_kind", "subject", *attributes,
        pl.Series("id", ids), pl.lit(kind).alias("kind"), pl.lit("derived").alias("source"),
    )  # fmt: skip


def _added(lines: Lines, table: Table, made: pl.DataFrame, vocabulary: Vocabulary) -> tuple[Lines, Table]:
    """The rows with the derived ones in their places: each follows the instant of its later source."""
    source = lines.take(made["row"].to_numpy())
    rows = source.replace(
        recorded=made["recorded"].to_numpy(),
        kind=np.full(made.height, vocabulary.ordinal[str(made["kind"][0])], dtype=np.int32),
        place=table.height + np.arange(made.height),
    )
    every = joined([lines, rows])
    events = made.drop("row", LIFE, "at", "recorded")
    return every.take(np.lexsort((np.arange(len(every.at)), every.at, every.life))), table.above(events)
