"""`within`: repeated openings, keeps, dues, pauses and warnings (rules 16–19, 28–32)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil

from tuotou.core.standards.standard import Standard

from .event import DAY, HOUR, Finding, Promise
from .matching import Opening, World
from .status import TIES, blank, finish, void_events, voids

SHANGHAI = 8 * HOUR


def judge_within(opened: list[Opening], world: World, as_of: int) -> tuple[list[Promise], list[Finding]]:
    sequences: dict[object, list[Opening]] = {}
    for opening in sorted(opened, key=lambda o: o.row.order):
        sequence = sequences.setdefault((opening.life.name, opening.per), [])
        if sequence and sequence[-1].row.at == opening.row.at:  # of one instant the first by id stands for all
            sequence[-1] = replace(sequence[-1], merged=(*sequence[-1].merged, opening.row))
        else:
            sequence.append(opening)
    promises, findings = [], []
    for sequence in sequences.values():
        for place, opening in enumerate(sequence):
            if not _starts(sequence, place, world):
                continue
            following = sequence[place + 1] if place + 1 < len(sequence) else None
            promise, finding = _within_promise(opening, following, world, as_of)
            promises += [promise] if promise else []
            if finding:
                findings.append(Finding(finding, *opening.row.event.key, opening.standard.id))
    return promises, findings


def _starts(sequence: list[Opening], place: int, world: World) -> bool:
    """Rule 16: does this opening start a promise of its own?"""
    opening = sequence[place]
    if place == 0 or opening.standard.again != "ignore":
        return True
    previous, now = sequence[place - 1], opening.row.at
    kept = _keep(previous, world)
    if kept and kept[0] < now:
        return True
    for row, instants in void_events(previous, world):
        kind = world.vocabulary.kinds[row.event.kind]
        begin, end = instants
        if kind.period and previous.row.at < end and max(begin, previous.row.at) < now:
            return True
        if not kind.period and previous.row.at <= row.at < now:
            return True
    return False


def _keep(opening: Opening, world: World) -> tuple[int, str, bool] | None:
    """(kept_at, kept_by, missed): the earliest keep, of several in one instant the first listed, then by id."""
    opens_at, standard = opening.row.at, opening.standard
    start = opens_at - standard.early
    if isinstance(standard.not_before, str):
        not_before = opening.row.event.value(standard.not_before)
    else:
        not_before = opens_at + standard.not_before.amount if standard.not_before else None
    if isinstance(not_before, int) and not_before > opens_at:
        start = not_before
    keeps = [
        (row.at, place, row)
        for place, row in world.evidence(opening)
        if row.at >= start and not (row.echo and _lists_an_opening_kind(standard, place))
    ]
    if not keeps:
        return None
    kept_at = min(at for at, _, _ in keeps)
    tied = [(place, row) for at, place, row in keeps if at == kept_at]
    missed = all(standard.keep[place].later for place, _ in tied)
    listed = [row for place, row in tied if missed or not standard.keep[place].later]
    return kept_at, min(listed, key=lambda row: row.order).id, missed


def _lists_an_opening_kind(standard: Standard, place: int) -> bool:
    """Such an alternative is not kept by an echo: a second report of what opened is no sign of progress."""
    return any(set(standard.keep[place].kinds) & set(opens.kinds) for opens in standard.opens)


def _within_promise(
    opening: Opening, following: Opening | None, world: World, as_of: int
) -> tuple[Promise | None, str | None]:
    standard, opens_at = opening.standard, opening.row.at
    pauses = _pauses(opening, world)
    due = _due(opening, pauses)
    if due is None:
        return None, "no_deadline"
    due_at, paused_clock = due
    promise = blank(opening, opens_at, due_at)
    if kept := _keep(opening, world):
        promise = replace(promise, kept_at=kept[0], kept_by=kept[1], missed=kept[2])
    if due_at < opens_at:
        promise = replace(promise, void_at=opens_at, void_reason="impossible")
        return finish(promise, opening, world, as_of), "impossible"
    found = voids(opening, due_at, world)
    end = world.end(standard, opening.life)
    if end is not None and opens_at <= end <= due_at:
        found.append((end, TIES.index("ended"), (), "ended"))
    if following and standard.again == "supersede" and following.row.at <= due_at:
        found.append((following.row.at, TIES.index("superseded"), (), "superseded"))
    if found:
        promise = replace(promise, void_at=min(found)[0], void_reason=min(found)[-1])
    stopped = paused_clock and any(begin <= as_of < end and begin < due_at for begin, end in pauses)
    promise = replace(promise, warn_at=_warnings(opening, due_at, pauses if paused_clock else []), paused=stopped)
    return finish(promise, opening, world, as_of), None


def _due(opening: Opening, pauses: list[tuple[int, int]]) -> tuple[int, bool] | None:
    """(due_at, whether pauses move it): the first way that gives an instant (rules 28, 29, 32)."""
    opens_at = opening.row.at
    for way in opening.standard.due:
        if way.attribute is not None:
            carried = opening.row.event.value(way.attribute)
            if isinstance(carried, int):
                return carried + way.offset, False
        elif way.after is not None and way.after.unit == "clock":
            return _active(opens_at, way.after.amount, pauses), True
        elif way.after is not None and way.after.unit == "d":
            day = (opens_at + SHANGHAI) // DAY + way.after.amount
            return (day + 1) * DAY - SHANGHAI - 1, False
        else:
            raise NotImplementedError(f"the oracle does not know {way}")
    return None


def _active(opens_at: int, amount: int, pauses: list[tuple[int, int]]) -> int:
    """The instant at which so much time outside of the pauses has passed."""
    now, left = opens_at, amount
    for begin, end in sorted(pauses):
        if end <= now:
            continue
        if max(begin, now) - now >= left:
            break
        left -= max(begin, now) - now
        now = end
    return now + left


def _pauses(opening: Opening, world: World) -> list[tuple[int, int]]:
    """[begin, end) of each pause on the life (rule 32)."""
    found = []
    rows = [row for row in world.rows(opening.standard, opening.life) if not row.stale]
    for pause in opening.standard.pauses:
        for first in rows:
            if world.matches((pause.begins,), first, opening.life) is True:
                ends = [
                    row.at for row in rows if row.at >= first.at and world.matches((pause.ends,), row, opening.life)
                ]
                found.append((first.at, min([*ends, first.at + pause.limit])))
    return found


def _warnings(opening: Opening, due_at: int, pauses: list[tuple[int, int]]) -> tuple[int, ...]:
    """Rule 31: on the promise's own clock, within [opens_at, due_at]."""
    opens_at, found = opening.row.at, []
    clock = due_at - opens_at
    for begin, end in _union(pauses):
        clock -= max(0, min(end, due_at) - max(begin, opens_at))
    for warning in opening.standard.warnings:
        if warning.share is not None:
            at = _active(opens_at, ceil(clock * Fraction(warning.share).limit_denominator(1000)), pauses)
        else:
            at = due_at - (warning.before or 0)
        found.append(min(max(at, opens_at), due_at))
    return tuple(found)


def _union(pauses: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(pauses):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged
