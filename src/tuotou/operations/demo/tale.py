"""The tale of a company that is made up: chapter after chapter, told up to any instant and then on from there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.core.trail.event import INSTANT, empty
from tuotou.core.trail.roster import SOURCE
from tuotou.core.working_time.instant import DAY
from tuotou.feeds.whole import UNFINISHED
from tuotou.operations.demo.diary import WEEK, Diary, day_of
from tuotou.operations.demo.offices import office_day
from tuotou.simulator.chapter import Chapter, tell_chapter
from tuotou.simulator.province import found_province
from tuotou.simulator.simulate import begin_of

FOLDER: Final = "chapters"
AHEAD: Final = 3_600_000_000
"""µs that are read beyond what is asked for."""
AT_ONCE: Final = 4_000  # parcels of a chapter that are more than the ordinary


class Tale:
    """What became known of the company, in the order in which it did; what was noted is told no more."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.company = found_province(diary.parcels)
        self._ahead, self._ahead_until, self._read = empty(), diary.told_until, 0

    def until(self, instant: int) -> pl.DataFrame:
        """What became known since what was noted last and by then (µs UTC), in the columns of events."""
        self._write_on(instant + AHEAD)
        if instant > self._ahead_until or self._read < len(self.diary.chapters):
            self._ahead_until, self._read = instant + AHEAD, len(self.diary.chapters)
            self._ahead = self._between(self.diary.told_until, self._ahead_until)
        return self._ahead.head(self._count(instant))

    def note(self, instant: int) -> None:
        """All that became known by then is recorded."""
        self._ahead = self._ahead.slice(self._count(instant))
        self.diary.told_until = instant
        self.diary.save()

    def quicken(self, speed: int, now: int) -> None:
        """So many times as many parcels are sent from now on until the day ends; what was begun already goes on."""
        today, diary = day_of(now), self.diary
        more = (speed - 1) * diary.parcels
        more -= sum(each.parcels for each in diary.chapters if not each.sites and each.first_day == today)
        while more > 0:
            diary.add(today, 1, min(more, AT_ONCE), {"since": now, "sites": False})
            more -= AT_ONCE

    def _count(self, instant: int) -> int:
        """How many of those ahead became known by then: they stand in this order."""
        end = pl.select(pl.lit(instant).cast(INSTANT)).item()
        return int(self._ahead["recorded_at"].search_sorted(end, side="right"))

    def _write_on(self, instant: int) -> None:
        """The chapters up to an instant: a week follows the other."""
        diary = self.diary
        weeks = [each for each in diary.chapters if each.sites]
        while not weeks or weeks[-1].orders_end <= instant:
            first = weeks[-1].first_day + timedelta(WEEK) if weeks else diary.begins
            weeks.append(diary.add(first, WEEK, diary.parcels, {}))

    def _between(self, since: int, until: int) -> pl.DataFrame:
        """What became known after an instant and by another."""
        at = pl.col("recorded_at").to_physical()
        days = [utc_day(since) + timedelta(n) for n in range((utc_day(until) - utc_day(since)).days + 1)]
        told = [empty()]
        for each in self.diary.chapters:
            if each.begins <= until and each.ends > since:
                folder = self._folder(each)
                paths = [folder / f"{day}.parquet" for day in days]
                told += [pl.read_parquet(path).filter((at > since) & (at <= until)) for path in paths if path.is_file()]
        return pl.concat(told, how="diagonal_relaxed").sort("recorded_at", "subject", "id")

    def _folder(self, chapter: Chapter) -> Path:
        """Where a chapter lies, a file for each day on which anything of it becomes known; it is told once."""
        folder = self.diary.path.with_name(FOLDER) / f"{chapter.number:04d}"
        if not folder.is_dir():
            unfinished = folder.with_name(folder.name + UNFINISHED)
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            for day, events in self._told(chapter):
                events.write_parquet(unfinished / f"{day}.parquet")
            unfinished.rename(folder)
        return folder

    def _told(self, chapter: Chapter) -> Iterator[tuple[date, pl.DataFrame]]:
        """All of a chapter with what offices report, but for what the platform's own calendar says."""
        live = (pl.col("source") == SOURCE) & (pl.col("at").to_physical() >= begin_of(self.diary.founded))
        there = {chapter.first_day + timedelta(n) for n in range(chapter.days if chapter.sites else 0)}
        for day, events in tell_chapter(chapter, self.company):
            told = [events.filter(~live.fill_null(False))]
            if day in there:  # what is reported, is reported by day
                told.append(office_day(self.company, day))
            yield day, pl.concat(told, how="diagonal_relaxed").sort("recorded_at", "subject", "id")


def utc_day(instant: int) -> date:
    """The day of an instant (µs UTC)."""
    return date(1970, 1, 1) + timedelta(instant // DAY)
