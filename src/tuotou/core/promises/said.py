"""What was said of promises while a history only grew at its end: told from facts, not by judging again (rule 2).

A promise was known with its opening. It was said broken at `due_at` + 1 µs, or when its opening was known if that was
later, unless what keeps or voids it was known by then; and it stood otherwise from the instant at which that was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.naming import KEY
from tuotou.core.promises.promise import REASONS, Promises, join, present
from tuotou.core.promises.prompt import Spells
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.worlds import SUBJECT
from tuotou.core.promises.worlds_apart import MARK
from tuotou.core.trail.search import bisect
from tuotou.core.trail.trail import Codes, Flags, Instants, Rows, Trail
from tuotou.core.working_time import NEVER

VERDICTS: Final = ("open", "broken", "kept", "kept_late", "void", "gone")
OPEN, BROKEN, KEPT, KEPT_LATE, VOID, GONE = range(len(VERDICTS))
ENDED, SUPERSEDED, IMPOSSIBLE = map(REASONS.index, ("ended", "superseded", "impossible"))


@dataclass(frozen=True, slots=True)
class Told:
    """[p] promises of one chunk as spells show them, and when what decides them was known."""

    promises: Promises
    spell: Codes
    before: Instants  # the end of the spell, exclusive
    known: Instants  # from when the promise was believed to exist
    kept: Instants  # from when it was believed to be kept; NEVER
    void: Instants
    suspended: Instants  # the version voids what waits then, which is known from the first; NEVER

    def where(self, chosen: Rows | Flags) -> Told:
        """Some of them."""
        arrays = {f.name: getattr(self, f.name)[chosen] for f in fields(self)[1:]}
        return Told(self.promises.where(chosen), **arrays)

    @property
    def breaks(self) -> Instants:
        """[p] from when it was said broken, if nothing else was known by then."""
        return np.maximum(self.promises.due + 1, self.known)

    def broken(self) -> Flags:
        """[p] which were said broken at some instant of their spell."""
        p = self.promises
        never = p.unsure | (p.reason == IMPOSSIBLE) | (self.suspended <= p.due)
        found: Flags = ~never & (self.breaks < np.minimum(np.minimum(self.kept, self.void), self.before))
        return found

    def at(self, instant: Instants) -> Codes:
        """[p] the verdict at an instant of each one's spell at which it was known: rule 7."""
        p = self.promises
        kept = np.where(self.kept <= instant, p.kept, NEVER)
        void = np.minimum(np.where(self.void <= instant, p.void, NEVER), self.suspended)
        cases = {
            GONE: p.unsure,
            VOID: (void <= p.due) & (void < kept) | (p.reason == IMPOSSIBLE),
            KEPT: (kept <= p.due) & (kept != NEVER),
            KEPT_LATE: kept != NEVER,
            BROKEN: instant > p.due,
        }
        return np.select(list(cases.values()), list(cases), default=OPEN)

    def said(self) -> Iterator[tuple[Rows, Instants, Codes]]:
        """(which promises, when, the verdict then) for every instant at which a verdict may have changed."""
        for instant in (self.known, self.breaks, self.kept, self.void):
            inside = np.flatnonzero((self.known <= instant) & (instant < self.before))
            yield inside, instant[inside], self.where(inside).at(instant[inside])


@dataclass(frozen=True)
class Telling:
    """A chunk whose promises are to be told, and the spell in which each of its lives is seen."""

    judged: Judged
    lives: Codes  # [m] the spell of each life; -1: it is not meant
    spells: Spells
    marked: bool  # whether numbers bear the mark of a world

    @cached_property
    def known(self) -> Instants:
        """[n] since when each row was believed, in its spell."""
        trail = self.judged.sheet.trail
        since = np.append(self.spells.since, NEVER)[self.lives]
        known: Instants = np.maximum(np.maximum(trail.recorded, trail.at), since[trail.life])
        return known

    @cached_property
    def spell(self) -> Codes:
        """[n] the spell of each row, -1: it is not meant."""
        found: Codes = self.lives[self.judged.sheet.trail.life]
        return found

    def broken(self) -> Iterator[Told]:
        """The promises that were said broken, ruling by ruling."""
        for ruling in self.judged.rulings:
            late = self.known[ruling.batch.pairing.kept_row] > ruling.batch.due
            late[ruling.but] = True
            late &= self.spell[ruling.batch.pairing.row] >= 0
            told = self.told(ruling, np.flatnonzero(late))
            yield told.where(told.broken())

    def asked(self, asked: Flags) -> Told | None:
        """The promises of some spells and lines, if there are any; of a spell that stands alone those said broken.

        `asked` [spells + 1, lines], the last row for lives that are not meant.
        """
        found, single = [], self.spells.single
        for ruling in self.judged.rulings:
            wanted = asked[:, ruling.batch.version.line]
            if wanted.any():
                told = self.told(ruling, np.flatnonzero(wanted[self.spell[ruling.batch.pairing.row]]))
                found.append(told.where(told.broken() | ~single[told.spell]))
        return _joined(found) if found else None

    def told(self, ruling: Ruling, chosen: Rows) -> Told:
        """Some promises of a ruling."""
        sheet, known = self.judged.sheet, self.known
        p = ruling.batch.promises(sheet, chosen)
        opened, spell = known[p.row], self.spell[p.row]
        kept = np.where(p.kept_row >= 0, known[p.kept_row], opened)
        void = np.where(p.void_row >= 0, known[p.void_row], opened)
        waits = np.flatnonzero((p.reason == ENDED) | (p.reason == SUPERSEDED))
        void[waits] = known[_row_at(sheet.trail, sheet.trail.life[p.row[waits]], p.void[waits])]
        suspended = ruling.batch.version.standard.suspended
        return Told(
            p,
            spell,
            self.spells.before[spell],
            opened,
            np.where(p.kept == NEVER, NEVER, np.maximum(kept, opened)),
            np.where(p.void == NEVER, NEVER, np.maximum(void, opened)),
            np.full(p.size, NEVER if suspended is None else suspended),
        )

    def named(self, told: Told) -> pl.DataFrame:
        """The names of promises of the chunk: `naming.KEY`, without the marks of worlds."""
        sheet, row = self.judged.sheet, told.promises.row
        lives = sheet.trail.lives[sheet.trail.life[row]].select(pl.col(SUBJECT).cast(pl.String), life="number")
        events = sheet.trail.events(row, (*SUBJECT, "id")).cast(pl.String)
        own = (events["subject"] == lives["subject"]) & (events["subject_kind"] == lives["subject_kind"])
        plain = pl.col("subject").str.splitn(MARK, 2).struct.field("field_1") if self.marked else pl.col("subject")
        other = events.select(pl.concat_str(plain, pl.lit(":"), "id")).to_series()
        standards = pl.Series([r.standard.id for r in sheet.docket.rows], dtype=pl.String)
        return lives.with_columns(
            standards[told.promises.place].alias("standard"),
            plain.alias("subject"),
            _values(sheet, told.promises).alias("per"),
            events["id"].zip_with(own, other).alias("opening"),
        ).select(KEY)


def _joined(parts: Sequence[Told]) -> Told:
    """Several as one; at least one."""
    arrays = {f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Told)[1:]}
    return Told(join([part.promises for part in parts]), **arrays)


def _row_at(trail: Trail, life: Codes, instant: Instants) -> Rows:
    """A row of each life at an instant at which something happened to it: all of an instant were known at once."""
    return bisect(trail.at, trail.start[life], trail.start[life + 1], instant)


def _values(sheet: Sheet, p: Promises) -> pl.Series:
    """The values of `per` of each promise's standard."""
    depth = max(len(row.standard.per) for row in sheet.docket.rows)
    columns = [pl.Series([None], dtype=pl.String).new_from_index(0, p.size) for _ in range(depth)]
    for place in present(p.place):
        mine = np.flatnonzero(p.place == place)
        for turn, name in enumerate(sheet.docket.rows[place].standard.per):
            columns[turn] = columns[turn].scatter(mine, sheet.values(name, p.row[mine]).cast(pl.String))
    if not columns:
        return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, p.size)
    beside = pl.DataFrame([column.alias(str(turn)) for turn, column in enumerate(columns)])
    return beside.select(pl.concat_list(pl.all()).list.drop_nulls()).to_series()
