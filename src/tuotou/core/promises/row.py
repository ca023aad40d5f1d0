"""One judged version of a standard, and the questions that it asks of a trail."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, fields, replace
from functools import cached_property

from tuotou.core.standards.selector import kinds_of
from tuotou.core.standards.standard import Selector, Standard
from tuotou.core.trail.vocabulary import UNKNOWN

CLOCK = frozenset({
    "id", "version", "status", "title", "rule", "how_to_keep", "falsely_trips_when", "level", "rows", "sources",
    "published", "until", "due", "roll", "calendar", "pauses", "warnings", "answers", "limit", "window", "count",
    "share", "settle", "then", "penalty", "tags",
})  # fmt: skip
"""The fields in which versions that ask alike may differ: words, clock, who answers. What is not listed is asked."""
ASKED = tuple(f.name for f in fields(Standard) if f.name not in CLOCK)


@dataclass(frozen=True, slots=True)
class Slot:
    """A question about rows: the next event like this, in this order. Equal slots share one answer."""

    subject: str
    selectors: tuple[Selector, ...]  # any of them
    per: tuple[str, ...] = ()  # the order in which it is asked
    coarse: bool = False  # whether date-only events may answer (rule 5)
    stale: bool = False
    echoes: bool = True
    beyond: bool = False  # also rows after the end of the life (rule 14)
    known: str | None = None  # only rows that have this value: they are compared by it (rule 18)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to keep a version: all selectors that ask alike."""

    slot: Slot
    later: bool  # stands for a missing scan of an earlier stage


@dataclass(frozen=True)
class Row:
    """One judged version of a standard."""

    place: int  # its number in the docket
    line: int  # the number of its standard: the versions of a standard form one sequence (rule 34)
    standard: Standard
    effective: int
    until: int  # exclusive; where the next version of the same scope begins
    coarse: bool  # whether date-only events may serve it
    scope_terms: int
    periods: frozenset[str]  # the event kinds that declare a period

    def slot(self, *selectors: Selector, per: tuple[str, ...] = (), echoes: bool = True) -> Slot:
        """A question of this standard; what came too late or nobody understood answers none (rules 12, 26)."""
        kinds: dict[str | None, list[str]] = {}  # those of one condition are asked for together
        for selector in selectors:
            kinds.setdefault(selector.where, []).extend(k for k in selector.kinds if k != UNKNOWN)
        heard = tuple(Selector(tuple(dict.fromkeys(names)), where) for where, names in kinds.items())
        return Slot(self.standard.subject, heard, per, self.coarse, echoes=echoes, beyond=self.standard.outlives)

    @cached_property
    def question(self) -> Hashable:
        """What decides which events open the version and which keep it: all but the clock. Equals are asked once."""
        return (*(getattr(self.standard, name) for name in ASKED), self.until, self.coarse)

    @cached_property
    def lasts(self) -> int | None:
        """How long it gives, µs, where that is clock time from the opening and nothing stops it; else None."""
        s = self.standard
        after = s.due[0].after if len(s.due) == 1 and not s.pauses else None
        return after.amount if after and after.unit == "clock" else None

    @cached_property
    def answers_alone(self) -> str | None:
        """Who answers, where that is the same for all its promises: opener or holder; else None."""
        answers = self.standard.answers
        alone = len(answers) == 1 and not answers[0].when and answers[0].who in ("opener", "holder")
        return answers[0].who if alone else None

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways to keep it, listed ones before those of a later stage."""
        s, opening = self.standard, frozenset(kinds_of(self.standard.opens))
        alike = dict.fromkeys((k.later, k.other or "", opening.isdisjoint(k.kinds)) for k in s.keep)
        ways = []
        for later, other, echoes in sorted(alike, key=lambda way: way[0]):
            same = [
                k for k in s.keep if (k.later, k.other or "", opening.isdisjoint(k.kinds)) == (later, other, echoes)
            ]
            per = tuple(name for name in s.per if name != other)
            # where its own kind opens, an echo does not keep: a second report of the opening is no sign of progress
            ways.append(Way(replace(self.slot(*same, per=per, echoes=echoes), known=other or None), later))
        return tuple(ways)

    @cached_property
    def evidence(self) -> Slot:
        """What `needs` looks for, whoever it comes from."""
        return self.slot(*self.standard.keep, per=self.standard.per, echoes=self.standard.at_least == 1)

    @cached_property
    def pieces(self) -> tuple[tuple[Selector, Slot], ...]:
        """The same for each selector alone: one that names `other` is not asked per that value."""
        s = self.standard
        pers = (tuple(name for name in s.per if name != selector.other) for selector in s.keep)
        return tuple(
            (selector, self.slot(selector, per=per, echoes=s.at_least == 1))
            for selector, per in zip(s.keep, pers, strict=True)
        )

    @cached_property
    def withdrawals(self) -> Slot | None:
        """What takes evidence back, for whatever values of `per`."""
        return self.slot(self.standard.withdrawn_by) if self.standard.withdrawn_by else None

    @cached_property
    def forbidding(self) -> Slot | None:
        """What `never` forbids acts after: what came too late forbids too (rule 12)."""
        s = self.standard
        if s.after is None:
            return None
        return Slot(s.subject, (s.after,), s.per, self.coarse, stale=True, beyond=s.outlives)

    @cached_property
    def clearing(self) -> Slot | None:
        """What allows them again."""
        until = self.standard.until_event
        return self.slot(until, per=self.standard.per) if until else None

    @cached_property
    def void_events(self) -> Slot | None:
        """The void events of an instant."""
        return self._voiding(period=False)

    @cached_property
    def void_periods(self) -> Slot | None:
        """The declared periods, whenever declared."""
        slot = self._voiding(period=True)
        return slot and replace(slot, beyond=True)

    def _voiding(self, *, period: bool) -> Slot | None:
        found = [s for s in self.standard.void_if if all(k in self.periods for k in s.kinds) == period]
        return self.slot(*found) if found else None


Family = tuple[tuple[Row, ...], ...]
"""Lines whose versions ask alike, one by one."""
