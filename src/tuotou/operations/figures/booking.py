"""Booking: what differs between the entries of some subjects before and now goes into the figures, in one transaction.

What had been published by then is not touched: there the difference is an adjustment (`adjusting`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.indicators.entering import PARTS
from tuotou.operations.figures.adjusting import adjust
from tuotou.operations.figures.measuring import Measuring
from tuotou.operations.figures.summing import KEY, merged, numbers, steps
from tuotou.store import figures
from tuotou.store.figures import NUMBERS, Row
from tuotou.store.ledger import (
    ENTRIES,
    Ids,
    pack_entries,
    pack_ids,
    unpack_entries,
    unpack_ids,
)

ABOVE: Final = (PARTS.index("count"), PARTS.index("values"))
MEANT: Final = (*ABOVE, PARTS.index("per"))
LISTED: Final = ("", "person")
"""By which words it is kept who stands behind a number."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What some subjects count for now."""

    entries: pl.DataFrame  # entering.ENTRIES, with subject_id
    again: Mapping[int, int]  # subject_id → when it counts otherwise by itself
    subjects: Sequence[int]
    events: pl.DataFrame  # subject_id, kind, known (µs): all of theirs


def book(entered: Entered, measuring: Measuring) -> set[int]:
    """Write it; the subjects that somebody else has counted later already."""
    before = figures.entered(entered.subjects)
    later = {id for id, (as_of, _) in before.items() if as_of > measuring.now}
    mine = [id for id in entered.subjects if id not in later]
    lines = _lines(entered.entries, measuring)
    now = lines.filter(pl.col("subject_id").is_in(mine))
    old = unpack_entries((id, blob) for id, (_, blob) in before.items() if id not in later)
    changed = _changed(old, now.select(ENTRIES.names()), measuring.since)
    if changed.height:
        names = figures.lines_of(changed["line"].unique().to_list())
        listed = set(names.filter(pl.col("by").is_in(LISTED))["line"])
        figures.write([*_rows(changed, now, listed)])
        adjust(changed, names, entered.events, {id: before[id][0] for id in mine if id in before}, measuring.now)
    packed = pack_entries(now.select(ENTRIES.names()))
    figures.enter([(id, measuring.now, entered.again.get(id), packed.get(id, b"")) for id in mine])
    return later


def _lines(entries: pl.DataFrame, measuring: Measuring) -> pl.DataFrame:
    """`ledger.ENTRIES`: the entries with the lines on which they stand."""
    ids = pl.Series([one.id for one in measuring.docket.indicators], dtype=pl.String)
    named = entries.with_columns(ids[entries["indicator"].cast(pl.UInt32)].alias("indicator"))
    keys = ["indicator", "by", "site", "value"]
    found = named.join(figures.lines(named.select(keys)), on=keys)
    return found.select(ENTRIES.names()).cast(ENTRIES)


def _changed(old: pl.DataFrame, new: pl.DataFrame, since: int) -> pl.DataFrame:
    """`ledger.ENTRIES`: what is to be added, of the days that are kept up."""
    less = old.with_columns(-pl.col("n"), -pl.col("total"))
    keys = [name for name in ENTRIES.names() if name not in ("n", "total")]
    found = pl.concat([new, less]).filter(pl.col("day") >= since).group_by(keys).agg(pl.col("n", "total").sum())
    return found.filter((pl.col("n") != 0) | (pl.col("total") != 0)).select(ENTRIES.names())


def _rows(changed: pl.DataFrame, now: pl.DataFrame, listed: set[int]) -> Iterator[Row]:
    """The figures as they stand after it."""
    added, measured, behind = numbers(changed), steps(changed), _behind(changed, now, listed)
    there = figures.figures([(line, day) for line, day in added.select(KEY).iter_rows()])
    for line, day, *more in added.iter_rows():
        row = there.get((line, day), Row(line, day))
        sums = {name: getattr(row, name) + n for name, n in zip(NUMBERS, more, strict=True)}
        row = replace(row, **sums)
        if fresh := measured.get((line, day)):
            row = replace(row, steps=merged(row.steps, fresh))
        if whom := behind.get((line, day)):
            row = replace(row, counted=_relisted(row.counted, whom, 0), others=_relisted(row.others, whom, 1))
        yield row


Behind = tuple[Ids, Ids, Ids]
"""Those above the line now, those below it only, and all that changed."""


def _behind(changed: pl.DataFrame, now: pl.DataFrame, listed: set[int]) -> dict[tuple[int, int], Behind]:
    """By line and day: where those that changed stand now."""
    touched = changed.filter(pl.col("line").is_in(sorted(listed))).select("subject_id", *KEY).unique()
    meant = now.filter(pl.col("part").is_in(MEANT)).group_by("subject_id", *KEY).agg(
        above=pl.col("part").is_in(ABOVE).any()
    )  # fmt: skip
    placed = touched.join(meant, on=["subject_id", *KEY], how="left").sort(*KEY, "subject_id")
    line, day, id = (placed[name].to_numpy() for name in (*KEY, "subject_id"))
    above = placed["above"].cast(pl.Int8).fill_null(-1).to_numpy()
    start = np.flatnonzero(np.append(True, (line[1:] != line[:-1]) | (day[1:] != day[:-1])))[: len(line)]
    found: dict[tuple[int, int], Behind] = {}
    for first, last in zip(start.tolist(), [*start[1:].tolist(), len(line)], strict=True):
        ids, where = id[first:last], above[first:last]
        found[int(line[first]), int(day[first])] = ids[where == 1], ids[where == 0], ids
    return found


def _relisted(packed: bytes | None, whom: Behind, place: int) -> bytes | None:
    """A list of ids without those that changed, and with those of them that stand in it now."""
    ids, fresh = unpack_ids(packed), whom[place]
    at = ids.searchsorted(whom[2])
    gone = at[ids.take(at, mode="clip") == whom[2]] if len(ids) else at[:0]
    if not len(gone) and not len(fresh):
        return packed
    rest = np.delete(ids, gone) if len(gone) else ids
    return pack_ids(np.insert(rest, rest.searchsorted(fresh), fresh))
