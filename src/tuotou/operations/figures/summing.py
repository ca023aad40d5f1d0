"""Summing: entries of subjects added up to the numbers of figures, and figures added to figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from tuotou.core.indicators.entering import PARTS
from tuotou.store.figures import NUMBERS
from tuotou.store.ledger import pack_steps, unpack_steps

KEY: Final = ("line", "day")
VALUES: Final = PARTS.index("values")
COLUMN: Final[Mapping[str, tuple[str, ...]]] = {
    "count": ("count", "values"), "per": ("per",), "cannot_say": ("cannot_say",), "doubt": ("doubt",),
    "heard": ("heard",),
}  # fmt: skip
"""Number of a figure → the parts of which it is the sum."""


def numbers(changed: pl.DataFrame) -> pl.DataFrame:
    """Line, day and by how much each number of the figure changes."""
    of = {
        name: pl.col("n").filter(pl.col("part").is_in([PARTS.index(p) for p in parts]))
        for name, parts in COLUMN.items()
    }
    sums = {name: found.sum() for name, found in of.items()}
    return changed.group_by(KEY).agg(**sums, total=pl.col("total").sum()).select(*KEY, *NUMBERS)


def steps(changed: pl.DataFrame) -> dict[tuple[int, int], dict[int, int]]:
    """By line and day: how often more each step was measured."""
    measured = changed.filter(pl.col("part") == VALUES).group_by(*KEY, "step").agg(pl.col("n").sum())
    found: dict[tuple[int, int], dict[int, int]] = {}
    for line, day, step, n in measured.select(*KEY, "step", "n").iter_rows():
        found.setdefault((line, day), {})[step] = n
    return found


def merged(packed: bytes | None, fresh: Mapping[int, int]) -> bytes | None:
    """How often each step was measured, with more."""
    known = unpack_steps(packed)
    return pack_steps({step: known.get(step, 0) + fresh.get(step, 0) for step in known.keys() | fresh.keys()})
