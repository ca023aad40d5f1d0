"""Shares are published once for each period, from what was known when it was over; the replay says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.live.turns import HOUR

from tuotou.core.promises.evaluate import evaluate_docket
from tuotou.core.promises.share import populations
from tuotou.core.standards.standard import Share
from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import micros
from tuotou.operations.record_events import record_events
from tuotou.operations.share_count import share_docket
from tuotou.operations.shares import close_periods, foresee_shares
from tuotou.operations.watch import Watch
from tuotou.store.log import recorded
from tuotou.store.models import ClosedPeriod, Promise, Verdict

pytestmark = pytest.mark.django_db
TURN, DAY = 6 * HOUR, 24 * HOUR
DAILY = Share(("inspection-has-photo",), None, ("site",), "day", (98, 100), 2)
SHARES = {
    "inspection-share": DAILY,
    "on-time-share": replace(DAILY, streak=2, least=1),
    "damage-share": replace(DAILY, of=("signed-in-batches", "delivered-whole"), per=(), least=20, target=(1, 2)),
}


@pytest.fixture(scope="module")
def daily(watch: Watch) -> Watch:
    """The shipped handbook with shares of every day, small enough for a small company."""
    standards = watch.handbook.standards
    some = (
        replace(s, share=SHARES[s.id], settle=18 * HOUR) if s.id in SHARES else s
        for s in standards
        if s.form != "share" or s.id in SHARES
    )
    return Watch.of(replace(watch.handbook, standards=tuple(some)))


@pytest.fixture
def streamed(day_of_work: pl.DataFrame, daily: Watch) -> int:
    """A day of work recorded every six hours, some of it hours late; the last instant."""
    lot = np.random.default_rng(5)
    comes = micros(day_of_work["recorded_at"]) + lot.integers(0, 6 * HOUR, len(day_of_work))
    turn = (comes - comes.min()) // TURN
    now = 0
    for number in np.unique(turn).tolist():
        now = int(comes.min()) + (number + 1) * TURN
        record_events(day_of_work[np.flatnonzero(turn == number)], daily, lambda now=now: now)
        if number % 2:
            close_periods(daily, now)
            foresee_shares(daily, now)
    return now


def replayed(watch: Watch, as_of: int) -> pl.DataFrame:
    """What the replay of the log says of the shares and of those they count, as known at an instant."""
    docket = share_docket(watch, {(s.standard.id, s.standard.version) for s in populations(watch.handbook)})
    return evaluate_docket(believed(docket.read_from(recorded(watch.vocabulary)), as_of), docket, as_of).promises


def test_every_period_is_published_as_the_replay_of_that_instant_counts_it(streamed: int, daily: Watch) -> None:
    assert close_periods(daily, streamed + 3 * DAY) > 0

    published = ClosedPeriod.objects.exclude(who="").filter(standard="inspection-share")
    assert {row.verdict for row in published} == {"kept", "broken", "void"}
    for row in ClosedPeriod.objects.exclude(standard="on-time-share"):
        promises = replayed(daily, row.as_of)
        mine = (pl.col("opening") == str(np.datetime64(row.first_day, "D"))) & (pl.col("standard") == row.standard)
        status = promises.filter(mine & (pl.col("subject") == row.who))["status"].to_list()
        assert status == ([row.verdict] if row.verdict and row.counted else [])
        if row.standard == "inspection-share":
            assert (row.counted, row.kept) == counted(promises, row, daily)


def counted(promises: pl.DataFrame, row: ClosedPeriod, daily: Watch) -> tuple[int, int]:
    """How many promises fell due on the day of a published row, and how many of them were kept in time."""
    share = next(s for s in populations(daily.handbook) if s.standard.id == row.standard)
    due = share.calendar.day(micros(promises["due_at"]))
    mine = promises.filter(
        pl.Series(due == row.first_day),
        pl.col("standard") == "inspection-has-photo",
        pl.col("status").is_in(["kept", "kept_late", "broken"]),
    )
    if row.who:
        mine = mine.filter(pl.col("site") == row.who)
    return mine.height, mine.filter(pl.col("status") == "kept").height


def test_what_is_said_at_the_end_is_what_the_replay_says(streamed: int, daily: Watch) -> None:
    close_periods(daily, now := streamed + 3 * DAY)
    close_periods(daily, now)

    said = Promise.objects.filter(standard__in=SHARES, status__in=("broken", "at_risk"))
    live = {(p.standard, p.subject.number, p.opening, p.status, p.due_at) for p in said}
    found = replayed(daily, now).filter(
        pl.col("standard").is_in([*SHARES]), pl.col("status").is_in(["broken", "at_risk"])
    )
    columns = ("standard", "subject", "opening", "status", pl.col("due_at").to_physical())
    assert {standard for standard, *_ in live} >= {"inspection-share", "on-time-share"}
    assert live == {*found.select(columns).iter_rows()}


def test_a_period_at_risk_is_told_before_it_is_over(streamed: int, daily: Watch) -> None:
    close_periods(daily, streamed + 3 * DAY)

    told: dict[str, list[Verdict]] = {}
    for verdict in Verdict.objects.filter(promise__standard="inspection-share").order_by("id"):
        told.setdefault(verdict.promise_id, []).append(verdict)
    assert any([v.status for v in each][:1] == ["at_risk"] for each in told.values())
    for each in told.values():
        assert all(a.status != b.status and a.known_at <= b.known_at for a, b in pairwise(each))
        assert all(v.tell_at == v.known_at for v in each)
        assert all(v.known_at == v.promise.due_at + 1 for v in each if v.status == "broken")


def test_late_evidence_does_not_write_a_published_figure_over(streamed: int, daily: Watch) -> None:
    close_periods(daily, now := streamed + 3 * DAY)
    before = list(ClosedPeriod.objects.order_by("id").values())
    broken = Promise.objects.filter(standard="inspection-has-photo", status="broken")
    record_events(
        pl.DataFrame([*taken_back(broken)]).with_columns(pl.col("at", "recorded_at").cast(INSTANT)), daily, lambda: now
    )
    close_periods(daily, now + HOUR)

    assert [
        row for row in ClosedPeriod.objects.order_by("id").values() if row["first_day"] <= before[-1]["first_day"]
    ] == before
    assert not Promise.objects.filter(standard="inspection-has-photo", status="broken").exists()


def taken_back(promises: Any) -> Iterator[dict[str, Any]]:
    """The events that opened promises are taken back."""
    for p in promises:
        yield {
            "subject_kind": "parcel",
            "subject": p.subject.number,
            "id": f"{p.opening}-back",
            "kind": "retracted",
            "retracts": p.opening,
            "at": p.opens_at + DAY,
            "recorded_at": p.opens_at + DAY,
        }
