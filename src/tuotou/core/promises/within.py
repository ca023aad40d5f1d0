"""`within`: after X, Y by a deadline. All standards of the form at once (rules 16, 17, 28–33)."""

from __future__ import annotations

import numpy as np
import polars as pl

from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.matching import Kept, match
from tuotou.core.promises.openings import Openings, find_openings
from tuotou.core.promises.promise import REASONS, Promises, opened, present
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.voids import Stop, apply_void, apply_voids, first_event, first_period, unnamed
from tuotou.core.trail.trail import Flags, Instants, Rows, finding
from tuotou.core.working_time import NEVER


def judge_within(sheet: Sheet, as_of: Instants) -> tuple[Promises, Openings, list[pl.DataFrame]]:
    """The promises of all `within` standards, the openings of which it cannot be said, and findings.

    `as_of` [n] is the instant at which each row's life is judged.
    """
    every = find_openings(sheet, sheet.docket.of_form("within"))
    _remember(sheet, every)
    found = _instants_once(sheet, every)
    kept = match(sheet, found)
    stopped = first_event(sheet, found.place, found.row)
    starts, following = _starts(
        sheet, found, kept, np.minimum(stopped.at, first_period(sheet, found.place, found.row).at)
    )
    chosen = found.where(starts)
    promises = opened(chosen.place, chosen.row, sheet.trail.at[chosen.row])
    promises.kept[:], promises.kept_row[:], promises.missed[:] = kept.at[starts], kept.row[starts], kept.missed[starts]
    _set_deadlines(sheet, promises, as_of)
    undated = promises.due == NEVER
    findings = [finding("no_deadline", sheet.trail.events(promises.row[undated]))] if undated.any() else []
    apply_voids(sheet, promises, Stop(stopped.at[starts], stopped.row[starts]))
    apply_void(promises, unnamed(sheet.ends(promises.place, promises.row)), "ended")
    apply_void(promises, unnamed(following[starts]), "superseded")
    impossible = promises.due < promises.opens
    if impossible.any():
        promises.void[impossible], promises.reason[impossible] = promises.opens[impossible], REASONS.index("impossible")
        findings.append(finding("impossible", sheet.trail.events(promises.row[impossible])))
    return promises.where(~undated), found, findings


def _remember(sheet: Sheet, found: Openings) -> None:
    """Keeps the openings of the standards that may keep themselves: none of one instant keeps another."""
    itself = np.array(sheet.docket.keeps_itself)[found.line]
    if itself.any():
        sheet.opening_keys = np.sort(found.line[itself].astype(np.int64) * sheet.trail.size + found.row[itself])


def _instants_once(sheet: Sheet, found: Openings) -> Openings:
    """Openings of one standard and group that share an instant are one: the first by id (rule 16)."""
    if len(found.row) < 2:
        return found
    fresh = np.ones(len(found.row), dtype=bool)
    same_line = found.line[1:] == found.line[:-1]
    fresh[1:] = ~(same_line & (_group(sheet, found, "tie")[1:] == _group(sheet, found, "tie")[:-1]))
    return found if fresh.all() else found.where(fresh)


def _group(sheet: Sheet, found: Openings, border: str) -> Rows:
    """[k] a border of each opening's group or instant, in its line's order."""
    borders = np.empty(len(found.row), dtype=np.int64)
    per_of_line = [line[0].standard.per for line in sheet.docket.lines]
    for per in dict.fromkeys(per_of_line[i] for i in present(found.line)):
        mine = np.isin(found.line, [i for i, each in enumerate(per_of_line) if each == per])
        borders[mine] = getattr(sheet.order(per), border)[found.position[mine]]
    return borders


def _starts(sheet: Sheet, found: Openings, kept: Kept, stopped: Instants) -> tuple[Flags, Instants]:
    """(which openings start a promise, when the next opening takes its place: NEVER unless `supersede`)."""
    size = len(found.row)
    starts, following = np.ones(size, dtype=bool), np.full(size, NEVER)
    if size < 2:
        return starts, following
    rows = sheet.docket.rows
    again = np.array([r.standard.again for r in rows])[found.place]
    at, low = sheet.trail.at[found.row], _group(sheet, found, "low")
    same = (found.line[1:] == found.line[:-1]) & (low[1:] == low[:-1])
    settled = np.minimum(kept.at, stopped)[:-1] < at[1:]
    starts[1:] = ~same | settled | (again[1:] != "ignore")
    following[:-1] = np.where(same & (again[1:] == "supersede"), at[1:], NEVER)
    return starts, following


def _set_deadlines(sheet: Sheet, promises: Promises, as_of: Instants) -> None:
    """Fills due, estimated and paused_until, version by version."""
    order = np.argsort(promises.place, kind="stable")
    borders = np.flatnonzero(np.diff(promises.place[order])) + 1
    for mine in np.split(order, borders) if len(order) else []:
        clock = Clock(sheet, sheet.docket.rows[promises.place[mine[0]]].standard)
        row = promises.row[mine]
        promises.due[mine], promises.estimated[mine] = clock.due(row)
        if clock.standard.pauses:
            promises.paused_until[mine] = clock.paused_until(row, promises.due[mine], as_of[row])
