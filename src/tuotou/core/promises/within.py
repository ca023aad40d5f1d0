"""`within`: after X, Y until a deadline (rules 16, 17, 28–33)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from tuotou.core.promises.batch import Batch, Pairing, Stop, never, no, nothing
from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.matching import match
from tuotou.core.promises.openings import Openings
from tuotou.core.promises.outcome import Outcome
from tuotou.core.promises.row import Family, Row
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.voids import find_stops
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Flags, Instants, finding
from tuotou.core.working_time import NEVER


def judge_within(sheet: Sheet, family: Family, every: Openings, as_of: Instants) -> Outcome:
    """The promises of standards that ask alike. `as_of` [n]: the instant by row."""
    line = family[0]
    place, pairing = _paired(sheet, line, every)
    batches: list[Batch] = []
    findings: list[pl.DataFrame] = []
    for turn, version in enumerate(line):
        mine = places(place == version.place)
        own = pairing if len(mine) == pairing.size else pairing.where(mine)
        told: dict[str, Instants] = {}
        for one in family if own.size else ():
            batches.append(_dated(Clock(sheet, one[turn], told), own, as_of, findings))
    return Outcome(tuple(batches), tuple(findings))


def _paired(sheet: Sheet, line: Sequence[Row], every: Openings) -> tuple[np.ndarray, Pairing]:
    """(docket row of the version, the openings that start promises with what keeps and what may void them)."""
    found = _instants_once(every)
    kept, stops = match(sheet, line, found, every.row), find_stops(sheet, line, found)
    stopped = [s.at for s in stops if s.reason in ("event", "period")]
    settled = np.minimum.reduce([kept.at, *stopped]) if stopped else kept.at
    starts, following = _starts(sheet, line, found, settled)
    if following is not None:
        stops = (*stops, Stop("superseded", following, nothing(len(following))))
    pairing = Pairing(found.row, sheet.trail.at[found.row], kept.at, kept.row, kept.missed, no(len(found.row)), stops)
    return (found.place, pairing) if starts is None else (found.place[starts], pairing.where(starts))


def _instants_once(found: Openings) -> Openings:
    """Openings of one group that share an instant are one: the first in order (rule 16)."""
    fresh = np.ones(len(found.begin), dtype=bool)
    fresh[1:] = found.begin[1:] != found.begin[:-1]
    return found if fresh.all() else found.where(fresh)


def _starts(
    sheet: Sheet, line: Sequence[Row], found: Openings, settled: Instants
) -> tuple[Flags | None, Instants | None]:
    """(which openings start a promise; None: all, when the next opening takes its place; None: never).

    `settled` are the instants at which each opening would have been kept, or void.
    """
    again = places(found.high[1:] == found.high[:-1]) + 1  # those that follow another of their group
    starts, following = None, None
    for mode in {version.standard.again for version in line}:
        these = [version.place for version in line if version.standard.again == mode]
        mine = again if len(these) == len(line) else again[np.isin(found.place[again], these)]
        at = sheet.trail.at[found.row[mine]]
        if mode == "ignore":
            starts = np.ones(len(found.row), dtype=bool)
            starts[mine] = settled[mine - 1] < at
        elif mode == "supersede":
            following = np.full(len(found.row), NEVER)
            following[mine - 1] = at
    return (None if starts is None or starts.all() else starts), following


def _dated(clock: Clock, pairing: Pairing, as_of: Instants, findings: list[pl.DataFrame]) -> Batch:
    """The promises of a version; openings without a deadline promise nothing, and are findings."""
    version = clock.version
    if version.lasts is not None:  # most are like this, and there is nothing to find
        return Batch(version, pairing, pairing.opens + version.lasts, no(pairing.size), never(pairing.size))
    due, estimated, unannounced = clock.due(pairing.row)
    paused = never(len(due))
    if version.standard.pauses:
        paused = clock.paused_until(pairing.row, due, as_of[pairing.row])
    batch, undated = Batch(version, pairing, due, estimated, paused), due == NEVER
    odd = undated | (due < pairing.opens)
    if not odd.any():
        return batch
    findings += _odd(clock, batch, unannounced)
    return batch.where(~undated) if undated.any() else batch


def _odd(clock: Clock, batch: Batch, unannounced: Flags) -> Iterator[pl.DataFrame]:
    """What is odd about deadlines: there is none, or it lies before the opening."""
    pairing, standard, undated = batch.pairing, clock.standard, batch.due == NEVER
    for name, wrong in (
        ("unannounced", undated & unannounced),
        ("no_deadline", undated & ~unannounced),
        ("impossible", batch.due < pairing.opens),
    ):
        if wrong.any():
            found = finding(name, clock.sheet.trail.events(pairing.row[wrong]))
            found = found.with_columns(standard=pl.lit(standard.id))
            if name == "unannounced":
                year = pl.Series(clock.calendar.unannounced_from(pairing.opens[wrong]))
                found = found.with_columns(calendar=pl.lit(standard.calendar), year=year)
            yield found
