"""How deliveries go is counted, owners hear of it once, and what is old is removed."""

from __future__ import annotations

import pytest
from tests.deliveries.outgoing import SECOND, Clock, broken, deliver_all, queue_all, subscriber
from tests.deliveries.receiver import Said, receiving
from tests.live.warned import T

from tuotou.console.metrics import _deliveries
from tuotou.operations.deliveries.health import HOUR, health, waiting
from tuotou.operations.deliveries.tend import KEPT, remove_old, watch_limits
from tuotou.store.models import Delivery, DeliveryAttempt, Subscriber, Verdict, Warning, WarningStep

pytestmark = pytest.mark.django_db(transaction=True)


def test_delay_loss_and_refusal_by_the_hour() -> None:
    with receiving(lambda got: Said(400 if b"BAD" in got.body else 200)) as receiver:
        one = subscriber(receiver.url)
        broken(1)
        Verdict.objects.update(written_at=T)
        clock = Clock(T + 30 * SECOND)
        queue_all(clock)
        deliver_all(clock)
        broken(1, "BAD")
        queue_all(clock)
        deliver_all(clock)
    (found,) = health(T, T + HOUR)
    assert (found.subscriber, found.hour, found.sent, found.p50, found.p99) == (one.pk, T, 1, 30.0, 30.0)
    assert (found.lost, found.attempts, found.refused, found.failed) == (0, 2, 1, 0)
    assert waiting()[one.pk].count == 1 and waiting()[one.pk].since == clock.now
    Delivery.objects.filter(state="waiting").update(state="refused", ended_at=T + HOUR + 5)
    assert [(each.hour, each.lost) for each in health(T, T + 3 * HOUR)] == [(T, 0), (T + HOUR, 1)]


def test_the_owner_hears_once_of_a_slow_hour_and_again_only_after_a_good_one() -> None:
    with receiving() as receiver:
        subscriber(receiver.url, delay_limit=60)
        clock = Clock(T + 100 * SECOND)

        def deliver(prefix: str, delay: int) -> None:
            broken(3, prefix)
            Verdict.objects.filter(written_at=T).update(written_at=clock.now - delay * SECOND)
            queue_all(clock)
            deliver_all(clock)

        deliver("YT", 100)
        assert watch_limits(clock.now) == 1 and watch_limits(clock.now) == 0
        assert Subscriber.objects.get().unwell_since == clock.now
        assert "p99 delay of the last hour 100 s, limit 60 s" in WarningStep.objects.get().note
        clock.now += 2 * HOUR
        assert watch_limits(clock.now) == 0 and Subscriber.objects.get().unwell_since, "silence is no proof of health"
        deliver("ZT", 5)
        assert watch_limits(clock.now) == 0 and Subscriber.objects.get().unwell_since is None
        assert Warning.objects.get().state == "resolved"
        clock.now += 2 * HOUR
        deliver("ST", 500)
        assert watch_limits(clock.now) == 1 and Warning.objects.count() == 2


def test_a_share_of_refusals_above_the_limit_is_told() -> None:
    with receiving(lambda _: Said(422)) as receiver:
        subscriber(receiver.url)
        broken(500)
        clock = Clock()
        queue_all(clock)
        for _ in range(3):
            deliver_all(clock)
            Delivery.objects.exclude(next_try_at=None).update(next_try_at=clock.now)
            Subscriber.objects.update(failures=0)
        assert watch_limits(clock.now + 1) == 1
        assert "100.0% of the last hour refused" in WarningStep.objects.get().note


def test_what_is_over_for_long_is_removed_with_its_attempts_and_what_waits_stays() -> None:
    with receiving() as receiver:
        subscriber(receiver.url)
        broken(1)
        clock = Clock()
        queue_all(clock)
        deliver_all(clock)
    broken(1, "ZT")
    queue_all(clock)
    assert remove_old(T + KEPT) == 0
    assert remove_old(T + KEPT + 1) == 1 and not DeliveryAttempt.objects.exists()
    assert [one.state for one in Delivery.objects.all()] == ["waiting"]


def test_the_figures_of_the_last_hour_are_told_to_prometheus() -> None:
    with receiving() as receiver:
        subscriber(receiver.url)
        broken(1)
        Verdict.objects.update(written_at=T + 10 * SECOND)
        clock = Clock(T + 30 * SECOND)
        queue_all(clock)
        deliver_all(clock)
    broken(1, "ZT")
    queue_all(clock)
    figures = {one.name: one.samples[0] for one in _deliveries(T + 60 * SECOND) if one.samples}
    told = {name.removeprefix("tuotou_deliveries_"): one.value for name, one in figures.items()}
    assert {one.labels["subscriber"] for one in figures.values()} == {"shop"}
    assert (told["waiting"], told["waiting_lag_seconds"]) == (1, 30.0)
    assert (told["sent_hour"], told["delay_p99_seconds"], told["lost_hour"], told["refused_hour"]) == (1, 20.0, 0, 0)
