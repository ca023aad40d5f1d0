"""Adjusting: what becomes known of a published figure later stands beside it: how much, why and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl

from tuotou.operations.figures.summing import numbers, steps
from tuotou.store.figures import NUMBERS
from tuotou.store.ledger import pack_steps
from tuotou.store.models import FigureAdjustment, Publication

WHY: Final = 10
"""So many kinds of events are named at most."""


def adjust(
    changed: pl.DataFrame, lines: pl.DataFrame, events: pl.DataFrame, before: Mapping[int, int], now: int
) -> None:
    """Write down what changes of what was published already.

    `changed`: `ledger.ENTRIES`; `lines`: line, indicator; `events`: subject_id, kind, known (µs), all of theirs;
    `before`: subject_id → as of when it was counted last.
    """
    named = changed.join(lines.select("line", "indicator"), on="line")
    days = named.select(low=pl.col("day").min(), high=pl.col("day").max()).row(0)
    published = Publication.objects.filter(
        period="day", indicator__in=named["indicator"].unique().to_list(), first_day__range=days
    )
    since = pl.DataFrame(list(before.items()), schema={"subject_id": pl.Int64, "since": pl.Int64}, orient="row")
    fresh = events.join(since, on="subject_id", how="left").filter(pl.col("known") > pl.col("since").fill_null(0))
    found = [row for each in published for row in _adjusted(each, named, fresh, now)]
    FigureAdjustment.objects.bulk_create(found)


def _adjusted(published: Publication, named: pl.DataFrame, fresh: pl.DataFrame, now: int) -> Iterator[FigureAdjustment]:
    """A line for each figure of a publication that is known otherwise now."""
    mine = (pl.col("indicator") == published.indicator) & (pl.col("day") == published.first_day)
    whole = named.filter(mine)
    measured = steps(whole)
    for line, day, *more in numbers(whole).iter_rows():
        whom = whole.filter(pl.col("line") == line)["subject_id"].unique()
        row = FigureAdjustment(publication=published, line_id=line, as_of=now, **dict(zip(NUMBERS, more, strict=True)))
        row.steps = pack_steps(measured.get((line, day), {}))
        row.subjects, row.why = len(whom), _why(fresh.filter(pl.col("subject_id").is_in(whom.implode())))
        if any(more[:-1]) or row.steps:  # that something was heard of at all changes no figure
            yield row


def _why(fresh: pl.DataFrame) -> dict[str, Any]:
    """Of which kinds of events something became known: kind → how many."""
    counted = fresh.group_by("kind").len().sort(pl.col("len"), "kind", descending=[True, False]).head(WHY)
    return {kind: n for kind, n in counted.select(pl.col("kind").cast(pl.String), "len").iter_rows()}
