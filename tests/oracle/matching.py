"""What one standard sees of a life: which rows are there for it, match a selector, open, keep and void (kernel §3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tuotou.core.standards.standard import Selector, Standard
from tuotou.core.trail.vocabulary import UNKNOWN, Vocabulary

from .event import HOUR, MINUTE, CannotSay, Finding
from .trail import Life, Row

Condition = Callable[[Callable[[str], object]], bool | None]
"""A condition in three values: it is given a getter of names (`product`, `site`, `parcel.product`)."""


@dataclass(frozen=True)
class Opening:
    """An event that opens, demands or acts, under the version that judges it."""

    row: Row
    standard: Standard
    per: tuple[object, ...]
    life: Life
    merged: tuple[Row, ...] = ()  # the other openings of the same instant: they are this one (rule 16)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All events that open this: none of them keeps or voids it."""
        return (self.row, *self.merged)


@dataclass(frozen=True)
class World:
    """The vocabulary, and what the conditions' texts mean."""

    vocabulary: Vocabulary
    conditions: dict[str, Condition]

    def true(self, text: str | None, row: Row, life: Life) -> bool | None:
        """A condition on one row of a life; no condition is true."""
        if text is None:
            return True

        def get(name: str) -> object:
            if name == "hour":
                return (row.event.at + 8 * HOUR) // HOUR % 24
            if name == "lag_minutes":
                return (row.event.recorded_at - row.event.at) / MINUTE
            return life.fact(name.split(".")[1], row.at) if "." in name else row.event.value(name)

        return self.conditions[text](get)

    def matches(self, selectors: tuple[Selector, ...], row: Row, life: Life) -> bool | None:
        """True where an alternative holds, null where one cannot be said."""
        values = [self.true(s.where, row, life) for s in selectors if row.event.kind in s.kinds]
        return True if True in values else None if None in values else False

    def rows(self, standard: Standard, life: Life) -> list[Row]:
        """The rows that are there for this standard: dates only serve standards counted in days (rule 5)."""
        in_days = bool(standard.due) and all(d.after is not None and d.after.unit in ("d", "wd") for d in standard.due)
        sources = self.vocabulary.sources
        return [
            row
            for row in life.rows
            if in_days or row.event.source not in sources or sources[row.event.source or ""].precision != "day"
        ]

    def end(self, standard: Standard, life: Life) -> int | None:
        """The end of the life, as far as it concerns the standard (rule 14)."""
        ends = [
            row.at
            for row in self.rows(standard, life)
            if self.vocabulary.kinds[row.event.kind].terminal and not row.inherited and not row.stale
        ]
        return None if standard.outlives or not ends else min(ends)

    def live_rows(self, standard: Standard, life: Life) -> list[Row]:
        """The rows up to the end of the life."""
        end = self.end(standard, life)
        return [row for row in self.rows(standard, life) if end is None or row.at <= end]

    def evidence(self, opening: Opening) -> list[tuple[int, Row]]:
        """(place of the alternative, row): all that may keep what was opened, at any time (rules 17, 18, 26)."""
        return [
            (place, row)
            for place, selector in enumerate(opening.standard.keep)
            for row in self.live_rows(opening.standard, opening.life)
            if row not in opening.rows
            and not row.stale
            and not (row.echo and _opens_too(opening.standard, selector))
            and row.event.kind != UNKNOWN
            and self.matches((selector,), row, opening.life) is True
            and _same_values(opening, selector, row)
        ]


def _opens_too(standard: Standard, selector: Selector) -> bool:
    """The selector lists a kind that opens the standard (rule 17: an echo is no sign of progress there)."""
    return any(kind in selector.kinds for opens in standard.opens for kind in opens.kinds)


def _same_values(opening: Opening, selector: Selector, row: Row) -> bool:
    for name, value in zip(opening.standard.per, opening.per, strict=True):
        if name != selector.other and row.event.value(name) != value:
            return False
    if selector.other is None:
        return True
    here, there = row.event.value(selector.other), opening.row.event.value(selector.other)
    return here is not None and here != there


def same_per(opening: Opening, row: Row) -> bool:
    """The row carries the opening's per-values."""
    return all(row.event.value(n) == v for n, v in zip(opening.standard.per, opening.per, strict=True))


@dataclass
class Openings:
    """What of one standard (all versions) opens on one life, and what was ignored or cannot be said."""

    found: list[Opening]
    findings: list[Finding]
    cannot_say: list[CannotSay]


def openings(versions: list[Standard], life: Life, world: World) -> Openings:
    """Each opening event with the version in force for it (rules 10, 14, 16, 18, 21, 34)."""
    result = Openings([], [], [])
    for row in life.rows:
        standard = _in_force(versions, row, life, world)
        if standard is None or row.echo or row not in world.rows(standard, life):
            continue
        match, end = world.matches(standard.opens, row, life), world.end(standard, life)
        if match is False:
            continue
        if end is not None and row.at > end:
            result.findings.append(Finding("after_end", *row.event.key, standard.id))
        elif match is None:
            result.cannot_say.append(CannotSay(standard.id, *life.name, row.id))
        else:
            per = tuple(row.event.value(name) for name in standard.per)
            others = [row.event.value(s.other) for s in standard.keep if s.other]
            if None in per or None in others:
                result.findings.append(Finding("no_value", *row.event.key, standard.id))
            else:
                result.found.append(Opening(row, standard, per, life))
    return result


def _in_force(versions: list[Standard], row: Row, life: Life, world: World) -> Standard | None:
    """Rule 34: the version whose dates hold and whose scope is true, the narrowest first."""
    holding = []
    for version in versions:
        follow = [v.effective for v in versions if v.scope == version.scope and v.effective > version.effective]
        until = version.until if version.until is not None else min(follow, default=None)
        in_time = version.effective <= row.at and (until is None or row.at < until)
        if in_time and world.true(version.scope, row, life) is True:
            terms = 0 if version.scope is None else 1 + version.scope.upper().count(" AND ")
            holding.append((terms, version.version, version))
    if not holding:
        return None
    best = max(holding, key=lambda item: item[:2])[2]
    return None if best.suspended is not None and row.at >= best.suspended else best
