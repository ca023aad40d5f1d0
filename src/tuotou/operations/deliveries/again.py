"""Sent again by hand: one message, or all of a span. And a message that says nothing, to see whether it arrives."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final
from uuid import UUID

from django.db.models import Q

from tuotou.operations.deliveries import webhook
from tuotou.operations.deliveries.forms import FORM
from tuotou.operations.deliveries.lanes import LEASE, advance, hold
from tuotou.operations.deliveries.outcome import settle
from tuotou.operations.deliveries.subscribers import find
from tuotou.operations.deliveries.wire import PATIENCE, Wire
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import AuditEntry, Delivery, DeliveryAttempt
from tuotou.store.models.delivery import FAILED, OVER, WAITING
from tuotou.store.models.subscriber import KUAIDI100, WEBHOOK
from tuotou.store.recording import Clock
from tuotou.store.whole import writing

MOST: Final = 10_000
"""Messages that one call sends again."""


def replay(name: str, which: UUID | tuple[int, int], hand: Hand) -> int:
    """Send again what is over, as it was and under the same id: one message, or all queued in [since, until) (µs UTC).

    Returns how many. Raises `CannotDo`.
    """
    one = find(name)
    chosen = Q(uuid=which) if isinstance(which, UUID) else Q(created_at__gte=which[0], created_at__lt=which[1])
    with writing():
        hold([one.pk])
        mine = Delivery.objects.filter(chosen, subscriber=one, state__in=OVER)
        found = list(mine.order_by("pk").values_list("pk", "key")[: MOST + 1])
        if not found:
            raise NotThere("there is no such message that is over", "see tuotou webhooks log")
        if len(found) > MOST:
            raise CannotDo(f"more than {MOST:,} messages", "a shorter span")
        again = Delivery.objects.filter(pk__in=[id for id, _ in found])
        again.update(state=WAITING, attempts=0, ended_at=None, next_try_at=None, noted=one.form != KUAIDI100)
        advance(one.pk, {key for _, key in found}, hand.now)
        details = {"count": len(found), "which": str(which)}
        AuditEntry.objects.create(
            at=hand.now, who=hand.by, act="subscriber.replay", what=f"subscriber {name}", details=details
        )
    return len(found)


def ping(name: str, wire: Wire, clock: Clock) -> DeliveryAttempt:
    """Send a test message at once, also to who is disabled, and say what came back. Raises `CannotDo`."""
    one = find(name)
    if one.form != WEBHOOK:
        raise CannotDo("a trace push has no test message", "wait for the next event of a parcel")
    now = clock()
    with writing():
        draft = asdict(webhook.ping(one, now))
        delivery = Delivery.objects.create(subscriber=one, created_at=now, next_try_at=now + LEASE, **draft)
    wire.send(delivery, one.url, FORM[one.form].request(one, delivery, now))
    answers = wire.answers(2 * PATIENCE)
    settle(answers, clock())
    Delivery.objects.filter(pk=delivery.pk, state=WAITING).update(state=FAILED, next_try_at=None, ended_at=clock())
    return DeliveryAttempt.objects.get(delivery=delivery)
