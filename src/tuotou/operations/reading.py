"""What came of files beside their events: rows counted, bad rows written out, and the first faults kept to be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import polars as pl

from tuotou.core.document import Problem
from tuotou.feeds import Converted, Finding
from tuotou.feeds.bad_rows import BadRows
from tuotou.feeds.review import REJECTED

SHOWN: Final = 1_000
"""Rejections kept in memory; the file of bad rows holds all."""


def none_rejected() -> pl.DataFrame:
    """A frame of no rejections."""
    return pl.DataFrame(schema=REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How some files were read."""

    rows: int
    refused: int = 0  # of them no events
    rejected: pl.DataFrame = field(default_factory=none_rejected, compare=False)  # the first `SHOWN` faults: `REJECTED`
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()  # of whole files: cut off, empty, no table
    bad_files: tuple[Path, ...] = ()  # where all refused rows are, if that was asked for

    @property
    def clean(self) -> bool:
        """Whether every row was accepted and every file was read to its end."""
        return not self.refused and not self.problems


R = TypeVar("R", bound=Reading)


class ReadingTally:
    """Counts what the parts of some files bring; refused rows go to `bad_rows` where there is one."""

    def __init__(self, bad_rows: BadRows | None = None) -> None:
        self._bad_rows, self._rejected = bad_rows, none_rejected()
        self.rows = self._refused = 0
        self._findings: Counter[tuple[str, str]] = Counter()
        self._problems: list[Problem] = []

    def add(self, part: Converted) -> None:
        """Note what one part brings beside its events."""
        self.rows += part.rows
        self._refused += part.bad.height
        self._findings.update({(found.what, found.right): found.count for found in part.findings})
        self._problems += part.problems
        if self._rejected.height < SHOWN:
            self._rejected = pl.concat([self._rejected, part.rejected.head(SHOWN - self._rejected.height)])
        if self._bad_rows:
            self._bad_rows.add(part.bad)

    def result(self, kind: Callable[..., R], **more: object) -> R:
        """Everything counted, as the kind of reading that is asked for; all bad rows are in their files now."""
        return kind(
            rows=self.rows,
            refused=self._refused,
            rejected=self._rejected,
            findings=tuple(Finding(what, right, count) for (what, right), count in self._findings.items()),
            problems=tuple(self._problems),
            bad_files=self._bad_rows.finish() if self._bad_rows else (),
            **more,
        )
