"""Publish: figures of days, weeks and months are written down once they are over, at a fixed hour, and stay (W16).

Whatever becomes known later is an adjustment beside them. Done late, what is known then is published: it says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

import numpy as np
from django.db.models import Min

from tuotou.core.standards.indicator import Indicator
from tuotou.core.trail.whereabouts import ENDED
from tuotou.core.working_time import Calendar, period
from tuotou.operations.figures.measuring import CALENDAR, REACH, begins, business_day, measured_live
from tuotou.operations.live.watch import Watch
from tuotou.store import figures, places
from tuotou.store.alone import alone
from tuotou.store.models import Figure, Publication
from tuotou.store.whole import writing

HOUR: Final = 3_600_000_000
DAY: Final = 24 * HOUR
Word = Literal["day", "week", "month"]
AFTER: Final[Mapping[Word, int]] = {"day": 7 * HOUR, "week": 3 * DAY + 7 * HOUR, "month": 14 * DAY + 7 * HOUR}
"""µs from the end of a period's last business day to its publication: a day at 07:00, a week on Thursday, a month on
the 15th; a hub's day ends at noon, and is published at 19:00. Until then late uploads come in and objections are heard.
"""
KEPT: Final = 400
"""Days for which figures are kept as they are known; as they were published they are kept for ever."""
LISTED: Final = 60
"""Days for which it is kept who stands behind them: longer than anybody stays in the live tables who ended in time."""
STAYS: Final = 3 * DAY
"""µs for which it is kept where somebody was who ended."""


class Span(NamedTuple):
    """A period of business days of a calendar, and when its figures are published."""

    word: Word
    first: int
    last: int
    publish_at: int


def span(calendar: Calendar, word: Word, day: int) -> Span:
    """The period that holds a business day."""
    found = period(np.array([day], dtype=np.int32), word)
    first, end = int(found.first[0]), int(found.end[0])
    return Span(word, first, end - 1, begins(calendar, end) + AFTER[word])


def publish(watch: Watch, now: int) -> int:
    """Publish what is due by `now` (µs UTC), once all that was known when it fell due is counted; how many."""
    first = Figure.objects.aggregate(first=Min("day"))["first"]
    if first is None:
        return 0
    until = min(now, figures.counted_until())
    asked = [(one, each) for one in measured_live(watch, now) for each in _due(watch, one, first, until)]
    told = set(Publication.objects.values_list("indicator", "period", "first_day"))
    missing = [(one, each) for one, each in asked if (one.id, each.word, each.first) not in told]
    for one, each in missing:
        with writing():
            alone("figures")
            if not Publication.objects.filter(indicator=one.id, period=each.word, first_day=each.first).exists():
                _publish(one, each, figures.counted_until())
    return len(missing)


def forget(watch: Watch, now: int) -> None:
    """What is looked for by nobody any more: old figures that are published, and where those are that ended."""
    today = business_day(watch.handbook.calendars[CALENDAR], now)
    with writing():
        alone("figures")
        figures.forget(today - KEPT, today - LISTED)
        places.forget(ENDED, now - STAYS)


def _due(watch: Watch, one: Indicator, first: int, now: int) -> Iterator[Span]:
    """The periods of an indicator that are to be published by now: those of which all days were kept up."""
    calendar = watch.handbook.calendars[one.calendar]
    today = business_day(calendar, now)
    for word, back in (("day", REACH), ("week", REACH + 7), ("month", REACH + 31)):
        seen = set[int]()
        for day in range(max(first, today - back), today):
            each = span(calendar, word, day)  # type: ignore[arg-type]
            if each.first not in seen and each.publish_at <= now:
                seen.add(each.first)
                yield each


def _publish(one: Indicator, each: Span, as_of: int) -> None:
    """Write the figures of a period down as they are."""
    row = Publication.objects.create(
        indicator=one.id, version=one.version, period=each.word, first_day=each.first, last_day=each.last, as_of=as_of
    )
    if each.word == "day":
        figures.publish(row.pk, one.id, each.first)
