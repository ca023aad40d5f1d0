"""Whom a unit may belong to: somebody higher up, and never, at any time, one of its own."""

from __future__ import annotations

from typing import Final

from tuotou.feeds.sheet import Fault
from tuotou.operations.organisation.timeline import Check, Row, Timelines, Trouble
from tuotou.store.models import Unit
from tuotou.store.models.unit import LADDER, LAST

_CIRCLE: Final = ("then it belongs, by others, to itself", "a unit that is not below it")
_TOP: Final = ("headquarters belong to nobody", "leave this row out")
_LAST: Final = ("nothing belongs to a unit of this kind", "the outlet that it belongs to")
_ORDER: Final = (
    "a unit belongs to one of a higher kind",
    "from the top: headquarters, region, province, area, hub, outlet, second-level outlet, contract area",
)


def belonging_check() -> Check:
    """The check of belongings; reads what kinds the units are."""
    kinds = dict(Unit.objects.values_list("id", "kind"))

    def check(row: Row, beside: Timelines) -> Trouble | None:
        unit, parent = row.values["unit_id"], row.values["parent_id"]
        fault = _kinds_fault(kinds[unit], kinds[parent])
        if fault is None and reaches(unit, parent, (row.since, row.until), beside):
            fault = _CIRCLE
        return fault and ("parent", fault)

    return check


def _kinds_fault(unit: str, parent: str) -> Fault | None:
    if unit == LADDER[0]:
        return _TOP
    if parent in LAST:
        return _LAST
    on_ladder = unit in LADDER and parent in LADDER
    return _ORDER if on_ladder and LADDER.index(unit) <= LADDER.index(parent) else None


def reaches(unit: int, start: int, span: tuple[int, int], beside: Timelines) -> bool:
    """Whether, at any instant of the span, somebody goes up from `start` and comes to `unit`."""
    left, seen = [(start, span)], set[tuple[int, int, int]]()
    while left:
        at, (since, until) = left.pop()
        if at == unit:
            return True
        if (at, since, until) in seen:
            continue
        seen.add((at, since, until))
        above = (row for row in beside.of(at) if row.holds(since, until))
        left += [(row.values["parent_id"], (max(since, row.since), min(until, row.until))) for row in above]
    return False
