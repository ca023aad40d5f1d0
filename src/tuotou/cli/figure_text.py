"""Figures of indicators as people read them: few digits, a unit, and whether the target is met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuotou.cli.voice import Language
from tuotou.core.indicators.amount import amount as amount

if TYPE_CHECKING:
    from tuotou.core.indicators.figure import Figure, Measured
    from tuotou.core.standards.indicator import Indicator

NONE: Final = "–"


def unit(indicator: Indicator, language: Language) -> str:
    """Its unit in words."""
    told = indicator.told_in
    return told.zh if language is Language.ZH else told.en


def leading(indicator: Indicator, figure: Figure) -> float | None:
    """The figure that stands for an indicator; None where nothing was counted."""
    name = indicator.figures[0] if indicator.figures else "value"
    return figure.figures.get(name)


def told(indicator: Indicator, figure: Figure, language: Language) -> str:
    """Every figure with its unit: `97.2 %`, `p50 2.5 · p90 8.1 h`."""
    if not figure.figures:
        return NONE
    names = {"value": "", "mean": "均值 " if language is Language.ZH else "mean "}
    numbers = (names.get(name, f"{name} ") + amount(v) for name, v in figure.figures.items())
    return f"{' · '.join(numbers)} {unit(indicator, language)}".rstrip()


def met(indicator: Indicator, figure: Figure) -> bool | None:
    """Whether the target is reached; None where there is none, or nothing was counted."""
    value = leading(indicator, figure)
    if value is None or indicator.target is None or indicator.better == "neither":
        return None
    return value >= indicator.target if indicator.better == "higher" else value <= indicator.target


def ranked(one: Measured, word: str) -> list[Figure]:
    """Those of whom there are enough to compare, the worst first."""
    enough = [figure for figure in one.told_by(word) if figure.n >= one.indicator.least and figure.figures]
    return sorted(enough, key=lambda figure: (-_badness(one.indicator, figure), figure.name))


def standing_out(one: Measured, word: str) -> list[Figure]:
    """Of these the ones that are worse than all together."""
    if one.indicator.better == "neither":
        return []
    usual = _badness(one.indicator, one.whole)
    return [figure for figure in ranked(one, word) if _badness(one.indicator, figure) > usual]


def _badness(indicator: Indicator, figure: Figure) -> float:
    """The larger, the worse."""
    value = leading(indicator, figure) or 0.0
    return -value if indicator.better == "higher" else value
