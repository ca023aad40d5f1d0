"""The clock of a standard as a small drawing: from the opening to the due instant, with its warnings on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tuotou.console.standards.names import level_of
from tuotou.console.trade import role
from tuotou.core.document import Bilingual, Duration
from tuotou.core.standards.sentence import due_of
from tuotou.core.standards.standard import Standard, Warning

UNKNOWN: Final = 24 * 3_600_000_000
"""µs that stand for a clock whose length hangs on the day."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the clock."""

    at: float  # percent of its length
    kind: str  # opens, warn, due
    when: Bilingual
    who: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """What is drawn. `exact`: it is true to scale."""

    marks: tuple[Mark, ...]
    exact: bool


def clock_of(standard: Standard) -> Clock | None:
    """The clock of a standard; only those of the form `within` have one."""
    if standard.form != "within" or not standard.due:
        return None
    after = standard.due[0].after
    exact = len(standard.due) == 1 and after is not None
    length = _micros(after) if exact and after else UNKNOWN
    warned = tuple(Mark(_at(each, length), "warn", level_of(each), role(each.tell)) for each in standard.warnings)
    begins = Mark(0, "opens", Bilingual("起算", "opens"))
    due = due_of(standard.due)
    return Clock((begins, *warned, Mark(100, "due", due, Bilingual("到期", "due"))), exact)


def _at(warning: Warning, length: int) -> float:
    share = warning.share if warning.share is not None else 1 - (warning.before or 0) / length
    return round(100 * min(max(share, 0.04), 1), 1)


def _micros(after: Duration) -> int:
    return after.amount if after.unit in ("clock", "oh") else max(after.amount, 1) * UNKNOWN
