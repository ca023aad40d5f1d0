"""An archive, read bucket by bucket, gives the report that the same events give in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import polars as pl
import pytest

from tuotou import handbook
from tuotou.archive.layout import Layout
from tuotou.archive.subject_key import subject_key
from tuotou.archive.write import append
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.event import INSTANT, conform
from tuotou.operations import archived_trails
from tuotou.operations.replay import replay, replay_archive

MINUTE = 60_000_000
MORNING = 1_780_275_600_000_000  # 1 June 2026, 09:00 in Chengdu
LAGS = (0, 0, 0, 0, 1, 20, 200, 1500)  # minutes from a scan to its recording
WAY = (  # of a parcel: kind, site, minutes after it was ordered
    ("ordered", "CD01", 0),
    ("content_inspected", "CD01", 40),
    ("accepted", "CD01", 45),
    ("bagged", "CD01", 90),
    ("arrived", "HUB2", 700),
    ("sorted", "HUB2", 760),
    ("arrived", "CD03", 1400),
    ("out_for_delivery", "CD03", 1460),
    ("signed_by_self", "CD03", 1700),
)
RIDE = (  # of a bag in a trip: subject kind, kind, site, minutes after the parcels in it were ordered
    ("bag", "loaded", "CD01", 120),
    ("trip", "trip_opened", "CD01", 120),
    ("trip", "departed", "CD01", 150),
    ("trip", "arrived", "HUB2", 600),
    ("bag", "unloaded", "HUB2", 620),
    ("bag", "bag_opened", "HUB2", 690),
)
Scan = dict[str, object]


@pytest.fixture(scope="module")
def company() -> Handbook:
    return handbook.load()


def scan(subject_kind: str, subject: str, id: str, kind: str, minutes: float, **more: object) -> Scan:
    """A scan so many minutes after the morning, recorded at once unless `lag` says later."""
    at = MORNING + round(minutes * MINUTE)
    recorded_at = at + int(str(more.pop("lag", 0))) * MINUTE
    common = {"site": "CD01", "person": "zhang", "source": "handheld"}
    return {**common, **more, "subject_kind": subject_kind, "subject": subject, "id": id, "kind": kind} | {
        "at": at,
        "recorded_at": recorded_at,
    }


def frame(scans: list[Scan]) -> pl.DataFrame:
    events = pl.DataFrame(scans, infer_schema_length=None)
    return conform(events.with_columns(pl.col("at", "recorded_at").cast(pl.Int64).cast(INSTANT)))


def _ordered(bag: int) -> int:
    """When the parcels of a bag were ordered, in minutes after the morning."""
    return 80 * bag


def parcel(number: int, random: Random) -> Iterator[Scan]:
    """A parcel's scans: some missing, late, told twice, retracted; some parcels get a new number on the way."""
    old, new = f"YT{number}", f"YT{number}N"
    relabelled = random.random() < 0.2
    for step, (kind, site, minutes) in enumerate(WAY):
        subject = new if relabelled and minutes > 700 else old
        at, id = _ordered(number // 8) + minutes + random.randrange(60), f"e{step}"
        more: Scan = {"site": site, "person": random.choice(("zhang", "li", None)), "lag": random.choice(LAGS)}
        if kind == "bagged":
            more["into"] = f"B{number // 8}"
        if random.random() < 0.9:
            yield scan("parcel", subject, id, kind, at, **more)
        if random.random() < 0.05:
            yield scan("parcel", subject, id, kind, at, **{**more, "site": "CD02"})
        if random.random() < 0.05:
            yield scan("parcel", subject, f"r{step}", "retracted", at + 5, lag=random.choice(LAGS), retracts=id)
    if relabelled:
        yield scan("parcel", old, "new", "relabelled", _ordered(number // 8) + 710, site="HUB2", to_number=new)


def ride(bag: int, random: Random) -> Iterator[Scan]:
    """A bag goes to the hub in a trip."""
    for step, (subject_kind, kind, site, minutes) in enumerate(RIDE):
        subject = f"{'B' if subject_kind == 'bag' else 'T'}{bag}"
        ties = {"loaded": {"into": f"T{bag}"}, "unloaded": {"out_of": f"T{bag}"}}.get(kind, {})
        yield scan(
            subject_kind, subject, f"b{step}", kind, _ordered(bag) + minutes, site=site, lag=random.choice(LAGS), **ties
        )


@pytest.fixture(scope="module")
def week() -> pl.DataFrame:
    """Two hundred parcels, every eight of them in a bag, in no order."""
    random = Random(7)
    scans = [s for number in range(200) for s in parcel(number, random)]
    scans += [s for bag in range(25) for s in ride(bag, random)]
    random.shuffle(scans)
    return frame(scans)


@pytest.fixture(scope="module")
def last(week: pl.DataFrame) -> int:
    """The last recording of the week, µs."""
    return int(week["recorded_at"].to_physical().max())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def kept(week: pl.DataFrame, company: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the week."""
    return archived(week, company, tmp_path_factory.mktemp("week"))


def archived(events: pl.DataFrame, company: Handbook, root: Path) -> Path:
    """The events in an archive of sixteen buckets, appended in three batches."""
    append(root, [events[turn::3] for turn in range(3)], Layout.of(company.vocabulary))
    return root


def test_the_week_holds_what_makes_buckets_depend_on_each_other(
    week: pl.DataFrame, last: int, company: Handbook
) -> None:
    links = week.filter(pl.col("kind") == "relabelled").select("subject", "to_number")
    assert (
        sum(subject_key("parcel", old) % 16 != subject_key("parcel", new) % 16 for old, new in links.iter_rows()) > 20
    )
    found = replay(week, company, last)
    assert found.findings["conflict"] > 20
    assert 0 < found.events < len(week)  # repeated and retracted events are not counted
    assert min(found.total.kept, found.total.kept_late, found.total.broken) > 20


@pytest.mark.parametrize("part", [0.2, 0.6, 0.9])
def test_an_archive_says_what_memory_says(week: pl.DataFrame, kept: Path, company: Handbook, part: float) -> None:
    as_of = int(week["recorded_at"].to_physical().quantile(part))  # type: ignore[arg-type]
    assert replay_archive(kept, company, as_of) == replay(week, company, as_of)


@pytest.mark.parametrize("portion", [1, 30])
def test_how_much_is_unfolded_at_once_does_not_matter(
    week: pl.DataFrame, last: int, kept: Path, company: Handbook, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archived_trails, "PORTION", portion)
    noon = int(week["recorded_at"].to_physical().median())  # type: ignore[arg-type]
    assert replay_archive(kept, company, noon) == replay(week, company, noon)
    assert replay_archive(kept, company, last) == replay(week, company, last)


def test_without_an_instant_an_archive_is_judged_at_its_last_recording(
    week: pl.DataFrame, last: int, kept: Path, company: Handbook
) -> None:
    assert replay_archive(kept, company) == replay(week, company, last)


def test_before_everything_nothing_is_believed(week: pl.DataFrame, kept: Path, company: Handbook) -> None:
    found = replay_archive(kept, company, 0)
    assert (found.as_of, found.events, found.promises) == (0, 0, 0)
    assert found == replay(week, company, 0)


def test_without_standards_the_events_are_still_counted(
    week: pl.DataFrame, last: int, kept: Path, company: Handbook
) -> None:
    bare = replace(company, standards=())
    found = replay_archive(kept, bare)
    assert found == replay(week, bare, last)
    assert found.events > 0
    assert (found.promises, found.standards) == (0, ())


def test_a_retraction_still_ahead_in_one_bucket_does_not_stop_the_tied_numbers_of_others(
    company: Handbook, tmp_path: Path
) -> None:
    scans = [
        scan("parcel", "YT1", "e1", "accepted", 0),
        scan("parcel", "YT1", "r", "retracted", 9, lag=-4, retracts="e1"),
    ]
    for number in range(1, 20):
        scans.append(scan("parcel", f"YT{number}", "new", "relabelled", 1, to_number=f"YT{number + 1}"))
        scans.append(scan("parcel", f"YT{number}", "e2", "out_for_delivery", 2))
    events, as_of = frame(scans), MORNING + 6 * MINUTE
    assert replay_archive(archived(events, company, tmp_path), company, as_of) == replay(events, company, as_of)


@pytest.mark.parametrize("site", ["CE1", "CE2", "CE3", "CE4", "CE5", "CE6"])
def test_of_two_contents_of_one_id_recorded_at_once_the_same_stands(
    company: Handbook, tmp_path: Path, site: str
) -> None:
    one = scan("parcel", "YT1", "e1", "out_for_delivery", 0, weight_g=900)
    events = frame([one, {**one, "site": site, "weight_g": 1000}, scan("parcel", "YT1", "e2", "signed_by_self", 9)])
    found = replay_archive(archived(events, company, tmp_path), company)
    assert found == replay(events, company, found.as_of)
    assert found.findings["conflict"] == 1


def test_what_no_standard_reads_makes_no_conflict(company: Handbook, tmp_path: Path) -> None:
    one = scan("parcel", "YT1", "e1", "out_for_delivery", 0, attrs='{"belt": 1}')
    events = frame([one, {**one, "attrs": '{"belt": 2}'}])
    found = replay_archive(archived(events, company, tmp_path), company)
    assert found == replay(events, company, found.as_of)
    assert "conflict" not in found.findings
