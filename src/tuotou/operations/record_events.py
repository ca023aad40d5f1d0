"""Record: validate a batch of events, append the good ones to the log, judge whom they touch, write what changed.

One transaction. Killed at any instant it has happened wholly or not at all; done again it changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from tuotou.core.trail.acceptance import accept
from tuotou.core.trail.event import INSTANT, SCHEMA, conform
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations import intake
from tuotou.operations.settle import KEY, Clock, settle
from tuotou.operations.warn_events import notice_causes
from tuotou.operations.watch import Watch
from tuotou.store import bulk
from tuotou.store.held import Held, around, begin, hold, ids_of, predecessors
from tuotou.store.models import Continuation, Mark, Membership, Piece, RecordedEvent, Subject
from tuotou.store.packing import lines
from tuotou.store.whole import wholly

LOG: Final = ("recorded_at", "at", "subject_kind", "subject", "id", "kind", "site", "person", "source", "body")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What happened to each row of a batch."""

    recorded_at: int | None  # µs UTC; None: nothing new
    fresh: pl.DataFrame  # the events that were added
    repeated: int  # those that were known already, word for word
    refused: pl.DataFrame  # acceptance.REFUSED
    verdicts: int


def record_events(batch: pl.DataFrame, watch: Watch, clock: Clock) -> Recorded:
    """Record a batch of events (the columns of `event.SCHEMA`, and attributes), whatever order they come in.

    `recorded_at` of the batch is not believed: the store gives it (rule 3).
    """
    with intake.batch() as tell:
        recorded = _record(batch, watch, clock)
        new = recorded.fresh.height
        tell({"recorded": new, "repeated": recorded.repeated, "refused": recorded.refused.height})
        return recorded


def _record(batch: pl.DataFrame, watch: Watch, clock: Clock) -> Recorded:
    """What happened to it."""
    good, refused = accept(_plain(batch), watch.vocabulary, clock())
    if not good.height:
        return Recorded(None, good, 0, refused, 0)
    return wholly(lambda: _added(good, refused, watch, clock))


def _plain(batch: pl.DataFrame) -> pl.DataFrame:
    """The batch with the columns of every event and the attributes that some event has, names as words."""
    absent = [c.name for c in batch.get_columns() if c.name not in SCHEMA and c.null_count() == len(c)]
    return conform(batch.drop(absent)).with_columns(pl.col(pl.Categorical).cast(pl.String))


def _added(good: pl.DataFrame, refused: pl.DataFrame, watch: Watch, clock: Clock) -> Recorded:
    """The good rows appended and judged."""
    held, beside = _hold(good, watch)
    fresh = _fresh(good, held, watch)
    if not fresh.height:
        return Recorded(None, fresh, good.height, refused, 0)
    at = _recorded_at(held, beside, clock())
    fresh = fresh.with_columns(pl.lit(at).cast(INSTANT).alias("recorded_at"))
    held = _append(fresh, held, watch)
    _note(fresh, held, watch.vocabulary)
    settled = settle(held, watch, at, beside)
    notice_causes(fresh, watch.response.warnings, at)
    return Recorded(at, fresh, good.height - fresh.height, refused, settled.verdicts)


def _hold(good: pl.DataFrame, watch: Watch) -> tuple[Held, Held]:
    """The subjects of some events and what they continue, held; and what they ride in, read."""
    named = good.select(pl.col(KEY).cast(pl.String)).unique()
    begin(pl.concat([named, _containers(good, watch.vocabulary).select(KEY)]).unique())
    held = hold(predecessors(named), watch.columns)
    known = pl.concat([held.events, good], how="diagonal_relaxed")
    return held, around(Held(held.heads, known, held.trails), watch.vocabulary, watch.columns)


def _fresh(good: pl.DataFrame, held: Held, watch: Watch) -> pl.DataFrame:
    """The events that say something new: another event, or the same id with another content (rule 8)."""
    name = [*KEY, "id"]
    known = good.select(name).join(held.events.select(name), on=name, how="semi")
    again = good.with_row_index("turn").filter(good.select(name).is_duplicated())
    again = pl.concat([again, good.with_row_index("turn").join(known, on=name, how="semi")]).unique("turn")
    if not again.height:
        return good
    content = [*KEY, *(column for column in good.columns if column in watch.columns and column != "recorded_at")]
    first = again.sort("turn").unique(content, keep="first")
    missing = [
        pl.lit(None, good.schema[column]).alias(column) for column in content if column not in held.events.columns
    ]
    fresh = first.join(held.events.with_columns(missing), on=content, how="anti", nulls_equal=True)
    said = again.join(fresh, on="turn", how="anti")["turn"]
    return good.with_row_index("turn").filter(~pl.col("turn").is_in(said.implode())).drop("turn")


def _recorded_at(held: Held, beside: Held, now: int) -> int:
    """Now, and later than all that was recorded or said of those concerned."""
    earlier = pl.concat([held.heads, beside.heads]).select(
        pl.max_horizontal(pl.col("recorded_at").max(), pl.col("known_until").max())
    )
    return max(now, (earlier.item() or 0) + 1)


def _append(fresh: pl.DataFrame, held: Held, watch: Watch) -> Held:
    """The events in the log and on the trails; what is held, with them."""
    packed = fresh.drop("attrs").with_columns(pl.Series("line", lines(fresh.drop("attrs"))))
    bulk.append(RecordedEvent, LOG, list(_logged(fresh)))
    joined = packed.group_by(KEY, maintain_order=True).agg(pl.col("line").str.join("\n"), pl.len().alias("more"))
    heads = held.heads.join(joined, on=list(KEY), how="left", maintain_order="left")
    at = fresh["recorded_at"].to_physical()[0]
    rows, trails = [], dict(held.trails)
    for id, count, line, more in heads.select("subject_id", "events", "line", "more").iter_rows():
        if line is not None:
            trails[id] = trails[id] + line.encode() + b"\n"
            rows.append((id, trails[id], count + more, at))
    bulk.update(Subject, ("id", "trail", "events", "recorded_at"), rows)
    kept = fresh.select(name for name in fresh.columns if name in watch.columns or name in KEY)
    return Held(held.heads, pl.concat([held.events, kept], how="diagonal_relaxed"), trails)


def _logged(fresh: pl.DataFrame) -> list[tuple[Any, ...]]:
    """The events as rows of the log."""
    attributes = [name for name in fresh.columns if name not in SCHEMA or name in ("id", "attrs")]
    plain = fresh.select(LOG[:-1]).with_columns(pl.col(pl.Datetime).to_physical())
    return [(*row, body) for row, body in zip(plain.iter_rows(), lines(fresh.select(attributes)), strict=True)]


def _note(fresh: pl.DataFrame, held: Held, vocabulary: Vocabulary) -> None:
    """Who rides in what now, which number goes on as which, and to whose members something happened."""
    ids = {(kind, number): id for id, kind, number in held.heads.select("subject_id", *KEY).iter_rows()}
    entered = _containers(fresh, vocabulary)
    if entered.height:
        found = ids_of(entered.select(KEY).unique())
        rows = [(found[kind, n], ids[k, s], at) for kind, n, k, s, at in entered.iter_rows()]
        names = ("container", "subject", "entered_at")
        bulk.upsert(Membership, names, sorted(set(rows)), names)
    bulk.upsert(
        Continuation, ("kind", "number", "goes_on_as"), _continued(fresh, vocabulary), ("kind", "number", "goes_on_as")
    )
    bulk.upsert(Piece, ("mother", "child"), _pieces(fresh), ("mother", "child"))
    seen = fresh.filter(pl.col("subject_kind").is_in(list(vocabulary.containers)))
    times = seen.group_by(KEY).agg(pl.max_horizontal(pl.col("recorded_at", "at").max().to_physical()).alias("known"),
                                   pl.col("at").min().to_physical())  # fmt: skip
    marks = [(ids[kind, number], known, at) for kind, number, known, at in times.iter_rows()]
    bulk.append(Mark, ("container", "known_at", "happened_at", "after"), [(*mark, 0) for mark in marks])


def _containers(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """What events put into containers: the container's subject_kind and subject; who, and when (µs)."""
    found = [pl.DataFrame(schema={**dict.fromkeys((*KEY, "member_kind", "member"), pl.String()), "at": pl.Int64()})]
    for kind in vocabulary.kinds.values():
        if kind.enters and "into" in events.columns:
            mine = events.filter(pl.col("kind") == kind.name, pl.col("into").is_not_null())
            member = pl.col("subject_kind").alias("member_kind"), pl.col("subject").alias("member")
            at = pl.col("at").to_physical()
            found.append(
                mine.select(*member, at, subject_kind=pl.lit(kind.enters), subject="into").select(found[0].columns)
            )
    return pl.concat(found)


def _pieces(events: pl.DataFrame) -> list[tuple[Any, ...]]:
    """(mother, child) of what was declared a piece."""
    if "mother" not in events.columns:
        return []
    declared = events.filter(pl.col("kind") == "child_declared").select("mother", "subject")
    return declared.drop_nulls().unique().sort("mother", "subject").rows()


def _continued(events: pl.DataFrame, vocabulary: Vocabulary) -> list[tuple[Any, ...]]:
    found: set[tuple[Any, ...]] = set()
    for kind in vocabulary.kinds.values():
        if kind.continues and kind.continues in events.columns:
            mine = events.filter(pl.col("kind") == kind.name)
            found.update(mine.select(*KEY, kind.continues).drop_nulls().iter_rows())
    return sorted(found)
