"""A database as a busy company has it: a million parcels and fifteen million events, and all that is known of them.

python -m bench.large [EVENTS]     makes it where it is missing, and tells its address
python -m bench.large fill EVENTS  into the database of the environment

One part is judged and told by the platform's own operations. The others are its like: the same consignments between
other outlets, under other numbers, at the same instants, so what is to be said of them is the same.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import django
import polars as pl
import psycopg
from psycopg import sql

from bench.company import count_all, found
from bench.copying import asked, bare
from bench.make_events import BEGIN, SENDING, STAFF, make_events
from bench.part import TABLES, WARNED, Part
from bench.recording import SERVER, database, together
from tuotou.store import migrations

EVENTS: Final = 15_000_000
PART: Final = 200_000  # events of what is judged
MINUTE, DAY = 60_000_000, 86_400_000_000
OLD: Final = 2 * 86_400
"""s after which it is made anew: pages show what is due today."""
NAME: Final = "tuotou_large"
KEPT: Final = 1_000_000
"""Events from which on it takes long to make."""
HOME: Final = Path(__file__).parent / "data"


@contextmanager
def large(events: int = EVENTS) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """The address of a database with about so many events, and what there is; a small one is gone afterwards."""
    if events >= KEPT:
        yield _kept(events)
        return
    with TemporaryDirectory() as folder, database("PostgreSQL", Path(folder)) as address:
        yield address, _filled(address, events)


def _kept(events: int) -> tuple[dict[str, str], dict[str, Any]]:
    """One that is kept, and made where it is missing, old, or has other tables than there were."""
    name = NAME if events == EVENTS else f"{NAME}_{events}"
    home = HOME / name
    home.mkdir(parents=True, exist_ok=True)
    address = {"DATABASE_URL": f"{SERVER.rsplit('/', 1)[0]}/{name}", "TUOTOU_HOME": str(home)}
    address["TUOTOU_SECRET_KEY"] = "bench " * 10
    there = _there(name)
    tables = sorted(path.stem for path in Path(migrations.__path__[0]).glob("0*.py"))
    stands = there is not None and {*there["tables"]} <= {*tables} and there["made"] > time.time() - OLD
    if not stands:
        _begin(name)
    together(address, [["migrate"]])
    there = {**(there if there and stands else _filled(address, events)), "tables": tables}
    _keep(name, there)
    return address, there


def _filled(address: dict[str, str], events: int) -> dict[str, Any]:
    return together(address, [["fill", str(events)]], "bench.large")[0]


def _there(name: str) -> dict[str, Any] | None:
    """What a database that was finished holds, as its comment says."""
    with psycopg.connect(SERVER) as server:
        told = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        row = server.execute(told, [name]).fetchone()
    found: dict[str, Any] | None = json.loads(row[0]) if row and row[0] else None
    return found


def _begin(name: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _keep(name: str, there: Mapping[str, Any]) -> None:
    comment = sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(json.dumps(there)))
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(comment)


def fill(events: int) -> dict[str, Any]:
    """About so many events into the database of the environment; what there is now."""
    from tuotou.clockwork.clock import clock
    from tuotou.operations.live.watch import current_watch
    from tuotou.operations.standards.shipped import take_in_shipped
    from tuotou.store.log_days import make_days

    now = clock()
    take_in_shipped(now)
    happened = _happened(min(PART, events), now)
    times = max(1, round(events / happened.height))
    assert times < 100, "the numbers have two digits for it"
    for day in range(int(happened["recorded_at"].to_physical().min()) // DAY, now // DAY + 1, 7):  # type: ignore[arg-type, operator]
        make_days(day * DAY)
    make_days(now)
    part = Part.judged(happened, current_watch(), now)
    _at_once()
    with bare((*TABLES, *WARNED)), ThreadPoolExecutor(1) as beside:
        logged = beside.submit(_log, part, times)
        part.warned(times)
        for turn in range(1, times):
            part.copy(turn)
        logged.result()
    for name in ("subject", "warning"):
        asked(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
    found(now, STAFF if events >= KEPT else 3)
    count_all(clock)
    asked("VACUUM ANALYZE")  # as the database does by itself, in time
    parcels = asked("SELECT count(*) FROM subject WHERE kind = 'parcel'")[0][0]
    there = {"made": int(time.time()), "parcels": parcels, "events": happened.height * times}
    return {**there, "numbers": part.numbers(times, 60)}


def _happened(events: int, now: int) -> pl.DataFrame:
    """What became known by `now` (µs UTC) of consignments that were sent off over six days, a few of the last ones."""
    midnight = (now + 8 * 60 * MINUTE) // DAY * DAY - 8 * 60 * MINUTE
    later = pl.duration(microseconds=midnight - (BEGIN + SENDING) * MINUTE)
    known = pl.concat(list(make_events(events)))
    known = known.with_columns(pl.col(pl.Datetime) + later)
    return known.filter(pl.col("recorded_at").to_physical() <= now).sort("recorded_at", "subject_kind", "subject", "at")


def _log(part: Part, times: int) -> None:
    from django.db import connection

    _at_once()
    part.log(times)
    connection.close()


def _at_once() -> None:
    """Who makes a database waits for no disk, and has the memory of the machine."""
    asked("SET synchronous_commit = off")
    asked("SET maintenance_work_mem = '1GB'")


def main() -> None:
    """What the arguments say."""
    words = sys.argv[1:]
    if words[:1] == ["fill"]:
        django.setup()
        print(json.dumps(fill(int(words[1]))))
        return
    address, there = _kept(*map(int, words or [EVENTS]))
    print(json.dumps({**address, **{name: there[name] for name in ("parcels", "events")}}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuotou.config.settings")
    main()
