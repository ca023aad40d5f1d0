"""Ten plain standards, by Tuotou and as window queries in DuckDB, over the same Parquet files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb

from bench.apart import several
from bench.archives import Scale
from bench.figure import Figure
from bench.standards import PLAIN, Plain, ten_plain
from tuotou.operations.replay import replay_archive

RUNS: Final = 3
TITLE: Final = "Ten standards as window queries in DuckDB"
HOW: Final = """\
Ten `within` standards in clock time, of kinds that bags and trips do not hand down, judged by Tuotou as above and by
one DuckDB query with ten windows over one partition by subject: for each opening the earliest keep at or after it,
counted as in time, late or missing. DuckDB reads only the three columns it needs and uses all cores. It
leaves out the rest of the kernel: lives of re-used numbers, parcels that go on under another number, retractions,
echoes, the end of a life, who answers, counts by site, person and day. What the two say is kept in time, summed up
standard by standard, therefore differs a little."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Both times over the archive that `replaying` made, their ratio, and how far their answers differ."""
    root = scale.archive(scale.events)
    runs = scale.runs(RUNS)
    tuotou, windows = several(runs, judge_ten, root), several(runs, window_query, root)
    yield Figure("Tuotou, ten standards", tuotou.seconds, "s")
    yield Figure("DuckDB, ten window queries", windows.seconds, "s")
    yield Figure("time of Tuotou to that of DuckDB", tuotou.seconds / windows.seconds, "×", 1)
    yield Figure("peak memory, Tuotou", tuotou.peak, "MiB")
    yield Figure("peak memory, DuckDB", windows.peak, "MiB")
    differ = sum(abs(one - other) for one, other in zip(tuotou.result, windows.result, strict=True))
    yield Figure("difference in the promises kept in time", 100 * differ / sum(windows.result), "%", 2)


def judge_ten(root: Path) -> tuple[int, ...]:
    """Promises kept in time of each of the ten, by Tuotou."""
    kept = {line.standard.id: line.counts.kept for line in replay_archive(root, ten_plain()).standards}
    return tuple(kept.get(standard.id, 0) for standard in ten_plain().standards)


def window_query(root: Path) -> tuple[int, ...]:
    """Promises kept in time of each of the ten, by DuckDB."""
    with duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        (found,) = database.execute(_query(root)).fetchall()
    return found[::3]


def _query(root: Path) -> str:
    kinds = {kind for one in PLAIN for kind in (one.opens, *one.keep)}
    keeps = ",\n".join(f'min("at") FILTER (kind IN ({_list(one.keep)})) OVER w AS k{i}' for i, one in enumerate(PLAIN))
    return f"""
        SELECT {", ".join(_counts(i, one) for i, one in enumerate(PLAIN))}
        FROM (
            SELECT kind, "at", {keeps}
            FROM read_parquet('{root}/day=*/bucket=*.parquet', union_by_name = true)
            WHERE kind IN ({_list(sorted(kinds))})
            WINDOW w AS (PARTITION BY subject ORDER BY "at" RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
        )"""


def _counts(number: int, one: Plain) -> str:
    """Kept, late and missing of one standard."""
    opens, keep = f"kind = '{one.opens}'", f"k{number}"
    due = f'"at" + INTERVAL {one.hours} HOUR'
    outcomes = (f"{keep} <= {due}", f"{keep} > {due}", f"{keep} IS NULL")
    return ", ".join(f"count(*) FILTER ({opens} AND {outcome})" for outcome in outcomes)


def _list(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
