"""What was said of promises, and when, as CSV that a spreadsheet opens: one row for each change."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from tuotou.core.promises.belief import LOG

ZONE: Final = "Asia/Shanghai"


class BeliefFile:
    """The log of every promise that was ever said broken, written as it is told."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, 0
        path.write_text("\ufeff" + ",".join(LOG) + "\n", encoding="utf-8")

    def add(self, log: pl.DataFrame) -> None:
        """Adds rows of `belief.LOG`; instants to the µs, in Beijing time. Raises OSError."""
        local = pl.col("known_at").dt.convert_time_zone(ZONE).dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
        rows = log.select(LOG.names()).with_columns(local, pl.col("per").list.join("|"))
        with self.path.open("ab") as file:
            rows.write_csv(file, include_header=False)
        self.rows += len(rows)
