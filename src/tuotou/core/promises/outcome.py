"""What judging one standard over one chunk gives."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from tuotou.core.promises.openings import Openings
from tuotou.core.promises.promise import Promises


class Outcome(NamedTuple):
    """The same for every form; what a form does not give is left out."""

    openings: Openings  # all that open, and of which it cannot be said
    promises: Promises | None = None
    findings: tuple[pl.DataFrame, ...] = ()
    members: pl.DataFrame | None = None  # what is counted over all chunks before it is judged
