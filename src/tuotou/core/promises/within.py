"""`within`: after X, Y by a deadline (rules 16, 17, 28–33)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.docket import Row
from tuotou.core.promises.matching import Kept, match
from tuotou.core.promises.openings import Openings, find_openings
from tuotou.core.promises.outcome import Outcome
from tuotou.core.promises.promise import REASONS, Promises, opened
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.voids import Stop, apply_void, apply_voids, first_event, first_period, unnamed
from tuotou.core.trail.trail import Flags, Instants, finding
from tuotou.core.working_time import NEVER


def judge_within(sheet: Sheet, line: Sequence[Row], as_of: Instants) -> Outcome:
    """The promises of one standard. `as_of` [n]: the instant by row."""
    every = find_openings(sheet, line)
    found = _instants_once(every)
    kept, event = match(sheet, line, found, every.row), first_event(sheet, line, found)
    starts, following = _starts(
        sheet, line, found, (kept.at, np.minimum(event.at, first_period(sheet, line, found).at))
    )
    if not starts.all():
        found, kept, event, following = found.where(starts), kept.where(starts), event.where(starts), following[starts]
    promises = _opened(sheet, found, kept)
    unannounced = _set_deadlines(sheet, line, found, (promises, as_of))
    _set_voids(sheet, line, found, (promises, event, following))
    undated, impossible = promises.due == NEVER, promises.due < promises.opens
    promises.void[impossible], promises.reason[impossible] = promises.opens[impossible], REASONS.index("impossible")
    findings = [
        finding(name, sheet.trail.events(promises.row[wrong]))
        for name, wrong in (
            ("unannounced", undated & unannounced),
            ("no_deadline", undated & ~unannounced),
            ("impossible", impossible),
        )
        if wrong.any()
    ]
    promises = promises.where(~undated) if undated.any() else promises
    return Outcome(every, promises, tuple(findings))


def _opened(sheet: Sheet, found: Openings, kept: Kept) -> Promises:
    promises = opened(found.place, found.row, sheet.trail.at[found.row])
    promises.kept[:], promises.kept_row[:], promises.missed[:] = kept.at, kept.row, kept.missed
    return promises


def _instants_once(found: Openings) -> Openings:
    """Openings of one group that share an instant are one: the first in order (rule 16)."""
    tie = found.order.tie[found.position]
    fresh = np.ones(len(tie), dtype=bool)
    fresh[1:] = tie[1:] != tie[:-1]
    return found if fresh.all() else found.where(fresh)


def _starts(
    sheet: Sheet, line: Sequence[Row], found: Openings, settled: tuple[Instants, Instants]
) -> tuple[Flags, Instants]:
    """(which openings start a promise, when the next opening takes its place: NEVER unless `supersede`).

    `settled` are the instants at which each opening would have been kept, and void.
    """
    size = len(found.row)
    starts, following = np.ones(size, dtype=bool), np.full(size, NEVER)
    if size < 2:
        return starts, following
    at, low = sheet.trail.at[found.row], found.order.low[found.position]
    again = {row.place: row.standard.again for row in line}
    modes = np.array([again.get(place, "") for place in range(max(again) + 1)])[found.place]
    same = low[1:] == low[:-1]
    starts[1:] = ~same | (np.minimum(*settled)[:-1] < at[1:]) | (modes[1:] != "ignore")
    following[:-1] = np.where(same & (modes[1:] == "supersede"), at[1:], NEVER)
    return starts, following


def _set_deadlines(sheet: Sheet, line: Sequence[Row], found: Openings, into: tuple[Promises, Instants]) -> Flags:
    """Fills due, estimated and paused_until, version by version; [k] where a year is not announced yet."""
    promises, as_of = into
    unannounced = np.zeros(promises.size, dtype=bool)
    for version in line:
        mine = found.of(version, len(line))
        row = promises.row[mine]
        clock = Clock(sheet, version.standard)
        promises.due[mine], promises.estimated[mine], unannounced[mine] = clock.due(row)
        if version.standard.pauses:
            promises.paused_until[mine] = clock.paused_until(row, promises.due[mine], as_of[row])
    return unannounced


def _set_voids(sheet: Sheet, line: Sequence[Row], found: Openings, into: tuple[Promises, Stop, Instants]) -> None:
    """Fills void, its reason and its row."""
    promises, event, following = into
    apply_voids(sheet, line, found, (promises, event))
    for version in line:
        ends = np.full(promises.size, NEVER)
        mine = found.of(version, len(line))
        ends[mine] = sheet.ends(version, promises.row[mine])
        apply_void(promises, unnamed(ends), "ended")
    if any(version.standard.again == "supersede" for version in line):
        apply_void(promises, unnamed(following), "superseded")
