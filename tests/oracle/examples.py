"""Words for hand-written examples: one parcel P1, clock times of 1 May 2026 in Shanghai, one standard at a time."""

from __future__ import annotations

from tuotou.core.standards.standard import Standard

from . import Judged, Oracle
from .event import DAY, HOUR, MINUTE, Event, Promise
from .words import BAG, CASE, CONDITIONS, PARCEL, TRIP, VOCABULARY
from .writing import START

KINDS_OF_SUBJECT = {"P": PARCEL, "B": BAG, "T": TRIP, "C": CASE}


def at(text: str) -> int:
    """`10:30` on 1 May, or `3 10:30` on 3 May, in Shanghai."""
    day, _, clock = text.rpartition(" ")
    hours, minutes = clock.split(":")
    return START + (int(day or 1) - 1) * DAY + int(hours) * HOUR + int(minutes) * MINUTE


def e(id: str, kind: str, when: str, subject: str = "P1", recorded: str | None = None, **values: object) -> Event:
    """An event; what is no column is an attribute; recorded at once unless told otherwise."""
    columns = {name: values.pop(name) for name in ("site", "person", "source") if name in values}
    learned = at(recorded) if recorded else at(when)
    member = KINDS_OF_SUBJECT[subject[0]]
    return Event(member, subject, id, kind, at(when), learned, **columns, attrs=values)  # type: ignore[arg-type]


def judged(standard: Standard | list[Standard], *events: Event, as_of: str = "20 00:00") -> Judged:
    """Everything believed at an instant under one standard."""
    standards = standard if isinstance(standard, list) else [standard]
    return Oracle(VOCABULARY, standards, CONDITIONS).judge(list(events), at(as_of))


def promises(standard: Standard | list[Standard], *events: Event, as_of: str = "20 00:00") -> list[Promise]:
    """The promises believed at an instant under one standard."""
    return judged(standard, *events, as_of=as_of).promises


def one(standard: Standard, *events: Event, as_of: str = "20 00:00") -> Promise:
    """The only promise."""
    [promise] = promises(standard, *events, as_of=as_of)
    return promise


def statuses(standard: Standard | list[Standard], *events: Event, as_of: str = "20 00:00") -> list[tuple[str, str]]:
    """(opening, status) of each promise."""
    return [(p.opening, p.status) for p in promises(standard, *events, as_of=as_of)]
