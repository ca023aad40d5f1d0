"""A week of a small company: two hundred parcels in their bags and trips, with all that goes wrong in real data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import polars as pl

from tuotou.archive.layout import Layout
from tuotou.archive.write import append
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.event import INSTANT, conform

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


def whole_week() -> pl.DataFrame:
    """Two hundred parcels, every eight of them in a bag, in no order."""
    random = Random(7)
    scans = [s for number in range(200) for s in parcel(number, random)]
    scans += [s for bag in range(25) for s in ride(bag, random)]
    random.shuffle(scans)
    return frame(scans)


def archived(events: pl.DataFrame, company: Handbook, root: Path) -> Path:
    """The events in an archive of sixteen buckets, appended in three batches."""
    append(root, [events[turn::3] for turn in range(3)], Layout.of(company.vocabulary))
    return root
