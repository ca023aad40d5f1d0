"""Reading gives whole subjects in order, finds one quickly, and says what is wrong with a damaged archive."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from kunshan_hangzhou import LAYOUT, contents, events

from tuotou.archive.layout import ORDER, ArchiveError
from tuotou.archive.read import Archive
from tuotou.archive.subject_key import subject_key

JUNE_2_1501 = 1_780_412_460_000_000


def test_the_key_of_a_subject_never_changes():
    assert subject_key("parcel", "YT7700000000001") == 3101987490302120907
    assert subject_key("parcel", "YT1") != subject_key("case", "YT1")


def test_a_partition_has_whole_subjects_in_order(add, opened, journey):
    add(journey)
    loaded = [partition.load() for partition in opened().partitions()]
    subjects = [set(frame["subject"]) for frame in loaded]
    assert sorted(sum(map(list, subjects), [])) == ["YT1", "YT2"]
    assert all(frame.equals(frame.sort(ORDER)) for frame in loaded)


@pytest.mark.parametrize("size", [1, 7, 60, 1000])
def test_portions_are_the_partition_cut_between_subjects(add, opened, size):
    days = ((n, hour, 1 + hour % 2) for n in range(40) for hour in range(5))
    scans = [f"parcel YT{n} e{hour} sorted 0{day}T{hour:02}:00 0{day}T23:59" for n, hour, day in days]
    add(events("\n".join(scans)))
    for partition in opened().partitions():
        portions = [portion.events[portion.order] for portion in partition.read().portions(size)]
        assert pl.concat(portions).equals(partition.load())
        assert sum(portion["subject"].n_unique() for portion in portions) == partition.load()["subject"].n_unique()
        assert size > 7 or len(portions) > 1


def test_containers_stand_apart_and_links_twice(add, opened, journey):
    add(journey)
    assert opened().containers()["subject"].sort().to_list() == ["B7", "T3"]
    assert opened().links()["id"].to_list() == ["e2"]
    assert opened().subject("parcel", "YT2")["id"].to_list() == ["e1", "e2"]
    assert opened().subject("bag", "B7")["id"].to_list() == ["b1"]


def test_size_days_and_last_recording_need_no_data(add, opened, journey, tmp_path):
    add(journey)
    for path in tmp_path.rglob("*.parquet"):
        path.unlink()
    archive = opened()
    assert archive.count == 9
    assert archive.days == (date(2026, 6, 1), date(2026, 6, 2))
    assert archive.recorded_until == JUNE_2_1501


def test_events_of_one_instant_stand_by_id_whatever_day_they_were_recorded(add, opened):
    add(events("parcel YT1 e2 sorted 01T23:59 01T23:59\nparcel YT1 e1 arrived 01T23:59 02T00:01"))
    (partition,) = opened().partitions()
    assert partition.load()["id"].to_list() == ["e1", "e2"]


def test_only_the_columns_asked_for_are_read(add, opened, journey):
    add(journey)
    partition = next(iter(opened().partitions(["site", "weight_g", "photo_hash"])))
    assert partition.load().columns == ["subject_key", "subject_kind", "subject", "id", "at", "site", "weight_g"]


def test_words_are_codes_that_agree_between_partitions(add, opened, journey):
    add(journey)
    archive = opened()
    kinds = pl.concat([partition.load() for partition in archive.partitions()])["kind"]
    codes = dict(zip(kinds.cast(pl.String), kinds.to_physical(), strict=True))
    assert len(set(codes.values())) == len(codes) == 6


def test_several_subjects_at_once(add, opened, journey):
    add(journey)
    assert set(opened().subjects("parcel", ["YT1", "YT2", "YT3"])["subject"]) == {"YT1", "YT2"}
    assert opened().subject("parcel", "YT3").is_empty()
    assert opened().subjects("parcel", []).is_empty()


def test_an_archive_of_nothing(opened, tmp_path):
    LAYOUT.write(tmp_path / "archive")
    assert (opened().count, opened().days, opened().recorded_until) == (0, (), None)
    assert list(opened().partitions()) == []
    assert opened().containers().is_empty()
    assert opened().subject("parcel", "YT1").is_empty()


def test_a_cut_off_file_is_named(add, opened, journey, tmp_path):
    add(journey)
    victim = next(tmp_path.rglob("day=2026-06-02/bucket=*.parquet"))
    victim.write_bytes(victim.read_bytes()[:-20])
    with pytest.raises(ArchiveError, match=f"{victim.name}: cannot be read .* archive the day again"):
        contents(opened())


def test_a_file_that_disagrees_with_its_day_is_noticed(add, opened, journey, tmp_path):
    add(journey)
    victim = next(tmp_path.rglob("day=2026-06-02/bucket=*.parquet"))
    pl.read_parquet(victim)[:0].write_parquet(victim)
    with pytest.raises(ArchiveError, match="events, but day.json says"):
        contents(opened())


def test_a_folder_that_is_no_archive(tmp_path):
    with pytest.raises(ArchiveError, match="archive.json: no such file; name a folder that `tuotou archive` wrote"):
        Archive.open(tmp_path)
