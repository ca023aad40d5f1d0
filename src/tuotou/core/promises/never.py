"""`never`: X must not happen; each X is one promise, so that shares have a denominator (rule 25)."""

from __future__ import annotations

import numpy as np

from tuotou.core.promises.batch import Pairing, at_once, no, nothing
from tuotou.core.promises.openings import Openings
from tuotou.core.promises.order import Answers
from tuotou.core.promises.outcome import Outcome
from tuotou.core.promises.row import Family, Row
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.voids import find_stops
from tuotou.core.trail.trail import Codes, Flags, Instants, Rows
from tuotou.core.working_time import NEVER


def judge_never(sheet: Sheet, family: Family, found: Openings, as_of: Instants) -> Outcome:
    """The promises of standards that ask alike, whatever the instant: what is believed decides."""
    line = family[0]
    stops = find_stops(sheet, line, found)
    pairings = []
    for version in line:
        mine = found.of(version, line)
        act = found.row[mine]
        truth: Codes = np.ones(len(act), dtype=np.int8)
        if version.standard.condition:
            truth = sheet.truth(version.standard.subject, version.standard.condition, act)
        barred = _barred(sheet, version, act) if version.standard.after else np.ones(len(act), dtype=bool)
        opens = sheet.trail.at[act]
        kept = np.where((truth == 0) | ~barred, opens, NEVER)
        ours = tuple(stop.where(mine) for stop in stops)
        pairings.append(Pairing(act, opens, kept, nothing(len(act)), no(len(act)), (truth < 0) & barred, ours))
    return Outcome(at_once(family, pairings))


def _barred(sheet: Sheet, version: Row, act: Rows) -> Flags:
    """[k] whether each act lies after A, before any `until`, and within `for`."""
    s, at = version.standard, sheet.trail.at
    assert version.forbidding is not None
    since = sheet.answers(version.forbidding)
    if since.empty:
        return no(len(act))
    order = sheet.order(s.per)
    position = order.position[act]
    before = _last_before(since, order.tie[position], order.low[position])
    barred = before >= 0
    if s.lasting is not None:
        barred &= at[act] - at[before] < s.lasting
    if version.clearing is not None:
        cleared = _last_before(sheet.answers(version.clearing), order.tie_end[position], order.low[position])
        barred &= (cleared < 0) | (at[cleared] < at[before])
    return barred


def _last_before(answers: Answers, position: Rows, low: Rows) -> Rows:
    """[k] the last answering row before each position in its group, -1 where there is none."""
    index = answers.index(position) - 1
    return np.where(index >= answers.index(low), answers.at(index, position), -1)
