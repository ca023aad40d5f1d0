"""What judging one family of standards over one chunk gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from tuotou.core.promises.batch import Batch

if TYPE_CHECKING:
    from tuotou.core.promises.crowd import Crowd


class Outcome(NamedTuple):
    """The same for every form; what a form does not give is left out."""

    batches: tuple[Batch, ...] = ()  # one for each version of each line
    findings: tuple[pl.DataFrame, ...] = ()
    crowds: tuple[Crowd, ...] = ()  # what is counted over all chunks before it is judged
