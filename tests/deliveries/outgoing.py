"""What tests of deliveries share: subscribers, facts to tell of, and a clock that goes as the test says."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.live.warned import T, parcels, promised, response

from tuotou.operations.deliveries.deliver import deliver
from tuotou.operations.deliveries.queueing import queue
from tuotou.operations.deliveries.subscribers import Ground, Wish, subscribe
from tuotou.operations.deliveries.wants import VERDICTS, Wants
from tuotou.operations.deliveries.wire import Wire
from tuotou.operations.warnings.handling import Hand
from tuotou.store.models import Delivery, RecordedEvent, Subscriber

SECOND = 1_000_000
HAND = Hand("HQ001", T)
HERE = (ipaddress.ip_network("127.0.0.0/8"),)
SECRET = "whsec-of-a-test-0123456789"
OUT = "out-by-wave"


@dataclass
class Clock:
    """Now, as the test says."""

    now: int = T

    def __call__(self) -> int:
        return self.now


def ground() -> Ground:
    return Ground(response().handbook.vocabulary, HERE)


def subscriber(url: str, name: str = "shop", **more: Any) -> Subscriber:
    """One that wants verdicts, unless it says otherwise."""
    wants = more.pop("wants", Wants(VERDICTS))
    return subscribe(Wish(name, url, wants, secret=SECRET, **more), ground(), HAND, Clock())


def broken(count: int = 1, prefix: str = "YT", site: str = "OUT1") -> None:
    """So many verdicts to tell of."""
    promised(parcels(count, prefix=prefix), OUT, site)


def recorded(events: Iterable[tuple[str, str, str]], at: int = T + SECOND, site: str = "OUT1", **body: Any) -> None:
    """Parcel, id, kind: as the log has it."""
    for number, id, kind in events:
        RecordedEvent.objects.create(
            recorded_at=at, at=at - SECOND, subject_kind="parcel", subject=number, id=id, kind=kind, site=site,
            source="handheld", body=json.dumps({"id": id, **body}),
        )  # fmt: skip


def queue_all(clock: Clock) -> int:
    """Everything that is new."""
    done = 0
    while some := queue(response().handbook.vocabulary, clock):
        done += some
    return done


@contextmanager
def wired(patience: float = 5) -> Iterator[Wire]:
    """A wire into this machine, closed at the end."""
    wire = Wire(HERE, patience)
    try:
        yield wire
    finally:
        wire.close()


def deliver_all(clock: Clock, patience: float = 5) -> int:
    """Everything that is due at the instant of the clock, to its end."""
    with wired(patience) as wire:
        return deliver(wire, clock, clock.now + 1)


def states() -> dict[str, int]:
    """How many messages stand how."""
    found = list(Delivery.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in sorted(set(found))}
