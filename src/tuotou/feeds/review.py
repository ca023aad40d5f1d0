"""The review of a batch: its rows as trimmed text, and every reason to refuse one of them."""

from __future__ import annotations

from typing import Final

import polars as pl

from tuotou.feeds.batch import BAD_COLUMNS, PUSH, Batch
from tuotou.feeds.mapping import FeedMapping

REJECTED: Final[dict[str, pl.DataType]] = {
    "sheet": pl.String(),
    "row": pl.Int64(),  # as a spreadsheet numbers it, header = 1
    "field": pl.String(),
    "value": pl.String(),
    "reason": pl.String(),
    "right": pl.String(),  # what would be right
}
"""The columns of a frame of rejections: one line for each fault, several for a row with several."""


class Review:
    """Rows under review. A row with any fault is refused as a whole, so that its correction is whole too."""

    def __init__(self, batch: Batch, cells: pl.DataFrame, mapping: FeedMapping) -> None:
        self._batch, self._empty = batch, ["", *mapping.layout.empty]
        self.cells, self.height = cells, cells.height
        used = [column for column in mapping.columns() if column in cells.columns]
        self._texts = cells.select(self._trimmed(column) for column in used)
        self._faults: list[pl.DataFrame] = []
        self.blank = _blank(batch.frame, self._texts)
        self.bad = self.blank
        for row in batch.unreadable:
            here = pl.Series(range(self.height)) == row.row - batch.first_row
            self._note(here, "", pl.repeat(row.text, self.height, eager=True), (row.reason, row.right))

    def constant(self, value: str | None) -> pl.Series:
        """The same text, or null, for every row."""
        return pl.repeat(value, self.height, dtype=pl.String, eager=True)

    def text(self, column: str) -> pl.Series:
        """The cells of a column, trimmed (full-width spaces too); null where empty or the column is absent."""
        return self._texts[column] if column in self._texts.columns else self.constant(None)

    def _trimmed(self, column: str) -> pl.Expr:
        trimmed = pl.col(column).str.strip_chars()
        return pl.when(~trimmed.is_in(self._empty)).then(trimmed).alias(column)

    def refuse(self, where: pl.Series, field: str, values: pl.Series, fault: tuple[str, str]) -> None:
        """Refuse the rows where `where` is true; `fault` is the reason and what would be right."""
        where = where.fill_null(False) & ~self.blank
        if where.any():
            self._note(where, field, values, fault)
            self.bad = self.bad | where

    def _note(self, where: pl.Series, field: str, values: pl.Series, fault: tuple[str, str]) -> None:
        rows = pl.int_range(self._batch.first_row, self._batch.first_row + self.height, eager=True)
        noted = pl.DataFrame({"row": rows.filter(where), "value": values.filter(where).cast(pl.String)})
        line = noted.with_columns(
            sheet=pl.lit(self._batch.sheet, pl.String),
            field=pl.lit(field),
            reason=pl.lit(fault[0]),
            right=pl.lit(fault[1]),
        )
        self._faults.append(line.select(pl.col(name).cast(dtype) for name, dtype in REJECTED.items()))

    def rows(self) -> int:
        """How many rows hold anything."""
        return self.height - int(self.blank.sum()) + len(self._batch.unreadable)

    def rejected(self) -> pl.DataFrame:
        """Every fault, in the order of the rows."""
        if not self._faults:
            return pl.DataFrame(schema=REJECTED)
        return pl.concat(self._faults).unique(maintain_order=True).sort("row", maintain_order=True)

    def bad_rows(self) -> pl.DataFrame:
        """The refused rows with their original cells, and its faults as lists in the columns `BAD_COLUMNS`."""
        sheet, row, field, reason, right = BAD_COLUMNS
        joined = (
            self.rejected()
            .group_by(pl.col("row").alias(row), maintain_order=True)
            .agg(pl.col("field").alias(field), pl.col("reason").alias(reason), pl.col("right").alias(right))
        )
        original = self.cells.select(pl.exclude(PUSH)).with_row_index(row, offset=self._batch.first_row)
        placed = original.with_columns(pl.col(row).cast(pl.Int64), pl.lit(self._batch.sheet, pl.String).alias(sheet))
        found = placed.join(joined, on=row, how="inner", maintain_order="left")
        return found.select(pl.exclude(BAD_COLUMNS), *BAD_COLUMNS)


def _blank(frame: pl.DataFrame, texts: pl.DataFrame) -> pl.Series:
    """The rows in which no cell holds anything but blanks; of `texts`, the cells that are read, all are null there."""
    silent = texts.select(pl.all_horizontal(pl.all().is_null())).to_series() if texts.width else None
    rows = pl.arange(frame.height, eager=True) if silent is None else silent.arg_true()
    cells = frame[rows].select(pl.exclude(PUSH, *BAD_COLUMNS).str.strip_chars().fill_null(""))
    blank = cells.select(pl.all_horizontal(pl.all() == "")).to_series()
    return pl.repeat(False, frame.height, eager=True).scatter(rows, blank)
