"""What the doctor finds when it rebuilds packed trails from the log, and how a damaged one is put right (rule 65)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from tuotou.core.trail.event import SCHEMA
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.upkeep.diagnosis import Diagnosis, fail, ok
from tuotou.store import bulk
from tuotou.store.held import HEAD, KEY, Columns, Held, hold_ids
from tuotou.store.log import portions
from tuotou.store.models import Mark, Subject
from tuotou.store.packing import columns_of, lines, trails
from tuotou.store.recording import Clock, records
from tuotou.store.whole import wholly

SAMPLE: Final = 1_000
"""Trails that are looked at unless all are to be."""
CHUNK: Final = 2_000
PATIENCE: Final = 60_000_000
"""µs after which what was recorded is there: no transaction takes longer (rule 4)."""
TOLD: Final = 3  # damaged trails that are named
COUNTED: Final = pl.col("line").hash(0) // 2**24  # so small that those of a trail can be added up
DIGEST: Final = {**dict.fromkeys(KEY, pl.String()), "count": pl.UInt32(), "sum": pl.UInt64()}


def check_trails(vocabulary: Vocabulary, clock: Clock, every: bool, repair: bool) -> Iterator[Diagnosis]:
    """Compare trails as their subjects have them with what the log says: all of them, or a sample spread over all.

    Damaged ones are written anew from the log, where they are to be repaired, and are due at once.
    """
    ids = _chosen(every)
    damaged = _damaged(ids, vocabulary, clock() - PATIENCE, every)
    if not damaged:
        yield ok("trails", f"{len(ids)} trails rebuilt from the log are as they are held")
        return
    named = ", ".join(f"{kind}:{number}" for kind, number in damaged[:TOLD])
    what = f"{len(damaged)} of {len(ids)} trails differ from the log: {named}"
    if not repair:
        yield fail("trails", what, "run tuotou doctor --trails --repair: they are written anew from the log")
        return
    for turn in range(0, len(damaged), CHUNK):
        _repair(damaged[turn : turn + CHUNK], vocabulary, clock)
    yield ok("trails", f"{len(damaged)} that differed from the log were written anew and will be judged again: {named}")


def _chosen(every: bool) -> list[int]:
    """The ids of the subjects to look at: those that have a trail here."""
    ids = list(Subject.objects.filter(events__gt=0).order_by("pk").values_list("pk", flat=True))
    return ids if every else ids[:: max(1, len(ids) // SAMPLE)]


def _damaged(ids: Sequence[int], vocabulary: Vocabulary, until: int, every: bool) -> list[tuple[str, str]]:
    """Those whose trail is not what the log has of them, of what was recorded before `until` (µs UTC)."""
    columns = columns_of(vocabulary, vocabulary.attributes)
    numbers = None if every else list(Subject.objects.filter(pk__in=ids).values_list("number", flat=True))
    logged = _added(_digest(events) for events in portions(vocabulary, 0, until, numbers=numbers))
    found: list[tuple[str, str]] = []
    for turn in range(0, len(ids), CHUNK):
        for held in _held(ids[turn : turn + CHUNK], columns):
            mine = _digest(held.events.filter(pl.col("recorded_at").to_physical() < until))
            said = logged.join(held.numbers(), on=list(KEY), how="semi")
            both = said.join(mine, on=list(KEY), how="full", coalesce=True, suffix="_held")
            other = pl.col("count").ne_missing(pl.col("count_held")) | pl.col("sum").ne_missing(pl.col("sum_held"))
            found += both.filter(other).select(KEY).sort(KEY).rows()
    return found


def _held(ids: Sequence[int], columns: Columns) -> Iterator[Held]:
    """Some subjects with their trails; one that cannot be read has none."""
    try:
        yield hold_ids(ids, columns, "read")
    except pl.exceptions.PolarsError:
        if len(ids) == 1:
            empty = hold_ids([], columns, "read")
            head = Subject.objects.filter(pk=ids[0]).values_list("pk", "kind", "number")
            rows = [(*row, 0, 0, 0, None) for row in head]
            yield Held(pl.DataFrame(rows, schema=HEAD, orient="row"), empty.events)
        else:
            yield from _held(ids[: len(ids) // 2], columns)
            yield from _held(ids[len(ids) // 2 :], columns)


def _digest(events: pl.DataFrame) -> pl.DataFrame:
    """How many events each subject has, and a number that is another one if any of them is; in whatever order."""
    if not events.height:
        return pl.DataFrame(schema=DIGEST)
    found = events.select(*KEY, lines(_plain(events)).alias("line"))
    return found.group_by(KEY).agg(pl.len().alias("count"), COUNTED.sum().alias("sum")).cast(DIGEST)  # type: ignore[arg-type]


def _added(parts: Iterator[pl.DataFrame]) -> pl.DataFrame:
    """Digests of parts as those of the whole."""
    total = pl.DataFrame(schema=DIGEST)
    for part in parts:
        total = pl.concat([total, part]).group_by(KEY).agg(pl.col("count", "sum").sum())
    return total


def _plain(events: pl.DataFrame) -> pl.DataFrame:
    """The columns that trails hold, in one order wherever they come from."""
    first = [name for name in SCHEMA if name != "attrs"]
    return events.select(*first, *sorted(name for name in events.columns if name not in SCHEMA))


def _repair(keys: Sequence[tuple[str, str]], vocabulary: Vocabulary, clock: Clock) -> None:
    """Write some trails anew as the log has them; they are due, and so are those who ride in them."""

    def anew() -> None:
        records()  # who judges waits, or hears of it later
        now = clock()
        numbers = [number for _, number in keys]
        there = Subject.objects.select_for_update().filter(number__in=numbers).values_list("kind", "number", "pk")
        ids = pl.DataFrame([*there], schema={**dict.fromkeys(KEY, pl.String()), "id": pl.Int64()}, orient="row")
        mine = pl.DataFrame(keys, schema=dict.fromkeys(KEY, pl.String()), orient="row").join(ids, on=list(KEY))
        logged = portions(vocabulary, 0, 2**62, numbers=numbers)
        events = pl.concat([_plain(some) for some in logged], how="diagonal_relaxed").sort("recorded_at", "at", "id")
        whole = mine.join(trails(events, pl.col("at").min().to_physical()), on=list(KEY)).drop(KEY)
        rows = [(id, trail, count, now) for id, trail, count, _ in whole.iter_rows()]
        bulk.update(Subject, ("id", "trail", "events", "next_due_at"), rows)
        marks = [(id, now, at, 0) for id, _, _, at in whole.iter_rows()]
        bulk.append(Mark, ("container", "known_at", "happened_at", "after"), marks)

    wholly(anew)
