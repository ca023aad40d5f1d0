"""Two standards on the same trails: their promises paired, and what became of each pair.

A promise is paired with the other standard's promise that the same event opened (rule 15: same subject, life and
values of `per` then). On lives on which no event opened both, they are paired in the order of their openings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.naming import SCHEMA, Named, name_promises
from tuotou.core.promises.promise import BROKEN, KEPT_LATE, STATUSES
from tuotou.core.trail.trail import Codes, Flags, Instants, Rows, Trail, runs
from tuotou.core.working_time import NEVER

NONE: Final = len(STATUSES)  # the standard made no such promise
OUTCOMES: Final = (*STATUSES, "none")
NOT_KEPT: Final = (BROKEN, KEPT_LATE)  # late is not kept
DIFFERENCES: Final = ("newly_not_kept", "no_longer_not_kept", "not_kept_by_both")
"""What is told with examples; without a second standard all that is not kept is new."""

_MIX: Final = np.uint64(0x9E3779B97F4A7C15)  # makes neighbouring instants strangers: examples from everywhere
_TELLING: Final = ("opening", "opens_at", "due_at", "kept_at", "status", "site", "person")
_SUBJECT: Final = ("subject_kind", "subject", "life")
EXAMPLE: Final = pl.Schema(
    {
        "turn": pl.UInt64(),  # examples are those with the smallest: the same ones however the trails were cut
        **{name: SCHEMA[name] for name in (*_SUBJECT, *_TELLING)},
        **{f"old_{name}": SCHEMA[name] for name in _TELLING},
    }
)
"""One pair by name; what one standard did not promise is null."""
_ORDER: Final = ("turn", *_SUBJECT, "opening", "old_opening")


class Pairs(NamedTuple):
    """[k] which promise of the new standard goes with which of the old; -1: none."""

    new: Rows
    old: Rows


@dataclass(slots=True)
class Comparison:
    """What became of the pairs of all chunks: how many of each two outcomes, and a few of each difference by name."""

    new: int  # docket rows
    old: int | None
    examples: int  # of each difference, at most
    outcomes: Codes = field(default_factory=lambda: np.zeros((len(OUTCOMES), len(OUTCOMES)), dtype=np.int64))
    by_opening: int = 0  # pairs that one event opened
    by_life: int = 0  # pairs on lives on which none did
    named: dict[str, pl.DataFrame] = field(default_factory=lambda: {name: EXAMPLE.to_frame() for name in DIFFERENCES})

    def add(self, judged: Judged) -> None:
        """Pairs the promises of one chunk."""
        new, old = ruling_of(judged, self.new), None if self.old is None else ruling_of(judged, self.old)
        new_row, old_row = _rows(new), _rows(old)
        by_opening, by_life, alone = _paired(new_row, old_row, judged.sheet.trail)
        self.by_opening += len(by_opening.new)
        self.by_life += len(by_life.new)
        pairs = Pairs(*(np.concatenate(each) for each in zip(by_opening, by_life, alone, strict=True)))
        then, now = _outcome(old, pairs.old), _outcome(new, pairs.new)
        size = len(OUTCOMES)
        self.outcomes += np.bincount(then * size + now, minlength=size * size).reshape(size, size)
        broken, was = np.isin(now, NOT_KEPT), np.isin(then, NOT_KEPT)
        at = judged.sheet.trail.at
        opens = np.where(pairs.new >= 0, _at(at, new_row, pairs.new), _at(at, old_row, pairs.old))
        for name, chosen in zip(DIFFERENCES, (broken & ~was, was & ~broken, broken & was), strict=True):
            self._remember(name, judged, (new, old), _where(pairs, opens, chosen))

    def _remember(
        self, name: str, judged: Judged, both: tuple[Ruling | None, Ruling | None], found: tuple[Pairs, Instants]
    ) -> None:
        """Keeps those that belong to the first few; only these get names."""
        pairs, opens = found
        known, size = self.named[name], self.examples
        if not size or not len(opens):
            return
        turn = opens.view(np.uint64) * _MIX
        last = np.partition(turn, size - 1)[size - 1] if len(turn) > size else turn.max()
        if known.height >= size:
            last = min(last, known["turn"][-1])
        near = np.flatnonzero(turn <= last)
        if not len(near):
            return
        fresh = _named(judged, both, Pairs(pairs.new[near], pairs.old[near])).with_columns(turn=turn[near])
        self.named[name] = first([known, fresh.select(EXAMPLE.names())], size)

    def merge(self, other: Comparison) -> None:
        """Takes in what was compared of other subjects."""
        self.outcomes += other.outcomes
        self.by_opening += other.by_opening
        self.by_life += other.by_life
        self.named = {name: first([frame, other.named[name]], self.examples) for name, frame in self.named.items()}

    def counts(self) -> Mapping[tuple[str, str], int]:
        """(outcome under the old standard, under the new) → pairs; `none`: it made no such promise."""
        found = np.argwhere(self.outcomes)
        return {(OUTCOMES[then], OUTCOMES[now]): int(self.outcomes[then, now]) for then, now in found}


def first(parts: list[pl.DataFrame], size: int) -> pl.DataFrame:
    """The first few of some examples."""
    return pl.concat(parts).sort(*_ORDER).head(size)


def ruling_of(judged: Judged, place: int) -> Ruling | None:
    """How the promises of one version stand; None: there are none, or it counts over many subjects."""
    return next((ruling for ruling in judged.rulings if ruling.batch.version.place == place), None)


def _rows(ruling: Ruling | None) -> Rows:
    """The events that opened promises."""
    return np.zeros(0, dtype=np.int64) if ruling is None else ruling.batch.pairing.row


def _outcome(ruling: Ruling | None, chosen: Rows) -> Codes:
    """What became of some promises; NONE where there is none."""
    statuses = np.zeros(0, dtype=np.int32) if ruling is None else ruling.statuses()
    return np.append(statuses, NONE)[chosen].astype(np.int64)


def _at(at: Instants, row: Rows, chosen: Rows) -> Instants:
    """When some promises were opened."""
    return np.append(at[row], NEVER)[chosen]


def _where(pairs: Pairs, opens: Instants, chosen: Flags) -> tuple[Pairs, Instants]:
    mine = np.flatnonzero(chosen)
    return Pairs(pairs.new[mine], pairs.old[mine]), opens[mine]


def _paired(new: Rows, old: Rows, trail: Trail) -> tuple[Pairs, Pairs, Pairs]:
    """(pairs that one event opened, pairs of lives on which none did, promises that stand alone)."""
    at = np.full(trail.size, -1)
    at[old] = np.arange(len(old))
    partner = at[new]
    both = partner >= 0
    taken = np.zeros(len(old), dtype=bool)
    taken[partner[both]] = True
    shared = np.zeros(len(trail.start), dtype=bool)
    shared[trail.life[new[both]]] = True
    mine, theirs = np.flatnonzero(~both), np.flatnonzero(~taken)
    of_mine, of_theirs = (_turns(row, left, shared, trail) for row, left in ((new, mine), (old, theirs)))
    _, left, right = np.intersect1d(of_mine, of_theirs, assume_unique=True, return_indices=True)
    lone_mine, lone_theirs = np.delete(mine, left), np.delete(theirs, right)
    none = (np.full(len(lone_mine), -1), np.full(len(lone_theirs), -1))
    return (
        Pairs(np.flatnonzero(both), partner[both]),
        Pairs(mine[left], theirs[right]),
        Pairs(np.concatenate([lone_mine, none[1]]), np.concatenate([none[0], lone_theirs])),
    )


def _turns(row: Rows, left: Rows, shared: Flags, trail: Trail) -> Rows:
    """A number for each of the promises that are left: equal for those of one life that have the same turn in it.

    Negative, and each its own, where an event of the life opened promises of both standards.
    """
    life = trail.life[row[left]].astype(np.int64)
    order = np.lexsort((row[left], life))
    starts = runs(life[order])
    turn = np.empty(len(left), dtype=np.int64)
    turn[order] = np.arange(len(left)) - np.repeat(starts[:-1], np.diff(starts)) if len(left) else 0
    found: Rows = np.where(shared[life], -1 - row[left], (life << 32) + turn)
    return found


def _named(judged: Judged, both: tuple[Ruling | None, Ruling | None], pairs: Pairs) -> pl.DataFrame:
    """Pairs by name: the columns of `EXAMPLE` but for `turn`."""
    new, old = (_names(judged, ruling, chosen) for ruling, chosen in zip(both, pairs, strict=True))
    beside = new.hstack(old.rename({name: f"old_{name}" for name in old.columns}))
    subject = [pl.coalesce(name, f"old_{name}").alias(name) for name in _SUBJECT]
    return beside.with_columns(subject)


def _names(judged: Judged, ruling: Ruling | None, chosen: Rows) -> pl.DataFrame:
    """Some promises by name; nulls for -1."""
    there = np.flatnonzero(chosen >= 0)
    turns = pl.DataFrame({"place": np.arange(len(chosen))})
    wanted = [*_SUBJECT, *_TELLING]
    if ruling is None or not len(there):
        return turns.with_columns(pl.lit(None, dtype=SCHEMA[name]).alias(name) for name in wanted).drop("place")
    mine, sheet = chosen[there], judged.sheet
    who = ruling.who
    level = np.zeros(len(mine), dtype=np.int32)
    named = Named(ruling.batch.promises(sheet, mine), ruling.statuses()[mine], level, who.site[mine], who.person[mine])
    found = name_promises(sheet, named).select(wanted).with_columns(place=there)
    return turns.join(found, on="place", how="left", maintain_order="left").drop("place")
