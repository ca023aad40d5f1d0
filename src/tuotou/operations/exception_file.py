"""The promises that somebody must look at, one row each, as CSV that a spreadsheet opens."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

ZONE: Final = "Asia/Shanghai"
COLUMNS: Final = (
    "standard", "version", "status", "subject_kind", "subject", "life", "per", "opening", "opens_at", "due_at",
    "kept_at", "site", "person", "kept_by", "level", "paused", "doubt", "estimated", "trial",
)  # fmt: skip


class ExceptionFile:
    """Promises that can still wake or were not kept in time, written as they are judged."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, 0
        path.write_text("\ufeff" + ",".join(COLUMNS) + "\n", encoding="utf-8")

    def add(self, promises: pl.DataFrame) -> None:
        """Adds rows of `naming.SCHEMA`; instants are written in Beijing time. Raises OSError."""
        local = pl.col(pl.Datetime).dt.convert_time_zone(ZONE).dt.strftime("%Y-%m-%d %H:%M:%S")
        rows = promises.select(COLUMNS).with_columns(local, pl.col("per").list.join("|"))
        with self.path.open("ab") as file:
            rows.write_csv(file, include_header=False)
        self.rows += len(rows)
