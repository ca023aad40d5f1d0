"""How tests of figures let time pass, and what a replay of the log says beside the books."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from django.db.models import Sum
from tests.live.turns import HOUR, settle_all

from tuotou.core.indicators.figure import Figure, Measured, Summed, figures_of
from tuotou.core.indicators.measure import measure
from tuotou.core.standards.indicator import Indicator
from tuotou.core.trail.trail import micros
from tuotou.operations.figures.count import count
from tuotou.operations.figures.measuring import measured_live
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.ledger import unpack_steps
from tuotou.store.log import recorded
from tuotou.store.models import Figure as Row
from tuotou.store.models import FigureLine

TURN = 12 * HOUR


def streamed(events: pl.DataFrame, watch: Watch, *, late: int = 0, seed: int = 1) -> Iterator[int]:
    """The events recorded turn by turn, shuffled by up to `late` µs and judged; the instant after each, idle or not."""
    lot = np.random.default_rng(seed)
    comes = micros(events["recorded_at"]) + lot.integers(0, late + 1, len(events))
    turn = (comes - comes.min()) // TURN
    for number in range(int(turn.max()) + 1):
        now = int(comes.min()) + (number + 1) * TURN
        if (mine := np.flatnonzero(turn == number)).size:
            record_events(events[mine], watch, lambda now=now: now)  # type: ignore[misc]
        settle_all(watch, lambda now=now: now)  # type: ignore[misc]
        yield now


def count_all(watch: Watch, now: int, limit: int = 300) -> None:
    """Whoever is to be counted is, a few at a time."""
    settle_all(watch, lambda: now)
    while count(watch, lambda: now, limit):
        pass


def replayed(watch: Watch, now: int) -> tuple[Measured, ...]:
    """What `tuotou measure` says of the same events."""
    return measure(recorded(watch.vocabulary), watch.handbook, measured_live(watch, now), now)


def booked(indicator: Indicator, by: str, name: str) -> dict[str, Figure]:
    """The figures of the books: by `day`, or by a name of a line (site, value)."""
    lines = dict(FigureLine.objects.filter(indicator=indicator.id, by=by).values_list("id", name or "indicator"))
    groups: dict[str, Summed] = {}
    for row in Row.objects.filter(line__in=list(lines)):
        key = str(np.datetime64(row.day, "D")) if name == "" else lines[row.line_id]
        one = groups.get(key, Summed())
        steps = {**one.steps}
        for step, n in unpack_steps(row.steps and bytes(row.steps)).items():
            steps[step] = steps.get(step, 0) + n
        groups[key] = Summed(one.count + row.count, one.per + row.per, one.total + row.total, steps)
    return {key: figure for key, figure in figures_of(indicator, by, groups).items() if groups[key] != Summed()}


def unsaid(indicator: Indicator) -> tuple[int, int]:
    """(cannot say, doubt) in the books."""
    rows = Row.objects.filter(line__in=FigureLine.objects.filter(indicator=indicator.id, by=""))
    found = rows.aggregate(cannot=Sum("cannot_say"), doubt=Sum("doubt"))
    return found["cannot"] or 0, found["doubt"] or 0
