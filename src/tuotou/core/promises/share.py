"""`share`: over the promises of a period, the share kept reaches its target (rules 49–51)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, cast

import numpy as np
import polars as pl

from tuotou.core.promises.crowd import Counted
from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.naming import NO_PROMISES, SCHEMA
from tuotou.core.promises.promise import BROKEN, KEPT, KEPT_LATE
from tuotou.core.promises.tabulate import Sums, tabulate
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import Share, Standard
from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.names import names
from tuotou.core.trail.trail import PERSON, SITE, Codes, Flags, Instants, Rows
from tuotou.core.working_time import NEVER, Calendar, period

DAYS: Final = 24  # bits for a day since 1970: forty thousand years
Group = tuple[str | None, int]  # (site or person, first day of the period)


@dataclass(slots=True)
class Population:
    """How many promises were kept and not kept, by group and period, for one share standard."""

    standard: Standard
    share: Share
    calendar: Calendar
    kept: dict[Group, int] = field(default_factory=lambda: defaultdict(int))
    broken: dict[Group, int] = field(default_factory=lambda: defaultdict(int))
    _counts: Sums = field(default_factory=Sums)  # by (site or person, first day, whether kept), of events
    _spans: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, judged: Judged) -> None:
        """Counts one chunk: void, open and trial promises are in no population."""
        of = [r for r in judged.rulings if r.batch.version.standard.id in self.share.of]
        counted = [self._counted(judged, r) for r in of if r.batch.version.standard.status != "trial"]
        if not counted:
            return
        self._add(*(np.concatenate(columns) for columns in zip(*counted, strict=True)))

    def add_crowd(self, crowd: Counted) -> None:
        """Counts the promises of `at_most` standards; a condition on their openings cannot be asked any more."""
        standard = crowd.version.standard
        if self.share.where is None and standard.id in self.share.of and standard.status != "trial":
            members, status = crowd.members, crowd.status
            who = self._who(members.site, members.person)
            mine = np.isin(status, (KEPT, BROKEN)) & (who >= 0)
            self._add(who[mine], self._first_days(members.at[mine]), status[mine] == KEPT)

    def _counted(self, judged: Judged, ruling: Ruling) -> tuple[Codes, Rows, Flags]:
        """(site or person, first day of the period, whether kept) of each promise that counts."""
        mine, kept = np.ones(ruling.batch.size, dtype=bool), np.ones(ruling.batch.size, dtype=bool)
        mine[ruling.but] = np.isin(ruling.status, (KEPT, KEPT_LATE, BROKEN))
        kept[ruling.but] = ruling.status == KEPT
        if self.share.where is not None:
            subject, row = ruling.batch.version.standard.subject, ruling.batch.pairing.row
            mine &= judged.sheet.truth(subject, self.share.where, row) > 0
        who = self._who(*ruling.who)
        mine &= who >= 0
        return who[mine], self._first_days(ruling.batch.due[mine]), kept[mine]

    def _who(self, site: Codes, person: Codes) -> Codes:
        """Whose share it is; 0 where it is the company's."""
        if not self.share.per:
            return np.zeros(len(site), dtype=np.int32)
        return site if self.share.per == ("site",) else person

    def _add(self, who: Codes, first: Rows, kept: Flags) -> None:
        low = int(first.min()) if len(first) else 0
        span = int(first.max(initial=low)) - low + 1
        found = tabulate((who.astype(np.int64) * span + (first - low)) * 2 + kept)
        group, day = np.divmod(found.value >> 1, span)
        self._counts.add((((group << DAYS) + day + low) << 1) + (found.value & 1), found.times)

    def _settle(self) -> None:
        """Adds up what was counted, by name."""
        key, count = self._counts.all()
        self._counts = Sums()
        who: list[str | None] = [None] * len(key)
        if self.share.per:
            who = names(key >> (DAYS + 1), SITE if self.share.per == ("site",) else PERSON).to_list()
        first = (key >> 1) & ((1 << DAYS) - 1)
        for each, day, kept, n in zip(who, first.tolist(), (key & 1).tolist(), count.tolist(), strict=True):
            (self.kept if kept else self.broken)[each, day] += n

    def counted(self) -> tuple[dict[Group, int], dict[Group, int]]:
        """(kept, broken) by group."""
        self._settle()
        return dict(self.kept), dict(self.broken)

    def merge(self, kept: Mapping[Group, int], broken: Mapping[Group, int]) -> None:
        """Adds what was counted elsewhere."""
        for mine, theirs in ((self.kept, kept), (self.broken, broken)):
            for group, n in theirs.items():
                mine[group] += n

    def _first_days(self, due: Instants) -> Rows:
        return period(self.calendar.day(due), _word(self.share)).first

    def promises(self, as_of: int) -> pl.DataFrame:
        """One promise per group and period, or per run of bad periods where the standard asks for a streak."""
        self._settle()
        groups = sorted({*self.kept, *self.broken}, key=lambda g: (g[0] or "", g[1]))
        by_who: dict[str | None, list[int]] = defaultdict(list)
        for who, first in groups:
            by_who[who].append(first)
        rows = [row for who, days in by_who.items() for row in self._of_group(who, days, as_of)]
        if not rows:
            return NO_PROMISES
        micros = {name: pl.Int64() if SCHEMA[name] == INSTANT else SCHEMA[name] for name in rows[0]}
        return pl.DataFrame(rows, schema=micros).cast({name: SCHEMA[name] for name in rows[0]})

    def _of_group(self, who: str | None, days: Sequence[int], as_of: int) -> Iterator[dict[str, object]]:
        judged = [(day, *self._span(day)) for day in days]
        judged = [(day, opens, due) for day, opens, due in judged if self._in_force(opens) and opens <= as_of]
        if self.share.streak == 1:
            for day, opens, due in judged:
                yield self._row((who, day), (opens, due), self.verdict((who, day), due, as_of), due)
            return
        yield from self._runs(who, judged, as_of)

    def _runs(self, who: str | None, judged: Sequence[tuple[int, int, int]], as_of: int) -> Iterator[dict[str, object]]:
        """Runs of bad periods; periods with too few promises are skipped, and too many of those end a run."""
        run: list[tuple[int, int, int]] = []
        skipped = 0
        for day, opens, due in judged:
            verdict = self.verdict((who, day), due, as_of)
            if verdict == "broken":
                run.append((day, opens, due))
                skipped = 0
            elif verdict == "kept" or skipped + 1 >= 2 * self.share.streak:
                yield from self._end(who, run, due)
                run, skipped = [], 0
            elif verdict == "void":
                skipped += 1
        yield from self._end(who, run, None)

    def _end(
        self, who: str | None, run: Sequence[tuple[int, int, int]], good: int | None
    ) -> Iterator[dict[str, object]]:
        """The promise of a run: broken with its n-th bad period, kept where a good one came first, else at risk."""
        if not run:
            return
        day, opens, _ = run[0]
        long = len(run) >= self.share.streak
        due = run[self.share.streak - 1][2] if long else run[-1][2]
        status = "broken" if long else "at_risk" if good is None else "kept"
        yield self._row((who, day), (opens, due), status, good or due)

    def verdict(self, group: Group, due: int, as_of: int) -> str:
        """Of one period: judged once, when it is closed; integers are compared."""
        kept, counted = self.kept[group], self.kept[group] + self.broken[group]
        reached, of = self.share.target
        good = kept * of >= reached * counted
        if as_of <= due:
            return "open" if good or counted < self.share.least else "at_risk"
        return "void" if counted < self.share.least else "kept" if good else "broken"

    def _row(self, group: Group, span: tuple[int, int], status: str, settled: int) -> dict[str, object]:
        who, day = group
        return {
            "standard": self.standard.id,
            "version": self.standard.version,
            "trial": self.standard.status == "trial",
            "subject_kind": self.share.per[0] if self.share.per else "company",
            "subject": who or "",
            "life": 1,
            "per": [],
            "opening": str(np.datetime64(day, "D")),
            "opens_at": span[0],
            "due_at": span[1],
            "kept_at": settled if status == "kept" else None,
            "void_at": span[1] if status == "void" else None,
            "void_reason": "too_few" if status == "void" else None,
            "status": status,
            "site": who if self.share.per == ("site",) else None,
            "person": who if self.share.per == ("person",) else None,
        }

    def _span(self, day: int) -> tuple[int, int]:
        """(first instant of the period, the instant at which it is judged)."""
        if day in self._spans:
            return self._spans[day]
        end = period(np.array([day], dtype=np.int32), _word(self.share)).end
        cut = self.calendar.cut
        opens, closes = (int(self.calendar.at(np.asarray(d, dtype=np.int32).reshape(1), cut)[0]) for d in (day, end))
        self._spans[day] = opens, closes - 1 + self.standard.settle
        return self._spans[day]

    def periods(self, since: int, until: int) -> Iterator[tuple[int, int, int]]:
        """(first day, first instant, the instant at which it is judged) of the periods that this version judges.

        From that of `since` to that of `until` (µs UTC).
        """
        days = self.calendar.day(np.array([since, until]))
        first, last = period(days, _word(self.share)).first.tolist()
        while first <= last:
            opens, due = self._span(first)
            if self._in_force(opens):
                yield first, opens, due
            first = int(period(np.array([first], dtype=np.int32), _word(self.share)).end[0])

    def _in_force(self, opens: int) -> bool:
        return self.standard.effective <= opens < (self.standard.until or NEVER)


def populations(handbook: Handbook) -> list[Population]:
    """The share standards of a handbook that are judged, with nothing counted yet."""
    return [
        Population(_until_next(s, handbook), s.share, handbook.calendars[s.calendar])
        for s in handbook.standards
        if s.share is not None and s.status != "draft"
    ]


def _until_next(standard: Standard, handbook: Handbook) -> Standard:
    """The version with its end: where the next version begins (the version at a period's start judges it)."""
    later = [s.effective for s in handbook.by_id[standard.id] if s.version > standard.version and s.status != "draft"]
    ends = [end for end in (standard.until, *later) if end is not None]
    return replace(standard, until=min(ends, default=None))


def _word(share: Share) -> Literal["day", "week", "month"]:
    return cast(Literal["day", "week", "month"], share.period)
