"""All that documents say of telling people, together: what the operations ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from tuotou.core.notices.quiet import Hours
from tuotou.core.notices.template import Template

GROUP: Final = "group"
"""The way to the chat group of a unit; the others lead to a person."""
WAYS: Final = ("chat", "sms", "mail", GROUP)
Choice = tuple[tuple[str, ...], ...]
"""Each by the first of its ways that reaches the person."""


@dataclass(frozen=True, slots=True)
class NeverQuiet:
    """What is told at once, at any hour."""

    levels: tuple[str, ...]
    standards: tuple[str, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Buttons:
    """What is taken to be said by who presses a button, and how long it works."""

    cause: str
    action: str
    snooze: int  # µs
    lasts: int  # µs


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """The documents of `handbook/notices`, checked."""

    quiet: Hours
    never: NeverQuiet
    windows: Mapping[str, int]  # level → µs in which what waits becomes one message
    kinds: Mapping[str, tuple[str, ...]]  # way → kinds of channels that lead there, `*` for any ending
    choice: Mapping[str, Choice]  # by level
    roles: Mapping[str, Mapping[str, Choice]]  # by role and level, where it is another
    buttons: Buttons
    most_lines: int  # of one message
    most_names: int  # of one line
    most_rows: int  # of one attached list
    incidents: tuple[str, ...]  # causes of which those concerned are told
    templates: Mapping[str, Template]

    def urgent(self, level: str, standard: str, cause: str) -> bool:
        """Whether it waits for nobody's sleep, nor for others to go with it."""
        never = self.never
        return level in never.levels or standard in never.standards or (not standard and cause in never.causes)

    def ways(self, level: str, role: str) -> Choice:
        """How somebody in a role hears of a level; nothing: it stands in the inbox and calls nobody."""
        return self.roles.get(role, {}).get(level, self.choice[level])

    def way(self, kind: str) -> str:
        """Where a kind of channel leads; empty where no document says."""
        fitting = (way for way, kinds in self.kinds.items() if any(fnmatchcase(kind, each) for each in kinds))
        return next(fitting, "")
