"""The table of scans: a carrier's own words, its usual headings, and what spreadsheets do to numbers."""

from __future__ import annotations

from pathlib import Path

from tuotou.feeds import Converted, parse_mapping, read_events
from tuotou.feeds.shipped import shipped_mapping
from tuotou.handbook import read_vocabulary

HERE = Path(__file__).parent


def read(path: Path) -> Converted:
    vocabulary, _ = read_vocabulary()
    mapping, problems = parse_mapping(*shipped_mapping("scans"), vocabulary)
    assert mapping is not None, problems
    (part,) = read_events(path, mapping, vocabulary)
    return part


def test_scans_in_their_own_words() -> None:
    part = read(HERE / "scans.csv")
    first = part.events.filter(subject="YT7700000000001").sort("at")
    assert first["kind"].to_list() == [
        "content_inspected", "accepted", "departed", "arrived", "out_for_delivery", "exception_registered",
        "signed_by_self",
    ]  # fmt: skip
    assert first["weight_g"][1] == 1200
    assert first.filter(kind="exception_registered")["reason"].item() == "客户不在"
    assert [found.what for found in part.findings] == ["code '集包' is mapped to no event kind"]
    assert part.rejected["row"].to_list() == [11]
    assert "scientific notation" in part.rejected["reason"][0]


def test_other_headings_are_known(tmp_path: Path) -> None:
    other = tmp_path / "export.csv"
    other.write_text("单号,操作类型,操作时间,网点编码\nYT1,签收,2026/5/1 10:00,SZ01\n", "gb18030")
    part = read(other)
    assert part.events.select("subject", "kind", "site").rows() == [("YT1", "signed", "SZ01")]
    assert not part.rejected.height
