"""The belief log: what was said of a promise, and when (rule 2).

History is judged at each instant at which the verdict could change.

A *world* is what concerned one subject as believed at one instant: its events, and those of the containers and
numbers it is tied to. All worlds are judged together, as if each were a subject of its own.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.promises.judge import chunks, judge
from tuotou.core.promises.naming import KEY, SCHEMA
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.facts import AHEAD
from tuotou.core.trail.unfold import unfold_all
from tuotou.core.trail.vocabulary import RETRACTED, Vocabulary

SUBJECT: Final = ("subject_kind", "subject")
MARK: Final = "|"  # between the number of a world and the subject's own
VERDICT: Final = {"kept": "kept", "kept_late": "kept_late", "broken": "broken", "void": "void", "cannot_say": "gone"}
LOG: Final = pl.Schema({**{name: SCHEMA[name] for name in KEY}, "known_at": INSTANT, "verdict": pl.String()})


def belief_log(events: pl.DataFrame, handbook: Handbook, until: int) -> pl.DataFrame:
    """The changes of verdict, up to `until` (µs UTC), of every promise that was ever said broken: a frame of `LOG`.

    From the first `broken` on; `gone` where the promise is no longer believed to exist. Standards that
    count over many subjects (`at_most`, `share`) have no log.
    """
    docket = compile_docket(handbook)
    worlds, believed = _worlds(docket.read_from(events), handbook.vocabulary, until)
    if believed.is_empty():
        return pl.DataFrame(schema=LOG)
    said = _said(believed, worlds, docket)
    return _changes(_with_gone(said, worlds)).select(pl.col(name).cast(dtype) for name, dtype in LOG.items())


def _worlds(events: pl.DataFrame, vocabulary: Vocabulary, until: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(world: root, from, to; the believed events of each world, its number before every subject's)."""
    concerned = _ties(events, vocabulary).join(events, on=list(SUBJECT), how="inner")
    end = pl.lit(until).cast(INSTANT)
    instants = (
        pl.concat(
            [
                concerned.select("root_kind", "root", pl.max_horizontal("recorded_at", other).alias("_since"))
                for other in ("recorded_at", "at")
            ]
        )
        .unique()
        .filter(pl.col("_since") <= end)
        .sort("root_kind", "root", "_since")
    )
    worlds = instants.with_columns(
        _before=pl.col("_since").shift(-1).over("root_kind", "root").fill_null(end + pl.duration(microseconds=1))
    ).with_row_index("world")
    known = worlds.join(concerned, on=["root_kind", "root"]).filter(pl.col("recorded_at") <= pl.col("_since"))
    ahead = pl.col("at") > pl.col("_since")
    known = known.filter(~ahead | (pl.col("kind") == RETRACTED)).with_columns(ahead.alias(AHEAD))
    numbers = [
        c for c in ("into", "out_of", *{k.continues for k in vocabulary.kinds.values()} - {None}) if c in known.columns
    ]
    marked = [pl.concat_str("world", pl.lit(MARK), name).alias(name) for name in ("subject", *numbers)]
    return worlds, known.with_columns(marked).drop("world", "root_kind", "root", "_since", "_before")


def _ties(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """root → the subjects whose events can touch its lives: itself, its containers, numbers before and after it."""
    named = [
        events.filter(pl.col("kind") == kind.name).select(*SUBJECT, _other(kind.enters), pl.col(column).alias("other"))
        for kind in vocabulary.kinds.values()
        if (column := "into" if kind.enters else kind.continues) in events.columns
    ]
    ties = (
        pl.concat(named).unique()
        if named
        else events.select(*SUBJECT, _other(None), pl.col("subject").alias("other")).clear()
    )
    forward = ties.rename({"other": "to"}).filter(pl.col("to").is_not_null())
    backward = forward.filter(pl.col("other_kind") == pl.col("subject_kind")).select(
        pl.col("other_kind").alias("subject_kind"), pl.col("to").alias("subject"),
        pl.col("subject_kind").alias("other_kind"), pl.col("subject").alias("to"),
    )  # fmt: skip
    steps = pl.concat([forward.select(backward.columns), backward]).unique()
    found = (
        events.select(*SUBJECT)
        .unique()
        .with_columns(pl.col("subject_kind").alias("root_kind"), pl.col("subject").alias("root"))
    )
    while True:
        reached = found.join(steps, on=list(SUBJECT)).select(
            pl.col("other_kind").alias("subject_kind"), pl.col("to").alias("subject"), "root_kind", "root"
        )
        more = pl.concat([found, reached]).unique()
        if more.height == found.height:
            return found
        found = more


def _other(container: str | None) -> pl.Expr:
    """The subject kind of the subject that an event names."""
    return (pl.lit(container) if container else pl.col("subject_kind")).cast(pl.String).alias("other_kind")


def _said(believed: pl.DataFrame, worlds: pl.DataFrame, docket: Docket) -> pl.DataFrame:
    """Every promise of every world about its own root, with the verdict at the world's first instant."""
    start = worlds["_since"].to_physical().to_numpy()
    parts = []
    for trail in unfold_all(believed, docket.handbook.vocabulary, reads=docket.reads):
        for chunk in chunks(trail):
            world = chunk.lives["subject"].str.split_exact(MARK, 1).struct.field("field_0").cast(pl.UInt32)
            parts.append(judge(chunk, docket, start[world.to_numpy()]).named())
    named = pl.concat([pl.DataFrame(schema=SCHEMA), *parts])
    halves = pl.col("subject").str.splitn(MARK, 2)
    marked = named.with_columns(
        halves.struct.field("field_0").cast(pl.UInt32).alias("world"), halves.struct.field("field_1").alias("subject")
    )
    plain = pl.col("opening").str.replace(r"^\d+\|", "")
    own = (pl.col("root") == pl.col("subject")) & (pl.col("root_kind") == pl.col("subject_kind"))
    return marked.join(worlds, on="world").filter(own).with_columns(plain.alias("opening"))


def _with_gone(said: pl.DataFrame, worlds: pl.DataFrame) -> pl.DataFrame:
    """(key, known_at, verdict): at the beginning of each world, where it breaks within one, where it is gone."""
    key = [*KEY, "root_kind", "root"]
    verdict = pl.col("status").replace_strict(VERDICT, default="open")
    at_first = said.select(*key, pl.col("_since").alias("known_at"), verdict.alias("verdict"))
    breaks = pl.col("due_at") + pl.duration(microseconds=1)
    inside = (breaks > pl.col("_since")) & (breaks < pl.col("_before"))
    waits = pl.col("status").is_in(["open", "at_risk", "not_open"]) & inside
    later = said.filter(waits).select(*key, breaks.alias("known_at"), pl.lit("broken").alias("verdict"))
    there = said.select(*key).unique()
    every = there.join(worlds.select("root_kind", "root", pl.col("_since").alias("known_at")), on=["root_kind", "root"])
    absent = every.join(at_first, on=[*key, "known_at"], how="anti", nulls_equal=True).with_columns(
        pl.lit("gone").alias("verdict")
    )
    return pl.concat([at_first, later.select(at_first.columns), absent.select(at_first.columns)])


def _changes(said: pl.DataFrame) -> pl.DataFrame:
    """Only the changes, from the first `broken` of each promise on."""
    ordered = said.sort("known_at").with_columns(pl.col("per").list.join("\x1f").alias("values"))
    key = [*(name for name in KEY if name != "per"), "values"]
    changed = ordered.filter(pl.col("verdict").ne_missing(pl.col("verdict").shift().over(key)))
    broke = pl.when(pl.col("verdict") == "broken").then("known_at").min().over(key)
    return changed.filter(pl.col("known_at") >= broke).sort(
        "standard", *SUBJECT, "life", "values", "opening", "known_at"
    )
