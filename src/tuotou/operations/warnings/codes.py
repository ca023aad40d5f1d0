"""The codes for causes and actions in the order in which somebody wants them: what they used last comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.core.warnings.rules import WarningRules
from tuotou.store.models import WarningStep

LOOKED_AT: Final = 30
"""Of one's last acts."""
Codes = Sequence[tuple[str, Bilingual]]


def ordered(rules: WarningRules, staff_number: str) -> tuple[Codes, Codes]:
    """Causes and actions, each code with its words."""
    mine = WarningStep.objects.filter(who=staff_number).exclude(cause_code="").order_by("-at")
    used = list(mine.values_list("cause_code", "action_code")[:LOOKED_AT])
    return (
        _first([cause for cause, _ in used], rules.causes_in_use),
        _first([action for _, action in used], rules.actions_in_use),
    )


def _first(used: Sequence[str], codes: Mapping[str, Bilingual]) -> Codes:
    turn = dict.fromkeys([*(code for code in used if code in codes), *codes])
    return [(code, codes[code]) for code in turn]
