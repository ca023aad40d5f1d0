"""What somebody did in the last seven days, drawn: events by day and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from tuotou.console.page import Request
from tuotou.console.tags import said, words, zone
from tuotou.core.document import Bilingual
from tuotou.operations.inquiry.people import DAY, work_of
from tuotou.operations.live.watch import current_watch

DAYS: Final = 7
DRAWN: Final = 4
"""Kinds that are drawn one by one; the others are one."""
GREY: Final = "#8a97a8"


@dataclass(frozen=True, slots=True)
class Work:
    """Events of theirs."""

    total: int
    kinds: Sequence[tuple[Bilingual, int]]
    option: dict[str, Any]
    """For `chart`."""


def work(request: Request, person: str) -> Work:
    """Of the last seven local days, today too."""
    local = datetime.fromtimestamp(request.now / 1_000_000, UTC).astimezone(zone())
    offset = int((local.utcoffset() or timedelta()).total_seconds()) * 1_000_000
    today = (request.now + offset) // DAY
    since = (today - DAYS + 1) * DAY - offset
    by_day = work_of(person, request.member.sight, since, offset)
    kinds = Counter[str]()
    for (_, kind), count in by_day.items():
        kinds[kind] += count
    days = [today - DAYS + 1 + turn for turn in range(DAYS)]
    drawn = [kind for kind, _ in kinds.most_common(DRAWN)]
    series = [_series(_title(kind), [by_day.get((day, kind), 0) for day in days]) for kind in drawn]
    others = [sum(count for (at, kind), count in by_day.items() if at == day and kind not in drawn) for day in days]
    if any(others):
        series.append({**_series(Bilingual("其他", "others"), others), "itemStyle": {"color": GREY}})
    return Work(kinds.total(), [(_title(kind), n) for kind, n in kinds.most_common()], _option(days, series))


def _title(kind: str) -> Bilingual:
    known = current_watch().vocabulary.kinds.get(kind)
    return known.title if known else Bilingual(kind, kind)


def _series(title: Bilingual, values: Sequence[int]) -> dict[str, Any]:
    return {"type": "bar", "stack": "all", "name": said(title), "data": list(values)}


def _option(days: Sequence[int], series: Sequence[dict[str, Any]]) -> dict[str, Any]:
    labels = [f"{date(1970, 1, 1) + timedelta(days=day):%m-%d}" for day in days]
    return {
        "legend": {"itemWidth": 12, "itemGap": 8},
        "grid": {"left": 8, "right": 16, "top": 72, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": labels},
        "yAxis": {"type": "value", "minInterval": 1, "name": words("件次", "events")},
        "series": list(series),
    }
