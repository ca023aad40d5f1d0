"""Parcel events as a busy network makes them, by the million, for the benchmarks.

Consignments of 200 parcels travel from one outlet over one to three hubs to five outlets, in bags of
40, in trips. The same seed and number give the same events; they are made and handed on in batches.

    python bench/make_events.py 20000000 bench/data/20m
"""

from __future__ import annotations

import resource
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.archive.layout import Layout
from tuotou.archive.write import append
from tuotou.handbook import read_vocabulary

BEGIN: Final = 29_671_200  # 2026-06-01 00:00 in Shanghai, in minutes since 1970
SENDING: Final = 6 * 1440  # minutes during which consignments leave; the slowest parcels need four days more
HUBS, OUTLETS, STAFF = 60, 1_940, 20  # staff: persons per site
BAG, BAGS = 40, 5  # parcels in a bag, bags in a consignment
CHUNK: Final = 300  # consignments made at a time
PER_CONSIGNMENT: Final = 14.2 * BAG * BAGS  # events, those of bags and trips included
MISSED, LATE, RELABELLED, RETRACTED = 0.01, 0.05, 0.003, 0.002
PRODUCTS: Final = ("standard", "standard", "standard", "next_morning", "same_city", "cold")
CUSTOMERS: Final = ("individual", "merchant", "merchant")
ENDS: Final = {"signed_by_self": 0.38, "placed_in_locker": 0.30, "placed_in_station": 0.27, "signed_by_agent": 0.05}


def make_events(count: int, seed: int = 1) -> Iterator[pl.DataFrame]:
    """About `count` events in batches of some 800,000, the oldest consignments first."""
    consignments = max(1, round(count / PER_CONSIGNMENT))
    for first in range(0, consignments, CHUNK):
        numbers = np.arange(first, min(first + CHUNK, consignments))
        lot = Lot(np.random.default_rng([seed, first]))
        legs = _legs(numbers, numbers * SENDING // consignments, lot)
        bags = _bags(legs, lot)
        parcels = _parcels(bags, legs, lot)
        scans = [*_sending(parcels), *_travel(parcels, bags), *_delivery(parcels, lot), *_containers(bags)]
        yield _recorded(pl.concat(scans, how="diagonal"), lot)


@dataclass(frozen=True, slots=True)
class Lot:
    """Columns drawn by lot."""

    random: np.random.Generator

    def between(self, low: int, high: int, size: int) -> NDArray[np.int64]:
        """Whole numbers in [low, high)."""
        return self.random.integers(low, high, size)

    def share(self, share: float, size: int) -> NDArray[np.bool_]:
        """True for about this share of the rows."""
        return self.random.random(size) < share

    def word(self, words: tuple[str, ...], size: int) -> pl.Series:
        """One of the words for each row."""
        return pl.Series(words).gather(self.between(0, len(words), size))


def _legs(numbers: NDArray[np.int64], leave: NDArray[np.int64], lot: Lot) -> pl.DataFrame:
    """A row per consignment and leg: where it goes from and to, and when (minutes)."""
    size = len(numbers)
    hubs = 1 + (lot.random.random(size) > 0.64).astype(np.int64) + (lot.random.random(size) > 0.88)
    place, out = lot.between(HUBS, HUBS + OUTLETS, size), BEGIN + leave + lot.between(0, 900, size)
    rows = []
    for leg in range(4):
        to, into = lot.between(0, HUBS, size), out + lot.between(60, 600, size)
        rows.append(
            pl.DataFrame({"consignment": numbers, "hubs": hubs, "from": place, "to": to, "out": out, "in": into})
            .with_columns(leg=pl.lit(leg))
            .filter(pl.col("leg") <= pl.col("hubs"))
        )
        place, out = to, into + lot.between(60, 360, size)
    return pl.concat(rows)


def _bags(legs: pl.DataFrame, lot: Lot) -> pl.DataFrame:
    """A row per bag and leg, with its trip; on the last leg each bag goes to an outlet of its own."""
    bags = legs.join(pl.DataFrame({"bag": range(BAGS)}), how="cross")
    last, number = pl.col("leg") == pl.col("hubs"), pl.col("consignment") * 100 + pl.col("leg") * 10
    return bags.with_columns(
        to=pl.when(last).then(pl.Series(lot.between(HUBS, HUBS + OUTLETS, len(bags)))).otherwise("to"),
        number=number + pl.col("bag"),
        bag_number="B" + (number + pl.col("bag")).cast(pl.String).str.zfill(10),
        trip_number="T" + (number + pl.when(last).then("bag").otherwise(9)).cast(pl.String).str.zfill(10),
        alone=last,
    )


def _parcels(bags: pl.DataFrame, legs: pl.DataFrame, lot: Lot) -> pl.DataFrame:
    """A row per parcel: its numbers, what was ordered, and the sites and minutes at both ends."""
    start = legs.filter(pl.col("leg") == 0).select("consignment", "hubs", origin="from", leave="out")
    end = bags.filter(pl.col("alone")).select("consignment", "bag", target="to", come="in")
    parcels = end.join(start, on="consignment", maintain_order="left").join(
        pl.DataFrame({"item": range(BAG)}), how="cross"
    )
    n = len(parcels)
    number = (pl.col("consignment") * BAGS + pl.col("bag")) * BAG + pl.col("item")
    accepted = pl.col("leave") - pl.Series(lot.between(15, 240, n))
    return parcels.with_columns(
        number=number,
        subject="YT" + (7_700_000_000_000 + number).cast(pl.String),
        accepted=accepted,
        ordered=accepted - pl.Series(lot.between(20, 600, n)),
        inspected=accepted - pl.Series(lot.between(0, 3, n)),
        delivery=pl.col("come") + pl.Series(lot.between(30, 900, n)),
        clerk=pl.Series(lot.between(0, STAFF, n)),
        product=lot.word(PRODUCTS, n),
        customer_kind=lot.word(CUSTOMERS, n),
        weight_g=pl.Series(lot.between(50, 20_000, n)),
        later=pl.when(pl.Series(lot.share(RELABELLED, n))).then("YT" + (8_800_000_000_000 + number).cast(pl.String)),
    )


def _sending(parcels: pl.DataFrame) -> Iterator[pl.DataFrame]:
    order: dict[str, str | pl.Expr] = {
        "product": "product",
        "customer_kind": "customer_kind",
        "promised_at": _instant(pl.col("ordered") + 4320),
    }
    yield _scan(parcels, 0, "ordered", "ordered", by=By(None, "platform"), **order)
    yield _scan(parcels, 1, "accepted", "accepted", by=By("origin"), weight_g="weight_g", missing_fields=pl.lit(0))
    yield _scan(parcels, 2, "content_inspected", "inspected", by=By("origin"), passed=pl.lit(True), photo_hash=_photo())
    single = parcels.filter(pl.col("customer_kind") == "individual")
    yield _scan(single, 4, "identity_checked", pl.col("inspected") - 1, by=By("origin"), passed=pl.lit(True))
    yield _scan(parcels, 3, "departed", "leave", by=By("origin"))


def _travel(parcels: pl.DataFrame, bags: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Bagged, arrived and sorted on each leg; a relabelled parcel rides the last leg under its new number."""
    leg = bags.select("consignment", "bag", "leg", "from", "to", "out", "in", "bag_number", "alone")
    rides = parcels.drop("bag_number", strict=False).join(leg, on=["consignment", "bag"], maintain_order="left")
    new = rides.filter(pl.col("alone") & pl.col("later").is_not_null())
    yield _scan(new, 40, "relabelled", pl.col("out") - 45, by=By("from"), to_number="later")
    rides = rides.with_columns(subject=pl.when("alone").then(pl.coalesce("later", "subject")).otherwise("subject"))
    packed = pl.col("out") - 2 - pl.col("item") % 30
    yield _scan(rides, 8 + pl.col("leg") * 4, "bagged", packed, by=By("from"), into="bag_number")
    wave = pl.when("alone").then(pl.lit("1"))
    yield _scan(rides, 9 + pl.col("leg") * 4, "arrived", pl.col("in") + pl.col("item") % 20, by=By("to"), wave=wave)
    sorted_ = rides.filter(~pl.col("alone")).with_columns(clerk=pl.lit(None, pl.Int64))
    yield _scan(sorted_, 10 + pl.col("leg") * 4, "sorted", pl.col("in") + pl.col("item"), by=By("to", "sorter"))


def _delivery(parcels: pl.DataFrame, lot: Lot) -> Iterator[pl.DataFrame]:
    n, done = len(parcels), pl.col("done")
    end = pl.Series(list(ENDS)).gather(np.searchsorted(np.cumsum(list(ENDS.values())), lot.random.random(n)))
    failed = pl.Series(lot.share(0.08, n))
    gone = parcels.with_columns(
        subject=pl.coalesce("later", "subject"),
        done=pl.col("delivery") + pl.Series(lot.between(10, 300, n)) + pl.when(failed).then(600).otherwise(0),
        end=end,
    )
    yield _scan(gone, 30, "out_for_delivery", "delivery", by=By("target"))
    yield _scan(gone.filter(failed), 31, "attempt_failed", pl.col("delivery") + 200, by=By("target"))
    yield _scan(gone.filter(failed), 32, "out_for_delivery", pl.col("delivery") + 500, by=By("target"))
    yield _scan(gone.filter(lot.share(0.55, n)), 33, "contacted", done - 5, by=By("target"))
    asked = gone.filter(pl.col("end").str.starts_with("placed_in") & pl.Series(lot.share(0.95, n)))
    yield _scan(asked, 43, "consent_recorded", "delivery", by=By("target", "app"), modes=pl.lit("locker,station"))
    for slot, kind in enumerate(ENDS, start=34):
        ended = gone.filter(pl.col("end") == kind)
        placed = {"mode": pl.lit(kind[10:])} if kind.startswith("placed_in_") else {}
        yield _scan(ended, slot, kind, done, by=By("target"), photo_hash=_photo(), **placed)
    wrong = gone.filter(pl.Series(lot.share(RETRACTED, n)) & (pl.col("end") == "signed_by_self"))
    yield _scan(wrong, 41, "retracted", done + 30, by=By("target"), retracts=_id(34))
    yield _scan(wrong, 42, "signed_by_self", done + 90, by=By("target"), photo_hash=_photo())


def _containers(bags: pl.DataFrame) -> Iterator[pl.DataFrame]:
    bags = bags.with_columns(clerk=pl.lit(1), subject="bag_number")
    yield _scan(bags, 0, "sealed", pl.col("out") - 1, by=By("from", subject_kind="bag"))
    yield _scan(bags, 1, "loaded", pl.col("out") - 1, by=By("from", subject_kind="bag"), into="trip_number")
    yield _scan(bags, 2, "unloaded", pl.col("in") + 5, by=By("to", subject_kind="bag"), out_of="trip_number")
    yield _scan(bags, 3, "bag_opened", pl.col("in") + 8, by=By("to", subject_kind="bag"))
    trips = bags.filter(pl.col("alone") | (pl.col("bag") == 0)).with_columns(subject="trip_number")
    yield _scan(trips, 4, "trip_opened", pl.col("out") - 60, by=By("from", subject_kind="trip"))
    yield _scan(trips, 5, "departed", "out", by=By("from", subject_kind="trip"))
    yield _scan(trips, 6, "arrived", "in", by=By("to", subject_kind="trip"))


class By(NamedTuple):
    """Where something is scanned (a column of site numbers), by what, and what is scanned."""

    site: str | None
    source: str = "handheld"
    subject_kind: str = "parcel"


def _scan(
    rows: pl.DataFrame, slot: int | pl.Expr, kind: str, minute: str | pl.Expr, by: By, **attributes: str | pl.Expr
) -> pl.DataFrame:
    """One event for each row; `slot` tells apart the events of one subject."""
    site = pl.lit(None, pl.Int64) if by.site is None else pl.col(by.site)
    clerk = site * STAFF + pl.col("clerk")
    return rows.select(
        subject_kind=pl.lit(by.subject_kind),
        subject="subject",
        id=_id(slot),
        kind=pl.lit(kind),
        at=pl.col(minute) if isinstance(minute, str) else minute,
        site=_site(site),
        person="P" + clerk.cast(pl.String).str.zfill(6),
        source=pl.lit(by.source),
        **{name: pl.col(value) if isinstance(value, str) else value for name, value in attributes.items()},
    )


def _id(slot: int | pl.Expr) -> pl.Expr:
    """An id of twelve digits that looks drawn by lot, and differs within the subject."""
    mixed = (pl.col("number") * 64 + slot).cast(pl.UInt64) * 0x9E3779B97F4A7C15
    return (mixed % 10**12).cast(pl.String).str.zfill(12)


def _site(number: pl.Expr) -> pl.Expr:
    """The code of a site; the first are hubs, and called so, for standards know them by that."""
    return pl.when(number < HUBS).then(pl.lit("HUB")).otherwise(pl.lit("S")) + number.cast(pl.String).str.zfill(4)


def _photo() -> pl.Expr:
    mixed = pl.col("number").cast(pl.UInt64) * 0xD6E8FEB86659FD93
    return "h" + (mixed % 10**15).cast(pl.String)


def _instant(minutes: pl.Expr) -> pl.Expr:
    return (minutes * 60_000_000).cast(pl.Datetime("us", "UTC"))


def _recorded(events: pl.DataFrame, lot: Lot) -> pl.DataFrame:
    """The events that were not missed, each recorded within a minute, some only hours later."""
    missed = pl.Series(lot.share(MISSED, len(events)))
    events = events.filter(~missed | pl.col("kind").is_in(["ordered", "retracted", *ENDS]))
    lag = lot.between(500_000, 60_000_000, len(events))
    late = lot.share(LATE, len(events))
    lag[late] = lot.between(60_000_000, 6 * 3_600_000_000, int(late.sum()))
    at = _instant(pl.col("at"))
    return events.with_columns(at=at, recorded_at=at + pl.Series(lag).cast(pl.Duration("us")))


def main(count: int, root: Path) -> None:
    """Write about `count` events into a new archive at `root` and say what it cost."""
    shutil.rmtree(root, ignore_errors=True)
    words, _ = read_vocabulary()
    begun = time.perf_counter()
    written = append(root, make_events(count), Layout.of(words))
    seconds = time.perf_counter() - begun
    size = sum(file.stat().st_size for file in root.rglob("*.parquet")) / written.events
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{written.events:,} events on {len(written.days)} days in {seconds:.1f} s, the making included: ", end="")
    print(f"{written.events / seconds / 1e6:.2f} M events/s, {size:.1f} bytes an event, peak {peak:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
