"""Archive days: days of recording are copied to the archive once they are over (kernel rule 66).

A day of recording closes for good: the store gives `recorded_at`, and never one of the past. Killed in between, the
day is copied again, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.db.models import Max, Min

from tuotou.archive.layout import ArchiveError, Layout
from tuotou.archive.read import Archive
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


def archived_until(root: Path) -> int:
    """Up to when everything recorded lies in the archive, µs UTC: the end of the last day before one that is missing.

    Raises `ArchiveError`.
    """
    copied = list(ArchivedDay.objects.order_by("day"))
    if not copied:
        return 0
    missing = next(_missing(Archive.open(root), copied), None)
    return _begins(missing) if missing else _begins(copied[-1].day) + DAY


def missing_days(root: Path) -> list[date]:
    """The days that were copied, and that the archive has not whole. Raises `ArchiveError` where there is none."""
    copied = list(ArchivedDay.objects.order_by("day"))
    return list(_missing(Archive.open(root), copied)) if copied else []


def archived_days(root: Path, first: date, last: date) -> Archive:
    """The archive's days from `first` to `last`. Raises `ArchiveError` where one that was copied is not whole."""
    archive = Archive.open(root)
    for day in _missing(archive, ArchivedDay.objects.filter(day__range=(first, last)).order_by("day")):
        raise ArchiveError(f"{root}: has not all events of {day}, which was copied there; put its folder back")
    days = {_folder(first + timedelta(days=n)) for n in range((last - first).days + 1)}
    return replace(archive, folders={path: day for path, day in archive.folders.items() if path.name in days})


def _missing(archive: Archive, copied: Iterable[ArchivedDay]) -> Iterator[date]:
    """The days of which the archive has fewer events than were copied."""
    there = {folder.name: day.events for folder, day in archive.folders.items()}
    return (each.day for each in copied if there.get(_folder(each.day), 0) < each.events)


def _folder(day: date) -> str:
    return f"day={day}"


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
