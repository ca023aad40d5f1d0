"""What process-wide codes stand for: names are only ever added, so each is spelled once."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.trail import Codes, taken

_SPELLED: Final[dict[pl.Categorical, pl.Series]] = {}  # null, then the name of each code up to the largest asked for


def names(found: Codes, dtype: pl.Categorical) -> pl.Series:
    """Process-wide codes as names, null where there is none."""
    last = int(found.max(initial=-1))
    if dtype not in _SPELLED or last + 1 >= len(_SPELLED[dtype]):
        every = pl.Series(np.arange(last + 1), dtype=pl.UInt32).cat.to(dtype).cast(pl.String)
        _SPELLED[dtype] = pl.concat([pl.Series([None], dtype=pl.String), every], rechunk=True)
    return _SPELLED[dtype][taken(found + 1)]
