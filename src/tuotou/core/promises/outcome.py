"""What judging one family of standards over one chunk gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from tuotou.core.promises.batch import Batch
from tuotou.core.promises.openings import Openings

if TYPE_CHECKING:
    from tuotou.core.promises.crowd import Crowd


class Outcome(NamedTuple):
    """The same for every form; what a form does not give is left out."""

    openings: Openings  # all that open, and of which it cannot be said
    batches: tuple[Batch, ...] = ()  # one for each version of each line
    findings: tuple[pl.DataFrame, ...] = ()
    crowds: tuple[Crowd, ...] = ()  # what is counted over all chunks before it is judged
