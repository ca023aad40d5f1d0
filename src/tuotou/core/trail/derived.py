"""Arithmetic over two events makes a third: named, versioned, pure passes before judging (rule 27).

A derived event's id is a digest of the pass and its sources, its `recorded_at` the later of theirs; a
retracted source takes it along, since passes read only what is believed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.lines import Lines, joined
from tuotou.core.trail.lives import LIFE
from tuotou.core.trail.search import changes, places, spans
from tuotou.core.trail.trail import Rows, Table
from tuotou.core.trail.vocabulary import Kind, Vocabulary

FASTEST_KM_PER_HOUR: Final = 150.0  # no vehicle of the network moves a parcel faster on the ground
SHORTEST_KM: Final = 5.0  # below this a jump is the noise of positioning
EARTH_KM: Final = 6371.0
MOVING: Final = (
    "bagged",
    "loaded",
    "departed",
    "handed_over",
    "forwarded",
    "out_for_delivery",
)  # it left with somebody
LAST: Final = (pl.col("site").shift().alias("last_site"), pl.col("person").shift().alias("last_holder"))
READS: Final = ("lng", "lat", "weight_g", "site", "person")  # what passes look at


def impossible_move(events: pl.DataFrame) -> pl.DataFrame:
    """Two positions of one life that no vehicle can join: `impossible_move` with `km` and `minutes`."""
    if not {"lng", "lat"} <= set(events.columns):
        return events.clear()
    located = events.filter(pl.col("lng").is_not_null() & pl.col("lat").is_not_null())
    if located.height < 2:
        return events.clear()
    pairs = _paired(located)
    lat, lng = pl.col("lat").radians(), pl.col("lng").radians()
    earlier_lat, earlier_lng = lat.shift(), lng.shift()
    haversine = ((lat - earlier_lat) / 2).sin() ** 2 + earlier_lat.cos() * lat.cos() * (
        (lng - earlier_lng) / 2
    ).sin() ** 2
    measured = pairs.with_columns((2 * EARTH_KM * haversine.clip(0, 1).sqrt().arcsin()).alias("km"))
    fast = pl.col("km") > FASTEST_KM_PER_HOUR / 60 * pl.col("minutes")
    return measured.filter(pl.col("one_life") & (pl.col("km") > SHORTEST_KM) & fast)


def custody_gap(events: pl.DataFrame) -> pl.DataFrame:
    """Seen at one site and then at another, and nobody took it there: `custody_gap` with who had it last.

    An act that takes it along counts from the first instant to the second, both included.
    """
    pairs = _paired(events.filter(pl.col("site").is_not_null())).with_columns(LAST)
    gaps = pairs.filter(pl.col("one_life") & (pl.col("site") != pl.col("last_site")))
    borders = places(changes(events["at"].to_numpy(), events[LIFE].to_numpy()))
    first, after = spans(np.append(borders, events.height))
    moved = np.append(0, np.cumsum(events["kind"].is_in(MOVING).to_numpy()))  # before each row
    taken = moved[after[gaps["row"].to_numpy()]] > moved[first[gaps["before"].to_numpy()]]
    return gaps.filter(pl.Series(~taken))


def weight_changed(events: pl.DataFrame) -> pl.DataFrame:
    """A re-weighing against the weight known before it: `weight_changed` with `ratio` (1.2: a fifth heavier).

    It says who weighed before: whoever weighs again has nothing to answer for.
    """
    if "weight_g" not in events.columns or "reweighed" not in events["kind"]:
        return events.clear()
    pairs = _paired(events.filter(pl.col("weight_g") > 0)).with_columns(
        (pl.col("weight_g") / pl.col("weight_g").shift()).alias("ratio"), *LAST
    )
    return pairs.filter(pl.col("one_life") & (pl.col("kind") == "reweighed") & (pl.col("ratio") != 1))


def _paired(seen: pl.DataFrame) -> pl.DataFrame:
    """Each event beside the one before it: whether they are of `one_life`, `minutes`, its row, the later recording."""
    earlier = pl.col("recorded").shift()
    return seen.with_columns(
        (pl.col(LIFE) == pl.col(LIFE).shift()).fill_null(False).alias("one_life"),
        (pl.col("at").diff() / 60_000_000).alias("minutes"),
        pl.col("row").shift().alias("before"),
        pl.max_horizontal("recorded", earlier).alias("recorded"),
    )


PASSES: Final[Mapping[str, tuple[int, Callable[[pl.DataFrame], pl.DataFrame], tuple[str, ...]]]] = {
    "impossible_move": (1, impossible_move, ("km", "minutes")),
    "custody_gap": (1, custody_gap, ("minutes", "last_site", "last_holder")),
    "weight_changed": (1, weight_changed, ("ratio", "last_site", "last_holder")),
}
"""Kind of the derived event → (version of the pass, the pass, the attributes it gives)."""


def derive(lines: Lines, table: Table, vocabulary: Vocabulary, reads: Collection[str]) -> tuple[Lines, Table]:
    """Adds the derived events that some document reads, the last of their instant."""
    wanted = [kind for kind in PASSES if kind in reads and kind in vocabulary.kinds]
    if not wanted or not len(lines.at):
        return lines, table
    seen = _seen(lines, table)
    made = [_made(vocabulary.kinds[kind], seen, table, lines.place) for kind in wanted]
    found = pl.concat(made, how="diagonal")
    return _added(lines, table, found, vocabulary) if found.height else (lines, table)


def _seen(lines: Lines, table: Table) -> pl.DataFrame:
    """What passes read of own events; names are looked up for those that they find."""
    names = [name for name in ("kind", *READS) if name in table.schema]
    events = table.rows(lines.place, names)
    columns = {"row": np.arange(len(lines.at)), LIFE: lines.life, "at": lines.at, "recorded": lines.recorded}
    return events.with_columns(pl.Series(name, column) for name, column in columns.items())


def _made(kind: Kind, seen: pl.DataFrame, table: Table, place: Rows) -> pl.DataFrame:
    """The derived events of a pass, of subjects to whom they can happen; the same sources always give the same ids."""
    version, find, attributes = PASSES[kind.name]
    found = find(seen)
    if found.is_empty():
        return pl.DataFrame()
    after, before = place[found["row"].to_numpy()], place[found["before"].to_numpy()]
    names = table.rows(after, ["subject_kind", "subject", "id"])
    pairs = zip(table.rows(before, ["id"])["id"], names["id"], strict=True)
    ids = [hashlib.blake2b(f"{kind.name}.{version}|{a}|{b}".encode(), digest_size=8).hexdigest() for a, b in pairs]
    found = found.with_columns(pl.col(pl.Categorical).cast(pl.String))
    made = found.select(
        "row", LIFE, "at", "recorded", *attributes, names["subject_kind"], names["subject"],
        pl.Series("id", ids), pl.lit(kind.name).alias("kind"), pl.lit("derived").alias("source"),
    )  # fmt: skip
    return made.filter(pl.col("subject_kind").cast(pl.String).is_in(kind.subjects))


def _added(lines: Lines, table: Table, made: pl.DataFrame, vocabulary: Vocabulary) -> tuple[Lines, Table]:
    """The rows with the derived ones in their places: each follows the instant of its later source."""
    source = lines.take(made["row"].to_numpy())
    rows = source.replace(
        recorded=made["recorded"].to_numpy(),
        kind=np.array([vocabulary.ordinal[kind] for kind in made["kind"]], dtype=np.int32),
        place=table.height + np.arange(made.height),
    )
    every = joined([lines, rows])
    events = made.drop("row", LIFE).rename({"recorded": "recorded_at"}).cast({"at": INSTANT, "recorded_at": INSTANT})
    return every.take(np.lexsort((np.arange(len(every.at)), every.at, every.life))), table.above(events)
