"""Numbers as people read them: thousands apart, shares cut and not rounded, times in their largest units."""

from __future__ import annotations

from typing import Final

from tuotou.cli.page.markup import Markup, Node, both
from tuotou.cli.report_view import percent
from tuotou.operations.report import Counts

DAY: Final = 1_440  # minutes
LONG: Final = 2 * DAY  # from here on minutes say nothing


def counted(number: int) -> str:
    """A whole number."""
    return f"{number:,}"


def lasting(minutes: int) -> tuple[str, str]:
    """A time in minutes, in both languages."""
    days, rest = divmod(minutes, DAY) if minutes >= LONG else (0, minutes)
    parts = [(days, "天", "d"), (rest // 60, "小时", "h"), (0 if days else rest % 60, "分", "min")]
    told = [part for part in parts if part[0]] or [(0, "分", "min")]
    return " ".join(f"{n} {zh}" for n, zh, _ in told), " ".join(f"{n} {en}" for n, _, en in told)


def time(minutes: int, name: str = "span") -> Markup:
    """A time in minutes."""
    return both(*lasting(minutes), name)


def share(counts: Counts) -> Node:
    """The share kept; where too few promises count, that they are few."""
    if counts.share is None:
        return "–"
    return percent(counts.share) if counts.ranked else both("不足 30 个，不比较", "fewer than 30, not compared")
