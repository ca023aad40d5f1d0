"""Promises of a share are periods of a site, a person or the company: few, and paired by name."""

from __future__ import annotations

from typing import Final

import polars as pl

from tuotou.core.promises.comparing import DIFFERENCES, EXAMPLE, NOT_KEPT, OUTCOMES, Comparison
from tuotou.core.promises.naming import complete
from tuotou.core.promises.promise import STATUSES
from tuotou.operations.trial.trial import Trying

_PERIOD: Final = ["subject_kind", "subject", "life", "opening"]
_BROKEN: Final = [STATUSES[status] for status in NOT_KEPT]


def compare_shares(trying: Trying) -> Comparison:
    """The periods of the two standards, paired: the same site or person, the same first day."""
    trial = trying.trial
    new, old = (_periods(trying, id) for id in (trial.new.id, trial.old_id))
    theirs = old.select(*_PERIOD, pl.exclude(_PERIOD).name.prefix("old_")).with_columns(old_opening="opening")
    both = new.join(theirs, on=_PERIOD, how="full", coalesce=True).sort(*_PERIOD)
    found = Comparison(-1, None, trial.examples)
    then, now = (pl.col(name).fill_null("none") for name in ("old_status", "status"))
    for old_status, new_status, n in both.group_by(then, now).len().iter_rows():
        found.outcomes[OUTCOMES.index(old_status), OUTCOMES.index(new_status)] = n
    found.by_opening = both.filter(pl.col("status").is_not_null() & pl.col("old_status").is_not_null()).height
    broken, was = now.is_in(_BROKEN), then.is_in(_BROKEN)
    for name, chosen in zip(DIFFERENCES, (broken & ~was, was & ~broken, broken & was), strict=True):
        mine = both.filter(chosen).head(trial.examples).with_row_index("turn")
        found.named[name] = mine.select(pl.col(column).cast(dtype) for column, dtype in EXAMPLE.items())
    return found


def persons_of_share(trying: Trying, id: str) -> pl.DataFrame:
    """Its promises by person and status, where it is counted per person."""
    counts = _periods(trying, id).group_by("person", "status").len("promises")
    return counts.with_columns(pl.col("promises").cast(pl.Int64))


def _periods(trying: Trying, id: str) -> pl.DataFrame:
    found = [share.promises(trying.as_of) for share in trying.tally.shares if share.standard.id == id]
    return complete(found)
