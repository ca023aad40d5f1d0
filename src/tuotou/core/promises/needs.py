"""`needs`: at X, Y is already on the trail; evidence has a scope, an expiry, withdrawals (rules 22, 23)."""

from __future__ import annotations

import numpy as np
import polars as pl

from tuotou.core.document import Duration
from tuotou.core.promises.batch import Pairing, at_once, no
from tuotou.core.promises.openings import Openings
from tuotou.core.promises.outcome import Outcome
from tuotou.core.promises.row import Family, Row
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.voids import find_stops
from tuotou.core.standards.commitment import distinct
from tuotou.core.standards.standard import Cover
from tuotou.core.trail.search import places, stretches
from tuotou.core.trail.trail import Flags, Instants, Rows, micros
from tuotou.core.working_time import NEVER


def judge_needs(sheet: Sheet, family: Family, found: Openings, as_of: Instants) -> Outcome:
    """The promises of standards that ask alike, whatever the instant: what is believed decides."""
    line = family[0]
    stops, at = find_stops(sheet, line, found), sheet.trail.at
    pairings = []
    for version in line:
        mine = found.of(version, line)
        demand = found.row[mine]
        kept, row = _evidence(sheet, version, demand)
        ours = tuple(stop.where(mine) for stop in stops)
        pairings.append(Pairing(demand, at[demand], kept, row, no(len(demand)), no(len(demand)), ours))
    return Outcome(at_once(family, pairings))


def _evidence(sheet: Sheet, version: Row, demand: Rows) -> tuple[Instants, Rows]:
    """(kept_at, the evidence): at the demand where enough is there, later where it came late, else NEVER."""
    s = version.standard
    if s.covers or s.expires is not None or s.withdrawn_by or any(selector.other for selector in s.keep):
        return _scoped(sheet, version, demand)
    answers, at = sheet.answers(version.evidence), sheet.trail.at
    kept, by = np.full(len(demand), NEVER), np.full(len(demand), -1)
    if answers.empty:
        return kept, by
    order = answers.order
    position = order.position[demand]
    first, after = answers.index(order.low[position]), answers.index(order.tie_end[position])
    itself = answers.hold(position) if sheet.docket.keeps_itself[version.line] else no(len(demand))
    enough = after - first - itself >= s.at_least
    there, late = places(enough), places(~enough)
    last = answers.row[after[there] - 1]
    own = places(last == demand[there])
    last[own] = answers.row[after[there[own]] - 2]
    index = np.minimum(first[late] + s.at_least - 1 + itself[late], len(answers.row) - 1)
    kept[there], by[there] = at[demand[there]], last
    by[late] = answers.at(index, order.high[position[late]])
    kept[late] = sheet.at[by[late]]
    return kept, by


def _scoped(sheet: Sheet, version: Row, demand: Rows) -> tuple[Instants, Rows]:
    """The same where each piece of evidence must cover the demand, and not be expired or withdrawn."""
    s, at = version.standard, sheet.trail.at
    of, row = _pairs(sheet, version, demand)
    fits = (row != demand[of]) & _covering(sheet, s.covers, row, demand[of])
    of, row = of[fits], row[fits]
    past = at[row] <= at[demand[of]]
    valid = past & (at[demand[of]] < _expiry(sheet, s.expires, row))
    if s.withdrawn_by and valid.any():
        valid &= ~_withdrawn(sheet, version, row, demand[of])
    enough = np.bincount(of[valid], minlength=len(demand)) >= s.at_least
    kept, by = np.where(enough, at[demand], NEVER), np.full(len(demand), -1)
    by[of[valid]] = row[valid]  # pairs stand in order of time: the latest valid piece is named
    by[~enough] = -1
    _remedied(at, s.at_least, (of, row, past), kept, by)
    return kept, by


def _pairs(sheet: Sheet, version: Row, demand: Rows) -> tuple[Rows, Rows]:
    """(place of the demand, row of a piece of evidence) for all in its group, in order; each pair once."""
    found = []
    for selector, slot in version.pieces:
        answers = sheet.answers(slot)
        order = answers.order
        position = order.position[demand]
        first, after = answers.index(order.low[position]), answers.index(order.high[position])
        of, index = stretches(first, after - first)
        row = answers.at(index, order.high[position][of])
        if selector.other:
            value = sheet.code(selector.other)
            differs = (value[row] >= 0) & (value[row] != value[demand[of]])
            of, row = of[differs], row[differs]
        found.append((of, row))
    if len(found) == 1:
        return found[0]
    pairs = np.unique(np.concatenate([of * sheet.trail.size + row for of, row in found]))
    return pairs // sheet.trail.size, pairs % sheet.trail.size


def _remedied(at: Instants, at_least: int, pairs: tuple[Rows, Rows, Flags], kept: Instants, by: Rows) -> None:
    """Fills the first later evidence with which enough of it covers the demand, validity aside."""
    of, row, past = pairs
    rank = np.arange(len(of)) - np.searchsorted(of, of)
    late = places(~past & (rank + 1 >= at_least) & (kept[of] == NEVER))
    if not len(late):
        return
    place, firsts = np.unique(of[late], return_index=True)
    kept[place], by[place] = at[row[late[firsts]]], row[late[firsts]]


def _covering(sheet: Sheet, covers: tuple[Cover, ...], evidence: Rows, demand: Rows) -> Flags:
    """Which pairs of evidence and demand satisfy every cover; different values are few, and looked at one by one."""
    fits = np.ones(len(evidence), dtype=bool)
    for cover in covers if len(evidence) else ():
        given, one = distinct(sheet.values(cover.evidence, evidence))
        asked, other = distinct(sheet.values(cover.demand, demand))
        pairs, of = np.unique(one * len(asked) + other, return_inverse=True)
        fits &= np.array([cover.fits(given[each // len(asked)], asked[each % len(asked)]) for each in pairs.tolist()])[
            of
        ]
    return fits


def _expiry(sheet: Sheet, expires: Duration | str | None, evidence: Rows) -> Instants:
    """[k] until when each piece of evidence is valid, exclusive."""
    if isinstance(expires, Duration):
        return sheet.trail.at[evidence] + expires.amount
    return np.full(len(evidence), NEVER) if expires is None else micros(sheet.values(expires, evidence))


def _withdrawn(sheet: Sheet, version: Row, evidence: Rows, demand: Rows) -> Flags:
    """[k] whether a withdrawal of this evidence, or of all of it, lies in [evidence, demand)."""
    s, trail = version.standard, sheet.trail
    assert version.withdrawals is not None
    withdrawals = sheet.answers(version.withdrawals).row[:-1]
    gone = np.zeros(len(evidence), dtype=bool)
    if not len(withdrawals):
        return gone
    names = sheet.values(s.withdraws, withdrawals).to_list() if s.withdraws else [None] * len(withdrawals)
    given = trail.events(evidence, ("subject", "id"))
    subjects = trail.events(withdrawals, ("subject",)).to_series()
    for row, subject, name in zip(withdrawals, subjects, names, strict=True):
        same = (trail.life[evidence] == trail.life[row]) & (trail.at[evidence] <= trail.at[row])
        hit = same & (trail.at[row] < trail.at[demand])
        if name is not None and hit.any():
            hit &= given.select((pl.col("subject") == subject) & (pl.col("id") == name)).to_series().to_numpy()
        gone |= hit
    return gone
