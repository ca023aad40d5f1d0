"""One standard tried on a whole archive, beside the one that it takes the place of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from bench.apart import Run, several
from bench.archives import Scale
from bench.figure import Figure
from tuotou.handbook import load
from tuotou.operations.trial.backtest import backtest_archive
from tuotou.operations.trial.trial import Trial

RUNS: Final = 3
STANDARD: Final = "last-mile-hours"  # six hours, where it was four
SPREADING: Final = "hub-sorted-8h"  # hears what trips hand down: all events are read
TITLE: Final = "Back-test of a standard"
HOW: Final = """\
`backtest_archive` on the archive of the replay, each run in a fresh process, the handbook's reading counted. Version 2
of `last-mile-hours` is tried against version 1: counts by site, person and day, pairs, examples, warnings; then with
the belief log of all promises that would once have been said broken. Only events that the two can hear of are read.
`hub-sorted-8h` hears of what trips hand down to parcels, so every event is read and unfolded for it."""


class Tried(NamedTuple):
    """What a back-test was about."""

    events: int
    promises: int


def measure(scale: Scale) -> Iterator[Figure]:
    """Events a second of the archive that `replaying` made, and what a back-test takes of the machine."""
    root, runs = scale.archive(scale.events), scale.runs(RUNS)
    quick = several(runs, try_it, root, STANDARD)
    yield _speed("events, one standard against another", quick, 5_000_000)  # 20 M in four seconds
    yield Figure("processor time for each event", 1e6 * quick.cpu / quick.result.events, "µs")
    yield Figure("peak memory", quick.peak, "MiB")
    yield _speed("the same with what was said and withdrawn", several(runs, try_it, root, STANDARD, beliefs=True))
    yield _speed("a standard that hears of containers", several(runs, try_it, root, SPREADING))


def _speed(what: str, run: Run[Tried], aim: float | None = None) -> Figure:
    return Figure(what, run.result.events / run.seconds, "events/s", aim, at_least=aim is not None)


def try_it(root: Path, id: str, *, beliefs: bool = False) -> Tried:
    """Try the second version of a standard against the first."""
    handbook = load()
    old, new = handbook.by_id[id][:2]
    found = backtest_archive(root, Trial(handbook, new, old), beliefs=beliefs)
    return Tried(found.events, found.new.counts.counted)
