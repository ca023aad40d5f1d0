"""What is appended stands in the archive once, whole days at a time, whatever the order and however often."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
from kunshan_hangzhou import LAYOUT, contents, events

from tuotou.archive.layout import ArchiveError, Layout
from tuotou.archive.lock import only_writer
from tuotou.archive.write import Appended, append

LATE = "parcel YT1 e9 sorted 01T23:00 02T01:00 HANGZHOU"  # of the first of June, recorded on the second


def files(root: Path) -> dict[str, tuple[int, int]]:
    """Every file of the archive with its identity on disk."""
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in root.rglob("*.parquet")}


def test_events_come_back_as_they_were_given(add, opened, journey):
    appended = add(journey)
    assert (appended.events, appended.added, appended.days) == (9, 9, ("day=2026-06-01", "day=2026-06-02"))
    columns = contents(opened()).columns
    assert contents(opened()).equals(journey.select(columns).sort(columns))


def test_a_file_has_only_the_attributes_that_its_events_have(add, journey, tmp_path):
    add(journey)
    weighed = {path.stem for path in tmp_path.rglob("*.parquet") if "weight_g" in pl.read_parquet_schema(path)}
    assert weighed == {path.stem for path in tmp_path.rglob("day=2026-06-01/bucket=*.parquet")}


def test_without_an_event_there_is_no_archive(add, journey, tmp_path):
    assert add() == add(journey.clear()) == Appended(0, 0, ())
    assert not (tmp_path / "archive").exists()


def test_any_order_and_split_gives_the_same_archive(add, opened, journey, tmp_path):
    add(journey)
    shuffled = journey.sample(fraction=1, shuffle=True, seed=3)
    append(tmp_path / "other", [shuffled[:4], shuffled[4:5], shuffled[5:]], LAYOUT)
    assert contents(opened()).equals(contents(opened().open(tmp_path / "other")))


def test_writing_again_touches_no_file(add, journey, tmp_path):
    add(journey)
    before = files(tmp_path)
    again = add(journey, journey)
    assert (again.events, again.added, again.days) == (18, 0, ())
    assert files(tmp_path) == before


def test_a_late_record_rewrites_only_its_day_and_bucket(add, opened, journey, tmp_path):
    add(journey)
    before = files(tmp_path)
    late = add(events(LATE))
    assert late.days == ("day=2026-06-02",)
    changed = [path for path, identity in files(tmp_path).items() if before.get(path, (0, 0))[0] != identity[0]]
    assert len(changed) == 1
    assert opened().subject("parcel", "YT1")["id"].to_list() == ["e1", "e2", "e3", "e9", "e4", "e5"]


def test_a_repeated_event_keeps_the_first_recording(add, opened):
    add(events("parcel YT1 e1 accepted 01T10:00 01T10:30"))
    assert add(events("parcel YT1 e1 accepted 01T10:00 01T10:10")).added == 0
    add(events("parcel YT1 e1 accepted 01T10:00 01T10:20"))
    assert contents(opened())["recorded_at"].dt.strftime("%H:%M").to_list() == ["10:10"]


def test_an_id_with_other_content_stays_beside_the_first(add, opened):
    one, other = "parcel YT1 e1 accepted 01T10:00 01T10:00 KUNSHAN", "parcel YT1 e1 accepted 01T10:00 01T10:05 SUZHOU"
    assert add(events(f"{one}\n{other}\n{one}")).added == 2
    assert add(events(other)).added == 0
    assert contents(opened())["site"].to_list() == ["KUNSHAN", "SUZHOU"]


def test_an_append_that_fails_leaves_what_was(add, opened, journey, tmp_path):
    add(journey)
    before = files(tmp_path)

    def cut_off():
        yield events(LATE)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        append(tmp_path / "archive", cut_off(), LAYOUT)
    assert files(tmp_path) == before


def test_a_kill_while_a_day_is_replaced_loses_nothing(add, opened, journey, tmp_path):
    add(journey)
    before, root = contents(opened()), tmp_path / "archive"
    (root / ".append" / "replaced").mkdir(parents=True)
    shutil.move(root / "day=2026-06-02", root / ".append" / "replaced" / "day=2026-06-02")
    assert contents(opened()).equals(before)
    assert add(journey).added == 0
    assert contents(opened()).equals(before)
    assert not (root / ".append").exists()


def test_an_event_without_a_required_column_is_refused(add):
    with pytest.raises(ArchiveError, match="1 of 2 events have no subject; every event needs one"):
        add(events("parcel YT1 e1 ordered 01T08:00 01T08:00\nparcel - e2 ordered 01T08:00 01T08:00"))


def test_a_second_writer_is_refused(add, journey, tmp_path):
    add(journey)
    with only_writer(tmp_path / "archive"), pytest.raises(ArchiveError, match="another process is writing"):
        add(journey)


def test_a_vocabulary_that_would_lay_it_out_otherwise_is_refused(add, journey, tmp_path):
    add(journey)
    other = Layout(format=1, buckets=4, containers=("bag", "box", "trip"), links=("relabelled",))
    with pytest.raises(ArchiveError, match="containers were bag, trip; now they are bag, box, trip"):
        append(tmp_path / "archive", [journey], other)


def test_a_large_archive_has_more_buckets(journey, opened, tmp_path, monkeypatch):
    assert LAYOUT.holding(200_000_000).buckets == 334
    monkeypatch.setattr("tuotou.archive.layout.PARTITION", 1)
    append(tmp_path / "archive", [journey], LAYOUT)
    assert opened().layout.buckets == 9
    assert contents(opened()).equals(journey.select(contents(opened()).columns).sort(contents(opened()).columns))
    assert opened().subject("parcel", "YT1")["id"].to_list() == ["e1", "e2", "e3", "e4", "e5"]
    assert opened().links()["id"].to_list() == ["e2"]


def test_an_attribute_may_not_change_its_type(add, journey):
    add(journey)
    with pytest.raises(ArchiveError, match="give the attribute its old type"):
        add(journey.with_columns(pl.col("weight_g").cast(pl.String)))


def test_an_attribute_may_begin_later(add, opened, journey):
    add(journey)
    scored = events("parcel YT1 e6 contacted 02T16:00 02T16:00").with_columns(score=pl.lit(5))
    add(scored)
    assert opened().subject("parcel", "YT1")["score"].to_list() == [None, None, None, None, None, 5]
