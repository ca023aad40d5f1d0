"""Arithmetic over two events makes a third: named, versioned, pure passes before judging (rule 27).

A derived event's id is a digest of the pass and its sources, its `recorded_at` the later of theirs; a
retracted source takes it along, since passes read only what is believed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Final

import polars as pl

from tuotou.core.trail.lives import LIFE, WITHIN_LIFE
from tuotou.core.trail.vocabulary import Vocabulary

FASTEST_KM_PER_HOUR: Final = 150.0  # no vehicle of the network moves a parcel faster on the ground
SHORTEST_KM: Final = 5.0  # below this a jump is the noise of positioning
EARTH_KM: Final = 6371.0


def impossible_move(events: pl.DataFrame) -> pl.DataFrame:
    """Two positions of one life that no vehicle can join: `impossible_move` with `km` and `minutes`."""
    if not {"lng", "lat"} <= set(events.columns):
        return events.clear()
    seen = events.filter(pl.col("lng").is_not_null() & pl.col("lat").is_not_null() & ~pl.col("inherited"))
    lat, lng = pl.col("lat").radians(), pl.col("lng").radians()
    earlier_lat, earlier_lng = lat.shift().over(LIFE), lng.shift().over(LIFE)
    haversine = ((lat - earlier_lat) / 2).sin() ** 2 + earlier_lat.cos() * lat.cos() * (
        (lng - earlier_lng) / 2
    ).sin() ** 2
    pairs = seen.with_columns(
        (2 * EARTH_KM * haversine.clip(0, 1).sqrt().arcsin()).alias("km"),
        (pl.col("at").diff().over(LIFE).cast(pl.Int64) / 60_000_000).alias("minutes"),
        pl.col("id").shift().over(LIFE).alias("before"),
        pl.max_horizontal("recorded_at", pl.col("recorded_at").shift().over(LIFE)).alias("recorded_at"),
    )
    return pairs.filter((pl.col("km") > SHORTEST_KM) & (pl.col("km") > FASTEST_KM_PER_HOUR / 60 * pl.col("minutes")))


def weight_changed(events: pl.DataFrame) -> pl.DataFrame:
    """A re-weighing against the weight known before it: `weight_changed` with `ratio` (1.2: a fifth heavier)."""
    if "weight_g" not in events.columns:
        return events.clear()
    weighed = events.filter((pl.col("weight_g") > 0) & ~pl.col("inherited"))
    pairs = weighed.with_columns(
        (pl.col("weight_g") / pl.col("weight_g").shift().over(LIFE)).alias("ratio"),
        pl.col("id").shift().over(LIFE).alias("before"),
        pl.max_horizontal("recorded_at", pl.col("recorded_at").shift().over(LIFE)).alias("recorded_at"),
    )
    return pairs.filter((pl.col("kind") == "reweighed") & (pl.col("ratio") != 1))


PASSES: Final[Mapping[str, tuple[int, Callable[[pl.DataFrame], pl.DataFrame], tuple[str, ...]]]] = {
    "impossible_move": (1, impossible_move, ("km", "minutes")),
    "weight_changed": (1, weight_changed, ("ratio",)),
}
"""Kind of the derived event → (version of the pass, the pass, the attributes it gives)."""


def derive(events: pl.DataFrame, vocabulary: Vocabulary, reads: Collection[str]) -> pl.DataFrame:
    """Adds the derived events that some document reads; sorted by (life, at, id)."""
    made = [_made(kind, events) for kind in PASSES if kind in reads and kind in vocabulary.kinds]
    made = [rows for rows in made if rows.height]
    return pl.concat([events, *made], how="diagonal_relaxed").sort(*WITHIN_LIFE) if made else events


def _made(kind: str, events: pl.DataFrame) -> pl.DataFrame:
    version, find, attributes = PASSES[kind]
    found = find(events)
    if found.is_empty():
        return found
    ids = [
        hashlib.blake2b(f"{kind}.{version}|{before}|{after}".encode(), digest_size=8).hexdigest()
        for before, after in found.select("before", "id").iter_rows()
    ]
    base = ("subject_kind", "subject", "at", "recorded_at", "site", "person", "stale", "inherited", LIFE)
    return found.select(
        *base, *attributes, pl.lit(kind).alias("kind"), pl.lit("derived").alias("source"), pl.Series("id", ids)
    )
