"""The agenda wakes each promise exactly when the evaluator says something else of it, and not before."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tuotou.core.promises.agenda import Agenda
from tuotou.core.promises.evaluate import evaluate
from tuotou.core.promises.naming import KEY
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.event import INSTANT, conform
from tuotou.core.working_time import NEVER

NINE = datetime(2026, 6, 3, 1, tzinfo=UTC)  # 09:00 in Chengdu
MINUTE = 60_000_000


def micros(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@pytest.fixture(scope="module")
def morning() -> pl.DataFrame:
    """Three parcels: one to be called for, one on the round, one on the round and delivered at ten."""
    scans = [
        ("YT1", "ordered", NINE, "individual"),
        ("YT2", "out_for_delivery", NINE + timedelta(minutes=20), None),
        ("YT3", "out_for_delivery", NINE + timedelta(minutes=25), None),
        ("YT3", "signed_by_self", NINE + timedelta(hours=1), None),
    ]
    events = pl.DataFrame(scans, schema=["subject", "kind", "at", "customer_kind"], orient="row")
    return conform(
        events.with_columns(
            subject_kind=pl.lit("parcel"),
            id="kind",
            at=pl.col("at").cast(INSTANT),
            recorded_at=pl.col("at").cast(INSTANT),
            site=pl.lit("CD01"),
            source=pl.lit("handheld"),
        )
    )


def test_every_promise_wakes_when_its_status_changes(morning: pl.DataFrame, company: Handbook) -> None:
    as_of = micros(NINE + timedelta(hours=1))
    says = {"status", "level"}
    agenda = Agenda.of(evaluate(morning, company, as_of).promises, as_of)
    assert set(agenda.promises["subject"]) == {"YT1", "YT2"}
    for wake, promise in zip(agenda.wakes.tolist(), agenda.promises.select(KEY).to_dicts(), strict=True):
        before, then = (
            next(
                {name: row[name] for name in says}
                for row in evaluate(morning, company, instant).promises.to_dicts()
                if all(row[name] == promise[name] for name in KEY)
            )
            for instant in (wake - 1, wake)
        )
        assert before != then, promise


def test_a_day_lived_by_the_agenda_misses_nothing(morning: pl.DataFrame, company: Handbook) -> None:
    """Evaluating only when the agenda asks for it sees all that evaluating every half hour sees."""
    begun, ended = micros(NINE + timedelta(hours=1)), micros(NINE + timedelta(hours=16))
    seen, now = set[tuple[object, ...]](), begun
    while now <= ended:
        promises = evaluate(morning, company, now).promises
        seen |= set(promises.select("standard", "subject", "opens_at", "status", "level").iter_rows())
        now = Agenda.of(promises, now).next
    looked = set[tuple[object, ...]]()
    for instant in range(begun, ended, 30 * MINUTE):
        promises = evaluate(morning, company, instant).promises
        looked |= set(promises.select("standard", "subject", "opens_at", "status", "level").iter_rows())
    assert looked <= seen
    assert {"open", "at_risk", "broken"} <= {row[3] for row in looked}


def test_what_is_due_comes_earliest_first_and_not_before_its_instant(morning: pl.DataFrame, company: Handbook) -> None:
    as_of = micros(NINE + timedelta(hours=1))
    agenda = Agenda.of(evaluate(morning, company, as_of).promises, as_of)
    assert agenda.due(agenda.next - 1).is_empty()
    assert agenda.next == micros(NINE) + 96 * MINUTE  # 80 % of two opening hours; the warning at 50 % is past
    assert agenda.due(agenda.next)["standard"].to_list() == ["pickup-2h"]
    assert agenda.due(NEVER).equals(agenda.promises)


def test_a_promise_that_is_not_open_wakes_when_it_opens(morning: pl.DataFrame, company: Handbook) -> None:
    as_of = micros(NINE + timedelta(hours=1))
    found = evaluate(morning, company, as_of).promises
    later = found.head(1).with_columns(opens_at=NINE + timedelta(hours=5), status=pl.lit("not_open"))
    assert Agenda.of(later.cast(dict(found.schema)), as_of).next == micros(NINE) + 300 * MINUTE


def test_settled_promises_never_wake(morning: pl.DataFrame, company: Handbook) -> None:
    found = evaluate(morning, company, micros(NINE + timedelta(days=30))).promises
    agenda = Agenda.of(found.filter(pl.col("status").is_in(["kept", "broken", "void"])), 0)
    assert (len(agenda.promises), agenda.next) == (0, NEVER)
