"""Of which events a tried standard speaks: matched, not matched, cannot say; and keeps without an opening (rule 21)."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from tuotou.core.promises.judge import Judged
from tuotou.core.promises.openings import Openings, find_openings
from tuotou.core.promises.order import at_time
from tuotou.core.promises.row import Row
from tuotou.core.promises.sheet import Sheet, union
from tuotou.core.standards.selector import kinds_of
from tuotou.core.trail.trail import Flags, Rows

HAVING_KEEPS = ("within", "needs")


@dataclass(frozen=True, slots=True)
class Scope:
    """Numbers of events of the kinds that open a standard, or keep it. Echoes, and what is after an end, are none."""

    matched: int = 0  # opened a promise, or belong to one that was open
    not_matched: int = 0  # the condition, or the scope, is false
    cannot_say: int = 0  # it has no value
    no_value: int = 0  # a value that opening and keep must share is missing
    keeps: int = 0
    keeps_without_opening: int = 0  # nothing that could have opened a promise is on the trail for them

    def __add__(self, other: Scope) -> Scope:
        return Scope(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def scope_of(judged: Judged, version: Row) -> Scope:
    """The scope of one standard in one chunk."""
    sheet = judged.sheet
    asked = _asked(sheet, version)
    found = find_openings(sheet, sheet.docket.lines[version.line]) if len(asked) else None
    matched = len(found.row) if found else 0
    cannot_say = _cannot_say(sheet, version, found, asked) if found else 0
    no_value = sum(each.height for each in found.findings if "no_value" in each["finding"].head(1)) if found else 0
    keeps = _keeps(sheet, version)
    return Scope(
        matched=matched,
        not_matched=len(asked) - matched - cannot_say - no_value,
        cannot_say=cannot_say,
        no_value=no_value,
        keeps=len(keeps),
        keeps_without_opening=int(np.count_nonzero(~_opened(sheet, version, keeps, asked))),
    )


def _asked(sheet: Sheet, version: Row) -> Rows:
    """The events of the kinds that open, whatever their conditions."""
    s = version.standard
    rows = sheet.counted(
        sheet.rows(s.subject, kinds_of(s.opens)), stale=True, echoes=False, coarse=version.coarse, beyond=s.outlives
    )
    return np.asarray(rows)


def _cannot_say(sheet: Sheet, version: Row, found: Openings, asked: Rows) -> int:
    """Where a condition has no value, or else the scope has none."""
    s = version.standard
    if s.scope is None:
        return len(found.unsure)
    return len(found.unsure) + int(np.count_nonzero(sheet.truth(s.subject, s.scope, asked) < 0))


def _keeps(sheet: Sheet, version: Row) -> Rows:
    """The events that keep, but those that only stand for a missing scan; they have all values of `per`."""
    s = version.standard
    if s.form not in HAVING_KEEPS:
        return np.zeros(0, dtype=np.int64)
    chosen = [sheet.chosen(s.subject, selector)[0] for selector in s.keep if not selector.later]
    rows = union(chosen, sheet.trail.size) if chosen else np.zeros(0, dtype=np.int64)
    rows = sheet.counted(rows, stale=False, echoes=False, coarse=version.coarse, beyond=s.outlives)
    known = sheet.order(_shared(version)).known
    return np.asarray(rows if known is None else rows[known[rows]])


def _shared(version: Row) -> tuple[str, ...]:
    """The values that opening and every keep share."""
    other = {selector.other for selector in version.standard.keep}
    return tuple(name for name in version.standard.per if name not in other)


def _opened(sheet: Sheet, version: Row, keeps: Rows, asked: Rows) -> Flags:
    """[k] for which keeps something could have opened a promise: before them, or after evidence."""
    order, s = sheet.order(_shared(version)), version.standard
    openings, at = np.sort(order.position[asked]), sheet.trail.at
    position = order.position[keeps]
    if s.form == "needs":
        begin, end = order.tie[position], order.high[position]
    else:
        begin, end = order.low[position], order.tie_end[position]
        if s.early:
            end = at_time(order, at, position, at[keeps] + s.early + 1)
    found: Flags = np.searchsorted(openings, end) > np.searchsorted(openings, begin)
    return found
