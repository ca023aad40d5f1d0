"""Settle: say everything that there is to say of some subjects up to an instant, and when to look again.

They are read and judged while nobody is kept waiting; then one transaction holds them and writes what was found. Who
settles late says the same as who settled in time, so it may be done at any moment, by anybody, again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from tuotou.core.promises.changes import Change, Row, changes
from tuotou.core.promises.identity import SEPARATOR
from tuotou.core.promises.naming import SCHEMA
from tuotou.core.promises.unchanged import NAME, WAS
from tuotou.core.promises.watching import Looked, look
from tuotou.operations.live.recount import recounts
from tuotou.operations.live.say import BELIEVED, Saying, Stored, stored
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk
from tuotou.store.held import KEY, Held, around, hold_heads, inmost_first, read_line
from tuotou.store.models import DataFinding, Recount, Stirred, Subject
from tuotou.store.whole import wholly

ASKED: Final = dict.fromkeys((*KEY, "standard"), pl.String())

SAID: Final = {
    "id": pl.String(),
    **{name: SCHEMA.get(name, pl.String()) for name in NAME},
    **{
        WAS + name: pl.Int64() if SCHEMA[name].is_temporal() else SCHEMA[name]
        for name in ("status", "level", *BELIEVED)
    },
}


def settle(ids: Sequence[int], watch: Watch, until: int, also: Callable[[], None] = lambda: None) -> None:
    """Say what there is to say of some subjects, and of those that go on as them, up to `until` (µs UTC).

    `until` is past (`recording.past`): all that will ever have been recorded by then can be read. `also`: what is to be
    noted in the transaction that says it.
    """
    judged = _judged(read_line(ids, watch.columns), watch, until)

    def write() -> None:
        also()
        judged.write(hold_heads(judged.held.heads, inmost_first(watch.vocabulary)))

    wholly(write)


def _judged(held: Held, watch: Watch, until: int) -> _Judged:
    """What there is to say of some subjects up to `until`."""
    beside = around(held, watch.vocabulary, watch.columns, "read")
    owners = {id: (kind, number) for id, kind, number in held.heads.select("subject_id", *KEY).iter_rows()}
    before = stored("subject", list(owners), watch.apart)
    events = pl.concat([held.events, beside.events], how="diagonal_relaxed")
    asked = pl.DataFrame([(*owners[s.subject], s.standard) for s in before.values()], schema=ASKED, orient="row")
    looked = look(events, held.heads.select(*KEY, "known_until", "next_due_at"), asked, watch.docket, until)
    found, rows = changes(looked, _as_said(before, owners))
    return _Judged(watch, until, held, before, looked, found, rows, recounts(held, beside, watch))


def _as_said(before: Mapping[str, Stored], owners: Mapping[int, tuple[str, str]]) -> pl.DataFrame:
    """What was said of promises, as `unchanged.news` compares it."""
    rows = [
        (id, *owners[s.subject], s.standard, s.life, s.per, s.opening, *s.standing, *s.believed)
        for id, s in before.items()
    ]
    values = pl.col("values").str.json_decode(pl.List(pl.String)).list.join(SEPARATOR)
    return pl.DataFrame(rows, schema=SAID, orient="row").with_columns(values)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What there is to say of some subjects as they were read."""

    watch: Watch
    until: int
    held: Held
    before: Mapping[str, Stored]
    looked: Looked
    changes: Sequence[Change]
    rows: Mapping[str, Row]
    recounts: Sequence[int]

    def write(self, heads: pl.DataFrame) -> None:
        """Write it of those of whom it still holds. `heads`: `held.HEAD` of those that there are, as they stand now.

        Not of whom another worker has spoken, nor of whom something was recorded meanwhile by a clock that is behind:
        they are due.
        """
        now = heads.join(self.held.heads, on="subject_id", suffix="_read", maintain_order="left")
        more = pl.col("recorded_at") != pl.col("recorded_at_read")
        spoken = (pl.col("known_until") != pl.col("known_until_read")) | (pl.col("known_until") > self.until)
        passed = spoken | (more & (pl.col("recorded_at") <= self.until))
        again = now.filter(passed).select("subject_id", pl.min_horizontal("next_due_at", pl.lit(self.until)))
        bulk.update(Subject, ("id", "next_due_at"), again.rows())
        mine = now.filter(~passed)
        ids = {(kind, number): id for id, kind, number in mine.select("subject_id", *KEY).iter_rows()}
        there = {*ids.values()}
        found, rows = self.changes, self.rows
        if len(ids) < self.held.heads.height:
            rows = {id: row for id, row in rows.items() if (row["subject_kind"], row["subject"]) in ids}
            said = rows.keys() | {id for id, each in self.before.items() if each.subject in there}
            found = [change for change in found if change.id in said]
        Saying(self.watch, self.until, ids, self.before).say(found, rows)
        self._note_heads(mine)
        self._note_findings(ids)
        counted = [(id, self.until) for id in self.recounts if id in there]
        bulk.append(Recount, ("subject", "known_at"), counted)
        bulk.append(Stirred, ("subject", "known_at"), [(id, self.until) for id in there])

    def _note_heads(self, mine: pl.DataFrame) -> None:
        """Up to when all is said of them, and when to look again: as was found, or when more was recorded since."""
        found = self.looked.heads.rename({"next_due_at": "found_due"})
        moved = pl.col("next_due_at").ne_missing(pl.col("next_due_at_read"))
        later = pl.col("recorded_at") > self.until
        sooner = pl.when(later).then("recorded_at").when(moved).then("next_due_at")
        due = pl.min_horizontal("found_due", sooner)
        noted = mine.join(found, on=list(KEY), maintain_order="left")
        rows = noted.select("subject_id", pl.lit(self.until), due.alias("due"), "ended_at", "site").rows()
        bulk.update(Subject, ("id", "known_until", "next_due_at", "ended_at", "site"), rows)

    def _note_findings(self, ids: Mapping[tuple[str, str], int]) -> None:
        named = self.looked.findings.with_columns(pl.col("standard", "event").fill_null("")).unique()
        found: Sequence[tuple[Any, ...]] = named.select("finding", *KEY, "event", "standard").rows()
        rows = [(*row, self.until) for row in found if row[1:3] in ids]
        key = ("subject_kind", "subject", "event", "finding", "standard")
        bulk.upsert(DataFinding, ("finding", *KEY, "event", "standard", "known_at"), rows, key)
