"""The standards that are measured: the shipped ones again and again with other numbers, until there are sixty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final, NamedTuple

from tuotou.core.document import Duration
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import Due, Selector, Slot, Standard
from tuotou.handbook import load

REPEATED: Final = {"within": 4, "needs": 2, "never": 2, "at_most": 1, "share": 1}
ONCE: Final = "trace-24h"  # opens on every event: four of it would be half of all promises, which no company has
FIRST: Final = (
    "accepted-needs-identity", "accepted-needs-inspection", "attempted-by-cutoff", "attempts-8h-apart",
    "delivered-in-time", "exception-registered-15min", "hub-departed-12h", "hub-sorted-8h", "inspection-share",
    "intercepted-not-signed", "last-mile-hours", "last-mile-same-day", "on-time-share",
    "photo-used-once", "pickup-2h", "pickup-slot", "placing-needs-consent", "prohibited-stops",
    "return-needs-two-attempts", "signed-in-batches", "trace-24h", "waybill-complete",
)  # fmt: skip
"""The first handful of the handbook: what is measured stays what it was when the handbook grows."""
MORE: Final = ("delivered-in-time", "last-mile-hours", "hub-departed-12h")  # once more instead of it
HOUR: Final = 3_600_000_000
ENDS: Final = ("signed_by_self", "signed_by_agent", "placed_in_locker", "placed_in_station")


def sixty() -> Handbook:
    """The handbook with the first of its standards for parcels: 40 within, 8 needs, 8 never, 2 at_most, 2 share."""
    shipped = load()
    parcels = [s for s in shipped.standards if s.id in FIRST]
    repeated = chain.from_iterable(_repeated(standard) for standard in parcels)
    return replace(shipped, standards=tuple(sorted(repeated, key=lambda s: (s.id, s.version))))


def _repeated(standard: Standard) -> Iterator[Standard]:
    """The standard, and others like it that are the more patient the later they come."""
    yield standard
    if standard.id == ONCE:
        return
    more = 1 if standard.form == "within" and standard.id in MORE else 0
    for times in range(2, REPEATED[standard.form] + more + 1):
        yield replace(
            standard,
            id=f"{standard.id}-x{times}",
            due=tuple(_later(due, times) for due in standard.due),
            expires=_times(standard.expires, times) if isinstance(standard.expires, Duration) else standard.expires,
            lasting=standard.lasting and standard.lasting * times,
            at_least=standard.at_least + times - 1 if standard.at_least > 1 else 1,
            condition=standard.condition and standard.condition.replace("> 0", f"> {times - 1}"),
        )


def _later(due: Due, times: int) -> Due:
    return replace(
        due,
        after=due.after and _times(due.after, times),
        offset=due.offset + (times - 1) * HOUR if due.attribute else 0,
        slots=tuple(_moved(slot, times - 1) for slot in due.slots),
    )


def _times(duration: Duration, times: int) -> Duration:
    return replace(duration, amount=duration.amount * times)


def _moved(slot: Slot, days: int) -> Slot:
    return replace(slot, days=replace(slot.days, amount=slot.days.amount + days))


class Plain(NamedTuple):
    """A `within` standard that a window query can say: after X, one of Y, in so many hours."""

    opens: str
    keep: tuple[str, ...]
    hours: int


PLAIN: Final = (
    Plain("ordered", ("accepted",), 4),
    Plain("ordered", ENDS, 96),
    Plain("content_inspected", ("accepted",), 1),
    Plain("accepted", ("bagged",), 6),
    Plain("accepted", ("out_for_delivery",), 72),
    Plain("bagged", ("sorted",), 24),
    Plain("bagged", ENDS, 72),
    Plain("sorted", ("bagged",), 8),
    Plain("out_for_delivery", (*ENDS, "attempt_failed"), 6),
    Plain("attempt_failed", ENDS, 24),
)


def ten_plain() -> Handbook:
    """The standards of `PLAIN`, in clock time, without warnings, voids and the like."""
    shipped = load()
    like = shipped.by_id["last-mile-hours"][-1]
    plain = tuple(
        replace(
            like,
            id=f"plain-{number}",
            opens=(Selector((one.opens,)),),
            keep=(Selector(one.keep),),
            due=(Due(after=Duration(one.hours * HOUR)),),
            warnings=(),
            void_if=(),
        )
        for number, one in enumerate(PLAIN)
    )
    return replace(shipped, standards=plain)
