"""A table of events is pushed; what is refused of it comes back as a table, to be corrected and pushed again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
from tests.live.machine import Machine


def test_refused_events_are_corrected_and_pushed_again(
    machine: Machine, tmp_path: Path, day_of_work: pl.DataFrame
) -> None:
    assert machine.run("database", "migrate").returncode == 0

    def pushed(file: Path, *words: object) -> dict[str, Any]:
        done = machine.run("feed", "push", file, *words, "--json")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    events, day, bad = day_of_work.head(40), tmp_path / "day.parquet", tmp_path / "bad.parquet"
    wrong = pl.int_range(pl.len()).is_in([3, 17])
    word = pl.when(wrong).then(pl.lit("?")).otherwise(pl.col("kind").cast(pl.String))
    events.with_columns(word.alias("kind")).write_parquet(day)
    first = pushed(day, "--bad-rows", bad)
    assert (first["rows"], first["new"], first["refused"]) == (40, 38, 2)

    refused = pl.read_parquet(bad)
    assert refused["_field"].to_list() == ["kind", "kind"]
    assert "no event kind" in refused["_reason"][0] or "词汇表" in refused["_reason"][0]
    kinds = events.select("subject", "id", pl.col("kind").cast(pl.String).alias("right"))
    corrected = refused.join(kinds, on=["subject", "id"]).with_columns(kind="right").drop("right")
    corrected.write_parquet(bad)
    second = pushed(bad)
    assert (second["rows"], second["new"], second["refused"]) == (2, 2, 0)
    assert pushed(day)["new"] == 0
