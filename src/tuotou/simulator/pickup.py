"""Events of pickup: order, appointment, door, scale, label, and the way to the outlet; and what goes wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.demand import GOODS, Flags, due
from tuotou.simulator.ground import Ground
from tuotou.simulator.place import REMOTE
from tuotou.simulator.scan import By, photos
from tuotou.simulator.timetable import DAY, HOUR

TOPICS: Final = "service,price,time_limit,insurance,compensation"
FRAMES = Iterator[pl.DataFrame]


def shift_pickups(ground: Ground) -> None:
    """Faults that move instants: called before anything is written."""
    d, afternoon = ground.demand, ground.demand.accepted % DAY > 12 * HOUR
    slotted = d.individual & ~np.isnan(d.slot_from)
    plain = d.individual & ~slotted & afternoon
    late = ground.fall("pickup_late", plain)
    d.ordered[late] = d.accepted[late] - 175
    ground.broke("pickup_late", ("pickup-2h",), late, d.accepted, d.sender)
    brought = ground.fall("brought_late", plain)
    d.accepted[brought] = d.at_outlet[brought] - 200
    d.ordered[brought] = d.accepted[brought] - 25
    ground.broke("brought_late", ("outlet-3h-after-pickup",), brought, d.at_outlet, d.sender)
    paper = ground.fall("picked_up_on_paper", plain & (d.accepted > 2 * DAY))
    d.accepted[paper] = d.at_outlet[paper] - 30 * HOUR
    d.ordered[paper] = d.accepted[paper] - 25
    broken = ("pickup-moves-24h", "outlet-3h-after-pickup")
    ground.broke("picked_up_on_paper", broken, paper, d.at_outlet, d.sender)
    for fault, standards in (
        ("slot_missed", ("pickup-slot", "pickup-late-told")),
        ("slot_missed_told", ("pickup-slot",)),
    ):
        missed = ground.fall(fault, slotted)
        _move_slot(ground, missed)
        ground.broke(fault, standards, missed, d.accepted, d.sender)
    wave = ground.fall("merchant_wave_missed", ~d.individual & (d.accepted - d.ordered > 40))
    d.slot_to[wave] = d.accepted[wave] - 15
    ground.broke("merchant_wave_missed", ("merchant-collected-by-wave",), wave, d.accepted, d.sender)
    never = ground.fall("merchant_collected_late", ~d.individual & (d.accepted > 50 * HOUR))
    d.ordered[never] = d.accepted[never] - 49 * HOUR
    ground.broke("merchant_collected_late", ("merchant-collected-48h",), never, d.accepted - HOUR, d.sender)


def _move_slot(ground: Ground, missed: Flags) -> None:
    d = ground.demand
    d.slot_to[missed] = d.accepted[missed] - 20
    d.slot_from[missed] = d.slot_to[missed] - 120
    d.ordered[missed] = np.minimum(d.ordered[missed], d.slot_from[missed] - 10)


def ordering(ground: Ground) -> FRAMES:
    """From the order to the courier's assignment."""
    d, desk, all_ = ground.demand, ground.desk, ground.parcels
    slotted = d.individual & ~np.isnan(d.slot_from)
    origin, destination = _regions(ground)
    own = np.where(slotted, d.slot_from, np.nan)
    phone = pl.Series(np.arange(d.size) % 100).cast(pl.String).str.zfill(2)
    yield desk.scan(
        "ordered",
        all_,
        d.ordered,
        By(source="platform"),
        product=ground.words(("standard", "next_day"), d.next_day.astype(np.int64)),
        customer_kind=ground.words(("merchant", "individual"), d.individual.astype(np.int64)),
        origin=origin,
        destination=destination,
        goods=ground.words(GOODS, d.goods),
        fragile=pl.Series(d.fragile),
        door_wanted=pl.Series(d.at_the_door),
        complaint_prone=pl.Series(d.complaint_prone),
        slot_from=desk.instant(own),
        slot_to=desk.instant(np.where(slotted, d.slot_to, np.nan)),
        weight_g=d.weight,
        **_handles(d.size),
        attrs='{"recipient": "13*******' + phone + '"}',
    )
    yield desk.scan("address_checked", all_, d.ordered + 0.3, By(source="office"), passed=True)
    some = np.flatnonzero(slotted)
    slot = {name: desk.instant(getattr(d, name)[some]) for name in ("slot_from", "slot_to")}
    app = By(source="app")
    yield desk.scan("appointment_made", ground.of(some), d.ordered[some] + 1, app, channel="app", **slot)
    sent = np.flatnonzero(~d.individual)
    wave = {name: desk.instant(getattr(d, name)[sent]) for name in ("slot_from", "slot_to")}
    office = By(d.sender[sent], source="office")
    yield desk.scan("pickup_assigned", ground.of(sent), d.ordered[sent] + 2, office, **wave)
    told = np.flatnonzero(slotted & ((d.slot_to < d.accepted) & _told(ground)))
    yield desk.scan("pickup_delay_told", ground.of(told), d.slot_to[told] - 10, app, reason="traffic", channel="sms")


def _handles(size: int) -> dict[str, pl.Series]:
    """What callers know of a parcel: its order number, the recipient's phone, of a third a privacy number instead."""
    place = np.arange(size)
    end = pl.Series(place * 7_919 % 10_000).cast(pl.String).str.zfill(4)
    virtual = "170" + pl.Series(10_000_000 + place * 104_729 % 90_000_000).cast(pl.String) + "-" + end
    return {
        "order_number": "E" + pl.Series(2_600_000_000 + place * 31).cast(pl.String),
        "phone_tail": end,
        "virtual_number": virtual.set(pl.Series(place % 3 != 0), None),
    }


def _told(ground: Ground) -> Flags:
    """[n] whose sender was told: every late slot but those of the truth without telling."""
    silent = ground.truth.frame().filter(pl.col("standard") == "pickup-late-told")["subject"]
    return ~ground.demand.number.is_in(silent.implode()).to_numpy()


def _regions(ground: Ground) -> tuple[pl.Series, pl.Series]:
    region = tuple(c.region for c in ground.company.cities)
    city = ground.company.city
    return ground.words(region, city[ground.demand.sender]), ground.words(region, city[ground.demand.receiver])


def at_the_door(ground: Ground) -> FRAMES:
    """What happens in front of the sender, up to the acceptance."""
    d, desk = ground.demand, ground.desk
    dropped, topics, gaps, masked = _door_faults(ground)
    one = np.flatnonzero(d.individual)
    by = By(d.sender[one], d.courier[one])
    yield desk.scan("informed", ground.of(one), d.accepted[one] - 6, by, topics=topics.gather(one), channel="app")
    seen = np.flatnonzero(d.individual & ~dropped["no_identity"] & ~dropped["refused_but_accepted"])
    by = By(d.sender[seen], d.courier[seen])
    yield desk.scan("identity_checked", ground.of(seen), d.accepted[seen] - 5, by, document="resident_id", passed=True)
    no = np.flatnonzero(dropped["refused_but_accepted"])
    by = By(d.sender[no], d.courier[no])
    yield desk.scan("identity_refused", ground.of(no), d.accepted[no] - 5, by, reason="no_document")
    looked = np.flatnonzero(~dropped["no_inspection"])
    by = By(d.sender[looked], d.courier[looked])
    yield desk.scan(
        "content_inspected",
        ground.of(looked),
        d.accepted[looked] - 3,
        by,
        passed=True,
        goods=ground.words(GOODS, d.goods[looked]),
        photo_hash=_photos(ground).set(pl.Series(dropped["no_inspection_photo"]), None)[looked],
        photo_taken_at=desk.instant(d.accepted[looked] - 3.2),
    )
    packed = np.flatnonzero(d.fragile & d.individual & ~dropped["not_packed"])
    by = By(d.sender[packed], d.courier[packed])
    yield desk.scan("packed", ground.of(packed), d.accepted[packed] - 2, by, packaging="carton", labels="fragile")
    by = By(d.sender, d.courier)
    labelled = {"masked": pl.Series(masked), "missing_fields": gaps, "waybill_mode": "privacy"}
    yield desk.scan("labelled", ground.parcels, d.accepted - 1, by, **labelled)
    yield _accepted(ground, by, gaps)
    clerk = By(d.sender, ground.clerk(d.sender))
    yield desk.scan("arrived", ground.parcels, d.at_outlet, clerk)


def _accepted(ground: Ground, by: By, gaps: Indices) -> pl.DataFrame:
    """The scan that opens most promises; individuals are promised what the table of commitments says."""
    d, city, cities = ground.demand, ground.company.city, ground.company.cities
    remote = np.array([c.region.startswith(REMOTE) for c in cities])
    said = ~d.individual | remote[city[d.sender]] | remote[city[d.receiver]]
    promised = ground.desk.instant(np.where(said, due(ground.company, d), np.nan))
    return ground.desk.scan(
        "accepted", ground.parcels, d.accepted, by, weight_g=d.weight, missing_fields=gaps, promised_at=promised
    )


def _photos(ground: Ground) -> pl.Series:
    """[n] photos; a re-used one is that of the parcel that the same courier inspected before."""
    own, d = np.arange(ground.demand.size), ground.demand
    order = np.lexsort((d.accepted, d.courier))
    before = np.full(d.size, -1)
    same = d.courier[order][1:] == d.courier[order][:-1]
    before[order[1:][same]] = order[:-1][same]
    again = ground.fall("photo_reused", (before >= 0) & ~ground.faulty[before])
    again &= ~again[before]  # a photo of a photo is another photo
    ground.faulty[before[again]] = True
    ground.broke("photo_reused", ("photo-used-once",), again, d.accepted - 3, d.sender)
    return photos(np.where(again, before, own), 1)


def _door_faults(ground: Ground) -> tuple[dict[str, Flags], pl.Series, Indices, Flags]:
    """Which steps are left out, what the sender is told, how many fields are missing, whether the label is masked."""
    d = ground.demand
    left_out = {
        "no_identity": (d.individual, ("accepted-needs-identity",)),
        "refused_but_accepted": (d.individual, ("accepted-needs-identity", "identity-refused-not-accepted")),
        "no_inspection": (~np.zeros(d.size, bool), ("accepted-needs-inspection", "inspection-has-photo")),
        "no_inspection_photo": (~np.zeros(d.size, bool), ("inspection-has-photo",)),
        "not_packed": (d.individual & d.fragile, ("fragile-packed-3h",)),
        "not_informed": (d.individual, ("sender-informed",)),
        "fields_missing": (~np.zeros(d.size, bool), ("waybill-complete",)),
        "many_fields_missing": (~np.zeros(d.size, bool), ("waybill-complete", "waybill-gaps-severe")),
        "label_unmasked": (~np.zeros(d.size, bool), ("waybill-masked",)),
    }
    found = {}
    for fault, (among, standards) in left_out.items():
        found[fault] = ground.fall(fault, among)
        ground.broke(fault, standards, found[fault], d.accepted, d.sender)
    topics = ground.words((TOPICS, "service,price,time_limit"), found["not_informed"].astype(np.int64))
    gaps = found["fields_missing"] * 1 + found["many_fields_missing"] * 4
    return found, topics, gaps, ~found["label_unmasked"]
