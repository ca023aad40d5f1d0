"""Figures as pages show them: amounts in their units, how they stand to their targets, lines of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from tuotou.console.indicators.asking import EPOCH, STATES, Asking
from tuotou.console.tags import said, words
from tuotou.core.document import Bilingual
from tuotou.core.indicators.amount import amount
from tuotou.core.standards.indicator import Indicator
from tuotou.operations.figures.ranking import series
from tuotou.operations.figures.reading import Answer

GROUPS: Final[Mapping[str, Bilingual]] = {
    "key": Bilingual("总览", "Overview"),
    "P": Bilingual("揽收", "Pickup"),
    "L": Bilingual("干线", "Line-haul"),
    "H": Bilingual("分拨与场地", "Hubs and sites"),
    "D": Bilingual("派送", "Delivery"),
    "A": Bilingual("客服与售后", "Service"),
    "S": Bilingual("安全与人员", "Safety and people"),
    "W": Bilingual("其他", "Other"),
}
KEY: Final = (
    "on-time-rate", "signed-48h-rate", "same-day-signed-rate", "attempted-rate", "first-attempt-success",
    "outlet-handover-rate", "wrong-sort-ppm", "missed-scan-rate", "damage-per-100k", "loss-per-100k",
    "fake-sign-off-per-10k", "complaints-per-10k",
)  # fmt: skip
"""What everybody asks for first."""
DAYS: Final = 30
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator with its figure."""

    answer: Answer

    @property
    def indicator(self) -> Indicator:
        """Which."""
        return self.answer.indicator

    @property
    def value(self) -> str:
        """In its unit."""
        return told(self.indicator, self.answer.value)

    @property
    def look(self) -> str:
        """How it stands to its target."""
        return {True: "good", False: "bad", None: ""}[self.answer.meets]

    @property
    def target(self) -> str:
        """What it is to reach; empty: nothing."""
        aim = self.answer.aim
        return "" if aim is None or aim.target is None else told(self.indicator, aim.target)

    @property
    def state(self) -> str:
        """live, published or closed, in words."""
        return said(STATES[self.answer.state])

    @property
    def change(self) -> tuple[str, str] | None:
        """(colour, words) of the difference to the period before."""
        by = self.answer.change
        if by is None or amount(abs(by)) == "0":
            return None
        better = self.indicator.better
        look = "calm" if better == "neither" else "good" if (by > 0) == (better == "higher") else "bad"
        return look, ("↑ " if by > 0 else "↓ ") + amount(abs(by))

    @property
    def progress(self) -> float | None:
        """How much of the way from the baseline to the target is done."""
        return self.answer.aim.progress(self.answer.value) if self.answer.aim else None


def group_of(one: Indicator) -> str:
    """The stage that it belongs to: the first row of the mission that is no console's."""
    letters = [row[0] for row in one.rows if row[0] != "W"]
    return letters[0] if letters and letters[0] in GROUPS else "W"


def told(one: Indicator, value: float | None) -> str:
    """An amount with its unit."""
    if value is None:
        return "–"
    unit = words(one.told_in.zh, one.told_in.en)
    return f"{amount(value)}{'' if unit in ('%', '‱') else ' '}{unit}".rstrip()


def line_of_days(
    asking: Asking, one: Indicator, days: int = DAYS, *, week_before: bool = False
) -> dict[str, Any] | None:
    """The last days up to that of the question, with the target across; None: nothing was counted.

    `week_before`: and each day a week earlier, in grey.
    """
    found = {
        day: next(iter(figure.figures.values()), None)
        for day, figure in series(asking.desk, asking.question(one.id), days + WEEK * week_before)
    }
    every = range(asking.day - days + 1, asking.day + 1)
    if all(found.get(day) is None for day in every):
        return None
    aim = asking.desk.aim(one, asking.unit, asking.day)
    line: dict[str, Any] = {
        "type": "line",
        "name": said(one.title),
        "connectNulls": False,
        "showSymbol": days <= DAYS,
        "data": [_round(found.get(day)) for day in every],
    }
    if aim.target is not None:
        look = {"position": "insideEndTop", "textBorderWidth": 0, "color": "inherit"}
        mark = {"yAxis": aim.target, "label": {"formatter": words("目标", "target"), **look}}
        line["markLine"] = {"symbol": "none", "data": [mark]}
    lines = [line]
    if week_before:
        earlier = [_round(found.get(day - WEEK)) for day in every]
        lines.append(
            {
                "type": "line", "name": words("上周同日", "a week before"), "data": earlier, "showSymbol": False,
                "lineStyle": {"type": "dashed"}, "color": "#8a97a8",
            }
        )  # fmt: skip
    return {
        **({"legend": {"type": "plain"}} if week_before else {}),
        "xAxis": {"type": "category", "data": [f"{EPOCH + timedelta(day):%m-%d}" for day in every]},
        "yAxis": {"type": "value", "scale": True, "name": words(one.told_in.zh, one.told_in.en), **_top(one)},
        "series": lines,
    }


def bars(names: Sequence[str], values: Sequence[float], hrefs: Sequence[str]) -> dict[str, Any]:
    """Units beside each other, the worst at the top."""
    data = [{"value": _round(value), "href": href} for value, href in zip(values, hrefs, strict=True)]
    return {
        "xAxis": {"type": "value"},
        "yAxis": {"type": "category", "data": list(names), "inverse": True},
        "series": [{"type": "bar", "data": data, "barMaxWidth": 18}],
    }


def _top(one: Indicator) -> dict[str, int]:
    """A share is never more than all."""
    return {"max": 100} if one.unit == "%" else {}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
