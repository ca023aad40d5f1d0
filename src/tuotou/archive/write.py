"""Writing: batches of events in any order become sorted files, a whole day at a time or not at all.

Memory holds some batches, or one file to be, never the input. What is written again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.archive.day import recover, write_day
from tuotou.archive.layout import (
    CODED,
    CONTAINERS,
    LINKS,
    SUBJECT_KEY,
    WORK,
    ArchiveError,
    Layout,
    bucket_name,
)
from tuotou.archive.lock import only_writer
from tuotou.archive.spill import Cell, Spill
from tuotou.archive.subject_key import with_subject_keys
from tuotou.core.trail.event import SCHEMA, conform

_REQUIRED: Final = ("subject_kind", "subject", "id", "kind", "at", "recorded_at")
_US_A_DAY: Final = 86_400_000_000

Progress = Callable[[str, int, int | None], None]
"""Told how far it is: ``("read", events, None)`` while reading, then ``("write", days, of days)``."""


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append changed."""

    events: int  # given
    added: int  # of them new; the others stood on their day already
    days: tuple[str, ...]  # the day folders that were written


def append(
    root: Path, batches: Iterable[pl.DataFrame], layout: Layout, progress: Progress = lambda *_: None
) -> Appended:
    """Add events to the archive at `root`; where there is none it is made with `layout`, with more buckets if need be.

    `batches` are event frames of any size, in any order. Events equal in all but `recorded_at` are one event, with
    the first `recorded_at`; an id that comes back with other content stays beside the first (rule 8). Both hold
    within a day of recording; across days the kernel decides when it unfolds.
    Without any event nothing is written, nor an archive made.
    Raises `ArchiveError` for an event without its required columns, and where the archive is laid out otherwise.
    """
    batches = iter(batches)
    first = next((batch for batch in batches if len(batch)), None)
    if first is None:
        return Appended(0, 0, ())
    root.mkdir(parents=True, exist_ok=True)
    with only_writer(root):
        recover(root)  # from an append that was killed
        standing = _standing(root, layout)
        (root / WORK).mkdir()
        try:
            with Spill(root / WORK / "spill") as spill, Spill(root / WORK / "spread") as spread:
                events = _put_aside(chain((first,), batches), standing or layout, spill, progress)
                final = standing or layout.holding(events)
                if standing is None:
                    final.write(root)
                enough = final.buckets == (standing or layout).buckets
                placed = spill if enough else _spread(spill, final, spread)
                written = dict(_write_days(root, placed, progress))
        finally:
            recover(root)
    changed = tuple(day for day, added in written.items() if added is not None)
    return Appended(events, sum(added or 0 for added in written.values()), changed)


def _standing(root: Path, wanted: Layout) -> Layout | None:
    """The layout of the archive that stands, None where there is none yet."""
    if not (root / "archive.json").exists():
        return None
    found = Layout.read(root)
    for what in ("containers", "links"):
        if getattr(found, what) != getattr(wanted, what):
            raise ArchiveError(
                f"{root}: made when the vocabulary's {what} were {', '.join(getattr(found, what))}; now they are "
                f"{', '.join(getattr(wanted, what))}: archive the events again into a new folder"
            )
    return found


def _put_aside(batches: Iterable[pl.DataFrame], layout: Layout, spill: Spill, progress: Progress) -> int:
    """Read everything once into the spill; the number of events read."""
    count = 0
    for batch in batches:
        events = _prepared(batch)
        for placed in _placed(events, layout):
            spill.add(placed)
        count += len(batch)
        progress("read", count, None)
    spill.flush()
    return count


def _prepared(batch: pl.DataFrame) -> pl.DataFrame:
    """The events with the columns of a file, without attributes that none of them has."""
    events = conform(batch)
    nulls = events.null_count().row(0, named=True)
    for name in _REQUIRED:
        if nulls[name]:
            raise ArchiveError(f"{nulls[name]} of {len(events)} events have no {name}; every event needs one")
    absent = [name for name in events.columns if name not in SCHEMA and nulls[name] == len(events)]
    return with_subject_keys(events.drop(absent)).with_columns(
        pl.col(name).cast(dtype) for name, dtype in CODED.items()
    )


def _placed(events: pl.DataFrame, layout: Layout) -> Iterator[pl.DataFrame]:
    """The events with the day and file where they belong; those that continue a trail once more as links."""
    contains = pl.col("subject_kind").is_in(layout.containers)
    events = events.with_columns(
        day=pl.col("recorded_at").to_physical() // _US_A_DAY,
        file=pl.when(contains).then(pl.lit(CONTAINERS)).otherwise(_bucket(layout)),
    )
    yield events
    yield events.filter(pl.col("kind").is_in(layout.links)).with_columns(file=pl.lit(LINKS))


def _bucket(layout: Layout) -> pl.Expr:
    """The name of the bucket into which each row's subject falls."""
    names = pl.Series([bucket_name(number) for number in range(layout.buckets)])
    return pl.lit(names).gather(pl.col(SUBJECT_KEY) % layout.buckets)


def _spread(spill: Spill, layout: Layout, over: Spill) -> Spill:
    """Put what was spilled before its number was known into the buckets of `layout`, in `over`."""
    for day, files in spill.days():
        for file in files:
            place = pl.lit(file) if file in (CONTAINERS, LINKS) else _bucket(layout)
            for piece in spill.pieces(Cell(day, file)):
                over.add(piece.with_columns(day=pl.lit(day, pl.Int64), file=place))
    over.flush()
    return over


def _write_days(root: Path, spill: Spill, progress: Progress) -> Iterator[tuple[str, int | None]]:
    days = list(spill.days())
    for done, (day, files) in enumerate(days):
        progress("write", done, len(days))
        yield write_day(root, day, files, spill)
    progress("write", len(days), len(days))
