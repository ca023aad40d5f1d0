"""A process that records a stream of events into the database of its environment, and says how long it took, as JSON.

python -m bench.recorder migrate | fill FILE N OF | record FILE N OF | plain FILE N OF | paced FILE N OF
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import django
import polars as pl

BATCH: Final = 5_000
PACE: Final = 0.25  # s between batches of a stream of 2,000 a second
TOGETHER: Final = 500
PACED: Final = 60  # batches


def record(file: str, turn: int, of: int, part: tuple[float, float]) -> dict[str, Any]:
    """Its share of a part of the stream, each batch settled wholly."""
    from tuotou.operations.record_events import record_events
    from tuotou.operations.watch import Watch

    watch, verdicts, events = Watch.load(), 0, 0
    batches = [*_batches(file, part, BATCH)][turn::of]
    _settled(watch, 0)  # warm
    start, cpu = time.monotonic(), time.process_time()
    for batch, now in batches:
        verdicts += record_events(batch, watch, _at(now)).verdicts
        events += batch.height
        _settled(watch, now)
    return _told(start, cpu, events) | {"verdicts": verdicts}


def paced(file: str) -> dict[str, Any]:
    """The last two thirds as they come, four times a second: how long after it was there each event was done with."""
    from tuotou.operations.record_events import record_events
    from tuotou.operations.watch import Watch

    watch, late = Watch.load(), []
    batches = [*_batches(file, (1 / 3, 1), TOGETHER)][:PACED]
    record_events(batches[0][0].head(1), watch, _at(batches[0][1]))  # warm
    begin = time.monotonic()
    for number, (batch, now) in enumerate(batches):
        there = begin + number * PACE
        time.sleep(max(0.0, there - time.monotonic()))
        record_events(batch, watch, _at(now))
        late.append(time.monotonic() - there + PACE / 2)  # they came in all the while since the batch before
        _settled(watch, now)
    return {"late": late}


def plain(file: str) -> dict[str, Any]:
    """The same rows into a table with its keys, and nothing else."""
    from django.db import connection, transaction

    names = ("subject_kind", "subject", "id", "kind", "at", "recorded_at", "site", "person", "source", "body")
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} {'bigint' if name.endswith('at') else 'text'}" for name in names)
        cursor.execute(f"CREATE TABLE plain ({columns}, PRIMARY KEY (subject_kind, subject, id))")
    rows = [_rows(batch, names) for batch, _ in _batches(file, (1 / 3, 1), BATCH)]
    start, cpu = time.monotonic(), time.process_time()
    for batch in rows:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY plain ({', '.join(names)}) FROM STDIN") as copy:
                    for row in batch:
                        copy.write_row(row)
            else:
                cursor.executemany(f"INSERT INTO plain VALUES ({', '.join(['%s'] * len(names))})", batch)
    return _told(start, cpu, sum(map(len, rows)))


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


def _settled(watch: Any, now: int) -> None:
    from tuotou.operations.wake import wake

    while wake(watch, _at(now)):
        pass


def _at(now: int) -> Callable[[], int]:
    return lambda: now


def _told(start: float, cpu: float, events: int) -> dict[str, Any]:
    return {"start": start, "end": time.monotonic(), "cpu": time.process_time() - cpu, "events": events}


def main() -> None:
    """What the arguments say."""
    django.setup()
    what, *rest = sys.argv[1:]
    if what == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        found: dict[str, Any] = {}
    else:
        file, turn, of = rest[0], int(rest[1]), int(rest[2])
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            "fill": lambda: record(file, turn, of, (0, 1 / 3)),
            "record": lambda: record(file, turn, of, (1 / 3, 1)),
            "plain": lambda: plain(file),
            "paced": lambda: paced(file),
        }
        found = parts[what]()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
