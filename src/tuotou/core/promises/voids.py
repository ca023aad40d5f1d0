"""What takes a promise away: events, declared periods, a suspended standard (rules 14, 33, 34)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tuotou.core.promises.docket import Row
from tuotou.core.promises.openings import Openings
from tuotou.core.promises.promise import REASONS, Promises
from tuotou.core.promises.sheet import Sheet
from tuotou.core.trail.trail import Flags, Instants, Rows, micros
from tuotou.core.working_time import NEVER


class Stop(NamedTuple):
    """[k] when something voids each opening (NEVER: nothing does), and which row that is (-1)."""

    at: Instants
    row: Rows

    def where(self, chosen: Flags) -> Stop:
        """Of some openings."""
        return Stop(self.at[chosen], self.row[chosen])


def unnamed(at: Instants) -> Stop:
    """A void that no row of the trail stands for."""
    return Stop(at, np.full(len(at), -1))


def first_event(sheet: Sheet, line: Sequence[Row], found: Openings) -> Stop:
    """The first void event at or after each opening of a line, anywhere on its life."""
    stop, order = unnamed(np.full(len(found.row), NEVER)), sheet.order(())
    for version in line:
        answers = sheet.answers(version.void_events) if version.void_events else None
        if answers is None or not len(answers.position):
            continue
        mine = found.of(version, len(line))
        opening = found.row[mine]
        high, index = order.high[opening], answers.index(order.tie[opening])
        hit = answers.at(index, high)
        hit = np.where(hit == opening, answers.at(index + 1, high), hit)  # nothing voids what it opens
        at = np.where(hit >= 0, sheet.trail.at[hit], NEVER)
        stop.at[mine] = np.where(at > sheet.ends(version, opening), NEVER, at)
        stop.row[mine] = hit
    return stop


def first_period(sheet: Sheet, line: Sequence[Row], found: Openings, due: Instants | None = None) -> Stop:
    """The first instant from each opening on that lies in a declared period (which begins by `due`)."""
    trail, stop = sheet.trail, unnamed(np.full(len(found.row), NEVER))
    for version in line:
        declared = sheet.answers(version.void_periods).row[:-1] if version.void_periods else ()
        if not len(declared):
            continue
        begins, ends = (micros(sheet.values(name, np.asarray(declared))) for name in ("period_from", "period_to"))
        begins = np.where(begins == NEVER, -NEVER, begins)
        mine = np.arange(len(found.row))[found.of(version, len(line))]
        life, opens = trail.life[found.row[mine]], trail.at[found.row[mine]]
        for period, since, until in zip(declared, begins, ends, strict=True):
            meets = (life == trail.life[period]) & (opens < until) & (since <= (NEVER if due is None else due[mine]))
            first = meets & (np.maximum(since, opens) < stop.at[mine])
            stop.at[mine[first]], stop.row[mine[first]] = np.maximum(since, opens)[first], period
    return stop


def apply_voids(sheet: Sheet, line: Sequence[Row], found: Openings, into: tuple[Promises, Stop]) -> None:
    """Voids by event, by period and by suspension of the standard."""
    promises, event = into
    if any(version.standard.void_if for version in line):
        apply_void(promises, event, "event")
    if any(version.void_periods for version in line):
        apply_void(promises, first_period(sheet, line, found, promises.due), "period")
    for version in line:
        if version.standard.suspended is not None:
            suspended = np.where(promises.place == version.place, version.standard.suspended, NEVER)
            apply_void(promises, unnamed(suspended), "suspended")


def apply_void(promises: Promises, stop: Stop, reason: str) -> None:
    """Lets an earlier void between opening and due take its place; of one instant the first reason listed stays."""
    some = np.flatnonzero(stop.at <= np.minimum(promises.due, NEVER - 1))
    at, void, code = stop.at[some], promises.void[some], REASONS.index(reason)
    first = (at < void) | ((at == void) & (code < promises.reason[some]))
    chosen = some[(at >= promises.opens[some]) & first]
    promises.void[chosen], promises.reason[chosen] = stop.at[chosen], code
    promises.void_row[chosen] = stop.row[chosen]
