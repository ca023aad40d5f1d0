"""A trail and its promises drawn as text: one line an instant, one lane a promise, the same in every font."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl

from tuotou.cli.instant import LOCAL
from tuotou.core.trail.vocabulary import Vocabulary

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


def timeline(events: pl.DataFrame, promises: Sequence[Row], until: datetime, vocabulary: Vocabulary) -> str:
    """The trails of some subjects with their promises, as believed at `until`."""
    subjects = list(dict.fromkeys(events.select("subject_kind", "subject").iter_rows()))
    drawn = []
    for kind, number in subjects[:SUBJECTS]:
        theirs = events.filter(subject_kind=kind, subject=number).sort("at", maintain_order=True)
        mine = [p for p in promises if (p["subject_kind"], p["subject"]) == (kind, number)]
        drawn.append("\n".join(_trail(f"{kind} {number}", theirs.to_dicts(), _lanes(mine, until), vocabulary)))
    if more := subjects[SUBJECTS:]:
        drawn.append(f"… {more[0][1]} – {more[-1][1]}")
    return "\n\n".join(drawn)


def _lanes(promises: Iterable[Row], until: datetime) -> list[Lane]:
    return [Lane.of(promise, until) for promise in sorted(promises, key=lambda p: p["opens_at"])][:LANES]


def _trail(heading: str, events: Sequence[Row], lanes: Sequence[Lane], vocabulary: Vocabulary) -> Iterator[str]:
    yield heading
    said: dict[datetime, list[str]] = {}
    for event in events:
        said.setdefault(event["at"], []).append(_said(event, vocabulary))
    for instant in sorted({*said, *(mark for lane in lanes for mark in lane.marks)}):
        drawn = " ".join(lane.at(instant) for lane in lanes)
        for turn, words in enumerate(said.get(instant, [""])):
            when = f"{instant.astimezone(LOCAL):%m-%d %H:%M}" if turn == 0 else " " * 11
            lane = (
                drawn if turn == 0 else " ".join(RUNS if each.opens <= instant < each.ends else " " for each in lanes)
            )
            yield f"{when}  {lane}  {words}".rstrip()


def _said(event: Row, vocabulary: Vocabulary) -> str:
    """One event: its names, where, who, and what it carries."""
    kind, carried = event["kind"], []
    title = vocabulary.kinds[kind].title.zh if kind in vocabulary.kinds else ""
    for name, mark in (("site", "@"), ("person", "%")):
        if event[name]:
            carried.append(f"{mark}{event[name]}")
    carried += [f"{name}={_value(value)}" for name, value in event.items() if name not in BASE and value is not None]
    if event["recorded_at"] > event["at"]:
        carried.append(f"（{event['recorded_at'].astimezone(LOCAL):%m-%d %H:%M} 才知 recorded）")
    return " ".join([title, kind, *carried])


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    return f"{value:g}" if isinstance(value, float) else str(value)
