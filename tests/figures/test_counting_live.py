"""Figures that are counted live are those that `tuotou measure` tells of the same events, whatever came late."""

from __future__ import annotations

import polars as pl
import pytest
from tests.figures.books import booked, count_all, replayed, streamed, unsaid
from tests.live.turns import HOUR

from tuotou.core.indicators.figure import Figure
from tuotou.core.standards.indicator import Stock
from tuotou.operations.live.watch import Watch
from tuotou.store.models import Stirred

pytestmark = pytest.mark.django_db


def said(figures: dict[str, Figure]) -> dict[str, tuple[int, int | None, dict[str, float]]]:
    """Name → (count, of, figures), of what was counted at all."""
    found = {name: (one.counted, one.of, dict(one.figures)) for name, one in figures.items() if name}
    return {name: one for name, one in found.items() if one[0] or one[1]}


@pytest.mark.parametrize(("late", "seed"), [(0, 1), (20 * HOUR, 2)])
def test_counted_live_is_what_a_replay_measures(work: pl.DataFrame, watch: Watch, late: int, seed: int) -> None:
    now = 0
    for turn, now in enumerate(streamed(work, watch, late=late, seed=seed)):
        if turn % 5 == 0:
            count_all(watch, now)
    for wait in (20 * HOUR, 72 * HOUR):
        now += wait
        count_all(watch, now)

    assert not Stirred.objects.exists()
    told = 0
    for one in replayed(watch, now):
        indicator = one.indicator
        days = said(booked(indicator, "", ""))
        assert days == said({figure.name: figure for figure in one.told_by("day")}), indicator.id
        if "site" in indicator.by and not isinstance(indicator.count, Stock):  # told of an average day
            sites = said(booked(indicator, "", "site"))
            assert sites == said({figure.name: figure for figure in one.told_by("site")}), indicator.id
        for word in {*indicator.by} - {"site", "lane"}:
            values = said(booked(indicator, word, "value"))
            assert values == said({figure.name: figure for figure in one.told_by(word)}), (indicator.id, word)
        assert unsaid(indicator) == (one.cannot_say, one.doubt), indicator.id
        told += bool(days)
    assert told > 40
