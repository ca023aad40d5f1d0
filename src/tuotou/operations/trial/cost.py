"""What a tried standard would have cost: its penalty, for every promise that was not kept in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import polars as pl

from tuotou.core.promises.comparing import NOT_KEPT
from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.promise import STATUSES
from tuotou.core.promises.tabulate import tabulate
from tuotou.core.standards.penalty import Penalty
from tuotou.core.trail.names import names
from tuotou.core.trail.trail import SITE, Codes, Rows, runs

Cents = Counter[str | None]
"""By the site that answers; None: there is none."""


def cost_of(judged: Judged, ruling: Ruling, penalty: Penalty) -> Cents:
    """What the promises of one chunk cost: a subject's first ones, until its cap is reached."""
    mine = np.isin(ruling.status, NOT_KEPT)
    broken = ruling.but[mine]
    charge = _charged(judged.sheet.trail.life, ruling.batch.pairing.row[broken], penalty)
    found: Cents = Counter()
    for cents in np.unique(charge[charge > 0]).tolist():
        sites = tabulate(ruling.who.site[broken[charge == cents]])
        for name, times in zip(names(sites.value, SITE), sites.times.tolist(), strict=True):
            found[name] += times * cents
    return found


def cost_of_counts(by_site: pl.DataFrame, penalty: Penalty) -> Cents:
    """The same for what is counted over many subjects: `site`, `status`, `promises` of one standard."""
    broken = by_site.filter(pl.col("status").is_in([STATUSES[status] for status in NOT_KEPT]))
    found: Cents = Counter()
    for site, promises in broken.select("site", "promises").iter_rows():
        found[site] += promises * penalty.amount
    return found


def worst(cents: Mapping[str | None, int]) -> list[tuple[str, int]]:
    """The sites that pay, the most first."""
    return sorted(((site, paid) for site, paid in cents.items() if site is not None), key=lambda line: (-line[1], line))


def _charged(life: Codes, row: Rows, penalty: Penalty) -> Rows:
    """[k] cents for each of the promises that some rows opened, in the order of time."""
    if penalty.most is None:
        return np.full(len(row), penalty.amount)
    order = np.argsort(row)  # rows stand life by life
    starts = runs(life[row[order]])
    turn = np.empty(len(row), dtype=np.int64)
    turn[order] = np.arange(len(row)) - np.repeat(starts[:-1], np.diff(starts)) if len(row) else 0
    return np.clip(penalty.most - turn * penalty.amount, 0, penalty.amount)
