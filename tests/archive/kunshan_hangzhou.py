"""Two parcels, a bag and a trip from Kunshan to Hangzhou, as text, and what an archive holds as one frame."""

from __future__ import annotations

import polars as pl

from tuotou.archive.layout import Layout
from tuotou.archive.read import Archive
from tuotou.core.trail.event import INSTANT

LAYOUT = Layout(format=1, buckets=4, containers=("bag", "trip"), links=("relabelled",))


def events(text: str) -> pl.DataFrame:
    """Lines of `subject_kind subject id kind at recorded_at [site] [weight_g]`; instants like 02T09:30 of June 2026."""
    rows = [(line.split() + ["-", "-"])[:8] for line in text.strip().splitlines()]
    names = ["subject_kind", "subject", "id", "kind", "at", "recorded_at", "site", "weight_g"]
    frame = pl.DataFrame(rows, schema=names, orient="row").with_columns(pl.all().replace("-", None))
    instants = (
        pl.format("2026-06-{}:00", name).str.to_datetime("%FT%T").cast(INSTANT).alias(name) for name in names[4:6]
    )
    return frame.with_columns(
        *instants, pl.col("weight_g").cast(pl.Int64), person=pl.lit("P7"), source=pl.lit("handheld")
    )


JOURNEY = """
    parcel YT1 e1 ordered    01T08:00 01T08:00
    parcel YT1 e2 accepted   01T10:00 01T10:00 KUNSHAN 1200
    parcel YT1 e3 bagged     01T12:00 01T12:01 KUNSHAN
    bag    B7  b1 sealed     01T12:30 01T12:30 KUNSHAN
    trip   T3  t1 departed   01T20:00 01T20:00 KUNSHAN
    parcel YT2 e1 accepted   01T21:00 01T21:00 KUNSHAN 800
    parcel YT1 e4 arrived    02T06:00 02T06:00 HANGZHOU
    parcel YT2 e2 relabelled 02T06:30 02T06:30 HANGZHOU
    parcel YT1 e5 signed     02T15:00 02T15:01 HANGZHOU
"""


def contents(archive: Archive) -> pl.DataFrame:
    """All events of an archive, in one order, with strings for codes."""
    parts = [partition.load() for partition in archive.partitions()]
    columns = ["subject_kind", "subject", "id", "kind", "at", "recorded_at", "site", "weight_g"]
    weight = pl.DataFrame(schema={"weight_g": pl.Int64})
    everything = pl.concat([*parts, archive.containers(), weight], how="diagonal").select(columns)
    return everything.cast({pl.Categorical: pl.String}).sort(columns)
