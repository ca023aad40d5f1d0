"""A cause that explains many: how it shows, whom it reaches, and for how long it holds back what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.core.document import Bilingual

REACHES: Final = ("members", "site")
"""Whom a cause explains: what rode in its subject; what a site answers for, or what lies there."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What shows that a cause began; exactly one of standards, events and exemptions is set."""

    standards: tuple[str, ...] = ()
    """One of these is broken; it ends when that promise is no longer open."""
    at_least: int = 1
    """So many open promises of these at one site: they show something of the site, not of themselves."""
    events: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    """Events that end it; one that carries `period_to` ends by itself."""
    exemptions: tuple[str, ...] = ()
    """Kinds of exemption: from approval, for the period that was filed."""

    @property
    def crowd(self) -> bool:
        """Whether it takes many to show."""
        return self.at_least > 1


@dataclass(frozen=True, slots=True)
class CauseRule:
    """One cause as its document says it."""

    id: str
    title: Bilingual
    level: str  # one of the levels of standards: how bad it is itself
    tell: str  # the role that hears of it
    code: str  # the cause code that is proposed to whoever acknowledges
    sign: Sign
    reach: str  # one of `REACHES`
    explains: tuple[str, ...]  # standards; empty: all but red lines
    lasts: int  # µs: what follows from it is held back for so long after it ended
    most: int  # µs: nothing is held back for longer than this after it began

    def key(self, about: str) -> str:
        """What a cause is known by as long as it stands: the rule, and the trip or site it is about."""
        return f"{self.id} {about}"

    def covers(self, standard: str) -> bool:
        """Whether it can explain a promise of this standard."""
        return not self.explains or standard in self.explains or standard in self.sign.standards


def showing(rules: Sequence[CauseRule], standard: str) -> list[CauseRule]:
    """The causes that promises of a standard show."""
    return [rule for rule in rules if standard in rule.sign.standards]
