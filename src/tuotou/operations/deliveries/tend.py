"""Tend: old messages go, owners hear of delay and refusal, and what became of a trace is said on its parcel's trail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import polars as pl

from tuotou.core.trail.event import INSTANT
from tuotou.operations.deliveries.health import HOUR, Health, health
from tuotou.operations.deliveries.lanes import hold
from tuotou.operations.deliveries.owner import tell_owner, well_again
from tuotou.store.models import Delivery, DeliveryAttempt, Subscriber
from tuotou.store.models.delivery import OVER, SENT
from tuotou.store.models.subscriber import ACTIVE
from tuotou.store.whole import wholly

DAY: Final = 86_400_000_000
KEPT: Final = 30 * DAY
"""µs that a message is kept after it is over."""
CHUNK: Final = 5_000
LEAST: Final = 20
"""Attempts of an hour below which a share says nothing."""
EVENT: Final = {
    "subject_kind": pl.String(),
    "subject": pl.String(),
    "id": pl.String(),
    "kind": pl.String(),
    "at": INSTANT,
    "source": pl.String(),
    "platform": pl.String(),
    "pushed_event": pl.String(),
    "reason": pl.String(),
}


def remove_old(now: int) -> int:
    """Remove some of the messages that were over long ago, with their attempts. Returns how many; 0: none is left."""

    def some() -> int:
        old = Delivery.objects.filter(ended_at__lt=now - KEPT).order_by("ended_at")
        ids = list(old.values_list("pk", flat=True)[:CHUNK])
        Delivery.objects.filter(pk__in=ids).delete()
        return len(ids)

    return wholly(some)


def watch_limits(now: int) -> int:
    """Tell the owners of those who in the last hour took too long or refused too much: once, until it is well again.

    Returns how many became unwell.
    """
    hour = {one.subscriber: one for one in health(now - HOUR + 1, now + 1)}
    limited = Subscriber.objects.filter(state=ACTIVE)
    found = {one.pk for one in limited if (one.pk in hour and _wrong(one, hour[one.pk])) or one.unwell_since}
    return wholly(lambda: sum(_weigh(one, hour.get(one.pk), now) for one in hold(found))) if found else 0


def note_traces(record: Callable[[pl.DataFrame], None], limit: int = CHUNK) -> int:
    """Say on the trails of parcels what became of their traces: pushed, or refused. Returns how many.

    Said again where it was killed before it knew that it had said it: the same events by the same ids.
    """
    over = Delivery.objects.filter(noted=False, state__in=OVER).select_related("subscriber").order_by("pk")
    found = list(over.defer("body")[:limit])
    if found:
        reasons = _reasons([one.pk for one in found if one.state != SENT])
        record(pl.DataFrame([_event(one, reasons) for one in found], schema=EVENT, orient="row"))
        wholly(lambda: Delivery.objects.filter(pk__in=[one.pk for one in found]).update(noted=True))
    return len(found)


def _weigh(one: Subscriber, last: Health | None, now: int) -> bool:
    """Whether it is unwell since now."""
    why = _wrong(one, last) if last else ""
    if bool(why) == bool(one.unwell_since):
        return False
    if why:
        one.unwell_since = now
        tell_owner(one, "unwell", why, now)
    elif last and last.sent:  # silence is no proof of health
        one.unwell_since = None
        well_again(one, "unwell", now)
    one.save(update_fields=["unwell_since"])
    return bool(why)


def _wrong(one: Subscriber, last: Health) -> str:
    if last.p99 is not None and last.p99 > one.delay_limit:
        return f"p99 delay of the last hour {last.p99:.0f} s, limit {one.delay_limit} s"
    if last.attempts >= LEAST and last.refused_share > one.refused_limit:
        return f"{last.refused_share:.1%} of the last hour refused, limit {one.refused_limit:.1%}"
    return ""


def _reasons(ids: Sequence[int]) -> dict[int, str]:
    tries = DeliveryAttempt.objects.filter(delivery__in=ids).order_by("at", "pk")
    return dict(tries.values_list("delivery", "error"))


def _event(one: Delivery, reasons: dict[int, str]) -> tuple[Any, ...]:
    pushed = one.state == SENT
    kind = "trace_pushed" if pushed else "trace_refused"
    number = one.key.partition(":")[2]
    id = f"{kind}:{one.uuid}:{one.ended_at}"
    reason = None if pushed else reasons.get(one.pk, "")[:200]
    return ("parcel", number, id, kind, one.ended_at, "platform", one.subscriber.name, one.fact, reason)
