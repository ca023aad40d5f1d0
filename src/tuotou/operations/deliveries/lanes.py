"""Who is next: of each key of a subscriber one message stands first, and only that one is ever due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from django.db.models import Count, Exists, Min, OuterRef, Q

from tuotou.store import bulk
from tuotou.store.models import Delivery, Subscriber
from tuotou.store.models.delivery import WAITING
from tuotou.store.models.subscriber import ACTIVE
from tuotou.store.whole import wholly

LEASE: Final = 60_000_000
"""µs after which whoever took a message is taken for dead; longer than any attempt lasts."""
AT_ONCE: Final = 8
"""Messages on their way to one subscriber from one process …"""
DOUBTED: Final = 8
"""… and one, after so many failures in a row."""
NAMES: Final = ("id", "next_try_at")


def claim(now: int, free: Callable[[Subscriber], int]) -> list[Delivery]:
    """Messages that are due, ours for `LEASE`, the longest due first; `free`: how many of one subscriber's we want.

    They are held by their next instant, and by no transaction, while they are sent.
    """
    due = Delivery.objects.filter(next_try_at__lte=now)
    rested = Q(rest_until=None) | Q(rest_until__lte=now)
    waited = Subscriber.objects.filter(rested, Exists(due.filter(subscriber=OuterRef("pk"))), state=ACTIVE)
    wanting = [(one, some) for one in waited if (some := free(one)) > 0]
    if not wanting:
        return []

    def take() -> list[Delivery]:
        found: list[Delivery] = []
        for one, some in wanting:
            mine = due.filter(subscriber=one).order_by("next_try_at").select_for_update(skip_locked=True)[:some]
            found += [_of(one, delivery) for delivery in mine]
        bulk.update(Delivery, NAMES, [(delivery.pk, now + LEASE) for delivery in found])
        return found

    return wholly(take)


def room(one: Subscriber, busy: int) -> int:
    """How many more may be on their way to one that has so many."""
    return (AT_ONCE if one.failures < DOUBTED else 1) - busy


def advance(subscriber: int, keys: Collection[str], now: int) -> None:
    """Where nobody is due in some keys of a subscriber, the first who waits is. The subscriber is held."""
    waiting = Delivery.objects.filter(subscriber=subscriber, key__in=keys, state=WAITING)
    lanes = waiting.values("key").annotate(first=Min("pk"), due=Count("next_try_at")).filter(due=0)
    bulk.update(Delivery, NAMES, [(first, now) for first in lanes.values_list("first", flat=True)])


def hold(ids: Collection[int]) -> Sequence[Subscriber]:
    """Subscribers, ours till the end of the transaction: who adds to a lane waits for who ends its first message."""
    return list(Subscriber.objects.filter(pk__in=ids).order_by("pk").select_for_update())


def _of(one: Subscriber, delivery: Delivery) -> Delivery:
    delivery.subscriber = one
    return delivery
