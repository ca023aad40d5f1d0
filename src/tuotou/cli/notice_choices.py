"""What somebody wants of notices, as options of a command say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuotou.cli.deed import now
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.notices.quiet import Hours
    from tuotou.core.notices.rules import Choice


@dataclass(frozen=True, slots=True)
class Choices:
    """The options; what is not given is not changed."""

    by: str
    level: str
    ways: str | None
    speak: str
    quiet: str | None

    @property
    def any(self) -> bool:
        """Whether anything is to be changed."""
        return self.ways is not None or self.quiet is not None or bool(self.speak)


def change(voice: Voice, person: str, asked: Choices) -> None:
    """Change what is asked; ends the command where it is written wrongly. Raises `CannotDo`."""
    from tuotou.operations.notices.preferences import choose_language, choose_quiet, choose_ways
    from tuotou.operations.warnings.handling import Hand

    if not asked.any:
        return
    if not asked.by:
        voice.misused("--by", None, "a change is somebody's", "name a staff number")
    hand = Hand(asked.by, now())
    if asked.ways is not None:
        choose_ways(person, asked.level, _ways(asked.ways), hand)
    if asked.speak:
        choose_language(person, asked.speak, hand)
    if asked.quiet is not None:
        choose_quiet(person, _hours(voice, asked.quiet), hand)


def _ways(text: str) -> Choice | None:
    if text == "default":
        return None
    parts = [] if text == "none" else [part for part in text.split(",") if part.strip()]
    return tuple(tuple(way.strip() for way in part.split(" or ")) for part in parts)


def _hours(voice: Voice, text: str) -> Hours | None:
    from tuotou.core.notices.quiet import Hours
    from tuotou.core.standards.wall_clock import time_of_day

    if text == "default":
        return None
    if text == "never":
        return Hours(0, 0)
    since, _, until = text.partition("-")
    found = time_of_day(since.strip()), time_of_day(until.strip())
    if found[0] is None or found[1] is None:
        voice.misused("--quiet", text, "these are no hours", "for example 22:00-07:00")
    return Hours(found[0], found[1])
