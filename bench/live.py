"""What a live system asks: judge a few parcels now, and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np
import polars as pl

from bench.apart import apart, seconds
from bench.archives import Scale
from bench.figure import Figure
from bench.make_events import PER_CONSIGNMENT, make_events
from bench.standards import sixty
from tuotou.core.promises.agenda import Agenda
from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.promises.evaluate import evaluate_docket
from tuotou.core.promises.judge import Judged, judge
from tuotou.core.trail.facts import believed
from tuotou.core.trail.unfold import unfold_all
from tuotou.handbook import load

RUNS: Final = 15
TITLE: Final = "A few parcels at a time"
HOW: Final = """\
One parcel, and 1,000 parcels with the bags and trips they rode in: from believed events in memory, the sixty standards
compiled once, to the five instants and the status of every promise; and by `evaluate_docket`, which puts names to all
of them, where a store would only to those that can still wake or were broken. Medians of 15 runs in one process.
Reading from a database, and writing what changed, are not in it.

The 4,000 parcels on their way, each with 3 to 15 events so far, and the bags and trips that they ride or rode in, are
what a watch looks at together: the whole handbook judges them, and those promises that can still wake or were not kept
are named.

The agenda is made of open promises, judged while the parcels were on their way and repeated at other instants until
there are 2 million. It is asked at 15 instants over its whole span, and the slowest answer stands."""


def measure(scale: Scale) -> Iterator[Figure]:
    """One parcel, a thousand, thousands on their way, and the agenda."""
    yield from apart(_few, scale.runs(RUNS)).result
    yield from apart(_many, scale.runs(RUNS)).result
    yield from apart(_agenda, scale.events // 10).result


def _few(runs: int) -> list[Figure]:
    thousand = next(make_events(round(5 * PER_CONSIGNMENT)))
    first = thousand.filter(pl.col("subject_kind") == "parcel")["subject"].min()
    one = thousand.filter(pl.col("subject") == first)
    return [*_judged("one parcel", one, runs, 3), *_judged("1,000 parcels", thousand, runs, 30)]


def _judged(what: str, events: pl.DataFrame, runs: int, aim: float) -> list[Figure]:
    docket, as_of = compile_docket(sixty()), int(events["recorded_at"].to_physical().to_numpy().max())
    known = believed(events, as_of)
    promises = len(evaluate_docket(known, docket, as_of).promises)
    status = seconds(runs, lambda: _status(known, docket, as_of))
    named = seconds(runs, lambda: evaluate_docket(known, docket, as_of))
    return [
        Figure(f"{what}, {promises:,} promises", 1000 * status, "ms", aim),
        Figure(f"{what}, all promises named", 1000 * named, "ms", aim),
    ]


def _many(runs: int) -> list[Figure]:
    events, docket = next(make_events(round(45 * PER_CONSIGNMENT))), compile_docket(load())
    as_of = int(np.quantile(events["at"].to_physical().to_numpy(), 0.45))
    known = docket.read_from(_on_their_way(believed(events, as_of), 4_000))
    judged = _status(known, docket, as_of)
    promises = sum(ruling.batch.size for each in judged for ruling in each.rulings)
    took = seconds(runs, lambda: [each.exceptions() for each in _status(known, docket, as_of)])
    return [Figure(f"4,000 parcels on their way, {len(known):,} events, {promises:,} promises", 1000 * took, "ms")]


def _on_their_way(known: pl.DataFrame, parcels: int) -> pl.DataFrame:
    """The events of some parcels with 3 to 15 of them, and of the bags and trips that those name."""
    sizes = known.filter(pl.col("subject_kind") == "parcel").group_by("subject").len().sort("subject")
    chosen = sizes.filter(pl.col("len").is_between(3, 15)).sample(parcels, seed=1)["subject"]
    found = []
    for kind in ("parcel", "bag", "trip"):
        found.append(known.filter((pl.col("subject_kind") == kind) & pl.col("subject").is_in(chosen.implode())))
        chosen = found[-1]["into"].drop_nulls().unique()
    return pl.concat(found)


def _status(events: pl.DataFrame, docket: Docket, as_of: int) -> list[Judged]:
    """Every promise with its instants and status, still as arrays."""
    trails = unfold_all(events, docket.handbook.vocabulary, reads=docket.reads)
    return [judge(trail, docket, as_of) for trail in trails]


def _agenda(size: int) -> list[Figure]:
    events = next(make_events(round(40 * PER_CONSIGNMENT)))
    noon = int(np.median(events["at"].to_physical().to_numpy()))
    found = evaluate_docket(believed(events, noon), compile_docket(sixty()), noon).promises
    waking = found.filter(pl.col("status").is_in(["open", "at_risk"]))
    many = pl.concat([waking] * (size // len(waking) + 1)).head(size)
    later = pl.Series(np.random.default_rng(1).integers(0, 86_400_000_000, len(many)))
    many = many.with_columns(pl.col("due_at") + later.cast(pl.Duration("us")))
    making = seconds(1, lambda: Agenda.of(many, noon))
    agenda = Agenda.of(many, noon)
    instants = np.linspace(agenda.wakes[0], agenda.wakes[-1], RUNS).astype(np.int64).tolist()
    asked = max(seconds(3, partial(agenda.due, at)) for at in instants)
    return [
        Figure(f"what is due, of {len(many):,} open promises", 1000 * asked, "ms", 100),
        Figure("making that agenda", making, "s"),
    ]
