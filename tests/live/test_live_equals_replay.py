"""Live equals replay (kernel rules 58–60): whatever order events come in, and whoever slept meanwhile."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from django.db import transaction
from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises
from tests.live.turns import HOUR, TURN, settle_all

from tuotou.core.trail.trail import micros
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.models import Mark, Promise, RecordedEvent

BY_RECORDING = ("scan-uploaded-30min",)
"""Standards about how late a scan was uploaded: another order of recording is another answer."""
pytestmark = pytest.mark.django_db


def stream(events: pl.DataFrame, watch: Watch, *, late: int, seed: int, asleep: int = 3) -> int:
    """The events in batches of three hours, shuffled by up to `late` µs and a tenth of them sent twice.

    The clock's work is done after each batch, but for some in the middle. Returns the last instant.
    """
    lot = np.random.default_rng(seed)
    comes = micros(events["recorded_at"]) + lot.integers(0, late, len(events))
    turn = (comes - comes.min()) // TURN
    sleeps = range(int(turn.max()) // 3, int(turn.max()) // 3 + asleep)
    now = int(comes.min())
    for number in np.unique(turn).tolist():
        mine = np.flatnonzero(turn == number)
        again = lot.choice(mine, len(mine) // 10)
        now = int(comes.min()) + (number + 1) * TURN
        record_events(events[lot.permutation(np.append(mine, again))], watch, lambda now=now: now)  # type: ignore[misc]
        if number not in sleeps:
            settle_all(watch, lambda now=now: now)  # type: ignore[misc]
    now += 30 * 24 * HOUR
    settle_all(watch, lambda: now)
    return now


@pytest.mark.parametrize(("late", "seed"), [(1, 1), (6 * HOUR, 2)])
def test_a_day_streamed_in_any_order_says_what_its_replay_says(
    day_of_work: pl.DataFrame, watch: Watch, late: int, seed: int
) -> None:
    now = stream(day_of_work, watch, late=late, seed=seed)

    assert not Mark.objects.exists()
    assert RecordedEvent.objects.count() == day_of_work.unique(["subject_kind", "subject", "id"]).height
    live, replayed = live_promises(), replayed_promises(watch, now)
    assert len(live) > 200
    assert live == replayed
    assert live_log() == replayed_log(watch, now)


@pytest.mark.heavy
def test_two_orders_end_in_the_same_promises(day_of_work: pl.DataFrame, watch: Watch) -> None:
    some = day_of_work.filter(pl.col("subject").hash(1) % 3 == 0)
    ends = []
    for seed in (3, 4):
        with transaction.atomic():
            stream(some, watch, late=12 * HOUR, seed=seed)
            broken = Promise.objects.filter(status="broken").exclude(standard__in=BY_RECORDING)
            ends.append({*broken.values_list("standard", "subject__number", "life", "opening", "due_at")})
            transaction.set_rollback(True)
    assert ends[0]
    assert ends[0] ^ ends[1] == set()
