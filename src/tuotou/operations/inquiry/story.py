"""The story of a subject: its lives, what happened in each and what was promised, by the evaluator that judges all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from tuotou.core.promises.identity import promise_id
from tuotou.core.promises.judge import judge
from tuotou.core.promises.naming import KEY, NO_PROMISES
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import Trail
from tuotou.core.trail.unfold import unfold_all
from tuotou.operations.inquiry.whole import Whole
from tuotou.operations.live.watch import Watch

Row = Mapping[str, Any]
BASE: Final = ("subject_kind", "subject", "id", "kind", "at", "recorded_at", "site", "person", "source", "attrs")
NEVER_BELIEVED: Final = "not_believed"
TAKEN_BACK: Final = "taken_back"
LATE: Final = "stale"
ECHO: Final = "echo"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, as a life saw it. Instants in µs UTC."""

    name: str  # as promises name it: the id, of another subject's event NUMBER:id
    kind: str
    at: int
    recorded_at: int
    site: str | None
    person: str | None
    source: str | None
    attrs: Mapping[str, Any]
    of: tuple[str, str] | None  # whose event it is, where that is another number
    inherited: bool  # of what it rode in
    doubt: str  # empty, or one of the four words above: why it does not count as it stands


@dataclass(frozen=True, slots=True)
class Life:
    """One life of a number that may be used again."""

    kind: str
    number: str  # the first that it had
    turn: int
    entries: Sequence[Entry]  # in order of time
    promises: Sequence[Row]  # naming.SCHEMA with `id`, instants in µs UTC
    ended_at: int | None

    @property
    def sites(self) -> frozenset[str | None]:
        """Where it was."""
        return frozenset(entry.site for entry in self.entries)


def lives_of(found: Whole, watch: Watch, now: int) -> list[Life]:
    """All lives of a subject as believed at `now` (µs UTC)."""
    vocabulary, docket = watch.vocabulary, watch.docket
    known = believed(docket.read_from(found.events), now)
    lives: list[Life] = []
    told = _Told.of(found, now)
    for trail in unfold_all(known, vocabulary):
        mine = _lives(trail, found)
        if len(mine):
            flags = np.isin(np.arange(trail.lives.height), mine)
            promises = _plain(judge(trail, docket, now).of(flags).named())
            lives += [_life(trail, int(life), promises, told) for life in mine]
    return _with_rest(lives, told, found)


@dataclass(frozen=True, slots=True)
class _Told:
    """All events by (kind, number, id), as they were first told; and which were taken back."""

    events: Mapping[tuple[str, str, str], Row]
    back: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, found: Whole, now: int) -> _Told:
        """What was told by an instant."""
        rows = found.events.sort("recorded_at", "at", "id").with_columns(pl.col(pl.Datetime).to_physical())
        events: dict[tuple[str, str, str], Row] = {}
        back = set()
        for row in rows.iter_rows(named=True):
            if row["recorded_at"] <= now:
                whose = (row["subject_kind"], row["subject"])
                events.setdefault((*whose, row["id"]), row)
                back |= {(*whose, row[name]) for name in ("retracts", "cancels") if row.get(name)}
        return cls(events, frozenset(back))

    def entry(self, key: tuple[str, str, str], own: tuple[str, str], inherited: bool, doubt: str) -> Entry:
        """An event as a life saw it."""
        row = self.events[key]
        other = key[:2] != own or inherited
        return Entry(
            name=f"{key[1]}:{key[2]}" if other else key[2],
            **{name: row[name] for name in ("kind", "at", "recorded_at", "site", "person", "source")},
            attrs={name: value for name, value in row.items() if name not in BASE and value is not None},
            of=key[:2] if other else None,
            inherited=inherited,
            doubt=doubt,
        )


def _lives(trail: Trail, found: Whole) -> Any:
    """The lives that hold events of the subject itself."""
    whose = trail.events(np.arange(trail.size), ("subject_kind", "subject")).cast(pl.String)
    own = (whose["subject_kind"] == found.kind) & (whose["subject"] == found.number)
    kinds = trail.lives["subject_kind"].cast(pl.String) == found.kind
    lives = np.unique(trail.life[own.to_numpy() & ~trail.inherited])
    return lives[kinds.to_numpy()[lives]] if len(lives) else lives


def _life(trail: Trail, life: int, promises: Sequence[Row], told: _Told) -> Life:
    """One life of an unfolded trail."""
    kind, number, turn = trail.lives.select(pl.col("subject_kind", "subject").cast(pl.String), "number").row(life)
    rows = np.arange(trail.start[life], trail.start[life + 1])
    names = trail.events(rows, ("subject_kind", "subject", "id")).cast(pl.String).rows()
    entries = [
        told.entry(key, (kind, number), bool(trail.inherited[row]), _doubt(trail, row))
        for key, row in zip(names, rows, strict=True)
        if key in told.events
    ]
    mine = [one for one in promises if (one["subject"], one["life"]) == (number, turn)]
    end = int(trail.end[life])
    return Life(kind, number, turn, entries, mine, end if entries and end <= entries[-1].at else None)


def _doubt(trail: Trail, row: int) -> str:
    if trail.stale[row]:
        return LATE
    return ECHO if trail.echo[row] else ""


def _with_rest(lives: Sequence[Life], told: _Told, found: Whole) -> list[Life]:
    """The lives with what was told of the subject's numbers and is not believed, each where it would have been."""
    numbers = {life.number for life in lives} | {found.number}
    seen = {(entry.of or (life.kind, life.number), entry.name) for life in lives for entry in life.entries}
    rest = [
        (key, row) for key, row in told.events.items()
        if key[0] == found.kind and key[1] in numbers and not _among(key, lives, seen)
    ]  # fmt: skip
    if not lives:
        own = (found.kind, found.number)
        entries = [told.entry(key, own, False, _why(key, told)) for key, _ in rest]
        return [Life(*own, 1, sorted(entries, key=lambda entry: entry.at), (), None)] if entries else []
    extra: dict[int, list[Entry]] = {}
    for key, row in rest:
        place = max((i for i, life in enumerate(lives) if life.entries[0].at <= row["at"]), default=0)
        own = (lives[place].kind, lives[place].number)
        extra.setdefault(place, []).append(told.entry(key, own, False, _why(key, told)))
    return [_longer(life, extra.get(place, ())) for place, life in enumerate(lives)]


def _among(key: tuple[str, str, str], lives: Sequence[Life], seen: set[tuple[tuple[str, str], str]]) -> bool:
    """Whether an event stands in some life, under its own number or as another's."""
    return ((key[0], key[1]), key[2]) in seen or ((key[0], key[1]), f"{key[1]}:{key[2]}") in seen


def _why(key: tuple[str, str, str], told: _Told) -> str:
    return TAKEN_BACK if key in told.back else NEVER_BELIEVED


def _longer(life: Life, more: Sequence[Entry]) -> Life:
    if not more:
        return life
    entries = sorted((*life.entries, *more), key=lambda entry: entry.at)
    return Life(life.kind, life.number, life.turn, entries, life.promises, life.ended_at)


def _plain(promises: pl.DataFrame) -> list[Row]:
    """Promises as rows: instants in µs, with the id under which stores know them."""
    if promises is NO_PROMISES or not promises.height:
        return []
    instants = [pl.col(pl.Datetime).to_physical(), pl.col("warn_at").cast(pl.List(pl.Int64))]
    return [*_named(promises.with_columns(instants).sort("opens_at", "standard"))]


def _named(promises: pl.DataFrame) -> Iterator[Row]:
    for row in promises.iter_rows(named=True):
        yield {**row, "id": promise_id([row[name] for name in KEY])}
