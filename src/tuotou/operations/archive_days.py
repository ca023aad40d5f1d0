"""Archive days: days of recording are copied to the archive once they are over (kernel rule 66).

A day of recording closes for good: the store gives `recorded_at`, and never one of the past. Killed in between, the
day is copied again, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.db.models import Max, Min

from tuotou.archive.layout import Layout
from tuotou.archive.write import append
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.store.log import portions
from tuotou.store.log_days import DAY
from tuotou.store.models import ArchivedDay, RecordedEvent

PATIENCE: Final = 10 * 60_000_000
"""µs after its end before a day is taken for closed: longer than any transaction that began in it may last (rule 4)."""


def archive_days(
    root: Path, vocabulary: Vocabulary, now: int, progress: Callable[[int, int], None] = lambda *_: None
) -> list[ArchivedDay]:
    """Copy the days that are over by `now` (µs UTC) and not copied yet, the oldest first; which they were.

    Raises `ArchiveError`.
    """
    done: list[ArchivedDay] = []
    open_days = [*_open(now)]
    for number, day in enumerate(open_days):
        progress(number, len(open_days))
        since = _begins(day)
        appended = append(root, portions(vocabulary, since, since + DAY), Layout.of(vocabulary))
        row, _ = ArchivedDay.objects.update_or_create(day=day, defaults={"events": appended.events, "archived_at": now})
        done.append(row)
    progress(len(open_days), len(open_days))
    return done


def _open(now: int) -> Iterator[date]:
    """The days that are over and not copied yet."""
    first = RecordedEvent.objects.aggregate(first=Min("recorded_at"))["first"]
    if first is None:
        return
    last = ArchivedDay.objects.aggregate(last=Max("day"))["last"]
    day = last + timedelta(days=1) if last else datetime.fromtimestamp(first // 1_000_000, UTC).date()
    while _begins(day) + DAY + PATIENCE <= now:
        yield day
        day += timedelta(days=1)


def _begins(day: date) -> int:
    """Where a UTC day begins, µs."""
    return (day - date(1970, 1, 1)).days * DAY
