"""The last days as one archive: the days that are archived, by links to their folders, and beside them what is not yet.

So a back-test of the platform's own history is that of any archive. What is linked is read and never written.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.archive.layout import Layout, day_folders, folder_name
from tuotou.archive.write import append
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.working_time.instant import DAY
from tuotou.store.log import portions

DESCRIPTION: Final = "archive.json"


@dataclass(frozen=True, slots=True)
class Window:
    """UTC days of recording, from the one in which `since` lies to the one in which `until` lies (µs UTC)."""

    root: Path  # the archive
    since: int
    until: int

    @property
    def days(self) -> range:
        """Since 1970-01-01."""
        return range(self.since // DAY, self.until // DAY + 1)

    def archived(self) -> Sequence[Path]:
        """The folders of the days that the archive has."""
        if not (self.root / DESCRIPTION).exists():
            return []
        there, wanted = day_folders(self.root), {folder_name(day) for day in self.days}
        return [path for name, path in there.items() if name in wanted]

    def events(self, vocabulary: Vocabulary) -> Iterator[pl.DataFrame]:
        """What was recorded on the days that the archive lacks."""
        lacking = {folder_name(day): day for day in self.days}
        for path in self.archived():
            lacking.pop(path.name, None)
        for first, end in _runs(sorted(lacking.values())):
            yield from portions(vocabulary, first * DAY, min(end * DAY, self.until + 1))

    def gather(self, folder: Path, vocabulary: Vocabulary) -> bool:
        """Make an archive of them in a folder that is not there yet; False: nothing was recorded.

        Raises `ArchiveError`, OSError.
        """
        linked = self.link(folder)
        added = append(folder, self.events(vocabulary), Layout.of(vocabulary))
        return bool(added.events) or linked

    def link(self, folder: Path) -> bool:
        """The days that are archived alone; False: there are none."""
        folder.mkdir(parents=True)
        found = self.archived()
        if found:
            shutil.copy(self.root / DESCRIPTION, folder / DESCRIPTION)
        for path in found:
            (folder / path.name).symlink_to(path.resolve(), target_is_directory=True)
        return bool(found)


def window(root: Path, days: int, until: int) -> Window:
    """So many whole days, and what of the day of `until` has passed."""
    return Window(root, until - days * DAY, until)


def _runs(days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Days that follow each other, as [first, end)."""
    for _, run in groupby(enumerate(days), lambda each: each[1] - each[0]):
        mine = [day for _, day in run]
        yield mine[0], mine[-1] + 1
