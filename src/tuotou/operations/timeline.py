"""A trail and its promises, drawn: one line an instant, one lane a promise; as text it is the same in every font."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from tuotou.core.standards.wall_clock import CHINA
from tuotou.core.trail.vocabulary import Vocabulary

LOCAL: Final = ZoneInfo(CHINA)
OPENS, RUNS, KEPT, DUE, VOID, WAITS = "●", "│", "✔", "✘", "○", "…"
LEGEND: Final = (
    f"{OPENS} 起算 opens · {KEPT} 兑现 kept · {DUE} 到期未兑现 due, not kept · {VOID} 免除 void · {WAITS} 未到期 open"
)
LANES: Final = 6  # promises that are drawn; more would be read by nobody
SUBJECTS: Final = 3
BASE: Final = ("subject_kind", "subject", "id", "kind", "at", "recorded_at", "site", "person", "source", "attrs")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lane:
    """One promise: what is drawn at which instant."""

    opens: datetime
    ends: datetime
    marks: Mapping[datetime, str]

    @classmethod
    def of(cls, promise: Row, until: datetime) -> Lane:
        """The lane of a promise (`naming.SCHEMA`) as believed at `until`."""
        opens, due, status = promise["opens_at"], promise["due_at"], promise["status"]
        marks = {opens: OPENS}
        ends = promise["kept_at"] or promise["void_at"] if status in ("kept", "kept_late", "void") else None
        if status in ("kept_late", "broken"):
            marks[due] = DUE
        if ends is not None:
            marks[ends] = VOID if status == "void" else KEPT
        elif status in ("open", "at_risk", "not_open"):
            marks[until] = WAITS
        return cls(opens, max(marks), marks)

    def at(self, instant: datetime) -> str:
        """What stands in the lane at an instant."""
        return self.marks.get(instant, RUNS if self.opens < instant < self.ends else " ")

    def beside(self, instant: datetime) -> str:
        """What stands in it beside a second event of the same instant."""
        return RUNS if self.opens <= instant < self.ends else " "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a drawing."""

    at: datetime | None  # None: the same instant as the line before
    marks: tuple[str, ...]  # a lane each
    event: Row | None  # None: only a promise has something here


@dataclass(frozen=True, slots=True)
class Drawing:
    """The trail of one subject with its promises."""

    subject_kind: str
    subject: str
    lines: tuple[Line, ...]


def drawings(events: pl.DataFrame, promises: Sequence[Row], until: datetime) -> Iterator[Drawing]:
    """The trails of some subjects with their promises, as believed at `until`: the first `SUBJECTS` of them."""
    for kind, number in _subjects(events)[:SUBJECTS]:
        theirs = events.filter(subject_kind=kind, subject=number).sort("at", maintain_order=True)
        mine = [p for p in promises if (p["subject_kind"], p["subject"]) == (kind, number)]
        yield Drawing(kind, number, tuple(_lines(theirs.to_dicts(), _lanes(mine, until))))


def timeline(events: pl.DataFrame, promises: Sequence[Row], until: datetime, vocabulary: Vocabulary) -> str:
    """The same as text."""
    drawn = ["\n".join(_text(each, vocabulary)) for each in drawings(events, promises, until)]
    if more := _subjects(events)[SUBJECTS:]:
        drawn.append(f"… {more[0][1]} – {more[-1][1]}")
    return "\n\n".join(drawn)


def carried(event: Row) -> list[str]:
    """What an event carries, as scenarios write it."""
    found = [f"{mark}{event[name]}" for name, mark in (("site", "@"), ("person", "%")) if event[name]]
    own = ((name, value) for name, value in event.items() if name not in BASE and value is not None)
    return [*found, *(f"{name}={_value(value)}" for name, value in own)]


def _subjects(events: pl.DataFrame) -> list[tuple[str, str]]:
    return list(dict.fromkeys(events.select("subject_kind", "subject").iter_rows()))


def _lanes(promises: Iterable[Row], until: datetime) -> list[Lane]:
    return [Lane.of(promise, until) for promise in sorted(promises, key=lambda p: p["opens_at"])][:LANES]


def _lines(events: Sequence[Row], lanes: Sequence[Lane]) -> Iterator[Line]:
    happened: dict[datetime, list[Row | None]] = {}
    for each in events:
        happened.setdefault(each["at"], []).append(each)
    for instant in sorted({*happened, *(mark for lane in lanes for mark in lane.marks)}):
        first, *others = happened.get(instant, [None])
        yield Line(instant, tuple(lane.at(instant) for lane in lanes), first)
        for other in others:
            yield Line(None, tuple(lane.beside(instant) for lane in lanes), other)


def _text(drawn: Drawing, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"{drawn.subject_kind} {drawn.subject}"
    for line in drawn.lines:
        when = f"{line.at.astimezone(LOCAL):%m-%d %H:%M}" if line.at else " " * 11
        said = _said(line.event, vocabulary) if line.event else ""
        yield f"{when}  {' '.join(line.marks)}  {said}".rstrip()


def _said(event: Row, vocabulary: Vocabulary) -> str:
    """One event: its names, where, who, and what it carries."""
    kind, told = event["kind"], carried(event)
    title = vocabulary.kinds[kind].title.zh if kind in vocabulary.kinds else ""
    if event["recorded_at"] > event["at"]:
        told.append(f"（{event['recorded_at'].astimezone(LOCAL):%m-%d %H:%M} 才知 recorded）")
    return " ".join([title, kind, *told])


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    return f"{value:g}" if isinstance(value, float) else str(value)
