"""The timeline of a life: what happened, day by day, as it may be shown to who asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Final

from tuotou.console.subjects.number import address
from tuotou.console.subjects.words import EVIDENCE, Word, Wording, title_of
from tuotou.console.tags import named, words, zone
from tuotou.operations.inquiry.story import ECHO, LATE, NEVER_BELIEVED, TAKEN_BACK, Entry

UPLOADED: Final = 900_000_000
"""µs; what was recorded later than this after it happened is worth a word."""
MOST: Final = 600
"""Events that a page shows, the latest; all of them are in the table one takes away."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that proves what happened."""

    name: str
    title: object
    text: str
    at: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Step:
    """An event as it is shown."""

    anchor: str
    entry: Entry
    title: str
    site: str
    person: str
    attributes: Sequence[Word]
    proofs: Sequence[Proof]
    via: str  # the number whose event it is
    href: str
    late: int | None  # µs until it was recorded
    doubt: str  # why it does not count

    @property
    def gone(self) -> bool:
        """Whether it is believed no more."""
        return self.entry.doubt in (TAKEN_BACK, NEVER_BELIEVED)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the company's zone."""

    day: date
    steps: Sequence[Step]


def steps_of(entries: Sequence[Entry], wording: Wording) -> list[Step]:
    """The events of a life, in order of time; the latest `MOST`."""
    first = max(len(entries) - MOST, 0)
    return [_step(entry, f"e{first + turn}", wording) for turn, entry in enumerate(entries[first:])]


def days_of(steps: Sequence[Step]) -> list[Day]:
    """The same by days, the latest first."""
    local = zone()

    def day(step: Step) -> date:
        return datetime.fromtimestamp(step.entry.at / 1_000_000, UTC).astimezone(local).date()

    return [Day(of, [*steps]) for of, steps in groupby(reversed(steps), key=day)]


def _step(entry: Entry, anchor: str, wording: Wording) -> Step:
    lag = entry.recorded_at - entry.at
    return Step(
        anchor,
        entry,
        title_of(entry.kind, wording.vocabulary),
        named(wording.names.site(entry.site)) if entry.site else "",
        wording.names.person(entry.person, entry.site),
        [*wording.of(entry)],
        [*_proofs(entry, anchor, wording)],
        entry.of[1] if entry.of else "",
        address(*entry.of) if entry.of else "",
        lag if lag > UPLOADED else None,
        _doubt(entry.doubt),
    )


def _proofs(entry: Entry, anchor: str, wording: Wording) -> Iterator[Proof]:
    for name in EVIDENCE:
        if value := entry.attrs.get(name):
            yield Proof(name, wording.vocabulary.attributes[name].title, str(value), entry.at, anchor)


def _doubt(doubt: str) -> str:
    """Why an event does not count as it stands."""
    return {
        TAKEN_BACK: words("已更正作废", "taken back"),
        NEVER_BELIEVED: words("未采信：编号重复或内容冲突", "not believed: its id had come before with other words"),
        LATE: words("录入太迟，不作数，需人工确认", "recorded too late to count until somebody confirms it"),
        ECHO: words("同一事实的另一份记录", "another report of the same fact"),
    }.get(doubt, "")
