"""What makes a whole row bad: its shape, no event in it, or events in an impossible order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from tuotou.feeds.batch import Batch
from tuotou.feeds.draft import PRESENT
from tuotou.feeds.encoding import LOST
from tuotou.feeds.mapping import EventRule, FeedMapping
from tuotou.feeds.review import Review

_UNDECODABLE: Final = ("bytes that are neither UTF-8 nor GB18030", "save the file in one encoding, UTF-8 at best")
_SURPLUS: Final = ("the row has more cells than the header", "put a cell that holds the delimiter in quotes")


def check_shape(batch: Batch, review: Review) -> None:
    """Refuse rows with bytes of no known encoding, or with more cells than the header has."""
    if batch.undecodable:
        for column in review.cells.columns:
            cells = review.cells[column]
            review.refuse(cells.str.contains(LOST, literal=True), column, cells, _UNDECODABLE)
    if batch.surplus:
        surplus = batch.frame[batch.surplus]
        review.refuse(surplus.is_not_null() & (surplus != ""), "", surplus, _SURPLUS)


def check_rows(review: Review, mapping: FeedMapping, drafts: Mapping[str, pl.DataFrame]) -> None:
    """Refuse rows that yield no event, or whose events contradict the mapping's `order`."""
    rules = {rule.label: rule for rule in mapping.events}
    none = pl.select(pl.all_horizontal([draft["at"].is_null() for draft in drafts.values()])).to_series()
    times = [rule.at for rule in mapping.events]
    fault = ("no event: no time is given", f"a time in one of: {', '.join(times)}")
    review.refuse(none & ~review.bad, times[0], review.text(times[0]), fault)
    latest: pl.Series | None = None
    for label in mapping.order:
        at = _time(drafts[label])
        if latest is not None:
            _check_after(review, rules[label], at < latest)
        latest = at if latest is None else pl.select(pl.max_horizontal(latest, at)).to_series()


def _time(draft: pl.DataFrame) -> pl.Series:
    return draft.select(pl.when(PRESENT).then("at")).to_series()


def _check_after(review: Review, rule: EventRule, before: pl.Series) -> None:
    fault = (f"'{rule.label}' before what must come first", "the times in the order they can happen, in one time zone")
    review.refuse(before, rule.at, review.text(rule.at), fault)
