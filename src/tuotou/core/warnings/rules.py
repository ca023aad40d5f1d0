"""All that documents say of warnings, together: what the operations ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.core.standards.standard import Standard
from tuotou.core.warnings.cause import CauseRule
from tuotou.core.warnings.escalation import Ladder
from tuotou.core.warnings.minimum import Minimum
from tuotou.core.warnings.step import BROKEN

RED_LINE: Final = "red_line"
_ALARM: Final = Minimum(least=1, wait=0)


@dataclass(frozen=True, slots=True)
class WarningRules:
    """The documents of `handbook/warnings`, checked."""

    causes: Mapping[str, CauseRule]
    cause_codes: Mapping[str, Bilingual]
    action_codes: Mapping[str, Bilingual]
    ladders: Mapping[str, Ladder]  # by level of severity
    minimums: tuple[Minimum, ...]  # the first that fits counts
    again: int  # people are told again once there are so many times as many
    retired_causes: frozenset[str] = frozenset()  # chosen no more; what bears them keeps their names
    retired_actions: frozenset[str] = frozenset()

    @property
    def causes_in_use(self) -> Mapping[str, Bilingual]:
        """What may be said of why a warning came."""
        return {code: title for code, title in self.cause_codes.items() if code not in self.retired_causes}

    @property
    def actions_in_use(self) -> Mapping[str, Bilingual]:
        """What may be said of what is done about it."""
        return {code: title for code, title in self.action_codes.items() if code not in self.retired_actions}

    def minimum(self, level: str, standard: str, site: str) -> Minimum:
        """How many it takes; red lines are told at once."""
        if level == RED_LINE:
            return _ALARM
        return next((one for one in self.minimums if one.fits(level, standard, site)), _ALARM)

    def role(self, standard: Standard, step: int) -> str:
        """Who hears of a step: the role of that level; of what is broken, that of the last level."""
        told = standard.warnings[: None if step == BROKEN else step]
        return told[-1].tell if told else self.ladders[standard.level].tell
