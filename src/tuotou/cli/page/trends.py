"""Trends: by the day due, by the hour in which the clock began, and which stage suffers in which hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Final

from tuotou.cli.page.drawing import OUTCOMES, figure
from tuotou.cli.page.markup import Markup, Node, both, element, inner, said
from tuotou.cli.page.number import counted
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.table import FIGURES, Column, figures, table
from tuotou.cli.page.trend import Point, trend
from tuotou.cli.report_view import days_come, percent
from tuotou.operations.report import Counts, HourLine
from tuotou.operations.stage import STAGES, stage_of, together

TRUNCATED: Final = (
    "按时率的纵轴不从零起；不足 30 个承诺的不画按时率。",
    "The axis of shares does not begin at nought; no share is drawn of fewer than 30 promises.",
)
HEAT: Final = (0.005, 0.02, 0.05, 0.1, 0.2)
"""Shares not kept from which a cell is darker."""


def trends(subject: Subject) -> Markup:
    """Both trends, and the hours by stage."""
    report = subject.report
    come = days_come(report)
    days = [Point(f"{line.day:%m-%d}", line.counts) for line in come]
    whole = [line.day.isoformat() for line in come]
    by_hour = _by_hour(report.hours)
    hours = [Point(str(hour), by_hour.get(hour, Counts())) for hour in range(24)]
    if not days:
        return element("p", both("还没有承诺到期。", "No promise has an outcome yet."), class_="note")
    by_day = figure(
        both("按到期日", "By the day due"),
        partial(trend, days, ("按到期日", "By day")),
        both(f"到判定当天为止。{TRUNCATED[0]}", f"Up to the day that is judged at. {TRUNCATED[1]}"),
        _table("日期", "Day", whole, days),
        OUTCOMES,
    )
    if len(by_hour) < 2:
        told = both(
            "承诺都从同一个钟点起算，没有钟点可比。", "All clocks began in the same hour; there are none to compare."
        )
        return inner((by_day, element("p", told, class_="note")))
    meant = both(
        f"某钟点开始计时的承诺，不论哪天，后来怎样。{TRUNCATED[0]}",
        f"What became of the promises whose clock began in that hour, whatever the day. {TRUNCATED[1]}",
    )
    began = figure(
        both("按起算的钟点", "By the hour in which the clock began"),
        partial(trend, hours, ("按钟点", "By hour")),
        meant,
        _table("钟点", "Hour", None, hours),
        OUTCOMES,
    )
    return inner((by_day, began, heat(report.hours)))


def _table(zh: str, en: str, names: Sequence[str] | None, points: Sequence[Point]) -> Markup:
    first = names or [f"{point.label}:00" for point in points]
    rows = [(name, *figures(point.counts)) for name, point in zip(first, points, strict=True)]
    return table((Column(zh, en, "name"), *FIGURES), rows)


def _by_hour(lines: Sequence[HourLine]) -> dict[int, Counts]:
    found = defaultdict[int, list[Counts]](list)
    for line in lines:
        found[line.hour].append(line.counts)
    return {hour: together(counts) for hour, counts in found.items()}


def heat(lines: Sequence[HourLine]) -> Markup:
    """The share not kept by stage and hour: the darker, the worse; empty where few promises count."""
    stages = [stage for stage in STAGES if any(stage_of(line.standard) == stage for line in lines)]
    rows = [_heat_row(stage, [line for line in lines if stage_of(line.standard) == stage]) for stage in stages]
    columns = (Column("环节", "Stage", "name"), *(Column(str(hour), str(hour), "number") for hour in range(24)))
    told = both(
        "没有按时的百分比，按环节和起算的钟点；颜色越深越差，“·”是不足 30 个承诺。",
        "Percent not kept in time, by stage and the hour in which the clock began; darker is worse; “·”: under 30.",
    )
    title = element("h3", both("哪个环节、哪个钟点", "Which stage, at which hour"))
    return inner((title, element("p", told, class_="note"), table(columns, rows, "heat")))


def _heat_row(stage: str, lines: Sequence[HourLine]) -> tuple[Node, ...]:
    by_hour = _by_hour(lines)
    return (said(STAGES[stage]), *(_heat_cell(by_hour.get(hour, Counts())) for hour in range(24)))


def _heat_cell(counts: Counts) -> Markup:
    if counts.share is None or not counts.ranked:
        return element("span", "·" if counts.counted else "", title=f"n = {counted(counts.counted)}")
    missed = 1 - counts.share
    darkness = sum(missed >= limit for limit in HEAT)
    told = f"{percent(counts.share)}, n = {counted(counts.counted)}"
    return element("span", f"{missed * 100:.1f}", title=told, class_=f"h{darkness}")
