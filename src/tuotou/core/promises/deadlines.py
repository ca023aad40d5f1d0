"""When a promise is due, what stands its clock still, and when it warns (rules 28–32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from itertools import groupby

import numpy as np
import polars as pl

from tuotou.core.document import Duration
from tuotou.core.promises.batch import ALL, no
from tuotou.core.promises.promise import Promises
from tuotou.core.promises.row import Row
from tuotou.core.promises.sheet import Sheet
from tuotou.core.standards.commitment import Commitments
from tuotou.core.standards.cut_off import due_by_slots
from tuotou.core.standards.standard import Due
from tuotou.core.standards.standard import Pause as PauseRule
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Instants, Rows, micros
from tuotou.core.working_time import NEVER, Calendar, Reached, portion

Pause = tuple[int, int]
ASK = np.iinfo(np.int64).min  # the table was not asked yet


class Clock:
    """Finds the deadlines of one version of one standard over one chunk."""

    def __init__(self, sheet: Sheet, version: Row, told: dict[str, Instants] | None = None) -> None:
        """`told`: what attributes said of the same openings already, by name; versions that ask alike share it."""
        self.sheet, self.version, self.standard = sheet, version, version.standard
        self.calendar: Calendar = sheet.docket.handbook.calendars[self.standard.calendar]
        self._told = {} if told is None else told

    def due(self, row: Rows) -> Reached:
        """The first way that gives an instant, for each opening row; whether a calendar guessed or refused."""
        if len(self.standard.due) == 1:
            return self._by(self.standard.due[0], row)
        found = Reached(np.full(len(row), NEVER), np.zeros(len(row), dtype=bool), np.zeros(len(row), dtype=bool))
        for way in self.standard.due:
            left = places(found.due == NEVER)
            if not len(left):
                break
            by = self._by(way, row, left)
            found.due[left], found.estimated[left] = by.due, by.estimated
            found.unannounced[left] |= by.unannounced
        return found

    def _by(self, way: Due, row: Rows, left: Rows | slice = ALL) -> Reached:
        """One way, for those openings that are left."""
        if way.attribute is not None:
            named = self._named(way.attribute, row)[left]
            sure = no(len(named))
            return Reached(np.where(named == NEVER, NEVER, named + way.offset) if way.offset else named, sure, sure)
        row = row[left]
        opens = self.sheet.trail.at[row]
        if way.after is not None:
            reached = self.calendar.add(opens, way.after, roll=self.standard.roll)
            return reached._replace(due=self._paused(row, reached.due, way.after))
        if way.commitment is not None:
            return self._promised(self.sheet.docket.handbook.commitments[way.commitment], row)
        return due_by_slots(opens, way.slots, self.calendar)

    def _named(self, attribute: str, row: Rows) -> Instants:
        """The instants that an attribute of the openings names; NEVER where it has no value."""
        if attribute not in self._told:
            self._told[attribute] = micros(self.sheet.values(attribute, row))
        return self._told[attribute]

    def _promised(self, table: Commitments, row: Rows) -> Reached:
        """The table's promise for the route on the opening event, or as the trail knows it."""
        size, key = self.sheet.trail.size, (table.id, self.standard.calendar)
        if key not in self.sheet.promised:
            self.sheet.promised[key] = Reached(np.full(size, ASK), np.zeros(size, bool), np.zeros(size, bool))
        known = self.sheet.promised[key]
        left = row[known.due[row] == ASK]  # other standards may have asked for the same openings
        if len(left):
            origin, destination, product = (self._known(name, left) for name in ("origin", "destination", "product"))
            found = table.due(self.sheet.trail.at[left], origin, destination, product, self.calendar)
            for column, promised in zip(known, found, strict=True):
                column[left] = promised
        return known.where(row)

    def _known(self, name: str, row: Rows) -> pl.Series:
        own = self.sheet.values(name, row)
        if not (nulls := own.null_count()):
            return own
        fact = self.sheet.values(f"{self.standard.subject}.{name}", row)
        return fact if nulls == len(own) else own.zip_with(own.is_not_null(), fact)

    def _paused(self, row: Rows, due: Instants, amount: Duration) -> Instants:
        """The due instants moved by the pauses of their lives."""
        if not self.standard.pauses or amount.unit not in ("clock", "oh"):
            return due
        for place, (opens, pauses) in self._stopped(row):
            due[place] = self.calendar.add_paused(opens, amount, pauses)
        return due

    def _stopped(self, row: Rows) -> list[tuple[int, tuple[int, list[Pause]]]]:
        """(place, (opening, pauses)) of the openings whose lives have pauses."""
        life, at = self.sheet.trail.life[row], self.sheet.trail.at[row]
        touched = places(np.isin(life, np.array(list(self.pauses), dtype=np.int64)))
        return [(int(i), (int(at[i]), self.pauses[int(life[i])])) for i in touched]

    @cached_property
    def pauses(self) -> Mapping[int, list[Pause]]:
        """Life → its pauses, each [from, to) with the maximum as the end that is not known yet."""
        found: dict[int, list[Pause]] = {}
        for rule in self.standard.pauses:
            for life, pause in self._pauses_of(rule):
                found.setdefault(life, []).append(pause)
        return found

    def _pauses_of(self, rule: PauseRule) -> list[tuple[int, Pause]]:
        trail = self.sheet.trail
        slots = (self.version.slot(each) for each in (rule.begins, rule.ends))
        begins, ends = (self.sheet.answers(replace(slot, beyond=True)).row[:-1] for slot in slots)
        ending = {
            life: [int(trail.at[r]) for r in rows] for life, rows in groupby(ends, key=lambda r: int(trail.life[r]))
        }
        found = []
        for row in begins:
            begin, life = int(trail.at[row]), int(trail.life[row])
            end = min((at for at in ending.get(life, []) if at >= begin), default=NEVER)
            found.append((life, (begin, min(end, begin + rule.limit))))
        return found

    def paused_until(self, row: Rows, due: Instants, as_of: Instants) -> Instants:
        """[k] the end of the pause in which the clock stands at `as_of`, as believed; NEVER: it runs."""
        until = np.full(len(row), NEVER)
        if not self.standard.pauses or not any(w.after and w.after.unit in ("clock", "oh") for w in self.standard.due):
            return until
        for place, (_, pauses) in self._stopped(row):
            now = int(as_of[place])
            standing = [end for begin, end in pauses if begin <= now < end and begin < due[place]]
            until[place] = max(standing, default=NEVER)
        return until

    def warnings(self, promises: Promises) -> list[Instants]:
        """For each warning level the instants [p] at which it is reached, within [opens, due]."""
        found = []
        for level in self.standard.warnings:
            before = level.before
            at = self._passed(promises, level.share or 0.0) if before is None else promises.due - before
            found.append(np.clip(at, promises.opens, promises.due))
        return found

    def _passed(self, promises: Promises, share: float) -> Instants:
        """When a share of the promise's own clock has passed; pauses do not count."""
        after = next((way.after for way in self.standard.due if way.after is not None), None)
        unit = after.unit if after is not None and self.standard.due[0].after is after else "clock"
        at = self.calendar.fraction(promises.opens, promises.due, share, unit)
        if after is not None and self.standard.pauses and unit in ("clock", "oh"):
            for place, (opens, pauses) in self._stopped(promises.row):
                at[place] = self.calendar.add_paused(opens, portion(after, share), pauses)
        return at
