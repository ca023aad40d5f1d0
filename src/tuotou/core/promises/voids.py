"""What takes a promise away: events, declared periods, a suspended standard (rules 14, 33, 34)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tuotou.core.promises.promise import REASONS, Promises, present
from tuotou.core.promises.sheet import Keys, Sheet
from tuotou.core.standards.standard import Selector
from tuotou.core.trail.trail import Codes, Instants, Rows, micros
from tuotou.core.working_time import NEVER


class Stop(NamedTuple):
    """[k] when something voids each opening (NEVER: nothing does), and which row that is (-1)."""

    at: Instants
    row: Rows


def first_event(sheet: Sheet, place: Codes, row: Rows) -> Stop:
    """The first void event at or after each opening, anywhere on its life."""
    rows, trail = sheet.docket.rows, sheet.trail
    stopped = Stop(np.full(len(row), NEVER), np.full(len(row), -1))
    asked = {int(v): rows[v].slot(*events) for v in present(place) if (events := _voiding(sheet, v, period=False))}
    if not asked:
        return stopped
    slots = list(dict.fromkeys(asked.values()))
    number = np.full(len(rows), -1)
    for v, slot in asked.items():
        number[v] = slots.index(slot)
    keys, order = Keys(sheet, slots), sheet.order(())
    mine = np.flatnonzero(number[place] >= 0)
    opening, slot_of = row[mine], number[place[mine]]
    index = keys.index(slot_of, order.tie[opening])
    hit = keys.row(index, slot_of, order.high[opening])
    hit = np.where(hit == opening, keys.row(index + 1, slot_of, order.high[opening]), hit)  # nothing voids itself
    at = np.where(hit >= 0, trail.at[hit], NEVER)
    stopped.at[mine] = np.where(at > sheet.ends(place[mine], opening), NEVER, at)
    stopped.row[mine] = hit
    return stopped


def first_period(sheet: Sheet, place: Codes, row: Rows, due: Instants | None = None) -> Stop:
    """The first instant from each opening on that lies in a declared period (which begins by `due`)."""
    trail = sheet.trail
    stopped = Stop(np.full(len(row), NEVER), np.full(len(row), -1))
    for v in present(place):
        selectors = _voiding(sheet, v, period=True)
        declared = sheet.answers(sheet.docket.rows[v].slot(*selectors)) if selectors else ()
        if not len(declared):
            continue
        begins, ends = (micros(sheet.values(name, np.asarray(declared))) for name in ("period_from", "period_to"))
        begins = np.where(begins == NEVER, -NEVER, begins)
        mine = np.flatnonzero(place == v)
        life, opens = trail.life[row[mine]], trail.at[row[mine]]
        for period, since, until in zip(declared, begins, ends, strict=True):
            meets = (life == trail.life[period]) & (opens < until) & (since <= (NEVER if due is None else due[mine]))
            first = meets & (np.maximum(since, opens) < stopped.at[mine])
            stopped.at[mine[first]], stopped.row[mine[first]] = np.maximum(since, opens)[first], period
    return stopped


def apply_voids(sheet: Sheet, promises: Promises, event: Stop) -> None:
    """Voids by event, by period and by suspension of the standard."""
    apply_void(promises, event, "event")
    apply_void(promises, first_period(sheet, promises.place, promises.row, promises.due), "period")
    suspended = np.array([r.standard.suspended or NEVER for r in sheet.docket.rows], dtype=np.int64)
    if (suspended != NEVER).any():
        apply_void(promises, unnamed(suspended[promises.place]), "suspended")


def unnamed(at: Instants) -> Stop:
    """A void that no row of the trail stands for."""
    return Stop(at, np.full(len(at), -1))


def apply_void(promises: Promises, stop: Stop, reason: str) -> None:
    """Lets an earlier void between opening and due take its place; of one instant the first reason listed stays."""
    some = np.flatnonzero(stop.at <= np.minimum(promises.due, NEVER - 1))
    at, void, code = stop.at[some], promises.void[some], REASONS.index(reason)
    first = (at < void) | ((at == void) & (code < promises.reason[some]))
    chosen = some[(at >= promises.opens[some]) & first]
    promises.void[chosen], promises.reason[chosen] = stop.at[chosen], code
    promises.void_row[chosen] = stop.row[chosen]


def _voiding(sheet: Sheet, version: int, *, period: bool) -> tuple[Selector, ...]:
    """The void selectors of a docket row that are events of an instant, or declared periods."""
    kinds = sheet.docket.handbook.vocabulary.kinds
    return tuple(
        s for s in sheet.docket.rows[version].standard.void_if if all(kinds[k].period for k in s.kinds) == period
    )
