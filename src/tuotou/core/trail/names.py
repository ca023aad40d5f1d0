"""Names of sites and people, and the process-wide codes that stand for them: neither is ever forgotten."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.trail import FEW, Codes, integers, taken

_SPELLED: Final[dict[pl.Categorical, pl.Series]] = {}  # null, then the name of each code up to the largest asked for


def names(found: Codes, dtype: pl.Categorical) -> pl.Series:
    """Process-wide codes as names, null where there is none."""
    last = int(found.max(initial=-1))
    if dtype not in _SPELLED or last + 1 >= len(_SPELLED[dtype]):
        every = pl.Series(np.arange(last + 1), dtype=pl.UInt32).cat.to(dtype).cast(pl.String)
        _SPELLED[dtype] = pl.concat([pl.Series([None], dtype=pl.String), every], rechunk=True)
    return _SPELLED[dtype][taken(found + 1)]


def codes(column: pl.Series, dtype: pl.Categorical) -> Codes:
    """A column of names as process-wide integer codes; -1 where there is none."""
    if len(column) <= FEW:
        told, known = column.to_list(), _coded(dtype)
        if unheard := [name for name in dict.fromkeys(told) if name not in known]:
            known.update(zip(unheard, _codes(pl.Series(unheard, dtype=pl.String), dtype).tolist(), strict=True))
        return np.array([known[name] for name in told], dtype=np.int32)
    return _codes(column, dtype)


@cache
def _coded(dtype: pl.Categorical) -> dict[str | None, int]:
    """The codes that few were asked for so far, by name."""
    return {None: -1}


def _codes(column: pl.Series, dtype: pl.Categorical) -> Codes:
    physical = column.cast(pl.String).cast(dtype) if column.dtype != dtype else column
    return integers(physical.to_physical())
