"""The belief log: told from facts, and by judging again where history did not merely grow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import polars as pl

from bench.apart import apart, seconds
from bench.archives import Scale
from bench.figure import Figure
from bench.make_events import make_events
from tuotou.core.promises.belief import LOGGED, log_docket
from tuotou.core.promises.docket import compile_docket
from tuotou.handbook import load
from tuotou.operations.belief_history import tell_archive

RUNS: Final = 3
TITLE: Final = "What was said, and when"
HOW: Final = """\
The belief log of events in memory by the shipped handbook, in one call and one process. Recorded as they happen, nearly
all of it is told from one judgement of each parcel. Recorded within a minute, what bears the same minute is known
in turn, and is judged again; so is what comes up to six hours late, which 5 % do. The last row of these judges late
events at each instant at which anything became known. The archive is the smaller one of above, portion by portion."""
MINUTE: Final = pl.duration(minutes=1)
TOLD: Final = {
    "recorded as they happen": pl.col("at"),
    "recorded within a minute": pl.min_horizontal("recorded_at", pl.col("at") + MINUTE),
    "5 % up to six hours late": pl.col("recorded_at"),
}
AIMS: Final = dict(zip(TOLD, (100_000, 10_000, 10_000), strict=True))


def measure(scale: Scale) -> Iterator[Figure]:
    """Events a second of three histories, of judging everything, and of an archive."""
    count, runs = scale.events // 60, scale.runs(RUNS)
    for name in TOLD:
        yield _speed(f"log, {name}", apart(told, count, name, runs).result, AIMS[name])
    yield _speed("log, the same judged at every instant", apart(told, count // 10, name, 1, every=True).result)
    archived = apart(tell_all, scale)
    yield _speed(f"log of an archive of {archived.result / 1e6:.3g} M events", archived.result / archived.seconds)
    yield Figure("peak memory of that", archived.peak, "MiB")


def _speed(what: str, value: float, aim: float | None = None) -> Figure:
    return Figure(what, value, "events/s", aim, at_least=aim is not None)


def told(count: int, name: str, runs: int, *, every: bool = False) -> float:
    """Events a second of the log of about so many, told in one of the ways."""
    events = next(make_events(count)).with_columns(TOLD[name].alias("recorded_at"))
    handbook = load()
    logged = compile_docket(replace(handbook, standards=tuple(s for s in handbook.standards if s.form in LOGGED)))
    events, until = (
        compile_docket(handbook).read_from(events),
        int(events["recorded_at"].to_physical().to_numpy().max()),
    )
    return len(events) / seconds(runs, lambda: log_docket(events, logged, until, every=every))


def tell_all(scale: Scale) -> int:
    """The log of the smaller archive, thrown away; how many events it holds."""
    told = [0]
    tell_archive(scale.archive(scale.events // 10), load(), None, lambda log: None, lambda done, _: told.append(done))
    return told[-1]
