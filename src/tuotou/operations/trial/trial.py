"""A trial: one standard, and one to compare it with, judged on trails as if both had held all the time (rule 35)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import polars as pl

from tuotou.core.promises.comparing import Comparison, ruling_of
from tuotou.core.promises.count import Tally
from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.promises.judge import Judged, chunks, judge
from tuotou.core.promises.part import Part
from tuotou.core.promises.row import Row
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.penalty import Penalty
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.trail import Trail
from tuotou.operations.trial.cost import Cents, cost_of
from tuotou.operations.trial.scope import Scope, scope_of
from tuotou.operations.trial.suspects import Suspects
from tuotou.operations.trial.warnings import Warned, warned

COUNTS_MANY: Final = ("at_most", "share")  # forms whose promises are counted over many subjects
EVER: Final = -(2**62)  # µs: before every event


@dataclass(frozen=True)
class Trial:
    """What is tried, what it is compared with, and on which documents both stand."""

    ground: Handbook  # vocabulary, calendars, tables; and the standards that a share counts
    new: Standard
    old: Standard | None = None
    examples: int = 3  # of each difference

    @cached_property
    def handbook(self) -> Handbook:
        """The handbook that judges: the new standard in force, the old one on trial, so in no figure of persons."""
        tried = [_always(self.new, self.new.id, "in_force")]
        if self.old is not None:
            tried.append(_always(self.old, self.old_id, "trial"))
        counted = {name for one in tried if one.share for name in one.share.of}
        beside = [one for one in self.ground.standards if one.id in counted]
        return replace(self.ground, standards=tuple(sorted([*tried, *beside], key=lambda one: (one.id, one.version))))

    @property
    def old_id(self) -> str:
        """Under which id the old standard is judged: no other has it."""
        return f"{self.old.id}@{self.old.version}" if self.old else ""

    @property
    def comparable(self) -> bool:
        """Whether promises of the two can be paired: those of a share are periods, and a crowd has no one subject."""
        forms = {one.form for one in (self.new, self.old) if one is not None}
        return forms == {"share"} or forms.isdisjoint(COUNTS_MANY)

    @property
    def penalties(self) -> dict[str, Penalty]:
        """Judged id → what a breach costs, where that is said."""
        tried = ((self.new.id, self.new), (self.old_id, self.old))
        return {name: one.penalty for name, one in tried if one is not None and one.penalty is not None}


def _always(standard: Standard, id: str, status: str) -> Standard:
    """The standard as if it had held all the time; what it costs does not decide how it is judged."""
    return replace(standard, id=id, status=status, effective=EVER, until=None, suspended=None, penalty=None)


@dataclass(frozen=True)
class Tried:
    """What one process made of the trails that it judged."""

    part: Part
    comparison: Comparison | None
    scopes: dict[str, Scope]
    warned: tuple[Warned, ...]
    costs: dict[str, Cents]
    suspects: pl.DataFrame  # raw events of subjects whose promises may once have been said broken


@dataclass
class Trying:
    """Judges trails chunk by chunk, and keeps counts and a few examples."""

    trial: Trial
    as_of: int  # µs UTC
    tally: Tally = field(init=False)
    comparison: Comparison | None = field(init=False, default=None)
    scopes: dict[str, Scope] = field(default_factory=dict)
    warned: tuple[Warned, ...] = ()
    costs: dict[str, Cents] = field(default_factory=dict)
    suspects: Suspects = field(init=False)

    def __post_init__(self) -> None:
        self.tally = Tally(compile_docket(self.trial.handbook), self.as_of)
        self.suspects = Suspects(self.docket, self.trial.new.id)
        new, old = self._row(self.trial.new.id), self._row(self.trial.old_id)
        if new is not None and self.trial.comparable:
            self.comparison = Comparison(new.place, old.place if old else None, self.trial.examples)
        self.warned = tuple(Warned() for _ in self.trial.new.warnings)

    @property
    def docket(self) -> Docket:
        """What is judged."""
        return self.tally.docket

    def counts_many(self, id: str) -> bool:
        """Whether the promises of a tried standard are counted over many subjects."""
        row = self._row(id)
        return row is None or row.standard.form in COUNTS_MANY

    def _row(self, id: str) -> Row | None:
        """The docket row of a tried standard; a share has none."""
        return next((row for row in self.docket.rows if row.standard.id == id), None)

    def judge(self, trails: Iterable[Trail], told: Callable[[], None] = lambda: None) -> None:
        """Judges all lives of some trails; `told` hears of every chunk."""
        for trail in trails:
            self.tally.note(trail.findings)
            for chunk in chunks(trail):
                self._add(judge(chunk, self.docket, self.as_of))
                told()

    def _add(self, judged: Judged) -> None:
        self.tally.add(judged)
        if self.comparison:
            self.comparison.add(judged)
        self.suspects.add(judged)
        for id in (self.trial.new.id, self.trial.old_id):
            if (row := self._row(id)) is not None:
                self._add_of(judged, row)

    def _add_of(self, judged: Judged, row: Row) -> None:
        """What is told of each of the two."""
        id, ruling = row.standard.id, ruling_of(judged, row.place)
        self.scopes[id] = self.scopes.get(id, Scope()) + scope_of(judged, row)
        if ruling is None:
            return
        if id in self.trial.penalties:
            self.costs[id] = self.costs.get(id, Cents()) + cost_of(judged, ruling, self.trial.penalties[id])
        if id == self.trial.new.id:
            self._add_warned(warned(judged, ruling, self.as_of))

    def _add_warned(self, more: tuple[Warned, ...]) -> None:
        self.warned = tuple(mine + theirs for mine, theirs in zip(self.warned, more, strict=True))

    def tried(self, suspects: pl.DataFrame) -> Tried:
        """Everything so far, for another process; `suspects`: the events of its suspects."""
        return Tried(self.tally.part(), self.comparison, self.scopes, self.warned, self.costs, suspects)

    def merge(self, other: Tried) -> None:
        """Takes in what another process made of other subjects."""
        self.tally.merge(other.part)
        if self.comparison and other.comparison:
            self.comparison.merge(other.comparison)
        for id, scope in other.scopes.items():
            self.scopes[id] = self.scopes.get(id, Scope()) + scope
        for id, cents in other.costs.items():
            self.costs[id] = self.costs.get(id, Cents()) + cents
        self._add_warned(other.warned)
