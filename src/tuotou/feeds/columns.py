"""The columns of a batch under the names the mapping uses, and what is missing or left over."""

from __future__ import annotations

import polars as pl

from tuotou.core.document import Problem, suggest
from tuotou.feeds.batch import BAD_COLUMNS, PUSH, Batch, Finding
from tuotou.feeds.header import BLANKS
from tuotou.feeds.mapping import FeedMapping


class Columns:
    """Knows a mapping's columns; tells once for each sheet what is missing or unused."""

    def __init__(self, mapping: FeedMapping, file: str) -> None:
        self._mapping, self._file = mapping, file
        self._told: set[tuple[str | None, str]] = set()

    def named(self, batch: Batch) -> pl.DataFrame:
        """The cells with aliases replaced by the column they stand for, without the columns the reader added."""
        trimmed = {name: name.strip(BLANKS) for name in batch.frame.columns}
        present = set(trimmed.values())
        found: dict[str, str] = {}
        for original, name in trimmed.items():
            column = self._mapping.aliases.get(name, name)
            taken = column in found.values() or (column != name and column in present)
            found[original] = name if taken else column
        added = [*BAD_COLUMNS, batch.surplus] if batch.surplus else list(BAD_COLUMNS)
        return batch.frame.rename(found).select(pl.exclude(added))

    def absent(self, batch: Batch, cells: pl.DataFrame) -> list[str]:
        """The columns without which no row can become an event."""
        return [] if batch.loose else [name for name in self._mapping.needed() if name not in cells.columns]

    def problems(self, batch: Batch, cells: pl.DataFrame, absent: list[str]) -> tuple[Problem, ...]:
        """A problem for each absent column, said once."""
        where, header = f" on sheet '{batch.sheet}'" if batch.sheet else "", max(batch.first_row - 1, 1)
        return tuple(
            Problem(self._file, header, 1, f"column '{name}' is missing{where}", self._hint(name, cells))
            for name in absent
            if self._first_time(batch, name)
        )

    def unused(self, batch: Batch, cells: pl.DataFrame) -> list[Finding]:
        """One finding that lists the columns nobody reads, one that lists those that are read but absent."""
        known = self._mapping.columns()
        spare = [name for name in cells.columns if name not in known and name != PUSH and self._first_time(batch, name)]
        absent = [name for name in known if name not in cells.columns and not batch.loose]
        absent = [name for name in absent if self._first_time(batch, name)]
        findings = (
            [Finding(f"columns not used: {', '.join(spare)}", "list under 'keep' what should be kept")] if spare else []
        )
        if absent:
            findings.append(
                Finding(f"columns not in the file: {', '.join(absent)}", "read as empty; check the spelling")
            )
        return findings

    def _first_time(self, batch: Batch, name: str) -> bool:
        told = (batch.sheet, name) in self._told
        self._told.add((batch.sheet, name))
        return not told

    def _hint(self, name: str, cells: pl.DataFrame) -> str:
        return f"{suggest(name, cells.columns)}; add other spellings under 'aliases'"
