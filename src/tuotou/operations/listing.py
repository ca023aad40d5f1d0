"""Promises line by line, as CSV that a spreadsheet opens: what somebody must look at, or what was said of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from tuotou.core.promises.belief import LOG
from tuotou.feeds.whole import whole

ZONE: Final = "Asia/Shanghai"


class Form(NamedTuple):
    """The columns of a listing, and how its instants are written (Beijing time)."""

    columns: tuple[str, ...]
    instants: str


EXCEPTIONS: Final = Form(
    (
        "standard", "version", "status", "subject_kind", "subject", "life", "per", "opening", "opens_at", "due_at",
        "kept_at", "site", "person", "kept_by", "level", "paused", "doubt", "estimated", "trial",
    ),
    "%Y-%m-%d %H:%M:%S",
)  # fmt: skip
"""Promises that can still wake or were not kept in time, as they are judged: rows of `naming.SCHEMA`."""
BELIEFS: Final = Form(tuple(LOG.names()), "%Y-%m-%d %H:%M:%S%.6f")
"""Every change of what was said of a promise that was ever said broken: rows of `belief.LOG`, to the µs."""


class Listing:
    """Rows written as they come."""

    def __init__(self, path: Path, place: Path, form: Form) -> None:
        self.path, self._place, self._form, self.rows = path, place, form, 0
        place.write_text("\ufeff" + ",".join(form.columns) + "\n", encoding="utf-8")

    def add(self, rows: pl.DataFrame) -> None:
        """Adds rows that hold the columns of the form. Raises OSError."""
        local = pl.col(pl.Datetime).dt.convert_time_zone(ZONE).dt.strftime(self._form.instants)
        told = rows.select(self._form.columns).with_columns(local, pl.col("per").list.join("|"))
        with self._place.open("ab") as file:
            told.write_csv(file, include_header=False)
        self.rows += len(told)


@contextmanager
def listed(path: Path | None, form: Form) -> Iterator[Listing | None]:
    """The listing that is asked for, if any: under its name when all is told. Raises OSError."""
    if path is None:
        yield None
        return
    with whole(path) as place:
        yield Listing(path, place, form)
