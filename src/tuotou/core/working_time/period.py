"""Periods that indicators are counted by: business days, weeks from Monday, months."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from tuotou.core.working_time.instant import Days

_THURSDAY = 3  # 1970-01-01


class Period(NamedTuple):
    """The period around each day [n], half-open: [first, end)."""

    first: Days
    end: Days


def period(days: Days, word: Literal["day", "week", "month"]) -> Period:
    """The day, the week (from Monday) or the month that holds each day [n]."""
    if word == "month":
        month = days.astype("datetime64[D]").astype("datetime64[M]")
        return Period(_numbers(month), _numbers(month + 1))
    if word == "week":
        monday = (days - (days + _THURSDAY) % 7).astype(np.int32)
        return Period(monday, monday + np.int32(7))
    return Period(days, days + np.int32(1))


def _numbers(month: np.ndarray) -> Days:
    return month.astype("datetime64[D]").astype(np.int64).astype(np.int32)
