"""A figure: what was measured, how much it is, and how much it was meant to be at most, or at least."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table."""

    what: str
    value: float
    unit: str
    aim: float | None = None
    at_least: bool = False  # whether the aim is the least that is wanted, not the most

    @property
    def ratio(self) -> float | None:
        """How often the aim goes into the figure; None where nothing was aimed at."""
        return self.value / self.aim if self.aim else None

    @property
    def met(self) -> bool | None:
        """Whether the figure is as good as its aim; None where nothing was aimed at."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim

    def cells(self) -> tuple[str, str, str, str, str]:
        """What, figure, aim, ratio, verdict: as people read them."""
        sign = "≥ " if self.at_least else "≤ "
        aim = "" if self.aim is None else sign + _shown(self.aim, self.unit)
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        verdict = "" if self.met is None else "ok" if self.met else "not met"
        return self.what, _shown(self.value, self.unit), aim, ratio, verdict


def _shown(value: float, unit: str) -> str:
    """Three digits are all that a measurement on one machine is worth."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:.3g} M {unit}"
    return f"{round(value):,} {unit}" if value >= 100 else f"{value:.3g} {unit}"
