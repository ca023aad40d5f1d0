"""Outlet today 今日网点: what is to be delivered, by wave and courier, and what the scans do not clear 日清.

Look-ups in `Whereabouts`, which is at most as old as the last counting (`figures.counted_until`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.core.working_time import Calendar
from tuotou.operations.figures.measuring import CALENDAR, begins, business_day
from tuotou.operations.live.watch import Watch
from tuotou.store import figures, places
from tuotou.store.organisation import Called, Organisation
from tuotou.store.places import Asked, Listed

HOUR: Final = 3_600_000_000
LATE: Final = 24 * HOUR
"""µs after which what was sent without a planned arrival is missed."""
SILENT: Final = (24, 48, 72)
"""Hours without any news 断更."""
FIRST: Final = (0, 0)
LIMIT: Final = 100
MOST: Final = 500
"""Parcels that one courier has in hand."""
DOING: Final = ("there", "held", "problem", "out")
DELIVERING: Final = ("out", "signed", "placed")
"""Of these a parcel's person is who delivers it, though its taking out was not scanned."""
GAPS: Final = (
    "sent_not_arrived",
    "arrived_not_out",
    "out_not_signed",
    "missed_scan",
    *(f"silent_{h}h" for h in SILENT),
)
"""有发未到, 有到未派, 有派未签, 漏扫, 断更 24/48/72 h."""


@dataclass(frozen=True, slots=True)
class Load:
    """One wave of one courier, or all together."""

    wave: str | None
    person: str | None
    expected: int = 0  # 应派: to be delivered today, whatever became of it
    out: int = 0  # 已出仓: taken out today
    signed: int = 0  # 已签
    placed: int = 0  # placed in a locker or station today, not in hand yet
    unsigned: int = 0  # 未签: out and nothing more
    problem: int = 0  # 问题件
    held: int = 0  # 留仓

    def plus(self, other: Load) -> Load:
        """Both."""
        sums = (getattr(self, name) + getattr(other, name) for name in COUNTS)
        return Load(self.wave, self.person, *sums)


COUNTS: Final = ("expected", "out", "signed", "placed", "unsigned", "problem", "held")


@dataclass(frozen=True, slots=True)
class Today:
    """An outlet's day so far."""

    as_of: int
    whole: Load
    loads: tuple[Load, ...]  # by wave, then by courier
    gaps: dict[str, int]
    there: int  # here and not taken out
    coming: int  # on the way here


@dataclass(frozen=True, slots=True)
class Outlet:
    """A unit at an instant: the codes under which events happen there, and when its day began."""

    unit: str
    sites: Sequence[str]
    began: int
    now: int

    @classmethod
    def at(cls, unit: str, watch: Watch, now: int) -> Outlet:
        """By the organisation of that instant: the unit's own code, and those of its brands."""
        company, calendar = Organisation.at(now), watch.handbook.calendars[CALENDAR]
        return cls(
            unit, (unit, *sorted(s for s, of in company.sites.items() if of == unit)), _began(calendar, now), now
        )


def outlet_today(outlet: Outlet) -> Today:
    """Its day so far: everything that is counted of it."""
    loads = sorted(_loads(outlet), key=lambda load: (load.wave or "~", load.person or "~"))
    whole = Load(None, None)
    for load in loads:
        whole = whole.plus(load)
    gaps = {gap: places.number(_gap(outlet, gap)) for gap in GAPS}
    coming = places.number(Asked("parcel", outlet.sites, ("sent",), coming=True))
    return Today(figures.counted_until(), whole, tuple(loads), gaps, places.number(_stage(outlet, "there")), coming)


def gap(outlet: Outlet, name: str, after: tuple[int, int] = FIRST, limit: int = LIMIT) -> list[Listed]:
    """The next parcels of one of `GAPS`, who has waited longest first; after (since, id)."""
    return places.listed(_gap(outlet, name), after, limit)


def load(outlet: Outlet, stage: str, after: tuple[int, int] = FIRST, limit: int = LIMIT) -> list[Listed]:
    """The next parcels there that are at a stage (`DOING`, or signed or placed today)."""
    return places.listed(_stage(outlet, stage), after, limit)


def in_hand(outlet: Outlet, person: str, limit: int = MOST) -> list[Listed]:
    """What one courier took out there and has not cleared yet, who has been so longest first."""
    mine = Asked("parcel", outlet.sites, ("out", "problem"), more="w.person = %s", parameters=(person,))
    return places.listed(mine, FIRST, limit)


def answers(outlet: Outlet) -> tuple[Called, ...]:
    """Who is asked where no courier's name stands on a parcel."""
    return Organisation.at(outlet.now).on_duty(outlet.unit, "outlet_manager")


def _loads(outlet: Outlet) -> Iterator[Load]:
    """By wave and courier: who took them out or delivered them, not who sorted or registered them before."""
    found: dict[tuple[str | None, str | None], Counter[str]] = {}
    for stage in (*DOING, "signed", "placed"):
        taken = f"CASE WHEN w.out_at >= {outlet.began} THEN 1 ELSE 0 END"
        ever = "CASE WHEN w.out_at IS NULL THEN 0 ELSE 1 END"
        for wave, person, out, was_out, n in places.grouped(_stage(outlet, stage), ("w.wave", "w.person", taken, ever)):
            whose = person if stage in DELIVERING or (stage == "problem" and was_out) else None
            one = found.setdefault((wave, whose), Counter())
            one.update({"expected": n, "out": n * out, _NAMES.get(stage, ""): n})
    for (wave, person), counts in found.items():
        yield Load(wave, person, *(counts[name] for name in COUNTS))


_NAMES: Final = {"signed": "signed", "placed": "placed", "out": "unsigned", "problem": "problem", "held": "held"}


def _stage(outlet: Outlet, stage: str) -> Asked:
    """What is at a stage and is to be delivered here: not what was accepted here, to be sent on."""
    if stage in ("signed", "placed"):
        return Asked("parcel", outlet.sites, (stage,), more="w.since >= %s", parameters=(outlet.began,))
    if stage == "out":
        return Asked("parcel", outlet.sites, (stage,))
    return Asked("parcel", outlet.sites, (stage,), more="(w.arrived_at IS NOT NULL OR w.missed)")


def _gap(outlet: Outlet, name: str) -> Asked:
    """What is asked for one of `GAPS`."""
    sites, now = outlet.sites, outlet.now
    if name == "sent_not_arrived":
        late = "(w.expected_at < %s OR (w.expected_at IS NULL AND w.since < %s))"
        return Asked("parcel", sites, ("sent",), coming=True, more=late, parameters=(now, now - LATE))
    if name == "arrived_not_out":
        return Asked("parcel", sites, ("there", "held"), more="w.arrived_at IS NOT NULL AND w.out_at IS NULL")
    if name == "out_not_signed":
        return Asked("parcel", sites, ("out",))
    if name == "missed_scan":
        since = ("w.missed AND w.since >= %s", (outlet.began,))
        return Asked("parcel", sites, (*DOING, "placed", "signed"), more=since[0], parameters=since[1])
    hours = int(name.removeprefix("silent_").removesuffix("h"))
    return Asked("parcel", sites, (*DOING, "loaded"), more="w.seen_at < %s", parameters=(now - hours * HOUR,))


def _began(calendar: Calendar, now: int) -> int:
    return begins(calendar, business_day(calendar, now))
