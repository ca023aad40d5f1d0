"""The whole handbook on the archive, beside the sixty standards; then with every indicator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from bench.apart import several
from bench.archives import Scale
from bench.figure import Figure
from bench.replaying import replay
from bench.standards import sixty
from tuotou.archive.read import Archive
from tuotou.core.promises.docket import compile_docket
from tuotou.handbook import fitting_indicators, load
from tuotou.operations.replay import replay_archive
from tuotou.operations.wanted import Wanted

RUNS: Final = 1
TITLE: Final = "The whole handbook"
HOW: Final = """\
Every shipped standard over events, and every share, judges the archive of the replay, each run in a fresh process. The
archive holds parcels, bags and trips only: standards about cases, sites and people find nothing in it, and the sixty
above are about parcels all, so a comparison by number flatters the handbook. *Their share* is the time of the sixty
times the number of the handbook's standards that an event of the archive opens, by sixty. Then every shipped
indicator is measured in the same pass."""


class Told(NamedTuple):
    """What a replay by the whole handbook was about."""

    events: int
    promises: int
    opened: int  # standards over events of which any event of the archive opened a promise


def measure(scale: Scale) -> Iterator[Figure]:
    """Events a second by all standards, and what indicators add."""
    root = scale.archive(scale.events)
    handbook = load()
    judged = len(compile_docket(handbook).lines)
    every = several(scale.runs(RUNS), replay_all, root)
    speed = every.result.events / every.seconds
    yield Figure(f"events judged by {judged} standards", speed, "events/s", 1_500_000, at_least=True)
    yield Figure("promises judged", every.result.promises / every.seconds, "promises/s")
    yield Figure("peak memory", every.peak, "MiB", 4096)
    some = several(scale.runs(RUNS), replay, root)
    share = every.result.opened / len(compile_docket(sixty()).lines)
    yield Figure("time to that of sixty standards, by their share", every.seconds / some.seconds / share, "×", 1)
    told = several(scale.runs(RUNS), replay_all, root, measured=True)
    count = len(fitting_indicators(handbook))
    yield Figure(f"time with {count} indicators to that without", told.seconds / every.seconds, "×")


def replay_all(root: Path, *, measured: bool = False) -> Told:
    """Judge the archive by everything that ships."""
    handbook = load()
    indicators = fitting_indicators(handbook) if measured else ()
    report = replay_archive(root, handbook, wanted=Wanted(indicators=indicators))
    opened = sum(line.standard.form != "share" for line in (*report.standards, *report.trials))
    return Told(Archive.open(root).count, report.promises, opened)
