"""A company's file goes into the archive: good rows in, bad rows handed back."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tuotou.archive.read import Archive
from tuotou.feeds import parse_mapping, read_events
from tuotou.feeds.bad_rows import BadRows
from tuotou.handbook import read_vocabulary
from tuotou.operations.archive_events import archive_events

MAPPING = """
mapping: night-export
title: {zh: 夜间导出, en: The nightly export}
source: import
subject: {kind: parcel, column: waybill}
recorded: at + 0
key: [waybill, time]
events:
  - {kind: accepted, at: time, required: true}
"""
FILE = "waybill,time\nYT1,2026-06-01 09:00\nYT2,31 June\nYT3,2026-06-02 09:00\n"


def test_good_rows_go_in_and_bad_rows_come_back(tmp_path: Path):
    (tmp_path / "export.csv").write_text(FILE, encoding="utf-8")
    vocabulary, _ = read_vocabulary()
    mapping, problems = parse_mapping(MAPPING, "night-export.yaml", vocabulary)
    assert mapping is not None, problems
    bad, told = BadRows(tmp_path / "bad.csv"), []
    archived = archive_events(
        read_events(tmp_path / "export.csv", mapping, vocabulary),
        tmp_path / "archive",
        vocabulary,
        bad_rows=bad,
        progress=lambda *step: told.append(step),
    )
    assert (archived.rows, archived.refused, archived.appended.added) == (3, 1, 2)
    assert archived.bad_files == (tmp_path / "bad.csv",)
    assert pl.read_csv(tmp_path / "bad.csv")["waybill"].to_list() == ["YT2"]
    assert archived.rejected.select("row", "field").rows() == [(3, "time")]
    assert told[-1] == ("write", 2, 2)
    assert Archive.open(tmp_path / "archive").count == 2
