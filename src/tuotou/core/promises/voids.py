"""What takes a promise away: events, declared periods, a suspended standard (rules 33, 34)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuotou.core.promises.batch import Stop, nothing
from tuotou.core.promises.openings import Openings
from tuotou.core.promises.order import Answers
from tuotou.core.promises.row import Row, Slot
from tuotou.core.promises.sheet import Sheet
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Instants, micros
from tuotou.core.working_time import NEVER


def find_stops(sheet: Sheet, line: Sequence[Row], found: Openings) -> tuple[Stop, ...]:
    """What may void the openings of a line, whatever their deadlines, in the order of REASONS."""
    stops = []
    events = [_answered(sheet, version.void_events) for version in line]
    periods = [_answered(sheet, version.void_periods) for version in line]
    if any(events):
        stops.append(_first_event(sheet, line, found, events))
    if any(periods):
        stops.append(_first_period(sheet, line, found, periods))
    if any(version.standard.suspended is not None for version in line):
        stops.append(_suspended(line, found))
    return tuple(stops)


def _answered(sheet: Sheet, slot: Slot | None) -> Answers | None:
    """What voids, None where nothing does: so it is in nearly every chunk of a few."""
    answers = sheet.answers(slot) if slot else None
    return None if answers is None or answers.empty else answers


def _first_event(sheet: Sheet, line: Sequence[Row], found: Openings, voiding: Sequence[Answers | None]) -> Stop:
    """The first void event at or after each opening of a line, anywhere on its life."""
    row, order = np.full(len(found.row), -1), sheet.order(())
    for version, answers in zip(line, voiding, strict=True):
        if answers is None:
            continue
        mine = found.of(version, line)
        opening = found.row[mine]
        high, index = order.high[opening], answers.index(order.tie[opening])
        hit = answers.at(index, high)
        itself = places(hit == opening)  # nothing voids what it opens
        hit[itself] = answers.at(index[itself] + 1, high[itself])
        row[mine] = hit
    return Stop("event", sheet.at[row], row)


def _first_period(sheet: Sheet, line: Sequence[Row], found: Openings, voiding: Sequence[Answers | None]) -> Stop:
    """The first instant from each opening on that lies in a declared period."""
    trail = sheet.trail
    at, row = np.full(len(found.row), NEVER), np.full(len(found.row), -1)
    for version, answers in zip(line, voiding, strict=True):
        if answers is None:
            continue
        declared = answers.row[:-1]
        begins, ends = (micros(sheet.values(name, declared)) for name in ("period_from", "period_to"))
        begins = np.where(begins == NEVER, -NEVER, begins)
        mine = np.arange(len(found.row))[found.of(version, line)]
        life, opens = trail.life[found.row[mine]], trail.at[found.row[mine]]
        for period, since, until in zip(declared, begins, ends, strict=True):
            meets = (life == trail.life[period]) & (opens < until)
            first = meets & (np.maximum(since, opens) < at[mine])
            at[mine[first]], row[mine[first]] = np.maximum(since, opens)[first], period
    return Stop("period", at, row)


def _suspended(line: Sequence[Row], found: Openings) -> Stop:
    """When the version that each opening belongs to was suspended."""
    at: Instants = np.full(len(found.row), NEVER)
    for version in line:
        if version.standard.suspended is not None:
            at[found.of(version, line)] = version.standard.suspended
    return Stop("suspended", at, nothing(len(at)))
