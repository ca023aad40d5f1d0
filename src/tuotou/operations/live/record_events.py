"""Record: validate a batch of events and append the good ones; whom they touch is due at once, for `wake` to judge.

One transaction. Killed at any instant it has happened wholly or not at all; done again it changes nothing. What is
recorded is safe before it is judged: many small batches are judged together, and nobody who reports waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from tuotou.core.trail.acceptance import accept
from tuotou.core.trail.event import INSTANT, SCHEMA, conform
from tuotou.core.trail.ties import ties
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.live import intake
from tuotou.operations.live.bring_back import bring_back
from tuotou.operations.live.marks import note_marks
from tuotou.operations.live.watch import Watch
from tuotou.operations.warnings.events import notice_causes
from tuotou.store import bulk
from tuotou.store.handles import note_handles, veiled
from tuotou.store.held import KEY, Packed, begin, hold_packed, inmost_first, note_riders, predecessors
from tuotou.store.models import Continuation, Piece, RecordedEvent, Subject
from tuotou.store.packing import begin_of, lines, trails
from tuotou.store.recording import Clock, records
from tuotou.store.whole import wholly

LOG: Final = ("recorded_at", "at", "subject_kind", "subject", "id", "kind", "site", "person", "source")
NONE: Final = pl.Series("turn", [], pl.UInt32)
Stamp = Callable[[pl.DataFrame, Packed], pl.DataFrame]
"""Gives new events of some subjects their `recorded_at`."""


class SaidAlready(ValueError):
    """Events of the past came after something was said of their subjects."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What happened to each row of a batch."""

    recorded_at: int | None  # µs UTC; None: nothing new
    fresh: pl.DataFrame  # the events that were added
    known: pl.Series  # which of the accepted rows, from 0, say what was known already, word for word
    refused: pl.DataFrame  # acceptance.REFUSED

    @property
    def repeated(self) -> int:
        """How many rows said nothing new."""
        return len(self.known)

    def answer(self) -> pl.DataFrame:
        """For each row of the batch, from 0: its outcome (recorded, repeated, refused), and of the last why."""
        rows = pl.int_range(self.fresh.height + self.repeated + self.refused.height, eager=True).alias("row")
        said = pl.DataFrame(rows).join(self.refused, on="row", how="left", maintain_order="left")
        good = pl.col("reason").is_null()
        repeated = (good.cum_sum() - 1).is_in(self.known.implode())
        taken = pl.when(repeated).then(pl.lit("repeated")).otherwise(pl.lit("recorded"))
        outcome = pl.when(good).then(taken).otherwise(pl.lit("refused")).alias("outcome")
        return said.select("row", outcome, pl.exclude("row"))


def record_events(batch: pl.DataFrame, watch: Watch, clock: Clock) -> Recorded:
    """Record a batch of events (the columns of `event.SCHEMA`, and attributes), whatever order they come in.

    `recorded_at` of the batch is not believed: the store gives it (rule 3).
    """
    return _told(batch, watch, clock, lambda fresh, held: fresh.with_columns(_at(_recorded_at(held, clock()))))


def record_past(batch: pl.DataFrame, watch: Watch, until: int) -> Recorded:
    """Record what a company that is made up learned by `until` (µs UTC), each event at its own `recorded_at`.

    Raises `SaidAlready` where something was said of a subject before that might have been said otherwise.
    """
    return _told(batch.sort("recorded_at"), watch, lambda: until, _as_recorded)


def _told(batch: pl.DataFrame, watch: Watch, clock: Clock, stamp: Stamp) -> Recorded:
    with intake.batch() as tell:
        recorded = _record(batch, watch, clock, stamp)
        new = recorded.fresh.height
        tell({"recorded": new, "repeated": recorded.repeated, "refused": recorded.refused.height})
        return recorded


def _record(batch: pl.DataFrame, watch: Watch, clock: Clock, stamp: Stamp) -> Recorded:
    """What happened to it."""
    good, refused = accept(_plain(batch), watch.vocabulary, clock())
    if not good.height:
        return Recorded(None, good, NONE, refused)
    good = veiled(good, watch.vocabulary)
    return wholly(lambda: _added(good, refused, watch, stamp))


def _plain(batch: pl.DataFrame) -> pl.DataFrame:
    """The batch with the columns of every event and the attributes that some event has, names as words."""
    absent = [c.name for c in batch.get_columns() if c.name not in SCHEMA and c.null_count() == len(c)]
    return conform(batch.drop(absent)).with_columns(pl.col(pl.Categorical).cast(pl.String))


def _added(good: pl.DataFrame, refused: pl.DataFrame, watch: Watch, stamp: Stamp) -> Recorded:
    """The good rows appended."""
    records()
    named = good.select(pl.col(KEY).cast(pl.String)).unique()
    entered = ties(good, watch.vocabulary).filter("enters")
    begin(pl.concat([named, entered.select(subject_kind="to_kind", subject="to")]).unique())
    last = inmost_first(watch.vocabulary)
    held = hold_packed(predecessors(named), last=last)
    while bring_back(good, held.heads, watch):
        held = hold_packed(predecessors(named), last=last)
    known = _known(good, held, watch)
    fresh = good if known.is_empty() else good.filter(~pl.int_range(pl.len()).is_in(known.implode()))
    if not fresh.height:
        return Recorded(None, fresh, known, refused)
    fresh = stamp(fresh, held)
    at = int(fresh["recorded_at"].to_physical().max())  # type: ignore[arg-type]
    _append(fresh, held)
    _note(fresh, held, watch.vocabulary)
    notice_causes(fresh, watch.response.warnings, at)
    return Recorded(at, fresh, known, refused)


def _known(good: pl.DataFrame, packed: Packed, watch: Watch) -> pl.Series:
    """The rows that say nothing new: the same id with the same content, in the store or before them (rule 8)."""
    begun = good.select(*KEY, begin_of(good))
    ids = packed.ids()
    seen = [line in packed.trails[ids[kind, number]] for kind, number, line in begun.iter_rows()]
    twice = good.select(*KEY, "id").is_duplicated()
    if not (twice.any() or any(seen)):
        return NONE
    columns = {name: dtype for name, dtype in watch.columns.items() if name in good.columns}
    held = packed.of(good.filter(pl.Series(seen)).select(KEY)).unpacked(columns).events
    again = good.with_row_index("turn").filter(twice | pl.Series(seen))
    content = [*KEY, *(name for name in columns if name != "recorded_at")]
    missing = [pl.lit(None, good.schema[name]).alias(name) for name in content if name not in held.columns]
    first = again.sort("turn").unique(content, keep="first")
    fresh = first.join(held.with_columns(missing), on=content, how="anti", nulls_equal=True)
    return again.join(fresh, on="turn", how="anti")["turn"].sort()


def _recorded_at(packed: Packed, now: int) -> int:
    """Now, and later than all that was recorded or said of those concerned."""
    earlier = packed.heads.select(pl.max_horizontal(pl.col("recorded_at").max(), pl.col("known_until").max()))
    return max(now, (earlier.item() or 0) + 1)


def _as_recorded(fresh: pl.DataFrame, packed: Packed) -> pl.DataFrame:
    """The events as they are: all of them later than what was said of those concerned."""
    told = fresh.select(pl.col("recorded_at").to_physical().min()).item()
    said = packed.heads.select(pl.col("known_until").max()).item()
    if packed.heads.height and told <= said:
        raise SaidAlready(f"recorded at {told} µs, and judged up to {said} µs already")
    return fresh


def _at(at: int) -> pl.Expr:
    return pl.lit(at).cast(INSTANT).alias("recorded_at")


def _append(fresh: pl.DataFrame, packed: Packed) -> None:
    """The events in the log and on the trails; whose they are is due."""
    bulk.append_frame(RecordedEvent, logged(fresh))
    at = pl.col("recorded_at").to_physical()
    longer = packed.heads.join(
        trails(fresh, at.max().alias("last"), at.min().alias("first")), on=list(KEY), maintain_order="left"
    )
    events, due = pl.col("events") + pl.col("count"), pl.min_horizontal("next_due_at", "first")
    rows = longer.select("subject_id", "trail", events, "last", due).rows()
    bulk.update(Subject, ("id", "trail", "events", "recorded_at", "next_due_at"), rows, grows=["trail"])


def logged(fresh: pl.DataFrame) -> pl.DataFrame:
    """The events as rows of the log."""
    attributes = [name for name in fresh.columns if name not in SCHEMA or name in ("id", "attrs")]
    plain = fresh.select(LOG).with_columns(pl.col(pl.Datetime).to_physical())
    return plain.with_columns(lines(fresh.select(attributes)).alias("body"))


def _note(fresh: pl.DataFrame, packed: Packed, vocabulary: Vocabulary) -> None:
    """Who rides in what now, which number goes on as which, and to whose members something happened."""
    ids = packed.ids()
    tied = ties(fresh, vocabulary)
    note_riders(tied, ids)
    names = ("kind", "number", "goes_on_as")
    bulk.upsert(Continuation, names, tied.filter(~pl.col("enters")).select(*KEY, "to").unique().sort(KEY).rows(), names)
    bulk.upsert(Piece, ("mother", "child"), _pieces(fresh), ("mother", "child"))
    note_marks(fresh, ids, vocabulary)
    note_handles(fresh, vocabulary)


def _pieces(events: pl.DataFrame) -> list[tuple[Any, ...]]:
    """(mother, child) of what was declared a piece."""
    if "mother" not in events.columns:
        return []
    declared = events.filter(pl.col("kind") == "child_declared").select("mother", "subject")
    return declared.drop_nulls().unique().sort("mother", "subject").rows()
