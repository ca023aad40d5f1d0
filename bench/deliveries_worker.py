"""The worker that `bench.deliveries` measures, in a process of its own: prints what it found as JSON."""

from __future__ import annotations

import json
import sys
import time
from typing import Any
from uuid import uuid4

import django


def main(url: str) -> None:
    """Messages beside plain posts, then verdicts as they are heard."""
    from django.conf import settings
    from django.core.management import call_command

    from tuotou.clockwork.clock import clock
    from tuotou.clockwork.runs import watch
    from tuotou.operations.deliveries.subscribers import Ground, Wish, subscribe
    from tuotou.operations.deliveries.wants import VERDICTS, Wants
    from tuotou.operations.warnings.handling import Hand

    settings.HOME.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    ground, hand = Ground(watch().vocabulary, settings.WEBHOOK_ALLOW), Hand("HQ001", clock())
    one = subscribe(Wish("bench", url, Wants(VERDICTS)), ground, hand, clock)
    bodies = _bodies()
    found: dict[str, Any] = {"plain": _plain(url, bodies), "ours": _ours(one.pk, bodies)}
    print(json.dumps(found | {"verdicts": _verdicts()}))


def _bodies() -> list[str]:
    from bench.deliveries import ITEMS, MESSAGES

    item = {
        "promise": uuid4().hex, "subject_kind": "parcel", "subject": "YT7700000000001", "standard": "out-by-wave",
        "version": 1, "status": "broken", "level": 0, "known_at": "2026-05-01T02:00:00.000000Z",
        "opens_at": "2026-05-01T00:00:00.000000Z", "due_at": "2026-05-01T02:00:00.000000Z", "kept_at": None,
        "site": "OUT1", "person": None,
    }  # fmt: skip
    return [json.dumps({"id": str(uuid4()), "items": [item] * ITEMS}) for _ in range(MESSAGES)]


def _plain(url: str, bodies: list[str]) -> float:
    """Posts in a second."""
    import httpx

    begun = time.perf_counter()
    with httpx.Client(headers={"Content-Type": "application/json"}) as client:
        for body in bodies:
            assert client.post(url, content=body).status_code == 204
    return len(bodies) / (time.perf_counter() - begun)


def _ours(subscriber: int, bodies: list[str]) -> float:
    """Messages in a second."""
    from django.conf import settings

    from tuotou.clockwork.clock import clock
    from tuotou.operations.deliveries.deliver import deliver
    from tuotou.operations.deliveries.form import Draft
    from tuotou.operations.deliveries.lanes import hold
    from tuotou.operations.deliveries.queueing import add
    from tuotou.operations.deliveries.webhook import LANES
    from tuotou.operations.deliveries.wire import Wire
    from tuotou.store.whole import wholly

    now = clock()
    drafts = [Draft(uuid4(), "verdict.broken", f"verdict:{n % LANES}", body, now) for n, body in enumerate(bodies)]
    wholly(lambda: add(hold([subscriber])[0], drafts, now))
    wire, done, begun = Wire(settings.WEBHOOK_ALLOW), 0, time.perf_counter()
    while done < len(bodies):
        done += deliver(wire, clock, clock() + 1_000_000)
    seconds = time.perf_counter() - begun
    wire.close()
    return len(bodies) / seconds


def _verdicts(count: int = 200) -> dict[int, float]:
    """Level, by which each is told apart → when it was committed, as the clockwork delivers beside."""
    from tuotou.clockwork.clock import clock
    from tuotou.clockwork.jobs import JOBS, Lane
    from tuotou.clockwork.loop import Clockwork
    from tuotou.store.models import Delivery, Promise, Subject, Verdict
    from tuotou.store.whole import writing

    now = clock()
    subject = Subject.objects.create(kind="parcel", number="YT7700000000001")
    promise = Promise.objects.create(
        id=uuid4().hex, subject=subject, standard="out-by-wave", version=1, trial=False, life=1, per=[], opening="e1",
        opens_at=now, due_at=now, status="at_risk", known_at=now,
    )  # fmt: skip
    clockwork = Clockwork([job for job in JOBS if job.lane is Lane.DELIVER])
    clockwork.start()
    time.sleep(2)
    committed = {}
    for number in range(count):
        with writing():
            Verdict.objects.create(
                promise=promise, known_at=now, written_at=clock(), status="at_risk", level=number, version=1
            )
        committed[number] = time.monotonic()
        time.sleep(0.05)
    while Delivery.objects.filter(state="sent", topic="verdict.at_risk").count() == 0 or _left():
        time.sleep(0.1)
    clockwork.stop()
    return committed


def _left() -> bool:
    from tuotou.store.models import Delivery, Position, Verdict

    last = Verdict.objects.order_by("-pk").values_list("pk", flat=True)[0]
    told = Position.objects.filter(stream="verdicts", row__gte=last).exists()
    return not told or Delivery.objects.filter(state="waiting").exists()


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])
