"""`tuotou feed try`: the first rows as events, everything that is wrong, and the file of bad rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from feed_desk import DELIVERIES

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import FeedMapping, Finding
from tuotou.feeds.bad_rows import BadRows
from tuotou.operations.try_feed import try_feed

Parse = Callable[[str], FeedMapping]


def _file(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "deliveries.csv"
    path.write_text("运单号,派件时间,签收时间,备注\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def test_a_file_with_good_and_bad_rows(mapping: Parse, vocabulary: Vocabulary, tmp_path: Path) -> None:
    good = [f"YT{n},2026-05-02 08:{n:02},2026-05-02 09:30," for n in range(40)]
    path = _file(tmp_path, *good, "7.7E+13,2026-05-02 08:10,,", "YT41,2026-02-30 08:10,nonsense,")
    result = try_feed(path, mapping(DELIVERIES), vocabulary, first=4, bad_rows=BadRows(tmp_path / "bad.csv"))
    assert (result.rows, result.events, result.refused) == (42, 80, 2)
    assert result.kinds == {"out_for_delivery": 40, "signed": 40}
    assert result.first["subject"].to_list() == ["YT0", "YT0", "YT1", "YT1"]
    assert result.rejected["row"].to_list() == [42, 43, 43]
    assert result.findings == (Finding("columns not used: 备注", "list under 'keep' what should be kept", 1),)
    assert result.bad_files == (tmp_path / "bad.csv",)
    assert len((tmp_path / "bad.csv").read_text("utf-8-sig").splitlines()) == 3
    assert result.recording_assumed
    assert not result.clean


def test_a_clean_file_makes_no_bad_file(mapping: Parse, vocabulary: Vocabulary, tmp_path: Path) -> None:
    path = _file(tmp_path, "YT1,2026-05-02 08:10,,")
    result = try_feed(path, mapping(DELIVERIES), vocabulary, bad_rows=BadRows(tmp_path / "bad.csv"))
    assert result.clean
    assert result.bad_files == ()
    assert not (tmp_path / "bad.csv").exists()


def test_an_empty_file_is_a_problem_not_an_error(mapping: Parse, vocabulary: Vocabulary, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.touch()
    result = try_feed(path, mapping(DELIVERIES), vocabulary)
    assert [problem.what for problem in result.problems] == ["the file is empty"]
    assert (result.rows, result.clean) == (0, False)


def test_a_file_of_bad_rows_can_be_tried_into_itself_until_it_is_empty(
    mapping: Parse, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    wrong = [f"YT{n},2026-02-30 08:10,," for n in range(30)]
    assert try_feed(_file(tmp_path, *wrong), mapping(DELIVERIES), vocabulary, bad_rows=BadRows(bad)).refused == 30
    bad.write_text(bad.read_text("utf-8-sig").replace("2026-02-30", "2026-05-02", 29), "utf-8")
    result = try_feed(bad, mapping(DELIVERIES), vocabulary, bad_rows=BadRows(bad))
    assert (result.events, result.refused) == (29, 1)
    assert len(bad.read_text("utf-8-sig").splitlines()) == 2
