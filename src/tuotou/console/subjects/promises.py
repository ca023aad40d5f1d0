"""The promises of a life as a page shows them: what needs somebody first, what was kept folded away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from tuotou.console.subjects.axis import Axis
from tuotou.console.subjects.bar import Bar
from tuotou.console.subjects.status import FOLDED, LOOK, STATUS, why_void
from tuotou.console.subjects.timeline import Step
from tuotou.console.tags import named
from tuotou.core.document import Bilingual
from tuotou.core.standards.standard import Standard
from tuotou.operations.inquiry.names import Names
from tuotou.operations.inquiry.promises import said_of
from tuotou.operations.live.watch import Watch
from tuotou.store.models import Promise, Verdict

Row = Mapping[str, Any]
SPOKEN: Final = 3
"""Promises of a line whose instants are read aloud; all of them stand below."""
ORDER: Final = {status: turn for turn, status in enumerate(STATUS)}


@dataclass(frozen=True)
class Told:
    """A promise as it is shown."""

    row: Row
    standard: Standard | None  # the version that judges it; None: it is no longer held
    axis: Axis
    until: int  # µs: now, or the end of the life
    status: Bilingual
    look: str
    site: str  # who answers
    person: str
    reason: Bilingual | None  # why it is void
    opened_by: Step | None
    kept_by: Step | None
    said: Sequence[Verdict]

    @cached_property
    def bar(self) -> Bar:
        """Its five instants; drawn only where somebody looks."""
        return Bar.of(self.row, self.axis, self.until)

    @property
    def title(self) -> Bilingual:
        """What was promised."""
        return self.standard.title if self.standard else Bilingual(self.row["standard"], self.row["standard"])

    @property
    def folded(self) -> bool:
        """Whether nobody has to do anything about it; what is on trial is nobody's duty yet."""
        return self.row["status"] in FOLDED or self.row["trial"]


@dataclass(frozen=True, slots=True)
class Alike:
    """Promises of one standard that stand alike: one line of the page. At least one."""

    every: Sequence[Told]

    @property
    def first(self) -> Told:
        """The one that falls due first; of title, rule and status they are all alike."""
        return self.every[0]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.every)

    @property
    def label(self) -> str:
        """What is drawn, in words."""
        return "；".join(told.bar.label for told in self.every[:SPOKEN])


@dataclass(frozen=True, slots=True)
class Teller:
    """What promises are told with."""

    watch: Watch
    names: Names
    axis: Axis
    steps: Mapping[str, Step]  # by the name under which promises know an event
    stored: Mapping[str, Promise]
    until: int  # µs: now, or the end of the life

    def all_of(self, rows: Sequence[Row]) -> list[Told]:
        """All promises, those first that matter most; with those that are only known by what was said of them."""
        there = {row["id"] for row in rows}
        more = [plain(one) for id, one in self.stored.items() if id not in there]
        return sorted((self._told(row) for row in (*rows, *more)), key=_turn)

    def _told(self, row: Row) -> Told:
        stored = self.stored.get(row["id"])
        return Told(
            row,
            self.watch.versions.get((row["standard"], row["version"])),
            self.axis,
            self.until,
            STATUS.get(row["status"], STATUS["open"]),
            LOOK.get(row["status"], "calm"),
            named(self.names.site(row["site"])) if row["site"] else "",
            self.names.person(row["person"], row["site"]),
            why_void(row["void_reason"], self.watch.vocabulary) if row["status"] == "void" else None,
            self.steps.get(row["opening"]),
            self.steps.get(row["kept_by"] or ""),
            said_of(stored) if stored else (),
        )


def plain(one: Promise) -> Row:
    """A promise of the store as the evaluator names it: what counts over many, and what is believed no more."""
    same = (
        "standard", "version", "trial", "life", "per", "opening", "opens_at", "due_at", "kept_at", "void_at",
        "void_reason", "kept_by", "status", "level", "doubt", "estimated", "site", "person",
    )  # fmt: skip
    return {
        **{name: getattr(one, name) for name in same},
        "id": one.pk,
        "warn_at": [],
        "paused": False,
        "missed": False,
    }


def alike(every: Sequence[Told]) -> list[Alike]:
    """The same line by line, in their order."""
    lines: dict[tuple[Any, ...], list[Told]] = {}
    for told in every:
        lines.setdefault((told.row["standard"], told.row["version"], told.row["status"]), []).append(told)
    return [Alike(line) for line in lines.values()]


def _turn(told: Told) -> tuple[int, bool, int, str]:
    row = told.row
    return ORDER.get(row["status"], len(ORDER)), row["trial"], row["due_at"], row["standard"]


def counted(every: Sequence[Told]) -> Iterator[tuple[Bilingual, str, int]]:
    """(words, look, how many) of each status that there is, without what is on trial."""
    for status, words in STATUS.items():
        count = sum(told.row["status"] == status and not told.row["trial"] for told in every)
        if count:
            yield words, LOOK[status], count
