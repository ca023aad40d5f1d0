"""Deliver: what is due is claimed and sent, what came back is written down; while it is sent no transaction is open."""

from __future__ import annotations

from typing import Final

from tuotou.operations.deliveries.forms import FORM
from tuotou.operations.deliveries.lanes import claim, room
from tuotou.operations.deliveries.outcome import settle
from tuotou.operations.deliveries.wire import MOST, Wire
from tuotou.store.models import Subscriber
from tuotou.store.recording import Clock

NAP: Final = 0.02
"""s that an answer is waited for before more is claimed."""
PATIENCE: Final = 1_000_000
"""µs after its turn that an answer is waited for; who is slower is heard next time."""


def deliver(wire: Wire, clock: Clock, until: int) -> int:
    """Send what is due until nothing is, or until an instant (µs UTC). Returns how many attempts were answered.

    What is on its way at the end stays on the wire, and is settled the next time.
    """
    done, some = 0, True
    while some or wire.flying:
        now = clock()
        if now >= until + PATIENCE:
            break
        some = now < until and _send(wire, now)
        answers = wire.answers(NAP)
        settle(answers, clock())
        done, some = done + len(answers), some or bool(answers)  # behind each that is over another may stand
    return done


def _send(wire: Wire, now: int) -> bool:
    """Whether anything was claimed."""
    busy, left = wire.busy(), MOST - len(wire.flying)

    def free(one: Subscriber) -> int:
        nonlocal left
        some = max(min(room(one, busy[one.pk]), left), 0)
        left -= some
        return some

    found = claim(now, free)
    for delivery in found:
        one = delivery.subscriber
        wire.send(delivery, one.url, FORM[one.form].request(one, delivery, now))
    return bool(found)
