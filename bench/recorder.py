"""A process that records a stream of events into the database of its environment, or judges it; it tells what it saw.

python -m bench.recorder migrate | analyze | plain FILE | send FILE PACE PART SHARED [BATCHES] | work SHARED

As in `tuotou serve web` and `tuotou serve work`: one records, another one judges and warns, both by the stream's clock.
"""

from __future__ import annotations

import json
import mmap
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import django
import polars as pl

BATCH: Final = 5_000
NAP: Final = 0.01  # s
TOGETHER: Final = 500
PACED: Final = 60  # batches, where nothing else is said


class Shared:
    """What both know: the instant of the last batch that was recorded, and up to which all is judged; µs."""

    def __init__(self, path: str) -> None:
        with Path(path).open("r+b") as file:
            self._both = memoryview(mmap.mmap(file.fileno(), 16)).cast("q")

    def recorded(self, now: int | None = None) -> int:
        """The one; told where it is given."""
        return self._at(0, now)

    def judged(self, now: int | None = None) -> int:
        """The other."""
        return self._at(1, now)

    def _at(self, place: int, now: int | None) -> int:
        if now is not None:
            self._both[place] = now
        return self._both[place]


def send(file: str, pace: float, part: tuple[float, float], shared: Shared, paced: int = PACED) -> dict[str, Any]:
    """A part of the stream recorded: as fast as it is judged, or some batches every `pace` seconds, `paced` of them."""
    from tuotou.operations.live.record_events import record_events
    from tuotou.operations.live.watch import Watch

    watch, there, at = Watch.load(), list[float](), list[int]()
    batches = [*_batches(file, part, TOGETHER if pace else BATCH)][: paced if pace else None]
    while not shared.judged():
        time.sleep(NAP)  # until the other one is ready
    start, cpu, events = time.monotonic(), time.process_time(), 0
    for number, (batch, now) in enumerate(batches):
        if pace:
            time.sleep(max(0.0, start + number * pace - time.monotonic()))
        elif number > 2:
            while shared.judged() < at[-3]:
                time.sleep(NAP)
        there.append(start + number * pace)
        record_events(batch, watch, _at(now))
        at.append(shared.recorded(now))
        events += batch.height
    cpu = time.process_time() - cpu
    while shared.judged() < at[-1]:
        time.sleep(NAP)
    shared.recorded(-1)
    return {"start": start, "end": time.monotonic(), "cpu": cpu, "events": events, "there": there, "at": at}


def work(shared: Shared) -> dict[str, Any]:
    """All that is recorded is judged and told, until there will be no more."""
    from tuotou.cli.serve import YIELDS
    from tuotou.operations.live.wake import wake
    from tuotou.operations.live.watch import Watch
    from tuotou.operations.warnings.warn import warn
    from tuotou.store.models import Verdict

    os.nice(YIELDS)
    watch, told, before = Watch.load(), [], _last(Verdict)
    wake(watch, _at(0))  # warm
    shared.judged(1)
    cpu = time.process_time()
    while (now := shared.recorded()) >= 0:
        if now == shared.judged() or not now:
            time.sleep(NAP)
            continue
        some = wake(watch, _at(now))
        while warn(watch.response, now):
            pass
        told.append((_last(Verdict), time.monotonic()))
        if not some:
            shared.judged(now)
    cpu = time.process_time() - cpu
    said = list(Verdict.objects.filter(pk__gt=before).order_by("pk").values_list("pk", "known_at"))
    return {"cpu": cpu, "verdicts": len(said), "said": said, "told": told}


def _last(model: Any) -> int:
    """The number of the last row of a table that is only added to."""
    last: int | None = model.objects.order_by("pk").values_list("pk", flat=True).last()
    return last or 0


def plain(file: str) -> dict[str, Any]:
    """The same rows into a table with its keys, and nothing else."""
    from django.db import connection, transaction

    names = ("subject_kind", "subject", "id", "kind", "at", "recorded_at", "site", "person", "source", "body")
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} {'bigint' if name.endswith('at') else 'text'}" for name in names)
        cursor.execute(f"CREATE TABLE plain ({columns}, PRIMARY KEY (subject_kind, subject, id))")
    rows = [_rows(batch, names) for batch, _ in _batches(file, (1 / 3, 1), BATCH)]
    start = time.monotonic()
    for batch in rows:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY plain ({', '.join(names)}) FROM STDIN") as copy:
                    for row in batch:
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO plain VALUES ({', '.join(['%s'] * len(names))})", batch)
    return {"start": start, "end": time.monotonic(), "events": sum(map(len, rows))}


def _rows(batch: pl.DataFrame, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    from tuotou.store.packing import lines

    attributes = [name for name in batch.columns if name not in names or name == "id"]
    plain = batch.select(names[:-1]).with_columns(pl.col(pl.Datetime).to_physical())
    return [(*row, body) for row, body in zip(plain.iter_rows(), lines(batch.select(attributes)), strict=True)]


def _batches(file: str, part: tuple[float, float], size: int) -> Iterator[tuple[pl.DataFrame, int]]:
    """A part of the stream in batches, each with the instant at which it was recorded."""
    events = pl.read_parquet(file)
    low, high = (int(len(events) * share) for share in part)
    for batch in events[low:high].iter_slices(size):
        there = [column.name for column in batch.get_columns() if column.null_count() < len(column)]
        yield batch.select(there), int(batch["recorded_at"].to_physical().max())  # type: ignore[arg-type]


def _at(now: int) -> Callable[[], int]:
    return lambda: now


def main() -> None:
    """What the arguments say."""
    django.setup()
    what, *rest = sys.argv[1:]
    if what == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        found: dict[str, Any] = {}
    elif what == "analyze":
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found = {}
    elif what == "plain":
        found = plain(rest[0])
    elif what == "send":
        file, pace, part, shared, *paced = rest
        low, high = (int(share) / 3 for share in part.split("-"))
        found = send(file, float(pace), (low, high), Shared(shared), *map(int, paced))
    else:
        found = work(Shared(rest[0]))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
