"""Arithmetic over two events makes a third: named, versioned, pure passes before judging (rule 27).

A derived event's id is a digest of the pass and its sources, its `recorded_at` the later of theirs; a
retracted source takes it along, since passes read only what is believed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.trail.cancelling import NAMES
from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.lines import Lines, joined
from tuotou.core.trail.names import names
from tuotou.core.trail.search import changes, places, spans
from tuotou.core.trail.trail import PERSON, SITE, Flags, Rows, Table
from tuotou.core.trail.vocabulary import Kind, Vocabulary

FASTEST_KM_PER_HOUR: Final = 150.0  # no vehicle of the network moves a parcel faster on the ground
SHORTEST_KM: Final = 5.0  # below this a jump is the noise of positioning
EARTH_KM: Final = 6371.0
MINUTE: Final = 60_000_000
MOVING: Final = frozenset(
    {"bagged", "loaded", "departed", "handed_over", "forwarded", "out_for_delivery"}
)  # it left with somebody


class Pairs(NamedTuple):
    """[k] two rows of a life, one behind the other among those that a pass looks at, and what it measured of them."""

    before: Rows
    after: Rows
    measured: Mapping[str, np.ndarray]

    @classmethod
    def of(cls, lines: Lines, seen: Rows) -> Pairs:
        """Each of the rows seen, ascending, beside the one before it."""
        one = places(lines.life[seen[1:]] == lines.life[seen[:-1]])
        return cls(seen[one], seen[one + 1], {})

    def where(self, chosen: Flags, **measured: np.ndarray) -> Pairs:
        """Some of the pairs, with what was measured of all."""
        return Pairs(self.before[chosen], self.after[chosen], {name: m[chosen] for name, m in measured.items()})


def impossible_move(lines: Lines, table: Table, vocabulary: Vocabulary) -> Pairs:
    """Two positions of one life that no vehicle can join: how many `km`."""
    located = places((table.has("lng") & table.has("lat"))[lines.place])
    pairs = Pairs.of(lines, located)
    if not len(pairs.after):
        return pairs
    (lng, lat), (to_lng, to_lat) = (_position(table, lines.place[rows]) for rows in (pairs.before, pairs.after))
    haversine = np.sin((to_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((to_lng - lng) / 2) ** 2
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(haversine, 0, 1)))
    fast = km > FASTEST_KM_PER_HOUR / 60 * _minutes(lines, pairs)
    return pairs.where(fast & (km > SHORTEST_KM), km=km)


def custody_gap(lines: Lines, table: Table, vocabulary: Vocabulary) -> Pairs:
    """Seen at one site and then at another, and nobody took it there.

    An act that takes it along counts from the first instant to the second, both included.
    """
    pairs = Pairs.of(lines, places(lines.site >= 0))
    pairs = pairs.where(lines.site[pairs.before] != lines.site[pairs.after])
    first, after = spans(np.append(places(changes(lines.at, lines.life)), len(lines.at)))
    takes = vocabulary.flags(lambda kind: kind.name in MOVING).take(lines.kind)
    moved = np.append(0, np.cumsum(takes))  # before each row
    return pairs.where(moved[after[pairs.after]] == moved[first[pairs.before]])


def weight_changed(lines: Lines, table: Table, vocabulary: Vocabulary) -> Pairs:
    """A re-weighing against the weight known before it: the `ratio` (1.2: a fifth heavier)."""
    again = vocabulary.flags(lambda kind: kind.name == "reweighed").take(lines.kind)
    if not again.any():
        return Pairs.of(lines, places(again))
    known = places(table.has("weight_g")[lines.place])
    weight = np.zeros(len(lines.at))
    weight[known] = _numbers(table, "weight_g", lines.place[known])
    pairs = Pairs.of(lines, places(weight > 0))
    ratio = weight[pairs.after] / weight[pairs.before]
    return pairs.where(again[pairs.after] & (ratio != 1), ratio=ratio)


def cancelled_without_right(lines: Lines, table: Table, vocabulary: Vocabulary) -> Pairs:
    """What ended the trail and stands though it was cancelled: nobody with the right to it approved."""
    cancels = places(vocabulary.flags(lambda kind: bool(kind.approvers)).take(lines.kind))
    if not len(cancels) or table.column(NAMES) is None:
        return Pairs.of(lines, cancels[:0])
    ends = places(vocabulary.terminal.take(lines.kind))
    said = table.rows(lines.place[cancels], ["subject", NAMES]).with_columns(life=lines.life[cancels], after=cancels)
    theirs = table.rows(lines.place[ends], ["subject", "id"]).with_columns(life=lines.life[ends], before=ends)
    named = said.join(theirs, left_on=["life", "subject", NAMES], right_on=["life", "subject", "id"]).sort("after")
    return Pairs(named["before"].to_numpy(), named["after"].to_numpy(), {})


def _position(table: Table, place: Rows) -> tuple[np.ndarray, np.ndarray]:
    """(longitude, latitude) in radians."""
    lng, lat = (np.radians(_numbers(table, name, place)) for name in ("lng", "lat"))
    return lng, lat


def _numbers(table: Table, name: str, place: Rows) -> np.ndarray:
    """The values of a column where there are some."""
    found = table.take(name, place)
    return np.zeros(len(place)) if found is None else found.cast(pl.Float64).to_numpy()


def _minutes(lines: Lines, pairs: Pairs) -> np.ndarray:
    minutes: np.ndarray = (lines.at[pairs.after] - lines.at[pairs.before]) / MINUTE
    return minutes


TOLD: Final[Mapping[str, Callable[[Lines, Pairs], pl.Series]]] = {
    "minutes": lambda lines, pairs: pl.Series(_minutes(lines, pairs)),
    "last_site": lambda lines, pairs: names(lines.site[pairs.before], SITE),
    "last_holder": lambda lines, pairs: names(lines.person[pairs.before], PERSON),
    "km": lambda _, pairs: pl.Series(pairs.measured["km"]),
    "ratio": lambda _, pairs: pl.Series(pairs.measured["ratio"]),
}
"""What derived events say. Who had it last answers: whoever finds a gap, or weighs again, has nothing to answer for."""

PASSES: Final[Mapping[str, tuple[int, Callable[[Lines, Table, Vocabulary], Pairs], tuple[str, ...]]]] = {
    "impossible_move": (1, impossible_move, ("km", "minutes")),
    "custody_gap": (1, custody_gap, ("minutes", "last_site", "last_holder")),
    "cancelled_without_right": (1, cancelled_without_right, ("minutes", "last_site", "last_holder")),
    "weight_changed": (1, weight_changed, ("ratio", "last_site", "last_holder")),
}
"""Kind of the derived event → (version of the pass, the pass, the attributes it gives)."""


def derive(lines: Lines, table: Table, vocabulary: Vocabulary, reads: Collection[str]) -> tuple[Lines, Table]:
    """Adds the derived events that some document reads, the last of their instant."""
    wanted = [kind for kind in PASSES if kind in reads and kind in vocabulary.kinds]
    if not wanted or not len(lines.at):
        return lines, table
    found = [(vocabulary.kinds[kind], PASSES[kind][1](lines, table, vocabulary)) for kind in wanted]
    made = [each for kind, pairs in found if len(pairs.after) and (each := _made(kind, pairs, lines, table)).height]
    return _added(lines, table, pl.concat(made, how="diagonal"), vocabulary) if made else (lines, table)


def _made(kind: Kind, pairs: Pairs, lines: Lines, table: Table) -> pl.DataFrame:
    """The derived events of a pass, of subjects to whom they can happen; the same sources always give the same ids."""
    version, _, attributes = PASSES[kind.name]
    event = table.rows(lines.place[pairs.after], ["subject_kind", "subject", "id"])
    ids = zip(table.rows(lines.place[pairs.before], ["id"])["id"], event["id"], strict=True)
    made = event.with_columns(
        pl.Series("row", pairs.after),
        pl.Series("at", lines.at[pairs.after]),
        pl.Series("recorded", np.maximum(lines.recorded[pairs.before], lines.recorded[pairs.after])),
        pl.Series("id", [_id(kind.name, version, *sources) for sources in ids]),
        *(TOLD[name](lines, pairs).alias(name) for name in attributes),
        pl.lit(kind.name).alias("kind"),
        pl.lit("derived").alias("source"),
    )
    return made.filter(pl.col("subject_kind").cast(pl.String).is_in(kind.subjects))


def _id(name: str, version: int, before: str, after: str) -> str:
    return hashlib.blake2b(f"{name}.{version}|{before}|{after}".encode(), digest_size=8).hexdigest()


def _added(lines: Lines, table: Table, made: pl.DataFrame, vocabulary: Vocabulary) -> tuple[Lines, Table]:
    """The rows with the derived ones in their places: each follows the instant of its later source."""
    source = made["row"].to_numpy()
    rows = lines.take(source).replace(
        recorded=made["recorded"].to_numpy(),
        kind=np.array([vocabulary.ordinal[kind] for kind in made["kind"]], dtype=np.int32),
        place=table.height + np.arange(made.height),
    )
    events = made.drop("row").rename({"recorded": "recorded_at"}).cast({"at": INSTANT, "recorded_at": INSTANT})
    _, after = spans(np.append(places(changes(lines.at, lines.life)), len(lines.at)))
    order = np.insert(np.arange(len(lines.at)), after[source], len(lines.at) + np.arange(len(source)))
    return joined([lines, rows]).take(order), table.above(events)
