"""A trip of ten thousand parcels is told of, chunk by chunk: how long everybody else's events wait meanwhile.

python -m bench.big_trip load | tell BEGAN STOP | stream BEGAN STOP
"""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import django
import numpy as np
import polars as pl

from bench.archives import Scale
from bench.figure import Figure
from bench.recording import database, reachable, together

TITLE: Final = "A big trip"
HOW: Final = """\
Ten thousand parcels ride in one trip; it arrives, departs, arrives: three times all of them learn of it, by the whole
handbook, in the chunks of the clockwork, in the one process that judges. Meanwhile another process records 200 events a
second of other parcels, 20 every tenth of a second, all that is there at once. How long the oldest of such twenty
waited, from when it happened to the commit of what is said because of it: while the trip was told of, and before."""
ON_BOARD: Final = 10_000
SMALL: Final = 200
PAUSE: Final = 0.01  # s
PACE: Final = 0.1  # s between batches of others' events
TOGETHER: Final = 20
QUIET: Final = 5.0  # s of the stream with nothing beside it
NOON: Final = 1_782_876_000_000_000
HOUR: Final = 3_600_000_000
STEPS: Final = (("arrived", "HUB1"), ("departed", "HUB1"), ("arrived", "HUB2"))


def measure(scale: Scale) -> Iterator[Figure]:
    """Both databases, where they are there."""
    count = SMALL if scale.small else ON_BOARD
    with TemporaryDirectory() as folder:
        for kind in ("SQLite", "PostgreSQL"):
            if kind == "SQLite" or reachable():
                yield from _of(kind, count, Path(folder))


def _of(kind: str, count: int, folder: Path) -> Iterator[Figure]:
    """One database."""
    with database(kind, folder) as address:
        together(address, [["load", str(count)]], "bench.big_trip")
        words = [str(time.time() + 5), str(folder / f"{kind}.done")]  # when both are up
        told, others = together(address, [["tell", *words], ["stream", *words]], "bench.big_trip")
    there, late = np.array(others["there"]), 1000 * np.array(others["late"])
    beside = np.any([(there >= start - PACE) & (there < end) for start, end in told["told"]], axis=0)
    for what, chosen in (("nothing beside it", there < told["told"][0][0] - PACE), ("while it is told of", beside)):
        if chosen.any():
            yield Figure(f"{kind}: others' events, {what}, p99", float(np.quantile(late[chosen], 0.99)), "ms", 1000)
            yield Figure(f"{kind}: the same, longest", float(late[chosen].max()), "ms", 1000)
    seconds = [end - start for start, end in told["told"]]
    yield Figure(f"{kind}: until all {count:,} know, mean of three", float(np.mean(seconds)), "s")


def load(count: int) -> dict[str, Any]:
    """All of them are on board."""
    from tuotou.operations.live.wake import wake

    parcels = [f"YT{number:05d}" for number in range(count)]
    steps: list[tuple[str, int, dict[str, str]]] = [
        ("accepted", NOON - 2 * HOUR, {}),
        ("loaded", NOON - HOUR, {"into": "T1"}),
    ]
    watch = _watch()
    for low in range(0, count, 2_500):
        some = parcels[low : low + 2_500]
        _record(watch, NOON, [_scan(one, kind, at, "SZ01", **more) for one in some for kind, at, more in steps])
    _record(watch, NOON, [_scan("T1", "departed", NOON - HOUR // 2, "SZ01", "trip")])
    while wake(watch, lambda: NOON):
        pass
    return {}


def tell(began: float, stop: Path) -> dict[str, Any]:
    """Something happens to the trip, and its members learn of it; when that began and ended, each time."""
    from tuotou.clockwork.runs import CHUNK
    from tuotou.operations.live.wake import wake

    watch, clock, told = _watch(), _clock(began), list[tuple[float, float]]()
    for kind, site in STEPS:
        quiet = max(began, time.time()) + QUIET
        while time.time() < quiet:
            if not wake(watch, clock, CHUNK):
                time.sleep(PAUSE)
        start = time.time()
        _record(watch, clock(), [_scan("T1", kind, clock(), site, "trip")])
        while wake(watch, clock, CHUNK) and _on_board_wait():
            pass
        told.append((start, time.time()))
    stop.touch()
    return {"told": told}


def _on_board_wait() -> bool:
    """Whether members of the trip do not know yet."""
    from tuotou.store.models import Mark

    return Mark.objects.exists()


def stream(began: float, stop: Path) -> dict[str, Any]:
    """Others' events as they come: when each batch was there, and how long the oldest of it waited."""
    watch, clock, there, late = _watch(), _clock(began), list[float](), list[float]()
    _record(watch, clock(), [_scan("ST", "accepted", clock(), "SZ01")])  # warm
    waiting, came = deque[tuple[float, int]](), 0
    while not stop.exists():
        here = int((time.time() - began) / PACE)
        if here > came:
            _record(watch, clock(), [row for batch in range(came, here) for row in _others(batch)])
            waiting += ((began + (batch + 1) * PACE, clock()) for batch in range(came, here))
            came = here
        while waiting and _judged(waiting[0][1]):
            there.append(waiting.popleft()[0])
            late.append(time.time() - there[-1] + PACE)
        time.sleep(PAUSE)
    return {"there": there, "late": late}


def _judged(until: int) -> bool:
    """Whether all is said of the parcels that were recorded until then."""
    from tuotou.store.models import Subject

    return not Subject.objects.filter(kind="parcel", next_due_at__lte=until).exists()


def _others(batch: int) -> Iterator[dict[str, Any]]:
    """What comes in a tenth of a second: a few scans of each of some parcels."""
    kinds = ("accepted", "departed", "arrived", "sorted")
    for each in range(TOGETHER):
        at = NOON + batch * int(1_000_000 * PACE) + each
        yield _scan(f"ST{(batch * TOGETHER + each) // 4}", kinds[each % 4], at, "SZ02")


def _watch() -> Any:
    from tuotou.handbook import load as handbook
    from tuotou.operations.live.watch import Watch

    return Watch.of(handbook())


def _clock(began: float) -> Callable[[], int]:
    return lambda: NOON + HOUR + int(1_000_000 * (time.time() - began))


def _scan(subject: str, kind: str, at: int, site: str, of: str = "parcel", **more: str) -> dict[str, Any]:
    row = {"subject_kind": of, "subject": subject, "id": f"{kind}-{at}", "kind": kind, "at": at, "site": site}
    return {**row, "source": "handheld", **more}


def _record(watch: Any, now: int, rows: list[dict[str, Any]]) -> None:
    from tuotou.core.trail.event import INSTANT
    from tuotou.operations.live.record_events import record_events

    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(recorded_at=pl.col("at"))
    record_events(frame.with_columns(pl.col("at", "recorded_at").cast(INSTANT)), watch, lambda: now)


def main() -> None:
    """What the arguments say."""
    django.setup()
    what, *rest = sys.argv[1:]
    if what == "load":
        print(json.dumps(load(int(rest[0]))))
        return
    part = {"tell": tell, "stream": stream}[what]
    print(json.dumps(part(float(rest[0]), Path(rest[1]))))


if __name__ == "__main__":
    main()
