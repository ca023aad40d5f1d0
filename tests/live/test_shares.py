"""Shares are published once for each period, from what was known when it was over; the replay says the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.live import small_company
from tests.live.small_company import SHARES
from tests.live.turns import HOUR, record

from tuotou.core.promises.evaluate import evaluate_docket
from tuotou.core.promises.share import populations
from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import micros
from tuotou.operations.live.share_count import share_docket
from tuotou.operations.live.shares import close_periods, foresee_shares
from tuotou.operations.live.watch import Watch
from tuotou.store.log import recorded
from tuotou.store.models import Adjustment, ClosedPeriod, Promise, Verdict

pytestmark = pytest.mark.django_db
TURN, DAY = 6 * HOUR, 24 * HOUR


@pytest.fixture(scope="module")
def daily(watch: Watch) -> Watch:
    """The shipped handbook with shares of every day."""
    return small_company.daily(watch)


@pytest.fixture
def streamed(day_of_work: pl.DataFrame, daily: Watch) -> int:
    """A day of work recorded every six hours, some of it hours late; the last instant."""
    lot = np.random.default_rng(5)
    comes = micros(day_of_work["recorded_at"]) + lot.integers(0, 6 * HOUR, len(day_of_work))
    turn = (comes - comes.min()) // TURN
    now = 0
    for number in np.unique(turn).tolist():
        now = int(comes.min()) + (number + 1) * TURN
        record(day_of_work[np.flatnonzero(turn == number)], daily, lambda now=now: now)
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
    record(
        pl.DataFrame([*taken_back(broken)]).with_columns(pl.col("at", "recorded_at").cast(INSTANT)), daily, lambda: now
    )
    close_periods(daily, now + HOUR)

    assert [
        row for row in ClosedPeriod.objects.order_by("id").values() if row["first_day"] <= before[-1]["first_day"]
    ] == before
    assert not Promise.objects.filter(standard="inspection-has-photo", status="broken").exists()


def test_late_evidence_is_an_adjustment_beside_the_next_period(streamed: int, daily: Watch) -> None:
    close_periods(daily, now := streamed + 3 * DAY)
    assert not Adjustment.objects.exists()
    recall_all(daily, now)
    said = set(Verdict.objects.filter(promise__standard__in=SHARES).values_list("id", flat=True))

    close_periods(daily, now + HOUR)
    assert not Adjustment.objects.exists()  # no statement came after
    close_periods(daily, now + 3 * DAY)
    assert {"inspection-share"} <= {*Adjustment.objects.values_list("standard", flat=True)}
    statement = min(Adjustment.objects.values_list("as_of", flat=True))
    promises = replayed(daily, statement)
    adjusted = dict[tuple[str, int, str], tuple[int, int]]()
    for each in Adjustment.objects.all():
        assert each.as_of == statement, "the next statements have nothing to add"
        adjusted[each.standard, each.first_day, each.who] = each.counted, each.kept
    for row in ClosedPeriod.objects.filter(standard="inspection-share", as_of__lt=statement):
        counts, keeps = adjusted.pop((row.standard, row.first_day, row.who), (0, 0))
        assert (row.counted + counts, row.kept + keeps) == counted(promises, row, daily)
    assert not [key for key in adjusted if key[0] == "inspection-share"]
    news = Verdict.objects.filter(promise__standard__in=SHARES).exclude(id__in=said)
    assert not news.filter(known_at__lt=statement).exists(), "what was judged is not judged again"


def test_adjustments_are_the_same_however_late_and_end_with_their_month(
    streamed: int, daily: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_periods(daily, now := streamed + 3 * DAY)
    published = [*ClosedPeriod.objects.values_list("id", flat=True)]
    recall_all(daily, now)

    for turn in range(1, 17):
        close_periods(daily, now + turn * 6 * HOUR)
    in_time = lines()
    publish_again(daily, published, now + 4 * DAY)
    assert lines() == in_time != []

    monkeypatch.setattr("tuotou.operations.live.shares.ADJUSTED", HOUR)
    publish_again(daily, published, now + 4 * DAY)
    assert lines() == []


def publish_again(watch: Watch, but: list[int], now: int) -> None:
    """All periods but some."""
    Adjustment.objects.all().delete()
    ClosedPeriod.objects.exclude(id__in=but).delete()
    close_periods(watch, now)


def lines() -> list[tuple[Any, ...]]:
    """All adjustments."""
    return sorted(Adjustment.objects.values_list("standard", "first_day", "who", "counted", "kept", "as_of"))


def recall_all(watch: Watch, now: int) -> None:
    """What opened the missed inspections is taken back, long after their figures were published."""
    broken = Promise.objects.filter(standard="inspection-has-photo", status="broken")
    events = pl.DataFrame([*taken_back(broken)]).with_columns(pl.col("at", "recorded_at").cast(INSTANT))
    record(events, watch, lambda: now)


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
