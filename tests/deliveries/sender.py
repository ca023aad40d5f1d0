"""A worker that queues and sends until nothing is left: a process of its own, to be killed.

python -m tests.deliveries.sender
"""

from __future__ import annotations

import django


def main() -> None:
    """As the clockwork does it, by a clock of its own: what died is followed up at once."""
    from tests.deliveries.outgoing import Clock, ground, queue_all, wired
    from tests.live.warned import T

    from tuotou.operations.deliveries.deliver import deliver
    from tuotou.operations.deliveries.lanes import LEASE
    from tuotou.store.models import Delivery

    last = Delivery.objects.order_by("-next_try_at").exclude(next_try_at=None).values_list("next_try_at", flat=True)
    clock = Clock(max(T, (last.first() or T) + LEASE))
    assert ground().allow
    with wired() as wire:
        while queue_all(clock) or Delivery.objects.filter(state="waiting").exists():
            deliver(wire, clock, clock.now + 1)
    print("done", flush=True)  # noqa: T201


def prepare(url: str, count: int) -> None:
    """A subscriber that wants verdicts, and so many to tell of: as many messages as can be."""
    from tests.deliveries.outgoing import subscriber
    from tests.live.warned import parcels, promised, say

    subscriber(url)
    mine = promised(parcels(count), "out-by-wave", "OUT1")
    for status in ("at_risk", "broken", "kept_late"):
        say(mine, status)


def told() -> None:
    """Every message and how it stands, as JSON."""
    import json

    from tuotou.store.models import Delivery

    rows = [(str(one.uuid), one.state, json.loads(one.body)["items"]) for one in Delivery.objects.order_by("pk")]
    print(json.dumps(rows))  # noqa: T201


if __name__ == "__main__":
    import sys

    django.setup()
    import django.conf

    django.conf.settings.SECRET_KEY = "tests " * 10
    if sys.argv[1:2] == ["--prepare"]:
        prepare(sys.argv[2], int(sys.argv[3]))
    elif sys.argv[1:] == ["--told"]:
        told()
    else:
        main()
