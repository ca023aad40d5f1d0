"""Where many subjects are and how their promises stand, told at once: a few questions to the database for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.inquiry.trail import Event, Held
from tuotou.operations.live.judging import judged
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk
from tuotou.store.held import KEY, read_whole
from tuotou.store.models import Continuation, Promise, Subject

MOVING, TROUBLE, ENDED = "moving", "trouble", "ended"
OPEN: Final = ("open", "at_risk")
"""Promises that wait to be kept in time."""
CLOSED: Final = "exception_closed"
PROMISED: Final = "promised_at"


@dataclass(frozen=True, slots=True)
class State:
    """How a subject stands. Instants in µs UTC."""

    held: Held
    state: str  # MOVING, TROUBLE or ENDED
    because: Event  # what tells so; of one that moves, the last event
    last: Event
    promised_at: int | None
    counts: Mapping[str, int]  # status → promises
    next_due: int | None  # of the promises that are open

    @property
    def late(self) -> bool:
        """Whether a promise was broken, and has not been kept since."""
        return self.counts.get("broken", 0) > 0

    @property
    def at_risk(self) -> bool:
        """Whether a promise may be broken soon."""
        return self.counts.get("at_risk", 0) > 0

    @property
    def open(self) -> int:
        """How many promises wait to be kept in time."""
        return sum(self.counts.get(status, 0) for status in OPEN)


def states_of(held: Iterable[Held], watch: Watch, now: int) -> list[State]:
    """Those of some subjects that have a trail, in their order."""
    every = list(held)
    counted = _counted(every, watch, now)
    return [_state(one, counted.get((one.kind, one.number), ({}, None)), watch.vocabulary, now) for one in every]


Counted = tuple[Mapping[str, int], int | None]


def _state(held: Held, counted: Counted, vocabulary: Vocabulary, now: int) -> State:
    events = believed_in_order(held.events, now)
    last = next((e for e in reversed(events) if not _is_note(e, vocabulary)), events[-1])
    promised = next((e.attrs[PROMISED] for e in reversed(events) if PROMISED in e.attrs), None)
    state, because = _found(events, last, vocabulary)
    return State(held, state, because, last, promised, *counted)


def believed_in_order(events: Sequence[Event], now: int) -> list[Event]:
    """What was told by an instant and not taken back, in order of time; where nothing is left, all."""
    back = {e.attrs.get("retracts") or e.attrs.get("cancels") for e in events}
    left = [e for e in events if e.at <= now and e.id not in back] or list(events)
    return sorted(left, key=lambda e: (e.at, e.recorded_at))


def _found(events: Sequence[Event], last: Event, vocabulary: Vocabulary) -> tuple[str, Event]:
    """The last that tells: it ended, or something is wrong; else it moves."""
    state, because = MOVING, last
    for event in events:
        kind = vocabulary.kinds.get(event.kind)
        if kind is None:
            continue
        if kind.terminal:
            state, because = ENDED, event
        elif kind.trouble:
            state, because = TROUBLE, event
        elif state != ENDED and (kind.scan or event.kind == CLOSED):
            state, because = MOVING, last
    return state, because


def _is_note(event: Event, vocabulary: Vocabulary) -> bool:
    kind = vocabulary.kinds.get(event.kind)
    return kind is not None and kind.note


def _counted(every: Sequence[Held], watch: Watch, now: int) -> dict[tuple[str, str], Counted]:
    """(kind, number) → how its promises stand: judged now, of who has retired as it was last said."""
    rows = {one.row: (one.kind, one.number) for one in every if one.row is not None}
    found = _judged(rows, watch, now) if rows else {}
    gone = {(one.kind, one.number) for one in every if one.row is None}
    return found | (_said(gone) if gone else {})


def _judged(rows: Mapping[int, tuple[str, str]], watch: Watch, now: int) -> dict[tuple[str, str], Counted]:
    whole = read_whole(list(rows), watch.vocabulary, watch.columns)
    first = _first(set(rows.values()))
    keys = pl.DataFrame([*{*first.values()}], schema=dict.fromkeys(KEY, pl.String()), orient="row")
    parts = [each.named() for each in judged(whole.events, keys, watch.docket, now)]
    counts: dict[tuple[str, str], Counter[str]] = {}
    due: dict[tuple[str, str], int] = {}
    if parts:
        live = pl.concat(parts).filter(~pl.col("trial"))
        named = live.select(*KEY, "status", pl.col("due_at").to_physical())
        for kind, number, status, due_at in named.iter_rows():
            counts.setdefault((kind, number), Counter())[status] += 1
            if status in ("open", "at_risk"):
                due[kind, number] = min(due_at, due.get((kind, number), due_at))
    return {key: (counts.get(of, {}), due.get(of)) for key, of in first.items()}


def _first(keys: set[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """The number that each goes on for: what was promised was promised of that."""
    found = {key: key for key in keys}
    fresh, seen = dict(found), set(keys)
    while fresh:
        numbers = [number for _, number in fresh.values()]
        before = Continuation.objects.filter(goes_on_as__in=numbers).values_list("kind", "goes_on_as", "number")
        back = {(kind, number): (kind, old) for kind, number, old in before}
        fresh = {key: back[of] for key, of in fresh.items() if of in back and back[of] not in seen}
        seen |= set(fresh.values())
        found |= fresh
    return found


def _said(keys: set[tuple[str, str]]) -> dict[tuple[str, str], Counted]:
    condition, numbers = bulk.among("s.number", sorted(number for _, number in keys))
    table, subject = Promise._meta.db_table, Subject._meta.db_table
    sql = f"SELECT s.kind, s.number, p.status, p.due_at FROM {table} p JOIN {subject} s ON s.id = p.subject_id"
    counts: dict[tuple[str, str], Counter[str]] = {}
    for kind, number, status, _ in bulk.run(f"{sql} WHERE {condition} AND NOT p.trial", [numbers]):
        if (kind, number) in keys:
            counts.setdefault((kind, number), Counter())[status] += 1
    return {key: (counts.get(key, {}), None) for key in keys}
