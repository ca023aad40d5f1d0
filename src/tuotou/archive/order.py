"""The order of an archive's rows: whole subjects, their events by time and id.

A day's file is one sorted run. Reading many days means merging runs; nearly all events were recorded in
the order in which they happened, so the merge goes by subject alone and repairs the few where they were not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.archive.layout import ORDER, SUBJECT_KEY


def ordered(events: pl.DataFrame) -> pl.DataFrame:
    """The events in `ORDER`, what is equal in it by `recorded_at`, then as they stood."""
    return events.sort(*ORDER, "recorded_at", maintain_order=True)


def in_order(runs: pl.DataFrame, lengths: Sequence[int]) -> NDArray[np.intp]:
    """The rows in `ORDER`, of runs of these lengths that stand one below the other and each are in it."""
    keys = runs[SUBJECT_KEY].to_numpy()
    if len(lengths) == 1:
        return np.arange(len(keys))
    order = np.argsort(keys, kind="stable")
    first, second = order[:-1], order[1:]
    begins = np.zeros(len(keys), np.bool_)
    begins[np.cumsum(lengths)[:-1]] = True
    meet = ((second != first + 1) | begins[second]) & (keys[first] == keys[second])
    wrong = _wrong_seams(order, np.flatnonzero(meet), runs)
    if len(wrong):
        _repair(order, keys[order[wrong]], keys, runs)
    return order


def _wrong_seams(order: NDArray[np.intp], seams: NDArray[np.intp], runs: pl.DataFrame) -> NDArray[np.intp]:
    """Of the places where a subject's events of two runs meet those where the second's do not come after the first's.

    Time settles nearly all of them; only what it leaves open (and two subjects with one key) is compared in full.
    """
    first, second = order[seams], order[seams + 1]
    at = runs["at"].to_physical().to_numpy()
    settled = at[first] < at[second]
    for name in ("subject", "subject_kind"):
        settled &= (runs[name].gather(first) == runs[name].gather(second)).to_numpy()
    left_open = np.flatnonzero(~settled)
    one = runs.select(ORDER)[first[left_open]]
    two = runs.select(pl.col(ORDER).name.suffix("_next"))[second[left_open]]
    in_order = pl.lit(True)
    for name in reversed(ORDER):
        in_order = (pl.col(name) < pl.col(f"{name}_next")) | ((pl.col(name) == pl.col(f"{name}_next")) & in_order)
    wrong: NDArray[np.bool_] = one.hstack(two).select(~in_order).to_series().to_numpy()
    return seams[left_open[wrong]]


def _repair(order: NDArray[np.intp], wrong: NDArray[np.uint64], keys: NDArray[np.uint64], runs: pl.DataFrame) -> None:
    """Sort, in place, the rows of the subjects with the keys `wrong`."""
    in_order, wrong = keys[order], np.unique(wrong)
    begin, end = np.searchsorted(in_order, wrong, "left"), np.searchsorted(in_order, wrong, "right")
    lengths = end - begin
    places = np.repeat(end - np.cumsum(lengths), lengths) + np.arange(lengths.sum())
    rows = order[places]
    order[places] = rows[runs.select(ORDER)[rows].select(pl.arg_sort_by(*ORDER)).to_series().to_numpy()]
