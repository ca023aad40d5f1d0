"""`never`: X must not happen; each X is one promise, so that shares have a denominator (rule 25)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuotou.core.promises.docket import Row, Slot
from tuotou.core.promises.openings import find_openings
from tuotou.core.promises.outcome import Outcome
from tuotou.core.promises.promise import opened
from tuotou.core.promises.sheet import Answers, Sheet
from tuotou.core.promises.voids import apply_voids, first_event
from tuotou.core.trail.trail import Flags, Instants, Rows


def judge_never(sheet: Sheet, line: Sequence[Row], as_of: Instants) -> Outcome:
    """The promises of one standard, whatever the instant: what is believed decides."""
    found = find_openings(sheet, line)
    promises = opened(found.place, found.row, sheet.trail.at[found.row])
    for version in line:
        mine = np.arange(promises.size)[found.of(version, len(line))]
        act = promises.row[mine]
        truth = np.ones(len(act), dtype=np.int8)
        if version.standard.condition:
            truth = sheet.truth(version.standard.subject, version.standard.condition, act)
        barred = _barred(sheet, version, act) if version.standard.after else np.ones(len(act), dtype=bool)
        kept = (truth == 0) | ~barred
        promises.kept[mine[kept]] = promises.due[mine[kept]]
        promises.unsure[mine] = (truth < 0) & barred
    apply_voids(sheet, line, found, (promises, first_event(sheet, line, found)))
    return Outcome(found, promises)


def _barred(sheet: Sheet, version: Row, act: Rows) -> Flags:
    """[k] whether each act lies after A, before any `until`, and within `for`."""
    s, at = version.standard, sheet.trail.at
    assert s.after is not None
    order = sheet.order(s.per)
    position = order.position[act]
    since = sheet.answers(Slot(s.subject, (s.after,), s.per, version.coarse, stale=True))
    before = _last_before(since, order.tie[position], order.low[position])
    barred = before >= 0
    if s.lasting is not None:
        barred &= at[act] - at[before] < s.lasting
    if s.until_event is not None:
        until = sheet.answers(version.slot(s.until_event, per=s.per))
        cleared = _last_before(until, order.tie_end[position], order.low[position])
        barred &= (cleared < 0) | (at[cleared] < at[before])
    return barred


def _last_before(answers: Answers, position: Rows, low: Rows) -> Rows:
    """[k] the last answering row before each position in its group, -1 where there is none."""
    index = answers.index(position) - 1
    return np.where(index >= answers.index(low), answers.at(index, position), -1)
