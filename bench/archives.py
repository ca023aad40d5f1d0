"""The archives that are measured: made when they are not there yet, kept in bench/data, never in git."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
from rich.console import Console
from rich.progress import Progress

from bench.make_events import make_events
from tuotou.archive.layout import SUBJECT_KEY, Layout
from tuotou.archive.read import Archive
from tuotou.archive.write import append
from tuotou.handbook import read_vocabulary

NUMBERS: Final = ("subject", "into", "out_of", "to_number", "photo_hash")
"""The columns that a copy of a parcel must not share with it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    data: Path  # where archives are kept
    events: int  # of the archive that most figures are about
    large: bool = False  # whether one ten times larger is measured too

    @property
    def small(self) -> bool:
        """Whether this only shows that everything runs: then it runs once, and says little about speed."""
        return self.events < 1_000_000

    def runs(self, wanted: int) -> int:
        """How often to run what wants to be run so often."""
        return 1 if self.small else wanted

    def archive(self, events: int) -> Path:
        """Where the archive of about so many events is kept."""
        return self.data / f"{events / 1_000_000:g}m"


def make(root: Path, events: int) -> None:
    """Make an archive of about so many events, unless it stands."""
    _make(root, events, make_events(events))


def make_copies(root: Path, of: Path, times: int) -> None:
    """Make an archive that holds another one so many times, each copy under numbers of its own, unless it stands."""
    _make(root, Archive.open(of).count * times, _copies(Archive.open(of), times))


def _make(root: Path, events: int, batches: Iterator[pl.DataFrame]) -> None:
    """Whole or not at all: a folder that was not finished is made anew."""
    if root.exists():
        return
    unfinished = root.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    words, _ = read_vocabulary()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"Making {root.name} (once)", total=events)

        def tell(stage: str, done: int, of: int | None) -> None:
            bar.update(task, completed=done, total=of or events, description=f"{root.name}: {stage}")

        append(unfinished, batches, Layout.of(words).holding(events), tell)
    unfinished.rename(root)


def _copies(archive: Archive, times: int) -> Iterator[pl.DataFrame]:
    for load in (archive.containers, *(partition.load for partition in archive.partitions())):
        events = load().drop(SUBJECT_KEY)
        for copy in range(times):
            named = [pl.col(name) + f"-{copy}" for name in NUMBERS if name in events.columns]
            yield events.with_columns(named)
