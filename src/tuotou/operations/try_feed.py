"""Try a mapping on a file: the first rows as events, and everything that is wrong with any row. Nothing is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.core.document import Problem
from tuotou.core.trail import event
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import Converted, FeedMapping, Finding, read_events
from tuotou.feeds.bad_rows import BadRows
from tuotou.feeds.review import REJECTED

SHOWN: Final = 1_000
"""Rejections kept in the result; the file of bad rows holds all."""


@dataclass(frozen=True, slots=True)
class TryResult:
    """What a mapping makes of a file."""

    rows: int
    events: int
    rejected_rows: int
    kinds: Mapping[str, int]  # event kind → events, most first
    first: pl.DataFrame  # the first events
    rejected: pl.DataFrame  # the first `SHOWN` rejections: sheet, row, field, value, reason, right
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    bad_files: tuple[Path, ...]
    recording_assumed: bool  # "recording times assumed" must be said of any back-test (kernel rule 3)

    @property
    def clean(self) -> bool:
        """Whether every row was accepted and the whole file was read."""
        return not self.rejected_rows and not self.problems


def try_feed(
    path: Path, mapping: FeedMapping, vocabulary: Vocabulary, first: int = 10, bad_rows: BadRows | None = None
) -> TryResult:
    """Read the whole file in flat memory; bad rows go to `bad_rows` where there is one. Never raises for the data."""
    tally = _Tally(first, bad_rows)
    for converted in read_events(path, mapping, vocabulary):
        tally.add(converted)
    return tally.result(mapping)


class _Tally:
    """Counts what the batches bring."""

    def __init__(self, first: int, bad_rows: BadRows | None) -> None:
        self._first, self._bad_rows = first, bad_rows
        self._head, self._rejected = event.empty(), pl.DataFrame(schema=REJECTED)
        self._rows = self._rejected_rows = 0
        self._kinds: Counter[str] = Counter()
        self._findings: Counter[tuple[str, str]] = Counter()
        self._problems: list[Problem] = []

    def add(self, converted: Converted) -> None:
        self._rows += converted.rows
        self._rejected_rows += converted.bad.height
        self._kinds.update(dict(converted.events["kind"].value_counts().rows()))
        self._findings.update({(found.what, found.right): found.count for found in converted.findings})
        self._problems += converted.problems
        missing = self._first - self._head.height
        if missing and converted.events.height:
            self._head = pl.concat([self._head, converted.events.head(missing)], how="diagonal_relaxed")
        if self._rejected.height < SHOWN:
            self._rejected = pl.concat([self._rejected, converted.rejected.head(SHOWN - self._rejected.height)])
        if self._bad_rows:
            self._bad_rows.add(converted.bad)

    def result(self, mapping: FeedMapping) -> TryResult:
        return TryResult(
            rows=self._rows,
            events=self._kinds.total(),
            rejected_rows=self._rejected_rows,
            kinds=dict(self._kinds.most_common()),
            first=self._head,
            rejected=self._rejected,
            findings=tuple(Finding(what, right, count) for (what, right), count in self._findings.items()),
            problems=tuple(self._problems),
            bad_files=self._bad_rows.files if self._bad_rows else (),
            recording_assumed=mapping.recording_assumed,
        )
