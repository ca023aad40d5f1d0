"""Small nasty histories: few instants, many ties, late records, retractions, re-used numbers, missing scans.

A history is drawn by a seeded generator, so that nastiness is spread evenly; hypothesis then says of each
event whether it is told at all, and whether punctually: that is what a failing example shrinks by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from .event import DAY, MINUTE, Event
from .words import BAG, CASE, KINDS, PARCEL, TRIP
from .writing import START

GRID = (0, 0, 5, 10, 10, 20, 30, 30, 60, 60, 70, 90, 120, 150, 180, 240, 360, 480, 960, 1440, 1500, 2880, 4330, 5800)
"""Minutes after START at which anything happens; few, so that much happens at once; two gaps end a parcel's life."""

LAGS = (0, 0, 0, 0, 0, 1, 20, 125, 185, 1440, -5)
"""Minutes from the happening to its recording; a clock may run five minutes ahead."""

MEMBERS = (
    *[(PARCEL, "P1")] * 12,
    *[(PARCEL, "P2")] * 4,
    *[(PARCEL, "P3"), (PARCEL, "P4"), (BAG, "B1"), (BAG, "B1"), (BAG, "B2"), (TRIP, "T1")],
    *[(CASE, "C1")] * 3,
)
BY_SUBJECT = {kind: [k.name for k in KINDS if kind in k.subjects] for kind in (PARCEL, BAG, TRIP, CASE)}
BY_SUBJECT[PARCEL] += 3 * ["ordered", "accepted", "arrived", "departed", "attempted"]
BY_SUBJECT[PARCEL] += 2 * ["sorted", "bagged", "called", "waiting", "answered", "inspected", "consented", "placed"]
BY_SUBJECT[PARCEL] += [
    "waiting",
    "intercepted",
    "weather",
    "out_for_delivery",
    "unknown",
    "suspected",
    "retracted",
    "confirmed",
    "cancelled",
    "cancelled",
    "weather",
    "thrown",
]
BY_SUBJECT[CASE] += 2 * ["case_opened", "called"]

INSTANT = "an instant"
NAMED = (*(f"e{n}" for n in range(1, 11)), "j1", "j5", "j12", "j16")
ATTRS: dict[str, dict[str, object]] = {
    "ordered": {
        "product": ("express", "standard", None),
        "promised_at": INSTANT,
        "slot_from": INSTANT,
        "carrier": ("SF", None),
    },
    "accepted": {"mode": ("locker", "station", None)},
    "arrived": {"mode": ("locker", "station", None), "product": (None, None, "express")},
    "bagged": {"into": ("B1", "B1", "B2")},
    "unbagged": {"out_of": ("B1", "B2", None)},
    "loaded": {"into": ("T1",)},
    "unloaded": {"out_of": ("T1", "T2", None)},
    "attempted": {"mode": ("locker", "locker", "door", None)},
    "signed": {"photo": ("p1", "p1", "p2", None)},
    "weather": {"period_from": INSTANT, "period_to": INSTANT},
    "consented": {
        "modes": ("locker,station", "station", "locker", None),
        "place": ("X", "Y", None),
        "expires_at": INSTANT,
    },
    "consent_withdrawn": {"consent": (*NAMED, None)},
    "placed": {"mode": ("locker", "station", None), "place": ("X", "Y", None)},
    "thrown": {"height": (20.0, 40.0, None)},
    "relabelled": {"to": ("P1", "P2", "P2", "P3")},
    "case_opened": {"promised_at": INSTANT, "product": ("express", None)},
    "retracted": {"retracts": NAMED},
    "confirmed": {"confirms": NAMED},
    "cancelled": {
        "cancels": NAMED,
        "approved_by": ("zhang", "li", "chen", "chen", None),
        "approver_role": ("area", "area", "outlet", None),
    },
}

JOURNEY = (
    ((PARCEL, "P1"), "ordered", 0),
    ((PARCEL, "P1"), "accepted", 10),
    ((PARCEL, "P1"), "bagged", 20),
    ((PARCEL, "P2"), "bagged", 20),
    ((BAG, "B1"), "sealed", 30),
    ((BAG, "B1"), "loaded", 60),
    ((TRIP, "T1"), "trip_opened", 60),
    ((TRIP, "T1"), "departed", 70),
    ((TRIP, "T1"), "incident", 90),
    ((TRIP, "T1"), "arrived", 120),
    ((BAG, "B1"), "unloaded", 120),
    ((BAG, "B1"), "arrived", 150),
    ((BAG, "B1"), "opened", 150),
    ((PARCEL, "P1"), "unbagged", 180),
    ((PARCEL, "P1"), "sorted", 180),
    ((BAG, "B1"), "sealed", 240),
    ((BAG, "B1"), "arrived", 360),
    ((PARCEL, "P1"), "signed", 480),
)
"""A line-haul journey with a bag that is used again."""


def any_event(random: Random, member: tuple[str, str] | None = None, kind: str | None = None) -> Event:
    """One event, anything about it drawn from little."""
    pick = random.choice
    subject_kind, subject = member or pick(MEMBERS)
    kind = kind or pick(BY_SUBJECT[subject_kind])
    source = pick(("handheld", "handheld", "sorter", "courier_app", None, "diary"))
    at = START + pick(GRID) * MINUTE
    if source == "diary":
        at -= (at - START) % DAY
    attrs = {}
    for name, values in ATTRS.get(kind, {}).items():
        drawn = pick((None, START + pick(GRID) * MINUTE)) if values == INSTANT else pick(values)  # type: ignore[arg-type]
        if drawn is not None:
            attrs[name] = drawn
    return Event(
        subject_kind,
        subject,
        id=f"e{random.randint(1, 24)}",
        kind=kind,
        at=at,
        recorded_at=at + pick(LAGS) * MINUTE,
        site=pick(("H1", "H1", "H2", None)),
        person=pick(("zhang", "li", None)),
        source=source,
        attrs=attrs,
    )


def journey(random: Random) -> list[Event]:
    """The journey with scans missing and some recorded late."""
    told = []
    for step, (member, kind, minutes) in enumerate(JOURNEY):
        at, late = START + minutes * MINUTE, random.choice((0, 0, 0, 20, 125, 1440))
        plain = any_event(random, member, kind)
        told.append(replace(plain, id=f"j{step}", at=at, recorded_at=at + late * MINUTE, source="handheld"))
    return [event for event in told if random.random() < 0.8]


@st.composite
def histories(draw: Callable[..., object]) -> list[Event]:
    """Up to some thirty events: perhaps a journey, and noise upon it; a few told twice, at different instants.

    Two draws of different types only: hypothesis then has nothing to copy about, and each example is a new history.
    """
    random = Random(draw(st.integers(0, 2**32 - 1)))
    telling = draw(st.binary(min_size=40, max_size=40))
    told = [any_event(random) for _ in range(random.choice((2, 5, 9, 13, 17, 21)))]
    told += journey(random) if random.random() < 0.4 else []
    for again in random.sample(told, random.choice((0, 0, 0, 1))):
        told.append(replace(again, recorded_at=again.recorded_at + random.choice((0, 5, 60)) * MINUTE))
    random.shuffle(told)
    kept = []
    for event, how in zip(told, telling, strict=False):
        if how > 30:
            kept.append(event)
        elif how > 15:
            kept.append(replace(event, recorded_at=event.at))
    return kept


def moments(told: list[Event]) -> st.SearchStrategy[int]:
    """An instant to judge at: near something that happened or was recorded, or long after everything."""
    known = [at for event in told for at in (event.at, event.recorded_at)] or [START]
    after = (0, 0, 1, -1, 30 * MINUTE, 60 * MINUTE, 60 * MINUTE + 1, 120 * MINUTE + 1)
    return st.sampled_from([near + later for near in [max(known) + 9 * DAY] * 3 + known for later in after])
